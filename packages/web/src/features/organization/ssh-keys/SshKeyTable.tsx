import type { V1SshKey } from '@moorage/sdk/types';
import { Download, EllipsisVertical, Eye, Trash2 } from 'lucide-react';
import { can } from '../../../lib/can.ts';
import { plural } from '../../../lib/format.ts';
import { sshKeyKind } from '../../../lib/ssh-key.ts';
import { Age } from '../../../shared/Age.tsx';
import { useMe } from '../../../shared/use-session.ts';
import { Tag } from '../../../ui/Badge.tsx';
import { Button } from '../../../ui/Button.tsx';
import { CopyButton } from '../../../ui/CopyButton.tsx';
import { Menu, MenuItem } from '../../../ui/Menu.tsx';
import { Table, Td, Th, Tr } from '../../../ui/Table.tsx';

export interface SshKeyMove {
  readonly kind: 'download' | 'reveal' | 'delete';
  readonly sshKey: V1SshKey;
}

interface SshKeyTableProps {
  readonly sshKeys: readonly V1SshKey[];
  readonly onMove: (move: SshKeyMove) => void;
}

export function SshKeyTable({ sshKeys, onMove }: SshKeyTableProps) {
  return (
    <Table label="SSH keys">
      <thead>
        <tr>
          <Th>Name</Th>
          <Th className="max-md:hidden">Fingerprint</Th>
          <Th className="max-sm:hidden">Used by</Th>
          <Th className="max-md:hidden">Made</Th>
          <Th>
            <span className="sr-only">Actions</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {sshKeys.map((sshKey) => (
          <SshKeyRow key={sshKey.id} sshKey={sshKey} onMove={onMove} />
        ))}
      </tbody>
    </Table>
  );
}

function SshKeyRow({ sshKey, onMove }: { readonly sshKey: V1SshKey; readonly onMove: SshKeyTableProps['onMove'] }) {
  const { name, fingerprint, public_key, server_count = 0, created_at } = sshKey;
  return (
    <Tr>
      <Td>
        <span className="flex flex-wrap items-center gap-2">
          <span className="font-medium break-words">{name}</span>
          <Tag>{sshKeyKind(public_key)}</Tag>
        </span>
        <span className="block font-mono text-[13px] break-all text-muted md:hidden">{fingerprint}</span>
      </Td>
      <Td className="font-mono text-[13px] break-all max-md:hidden">{fingerprint}</Td>
      <Td className="whitespace-nowrap max-sm:hidden">
        {server_count === 0 ? <span className="text-muted">no server</span> : plural(server_count, 'server')}
      </Td>
      <Td className="max-md:hidden">
        <Age at={created_at} suffix=" ago" />
      </Td>
      <Td className="w-0">
        <span className="flex justify-end gap-1">
          <CopyButton text={public_key} what={`the public half of ${name}`} />
          <SshKeyMenu sshKey={sshKey} onMove={onMove} />
        </span>
      </Td>
    </Tr>
  );
}

function SshKeyMenu({ sshKey, onMove }: { readonly sshKey: V1SshKey; readonly onMove: SshKeyTableProps['onMove'] }) {
  const me = useMe();
  const choose = (kind: SshKeyMove['kind']) => () => onMove({ kind, sshKey });
  return (
    <Menu
      trigger={
        <Button size="iconSmall" tone="quiet" aria-label={`Actions for ${sshKey.name}`}>
          <EllipsisVertical aria-hidden="true" className="size-4" />
        </Button>
      }
    >
      <MenuItem icon={<Download className="size-4" />} onClick={choose('download')}>
        Download…
      </MenuItem>
      {can(me, 'ssh_key:reveal') ? (
        <MenuItem icon={<Eye className="size-4" />} onClick={choose('reveal')}>
          Show the private half…
        </MenuItem>
      ) : null}
      {can(me, 'ssh_key:delete') ? (
        <MenuItem icon={<Trash2 className="size-4" />} danger onClick={choose('delete')}>
          Delete…
        </MenuItem>
      ) : null}
    </Menu>
  );
}
