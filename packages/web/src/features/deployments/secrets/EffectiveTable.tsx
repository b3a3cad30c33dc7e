import type { EffectiveSecrets } from '@moorage/sdk/types';
import { Link } from '@tanstack/react-router';
import { type SecretScope, sourceName } from '../../../lib/secrets.ts';
import { Age } from '../../../shared/Age.tsx';
import { linkStyle } from '../../../shared/LinkButton.tsx';
import { MaskedValue } from '../../../shared/secrets/MaskedValue.tsx';
import { Badge } from '../../../ui/Badge.tsx';
import { Button } from '../../../ui/Button.tsx';
import { Table, Td, Th, Tr } from '../../../ui/Table.tsx';

interface EffectiveTableProps {
  readonly service: EffectiveSecrets;
  /** Absent for who may not set secrets of the deployment. */
  readonly onSet: ((key: string) => void) | undefined;
}

type Received = EffectiveSecrets['secrets'][number];

/** What one service receives, with where it comes from and what it covers; what is missing stands first. */
export function EffectiveTable({ service, onSet }: EffectiveTableProps) {
  const { serviceName, secrets, missing } = service;
  return (
    <div className="space-y-2">
      <h3 className="font-medium">{serviceName}</h3>
      {secrets.length + missing.length === 0 ? (
        <p className="text-muted">It receives no secrets.</p>
      ) : (
        <Table label={`Secrets of ${serviceName}`}>
          <thead>
            <tr>
              <Th className="w-1/3">Key</Th>
              <Th className="w-1/6 max-sm:hidden">Value</Th>
              <Th className="w-1/5">From</Th>
              <Th className="w-1/6 max-md:hidden">Instead of</Th>
              <Th className="max-md:hidden">Changed</Th>
            </tr>
          </thead>
          <tbody>
            {missing.map((key) => (
              <MissingRow key={key} name={key} onSet={onSet} />
            ))}
            {secrets.map((secret) => (
              <ReceivedRow key={secret.key} secret={secret} />
            ))}
          </tbody>
        </Table>
      )}
    </div>
  );
}

function MissingRow({ name, onSet }: { readonly name: string; readonly onSet: EffectiveTableProps['onSet'] }) {
  return (
    <Tr>
      <Td className="font-mono text-[13px] font-medium break-all">{name}</Td>
      <Td colSpan={4}>
        <span className="flex flex-wrap items-center gap-2">
          <Badge tone="bad">missing</Badge>
          {onSet === undefined ? (
            <span className="text-[13px] text-muted">The template requires it.</span>
          ) : (
            <Button size="small" aria-label={`Set ${name}`} onClick={() => onSet(name)}>
              Set…
            </Button>
          )}
        </span>
      </Td>
    </Tr>
  );
}

function ReceivedRow({ secret }: { readonly secret: Received }) {
  const { key, scope, covers, hiddenByVariable, version, updatedAt } = secret;
  return (
    <Tr>
      <Td>
        <span className="block font-mono text-[13px] font-medium break-all">{key}</span>
        {hiddenByVariable ? <Badge tone="warn">a plain variable wins</Badge> : null}
      </Td>
      <Td className="max-sm:hidden">
        <MaskedValue />
      </Td>
      <Td>
        <Source scope={scope} />
      </Td>
      <Td className="text-[13px] text-muted max-md:hidden">{covers.map(sourceName).join(', ')}</Td>
      <Td className="max-md:hidden">
        <Age at={updatedAt} suffix=" ago" />
        <span className="block text-[13px] text-muted">version {version}</span>
      </Td>
    </Tr>
  );
}

/** Leads to where the value is set, where that is somewhere else. */
function Source({ scope }: { readonly scope: SecretScope }) {
  if (scope === 'organization') {
    return (
      <Link to="/organization/secrets" className={linkStyle}>
        {sourceName(scope)}
      </Link>
    );
  }
  return <>{sourceName(scope)}</>;
}
