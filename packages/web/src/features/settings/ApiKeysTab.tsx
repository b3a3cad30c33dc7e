import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ApiKey, ApiKeyWithSecret } from '@moorage/sdk/types';
import { type ReactElement, useState } from 'react';
import { revokeApiKey } from '../../api/account-actions.ts';
import { apiKeysQuery } from '../../api/queries.ts';
import { Age } from '../../shared/Age.tsx';
import { ConfirmDialog } from '../../shared/ConfirmDialog.tsx';
import { Loaded } from '../../shared/Loaded.tsx';
import { Tag } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Section } from '../../ui/Card.tsx';
import { Table, Td, Th, Tr } from '../../ui/Table.tsx';
import { formatDateTime } from '../../lib/format.ts';
import { CreateApiKeyDialog } from './CreateApiKeyDialog.tsx';
import { NewApiKey } from './NewApiKey.tsx';

export function ApiKeysTab(): ReactElement {
  const query = useQuery(apiKeysQuery);
  const queries = useQueryClient();
  const [isCreating, setCreating] = useState(false);
  const [created, setCreated] = useState<ApiKeyWithSecret>();
  const [revoking, setRevoking] = useState<ApiKey>();
  const revoke = async (id: string) => {
    await revokeApiKey(queries, id);
    if (created?.id === id) setCreated(undefined);
  };
  return (
    <Section
      title="API keys"
      note="For curl, scripts, the SDK and machines without a browser. A key may do what you may, within its scopes."
      actions={
        <Button tone="primary" onClick={() => setCreating(true)}>
          Create a key
        </Button>
      }
    >
      {created === undefined ? null : <NewApiKey apiKey={created} onDone={() => setCreated(undefined)} />}
      <Loaded query={query} what="The API keys">
        {(apiKeys) => <ApiKeyTable apiKeys={apiKeys} onRevoke={setRevoking} />}
      </Loaded>
      <CreateApiKeyDialog open={isCreating} onOpenChange={setCreating} onCreated={setCreated} />
      <ConfirmDialog
        open={revoking !== undefined}
        onOpenChange={(open) => !open && setRevoking(undefined)}
        title={`Revoke ${revoking?.name ?? ''}`}
        action="Revoke"
        danger
        onConfirm={async () => revoking !== undefined && revoke(revoking.id)}
      >
        <p>Whatever uses this key is refused from this moment on. It cannot be brought back.</p>
      </ConfirmDialog>
    </Section>
  );
}

interface ApiKeyTableProps {
  readonly apiKeys: readonly ApiKey[];
  readonly onRevoke: (key: ApiKey) => void;
}

function ApiKeyTable({ apiKeys, onRevoke }: ApiKeyTableProps) {
  if (apiKeys.length === 0) {
    return (
      <EmptyState title="No API keys yet">Create one to call the API from a terminal or a script. It is shown once.</EmptyState>
    );
  }
  return (
    <Table label="API keys">
      <thead>
        <tr>
          <Th>Name</Th>
          <Th className="max-md:hidden">Scopes</Th>
          <Th>Last used</Th>
          <Th className="max-sm:hidden">Expires</Th>
          <Th>
            <span className="sr-only">Actions</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {apiKeys.map((key) => (
          <Tr key={key.id}>
            <Td>
              <span className="block font-medium">{key.name}</span>
              <span className="block font-mono text-[13px] text-muted">{key.prefix}…</span>
            </Td>
            <Td className="max-md:hidden">
              <span className="flex flex-wrap gap-1">
                {key.scopes.map((scope) => (
                  <Tag key={scope}>{scope}</Tag>
                ))}
              </span>
            </Td>
            <Td>{key.lastUsedAt === null ? 'never' : <Age at={key.lastUsedAt} suffix=" ago" />}</Td>
            <Td className="max-sm:hidden">{key.expiresAt === null ? 'never' : formatDateTime(key.expiresAt)}</Td>
            <Td className="text-right">
              <Button size="small" aria-label={`Revoke ${key.name}`} onClick={() => onRevoke(key)}>
                Revoke
              </Button>
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
