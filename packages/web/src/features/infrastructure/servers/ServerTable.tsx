import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { V1Server } from '@moorage/sdk/types';
import { sshKeysQuery } from '../../../api/ssh-keys.ts';
import { nameOfServer, reasonOfServer } from '../../../lib/server.ts';
import { Age } from '../../../shared/Age.tsx';
import { linkStyle } from '../../../shared/LinkButton.tsx';
import { StatusBadge } from '../../../shared/StatusBadge.tsx';
import { Table, Td, Th, Tr } from '../../../ui/Table.tsx';
import { ServerMenu } from './ServerMenu.tsx';
import type { ServerMove } from './ServerDialogs.tsx';

interface ServerTableProps {
  readonly orgId: string;
  readonly servers: readonly V1Server[];
  readonly onMove: (move: ServerMove) => void;
}

export function ServerTable({ orgId, servers, onMove }: ServerTableProps) {
  const sshKeys = useQuery(sshKeysQuery(orgId, false)).data;
  return (
    <Table label="Servers">
      <thead>
        <tr>
          <Th>Host name</Th>
          <Th className="max-md:hidden">Addresses</Th>
          <Th className="max-lg:hidden">Signs in</Th>
          <Th className="max-sm:hidden">Role</Th>
          <Th>Status</Th>
          <Th className="max-lg:hidden">Added</Th>
          <Th>
            <span className="sr-only">Actions</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {servers.map((server) => (
          <ServerRow
            key={server.id}
            server={server}
            keyName={sshKeys?.find(({ id }) => id === server.ssh_key_id)?.name}
            onMove={onMove}
          />
        ))}
      </tbody>
    </Table>
  );
}

interface ServerRowProps {
  readonly server: V1Server;
  readonly keyName: string | undefined;
  readonly onMove: ServerTableProps['onMove'];
}

function ServerRow({ server, keyName, onMove }: ServerRowProps) {
  const { id, private_ip_address: privateIp, public_ip_address: publicIp, ssh_user: user, role, status } = server;
  return (
    <Tr>
      <Td>
        <Link to="/infrastructure/servers/$id" params={{ id }} className={`font-medium break-words ${linkStyle}`}>
          {nameOfServer(server)}
        </Link>
        <span className="block font-mono text-[13px] break-all text-muted md:hidden">{publicIp ?? privateIp}</span>
        <span className="block text-[13px] text-muted sm:hidden">{role}</span>
      </Td>
      <Td className="font-mono text-[13px] max-md:hidden">
        <span className="block">{privateIp}</span>
        {publicIp === undefined ? null : <span className="block text-muted">{publicIp} from outside</span>}
      </Td>
      <Td className="max-lg:hidden">
        {user}
        <span className="block text-[13px] text-muted">{keyName ?? ''}</span>
      </Td>
      <Td className="max-sm:hidden">{role}</Td>
      <Td>
        <StatusBadge status={status} />
        {status === 'ready' ? null : (
          <span className="block pt-0.5 text-[13px] text-muted max-sm:hidden">{reasonOfServer(server)}</span>
        )}
      </Td>
      <Td className="max-lg:hidden">
        <Age at={server.created_at} suffix=" ago" />
      </Td>
      <Td className="w-0 text-right">
        <ServerMenu server={server} onMove={onMove} />
      </Td>
    </Tr>
  );
}
