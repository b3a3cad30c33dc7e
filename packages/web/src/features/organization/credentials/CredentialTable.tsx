import { useMutation } from '@tanstack/react-query';
import type { V1Credential } from '@moorage/sdk/types';
import { EllipsisVertical, Eye, KeyRound, SlidersHorizontal, Trash2 } from 'lucide-react';
import { testCredential } from '../../../api/credentials.ts';
import { can } from '../../../lib/can.ts';
import { kindName, providerForm, scopeText } from '../../../lib/credential-kinds.ts';
import { Age } from '../../../shared/Age.tsx';
import { ErrorView } from '../../../shared/ErrorView.tsx';
import { useMe } from '../../../shared/use-session.ts';
import { Button } from '../../../ui/Button.tsx';
import { Menu, MenuItem } from '../../../ui/Menu.tsx';
import { Table, Td, Th, Tr } from '../../../ui/Table.tsx';
import { TestResult } from './TestResult.tsx';

export interface CredentialMove {
  readonly kind: 'edit' | 'replace' | 'reveal' | 'delete';
  readonly credential: V1Credential;
}

interface CredentialTableProps {
  readonly orgId: string;
  readonly credentials: readonly V1Credential[];
  readonly onMove: (move: CredentialMove) => void;
}

export function CredentialTable({ orgId, credentials, onMove }: CredentialTableProps) {
  return (
    <Table label="Credentials">
      <thead>
        <tr>
          <Th>Name</Th>
          <Th className="max-sm:hidden">Provider</Th>
          <Th className="max-md:hidden">For</Th>
          <Th className="max-md:hidden">Changed</Th>
          <Th>
            <span className="sr-only">Actions</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {credentials.map((credential) => (
          <CredentialRow key={credential.id} orgId={orgId} credential={credential} onMove={onMove} />
        ))}
      </tbody>
    </Table>
  );
}

interface CredentialRowProps {
  readonly orgId: string;
  readonly credential: V1Credential;
  readonly onMove: CredentialTableProps['onMove'];
}

function CredentialRow({ orgId, credential, onMove }: CredentialRowProps) {
  const me = useMe();
  const { id, credential_provider, kind, account_id, region, updated_at } = credential;
  const test = useMutation({ mutationFn: () => testCredential({ orgId, id }) });
  const name = credential.name === '' ? id : credential.name;
  const place = [account_id, region].filter((part) => part !== undefined).join(' · ');
  return (
    <>
      <Tr className={test.data === undefined && test.error === null ? '' : 'border-b-0'}>
        <Td>
          <span className="block font-medium break-words">{name}</span>
          {place === '' ? null : <span className="block text-[13px] break-all text-muted">{place}</span>}
        </Td>
        <Td className="max-sm:hidden">
          {providerForm(credential_provider).name}
          <span className="block text-[13px] text-muted">{kindName(kind)}</span>
        </Td>
        <Td className="break-all max-md:hidden">{scopeText(credential)}</Td>
        <Td className="max-md:hidden">
          <Age at={updated_at} suffix=" ago" />
        </Td>
        <Td className="w-0">
          <span className="flex justify-end gap-1">
            {can(me, 'credential:test') ? (
              <Button size="small" busy={test.isPending} aria-label={`Test ${name}`} onClick={() => test.mutate()}>
                Test
              </Button>
            ) : null}
            <CredentialMenu credential={credential} name={name} onMove={onMove} />
          </span>
        </Td>
      </Tr>
      {test.data === undefined && test.error === null ? null : (
        <tr className="border-b border-border last:border-b-0">
          <td colSpan={5} className="px-3 pb-3">
            {test.data === undefined ? (
              <ErrorView error={test.error} attempt="The credential could not be tested" />
            ) : (
              <TestResult result={test.data} />
            )}
          </td>
        </tr>
      )}
    </>
  );
}

interface CredentialMenuProps {
  readonly credential: V1Credential;
  readonly name: string;
  readonly onMove: CredentialTableProps['onMove'];
}

const moves = [
  { kind: 'edit', action: 'credential:update', label: 'Name and scope…', Icon: SlidersHorizontal },
  { kind: 'replace', action: 'credential:update', label: 'Replace the secret…', Icon: KeyRound },
  { kind: 'reveal', action: 'credential:reveal', label: 'Show the secret…', Icon: Eye },
  { kind: 'delete', action: 'credential:delete', label: 'Delete…', Icon: Trash2 },
] as const;

function CredentialMenu({ credential, name, onMove }: CredentialMenuProps) {
  const me = useMe();
  const allowed = moves.filter(({ action }) => can(me, action));
  if (allowed.length === 0) return null;
  return (
    <Menu
      trigger={
        <Button size="iconSmall" tone="quiet" aria-label={`Actions for ${name}`}>
          <EllipsisVertical aria-hidden="true" className="size-4" />
        </Button>
      }
    >
      {allowed.map(({ kind, label, Icon }) => (
        <MenuItem
          key={kind}
          icon={<Icon className="size-4" />}
          danger={kind === 'delete'}
          onClick={() => onMove({ kind, credential })}
        >
          {label}
        </MenuItem>
      ))}
    </Menu>
  );
}
