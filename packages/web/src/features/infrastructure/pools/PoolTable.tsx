import type { V1NodePool } from '@moorage/sdk/types';
import { Link } from '@tanstack/react-router';
import { Age } from '../../../shared/Age.tsx';
import { linkStyle } from '../../../shared/LinkButton.tsx';
import { Table, Td, Th, Tr } from '../../../ui/Table.tsx';
import type { PoolMove } from './PoolDialogs.tsx';
import { PoolMenu } from './PoolMenu.tsx';

interface PoolTableProps {
  readonly pools: readonly V1NodePool[];
  readonly onMove: (move: PoolMove) => void;
}

export function PoolTable({ pools, onMove }: PoolTableProps) {
  return (
    <Table label="Node pools">
      <thead>
        <tr>
          <Th>Name</Th>
          <Th className="max-sm:hidden">Role</Th>
          <Th className="text-right">Servers</Th>
          <Th className="text-right max-md:hidden">Labels</Th>
          <Th className="text-right max-md:hidden">Annotations</Th>
          <Th className="text-right max-md:hidden">Taints</Th>
          <Th className="max-lg:hidden">Added</Th>
          <Th>
            <span className="sr-only">Actions</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {pools.map((pool) => (
          <Tr key={pool.id}>
            <Td>
              <Link to="/infrastructure/pools/$id" params={{ id: pool.id }} className={`font-medium break-words ${linkStyle}`}>
                {pool.name}
              </Link>
              <span className="block text-[13px] text-muted sm:hidden">{pool.role}</span>
            </Td>
            <Td className="max-sm:hidden">{pool.role}</Td>
            <Td className="text-right">{pool.servers.length}</Td>
            <Td className="text-right max-md:hidden">{pool.labels.length}</Td>
            <Td className="text-right max-md:hidden">{pool.annotations.length}</Td>
            <Td className="text-right max-md:hidden">{pool.taints.length}</Td>
            <Td className="max-lg:hidden">
              <Age at={pool.created_at} suffix=" ago" />
            </Td>
            <Td className="w-0 text-right">
              <PoolMenu pool={pool} onMove={onMove} />
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
