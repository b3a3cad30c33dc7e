import type { V1LoadBalancer } from '@moorage/sdk/types';
import { Code, EllipsisVertical, Pencil, Trash2 } from 'lucide-react';
import { can } from '../../../lib/can.ts';
import { Age } from '../../../shared/Age.tsx';
import { useMe } from '../../../shared/use-session.ts';
import { Tag } from '../../../ui/Badge.tsx';
import { Button } from '../../../ui/Button.tsx';
import { CopyButton } from '../../../ui/CopyButton.tsx';
import { Menu, MenuItem } from '../../../ui/Menu.tsx';
import { Table, Td, Th, Tr } from '../../../ui/Table.tsx';
import type { BalancerMove } from './BalancerDialogs.tsx';

interface BalancerTableProps {
  readonly balancers: readonly V1LoadBalancer[];
  readonly onMove: (move: BalancerMove) => void;
}

export function BalancerTable({ balancers, onMove }: BalancerTableProps) {
  return (
    <Table label="Load balancers">
      <thead>
        <tr>
          <Th>Name</Th>
          <Th className="max-sm:hidden">Kind</Th>
          <Th className="max-sm:hidden">Public address</Th>
          <Th className="max-md:hidden">Private address</Th>
          <Th className="max-lg:hidden">Added</Th>
          <Th>
            <span className="sr-only">Actions</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {balancers.map((balancer) => (
          <BalancerRow key={balancer.id} balancer={balancer} onMove={onMove} />
        ))}
      </tbody>
    </Table>
  );
}

function Address({ text }: { readonly text: string }) {
  return text === '' ? <span className="text-muted">none</span> : <span className="font-mono text-[13px] break-all">{text}</span>;
}

interface BalancerRowProps {
  readonly balancer: V1LoadBalancer;
  readonly onMove: BalancerTableProps['onMove'];
}

function BalancerRow({ balancer, onMove }: BalancerRowProps) {
  const { id, name, kind, public_ip_address: publicIp, private_ip_address: privateIp, created_at } = balancer;
  return (
    <Tr>
      <Td>
        <span className="block font-medium break-words">{name}</span>
        <span className="flex flex-wrap items-center gap-2 sm:hidden">
          <Tag>{kind}</Tag>
          <Address text={publicIp === '' ? privateIp : publicIp} />
        </span>
      </Td>
      <Td className="max-sm:hidden">
        <Tag>{kind}</Tag>
      </Td>
      <Td className="max-sm:hidden">
        <Address text={publicIp} />
      </Td>
      <Td className="max-md:hidden">
        <Address text={privateIp} />
      </Td>
      <Td className="max-lg:hidden">
        <Age at={created_at} suffix=" ago" />
      </Td>
      <Td className="w-0">
        <span className="flex justify-end gap-1">
          <CopyButton text={id} what={`the id of ${name}`} />
          <BalancerMenu balancer={balancer} onMove={onMove} />
        </span>
      </Td>
    </Tr>
  );
}

function BalancerMenu({ balancer, onMove }: BalancerRowProps) {
  const me = useMe();
  const choose = (kind: BalancerMove['kind']) => () => onMove({ kind, balancer });
  return (
    <Menu
      trigger={
        <Button size="iconSmall" tone="quiet" aria-label={`Actions for ${balancer.name}`}>
          <EllipsisVertical aria-hidden="true" className="size-4" />
        </Button>
      }
    >
      {can(me, 'load_balancer:update') ? (
        <MenuItem icon={<Pencil className="size-4" />} onClick={choose('edit')}>
          Edit…
        </MenuItem>
      ) : null}
      <MenuItem icon={<Code className="size-4" />} onClick={choose('show')}>
        Show as Terraform, CLI…
      </MenuItem>
      {can(me, 'load_balancer:delete') ? (
        <MenuItem icon={<Trash2 className="size-4" />} danger onClick={choose('delete')}>
          Delete…
        </MenuItem>
      ) : null}
    </Menu>
  );
}
