import type { ApiKey } from '@moorage/sdk/types';
import { EllipsisVertical, KeyRound, SlidersHorizontal, Trash2 } from 'lucide-react';
import { formatDateTime } from '../../lib/format.ts';
import { roleName } from '../../lib/membership.ts';
import { Tag } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { Menu, MenuItem } from '../../ui/Menu.tsx';
import { Table, Td, Th, Tr } from '../../ui/Table.tsx';
import { Age } from '../Age.tsx';

export interface KeyMove {
  readonly kind: 'edit' | 'rotate' | 'revoke';
  readonly apiKey: ApiKey;
}

interface KeyTableProps {
  readonly apiKeys: readonly ApiKey[];
  readonly label: string;
  readonly onMove: (move: KeyMove) => void;
}

export function KeyTable({ apiKeys, label, onMove }: KeyTableProps) {
  return (
    <Table label={label}>
      <thead>
        <tr>
          <Th>Name</Th>
          <Th className="max-md:hidden">May do</Th>
          <Th>Last used</Th>
          <Th className="max-sm:hidden">Expires</Th>
          <Th>
            <span className="sr-only">Actions</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {apiKeys.map((apiKey) => (
          <Tr key={apiKey.id}>
            <Td>
              <span className="block font-medium break-words">{apiKey.name}</span>
              <span className="block font-mono text-[13px] break-all text-muted">{apiKey.prefix}…</span>
              <LimitsText apiKey={apiKey} />
            </Td>
            <Td className="max-md:hidden">
              <span className="flex flex-wrap gap-1">
                {apiKey.kind === 'pair' ? <Tag>everything of an admin</Tag> : null}
                {apiKey.kind === 'machine' && apiKey.role !== null ? <Tag>as {roleName(apiKey.role)}</Tag> : null}
                {apiKey.scopes.map((scope) => (
                  <Tag key={scope}>{scope}</Tag>
                ))}
              </span>
            </Td>
            <Td>
              {apiKey.lastUsedAt === null ? 'never' : <Age at={apiKey.lastUsedAt} suffix=" ago" />}
              {apiKey.lastUsedIp === null ? null : (
                <span className="block text-[13px] break-all text-muted">from {apiKey.lastUsedIp}</span>
              )}
            </Td>
            <Td className="max-sm:hidden">
              {apiKey.expiresAt === null ? 'never' : formatDateTime(apiKey.expiresAt)}
              {apiKey.previousUntil === null ? null : (
                <span className="block text-[13px] text-muted">old secret until {formatDateTime(apiKey.previousUntil)}</span>
              )}
            </Td>
            <Td className="text-right">
              <KeyMenu apiKey={apiKey} onMove={onMove} />
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

function LimitsText({ apiKey }: { readonly apiKey: ApiKey }) {
  const parts = [
    apiKey.allowedIps.length === 0 ? '' : `from ${apiKey.allowedIps.join(', ')}`,
    apiKey.ratePerSecond === null ? '' : `${apiKey.ratePerSecond} a second`,
  ].filter((part) => part !== '');
  return parts.length === 0 ? null : <span className="block text-[13px] break-words text-muted">only {parts.join('; ')}</span>;
}

function KeyMenu({ apiKey, onMove }: { readonly apiKey: ApiKey; readonly onMove: (move: KeyMove) => void }) {
  const choose = (kind: KeyMove['kind']) => () => onMove({ kind, apiKey });
  return (
    <Menu
      trigger={
        <Button size="iconSmall" tone="quiet" aria-label={`Actions for ${apiKey.name}`}>
          <EllipsisVertical aria-hidden="true" className="size-4" />
        </Button>
      }
    >
      <MenuItem icon={<SlidersHorizontal className="size-4" />} onClick={choose('edit')}>
        Name and limits…
      </MenuItem>
      <MenuItem icon={<KeyRound className="size-4" />} onClick={choose('rotate')}>
        Rotate…
      </MenuItem>
      <MenuItem icon={<Trash2 className="size-4" />} danger onClick={choose('revoke')}>
        Revoke…
      </MenuItem>
    </Menu>
  );
}
