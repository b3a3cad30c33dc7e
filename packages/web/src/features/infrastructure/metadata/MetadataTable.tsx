import { useQuery } from '@tanstack/react-query';
import { EllipsisVertical, Pencil, Trash2 } from 'lucide-react';
import type { MetadataPlace } from '../../../api/node-metadata.ts';
import { allPoolsQuery } from '../../../api/node-pools.ts';
import { can } from '../../../lib/can.ts';
import { type Metadata, writtenMetadata } from '../../../lib/metadata.ts';
import { poolsWith } from '../../../lib/node-pool.ts';
import { Age } from '../../../shared/Age.tsx';
import { useMe } from '../../../shared/use-session.ts';
import { Button } from '../../../ui/Button.tsx';
import { Menu, MenuItem } from '../../../ui/Menu.tsx';
import { Table, Td, Th, Tr } from '../../../ui/Table.tsx';
import { PoolLinks } from '../pools/PoolLinks.tsx';

interface MetadataTableProps {
  readonly place: MetadataPlace;
  readonly items: readonly Metadata[];
  readonly onMove: (verb: 'edit' | 'delete', item: Metadata) => void;
}

export function MetadataTable({ place, items, onMove }: MetadataTableProps) {
  const { orgId, kind } = place;
  const pools = useQuery(allPoolsQuery(orgId)).data;
  return (
    <Table label={kind}>
      <thead>
        <tr>
          <Th>Key</Th>
          <Th>Value</Th>
          {kind === 'taints' ? <Th className="max-sm:hidden">Effect</Th> : null}
          <Th className="max-md:hidden">In use by</Th>
          <Th className="max-lg:hidden">Added</Th>
          <Th>
            <span className="sr-only">Actions</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <Tr key={item.id}>
            <Td className="font-mono text-[13px] break-all">{item.key}</Td>
            <Td className="max-w-md font-mono text-[13px] break-all">
              {item.value === '' ? (
                <span className="font-sans text-muted">empty</span>
              ) : (
                <span className="line-clamp-3">{item.value}</span>
              )}
              {kind === 'taints' ? <span className="block font-sans text-muted sm:hidden">{item.effect}</span> : null}
            </Td>
            {kind === 'taints' ? <Td className="max-sm:hidden">{item.effect}</Td> : null}
            <Td className="max-md:hidden">
              {pools === undefined ? null : <PoolLinks pools={poolsWith(pools, kind, item.id)} />}
            </Td>
            <Td className="max-lg:hidden">
              <Age at={item.created_at} suffix=" ago" />
            </Td>
            <Td className="w-0 text-right">
              <MetadataMenu item={item} onMove={onMove} />
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

function MetadataMenu({ item, onMove }: { readonly item: Metadata; readonly onMove: MetadataTableProps['onMove'] }) {
  const me = useMe();
  const [mayUpdate, mayDelete] = [can(me, 'node_metadata:update'), can(me, 'node_metadata:delete')];
  if (!mayUpdate && !mayDelete) return null;
  return (
    <Menu
      trigger={
        <Button size="iconSmall" tone="quiet" aria-label={`Actions for ${writtenMetadata(item)}`}>
          <EllipsisVertical aria-hidden="true" className="size-4" />
        </Button>
      }
    >
      {mayUpdate ? (
        <MenuItem icon={<Pencil className="size-4" />} onClick={() => onMove('edit', item)}>
          Edit…
        </MenuItem>
      ) : null}
      {mayDelete ? (
        <MenuItem icon={<Trash2 className="size-4" />} danger onClick={() => onMove('delete', item)}>
          Delete…
        </MenuItem>
      ) : null}
    </Menu>
  );
}
