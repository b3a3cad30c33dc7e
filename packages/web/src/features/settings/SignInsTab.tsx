import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { LinkedIdentity } from '@moorage/sdk/types';
import { type ReactElement, useState } from 'react';
import { beginLink, unlinkIdentity } from '../../api/account-actions.ts';
import { identitiesQuery } from '../../api/queries.ts';
import { formatDateTime } from '../../lib/format.ts';
import { Age } from '../../shared/Age.tsx';
import { ConfirmDialog } from '../../shared/ConfirmDialog.tsx';
import { ErrorView } from '../../shared/ErrorView.tsx';
import { Loaded } from '../../shared/Loaded.tsx';
import { useConfig } from '../../shared/use-session.ts';
import { Button } from '../../ui/Button.tsx';
import { Section } from '../../ui/Card.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Table, Td, Th, Tr } from '../../ui/Table.tsx';

const here = '/settings/sign-ins';

export function SignInsTab(): ReactElement {
  const query = useQuery(identitiesQuery);
  const providers = useConfig()?.signInProviders ?? [];
  const link = useMutation({
    mutationFn: (provider: string) => beginLink(provider, here),
    onSuccess: (url) => window.location.assign(url),
  });
  return (
    <Section
      title="Sign-ins"
      note="The accounts at identity providers that sign you in here. Another is linked only by signing in to it."
      actions={providers.map((provider) => (
        <Button
          key={provider.id}
          busy={link.isPending && link.variables === provider.id}
          onClick={() => link.mutate(provider.id)}
        >
          Link {provider.name}
        </Button>
      ))}
    >
      {link.error === null ? null : <ErrorView error={link.error} attempt="The sign-in could not be linked" />}
      <Loaded query={query} what="The sign-ins">
        {(identities) => (
          <IdentityTable identities={identities} nameOf={(id) => providers.find((each) => each.id === id)?.name ?? id} />
        )}
      </Loaded>
    </Section>
  );
}

interface IdentityTableProps {
  readonly identities: readonly LinkedIdentity[];
  readonly nameOf: (provider: string) => string;
}

function IdentityTable({ identities, nameOf }: IdentityTableProps) {
  const queries = useQueryClient();
  const [unlinking, setUnlinking] = useState<LinkedIdentity>();
  if (identities.length === 0) {
    return (
      <EmptyState title="No sign-in is linked">
        You signed in by the development sign-in, or no identity provider is configured here.
      </EmptyState>
    );
  }
  return (
    <>
      <Table label="Sign-ins">
        <thead>
          <tr>
            <Th>Provider</Th>
            <Th>Last used</Th>
            <Th className="max-sm:hidden">Linked</Th>
            <Th>
              <span className="sr-only">Actions</span>
            </Th>
          </tr>
        </thead>
        <tbody>
          {identities.map((identity) => (
            <Tr key={identity.id}>
              <Td>
                <span className="block font-medium">{nameOf(identity.provider)}</span>
                <span className="block text-[13px] break-all text-muted">{identity.email}</span>
              </Td>
              <Td>
                <Age at={identity.lastUsedAt} suffix=" ago" />
              </Td>
              <Td className="whitespace-nowrap max-sm:hidden">{formatDateTime(identity.createdAt)}</Td>
              <Td className="text-right">
                {identities.length === 1 ? (
                  <span className="text-[13px] text-muted">the only one</span>
                ) : (
                  <Button
                    size="small"
                    aria-label={`Unlink ${identity.email} at ${nameOf(identity.provider)}`}
                    onClick={() => setUnlinking(identity)}
                  >
                    Unlink
                  </Button>
                )}
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
      <ConfirmDialog
        open={unlinking !== undefined}
        onOpenChange={(open) => (open ? undefined : setUnlinking(undefined))}
        title={`Unlink ${unlinking?.email ?? ''}`}
        action="Unlink"
        danger
        onConfirm={async () => unlinking !== undefined && (await unlinkIdentity(queries, unlinking.id))}
      >
        <p>It no longer signs you in here. Your account and everything in it stay.</p>
      </ConfirmDialog>
    </>
  );
}
