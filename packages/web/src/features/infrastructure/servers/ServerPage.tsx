import type { V1Server } from '@moorage/sdk/types';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { allClustersQuery } from '../../../api/clusters.ts';
import { allPoolsQuery } from '../../../api/node-pools.ts';
import { serverQuery } from '../../../api/servers.ts';
import { sshKeysQuery } from '../../../api/ssh-keys.ts';
import { can } from '../../../lib/can.ts';
import { poolsWith } from '../../../lib/node-pool.ts';
import { nameOfServer, reasonOfServer } from '../../../lib/server.ts';
import { Age } from '../../../shared/Age.tsx';
import { ApiPanel } from '../../../shared/ApiPanel.tsx';
import { linkStyle } from '../../../shared/LinkButton.tsx';
import { Loaded } from '../../../shared/Loaded.tsx';
import { ObjectHeading } from '../../../shared/ObjectHeading.tsx';
import { Page } from '../../../shared/Page.tsx';
import { useCurrentTeam, useMe } from '../../../shared/use-session.ts';
import { Button } from '../../../ui/Button.tsx';
import { Card } from '../../../ui/Card.tsx';
import { CopyButton } from '../../../ui/CopyButton.tsx';
import { Facts } from '../../../ui/Facts.tsx';
import { ClusterLinks } from '../clusters/ClusterLinks.tsx';
import { PoolLinks } from '../pools/PoolLinks.tsx';
import { serverAction } from './server-actions.ts';
import { ServerDialogs, type ServerMove } from './ServerDialogs.tsx';
import { ServerLog } from './ServerLog.tsx';

export function ServerPage(): ReactElement {
  const { id } = useParams({ from: '/shell/infrastructure/servers/$id' });
  const { orgId = '' } = useCurrentTeam();
  const query = useQuery(serverQuery({ orgId, id }));
  const navigate = useNavigate();
  const [move, setMove] = useState<ServerMove>();
  const server = query.data;
  return (
    <Page
      title={server === undefined ? 'Server' : nameOfServer(server)}
      heading={server === undefined ? undefined : <ServerHeading server={server} />}
      actions={server === undefined ? undefined : <ServerButtons server={server} onMove={setMove} />}
    >
      <Loaded query={query} what="This server" skeletonRows={8}>
        {(found) => <ServerDetails server={found} />}
      </Loaded>
      <ServerDialogs
        move={move}
        onClose={() => setMove(undefined)}
        onDeleted={() => void navigate({ to: '/infrastructure', replace: true })}
      />
    </Page>
  );
}

function ServerHeading({ server }: { readonly server: V1Server }) {
  return (
    <ObjectHeading
      name={nameOfServer(server)}
      back={
        <Link to="/infrastructure" className={linkStyle}>
          Servers
        </Link>
      }
      status={server.status}
      reason={reasonOfServer(server)}
      id={server.id}
    />
  );
}

function ServerDetails({ server }: { readonly server: V1Server }) {
  const me = useMe();
  const sshKeys = useQuery(sshKeysQuery(server.organization_id, false)).data;
  const keyName = sshKeys?.find(({ id }) => id === server.ssh_key_id)?.name;
  const pools = useQuery(allPoolsQuery(server.organization_id)).data;
  const publicIp = server.public_ip_address;
  return (
    <>
      <Card className="p-4">
        <Facts
          facts={[
            { term: 'Host name', value: server.hostname === '' ? 'none' : server.hostname },
            { term: 'Private address', value: <Address text={server.private_ip_address} what="the private address" /> },
            {
              term: 'Public address',
              value: publicIp === undefined ? 'none' : <Address text={publicIp} what="the public address" />,
            },
            { term: 'Role', value: server.role },
            { term: 'User', value: server.ssh_user },
            {
              term: 'SSH key',
              value: (
                <Link to="/organization/ssh-keys" className={linkStyle}>
                  {keyName ?? server.ssh_key_id}
                </Link>
              ),
            },
            {
              term: 'Node pools',
              value: pools === undefined ? '' : <PoolLinks pools={poolsWith(pools, 'servers', server.id)} />,
            },
            ...(server.role === 'bastion' ? [{ term: 'Bastion of', value: <BastionOf server={server} /> }] : []),
            { term: 'Added', value: <Age at={server.created_at} suffix=" ago" /> },
            { term: 'Changed', value: <Age at={server.updated_at} suffix=" ago" /> },
          ]}
        />
      </Card>
      {can(me, 'server:logs') ? <ServerLog place={{ orgId: server.organization_id, id: server.id }} /> : null}
      <ApiPanel title="Show as" action={serverAction(server)} />
    </>
  );
}

function BastionOf({ server }: { readonly server: V1Server }) {
  const clusters = useQuery(allClustersQuery(server.organization_id)).data;
  if (clusters === undefined) return null;
  return <ClusterLinks clusters={clusters.filter(({ bastion_server: bastion }) => bastion?.id === server.id)} />;
}

function Address({ text, what }: { readonly text: string; readonly what: string }) {
  return (
    <span className="flex items-center gap-1 font-mono text-[13px] break-all">
      {text}
      <CopyButton text={text} what={what} />
    </span>
  );
}

function ServerButtons({ server, onMove }: { readonly server: V1Server; readonly onMove: (move: ServerMove) => void }) {
  const me = useMe();
  return (
    <>
      {can(me, 'server:update') ? (
        <>
          <Button onClick={() => onMove({ kind: 'edit', server })}>Edit…</Button>
          <Button onClick={() => onMove({ kind: 'reset', server })}>Reset the host key…</Button>
        </>
      ) : null}
      {can(me, 'server:delete') ? (
        <Button tone="danger" onClick={() => onMove({ kind: 'delete', server })}>
          Delete…
        </Button>
      ) : null}
    </>
  );
}
