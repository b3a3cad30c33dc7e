import type { Secret } from '@moorage/sdk/types';
import { EllipsisVertical, History, KeyRound, Text, Trash2, Waypoints } from 'lucide-react';
import { Tag } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { Menu, MenuItem } from '../../ui/Menu.tsx';
import { Table, Td, Th, Tr } from '../../ui/Table.tsx';
import { Age } from '../Age.tsx';
import { MaskedValue } from './MaskedValue.tsx';

export interface SecretMove {
  readonly kind: 'replace' | 'describe' | 'history' | 'uses' | 'delete';
  readonly secret: Secret;
}

interface SecretTableProps {
  readonly secrets: readonly Secret[];
  readonly label: string;
  readonly onMove: (move: SecretMove) => void;
}

export function SecretTable({ secrets, label, onMove }: SecretTableProps) {
  return (
    <Table label={label}>
      <thead>
        <tr>
          <Th>Key</Th>
          <Th className="max-sm:hidden">Value</Th>
          <Th className="max-sm:hidden text-right">Version</Th>
          <Th className="max-md:hidden">Changed</Th>
          <Th>
            <span className="sr-only">Actions</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {secrets.map((secret) => (
          <SecretRow key={secret.id} secret={secret} onMove={onMove} />
        ))}
      </tbody>
    </Table>
  );
}

function SecretRow({ secret, onMove }: { readonly secret: Secret; readonly onMove: SecretTableProps['onMove'] }) {
  const { key, serviceName, description, version, updatedAt, updatedBy } = secret;
  return (
    <Tr>
      <Td>
        <span className="flex flex-wrap items-center gap-2">
          <span className="font-mono text-[13px] font-medium break-all">{key}</span>
          {serviceName === '' ? null : <Tag>only {serviceName}</Tag>}
        </span>
        {description === '' ? null : <span className="block text-[13px] break-words text-muted">{description}</span>}
      </Td>
      <Td className="max-sm:hidden">
        <MaskedValue />
      </Td>
      <Td className="text-right max-sm:hidden">{version}</Td>
      <Td className="max-md:hidden">
        <Age at={updatedAt} suffix=" ago" />
        {updatedBy === null ? null : <span className="block text-[13px] break-all text-muted">by {updatedBy}</span>}
      </Td>
      <Td className="w-0 text-right">
        <SecretMenu secret={secret} onMove={onMove} />
      </Td>
    </Tr>
  );
}

function SecretMenu({ secret, onMove }: { readonly secret: Secret; readonly onMove: SecretTableProps['onMove'] }) {
  const choose = (kind: SecretMove['kind']) => () => onMove({ kind, secret });
  const name = secret.serviceName === '' ? secret.key : `${secret.key} of ${secret.serviceName}`;
  return (
    <Menu
      trigger={
        <Button size="iconSmall" tone="quiet" aria-label={`Actions for ${name}`}>
          <EllipsisVertical aria-hidden="true" className="size-4" />
        </Button>
      }
    >
      {secret.canWrite ? (
        <>
          <MenuItem icon={<KeyRound className="size-4" />} onClick={choose('replace')}>
            Replace the value…
          </MenuItem>
          <MenuItem icon={<Text className="size-4" />} onClick={choose('describe')}>
            Description…
          </MenuItem>
        </>
      ) : null}
      <MenuItem icon={<History className="size-4" />} onClick={choose('history')}>
        History…
      </MenuItem>
      <MenuItem icon={<Waypoints className="size-4" />} onClick={choose('uses')}>
        Who uses this…
      </MenuItem>
      {secret.canWrite ? (
        <MenuItem icon={<Trash2 className="size-4" />} danger onClick={choose('delete')}>
          Delete…
        </MenuItem>
      ) : null}
    </Menu>
  );
}
