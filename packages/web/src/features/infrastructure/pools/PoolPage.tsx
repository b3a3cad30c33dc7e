import type { V1NodePool } from '@moorage/sdk/types';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { allClustersQuery } from '../../../api/clusters.ts';
import { poolQuery } from '../../../api/node-pools.ts';
import { can } from '../../../lib/can.ts';
import { attachmentKinds } from '../../../lib/node-pool.ts';
import { Age } from '../../../shared/Age.tsx';
import { ApiPanel } from '../../../shared/ApiPanel.tsx';
import { linkStyle } from '../../../shared/LinkButton.tsx';
import { Loaded } from '../../../shared/Loaded.tsx';
import { ObjectHeading } from '../../../shared/ObjectHeading.tsx';
import { Page } from '../../../shared/Page.tsx';
import { useCurrentTeam, useMe } from '../../../shared/use-session.ts';
import { Button } from '../../../ui/Button.tsx';
import { Card } from '../../../ui/Card.tsx';
import { Facts } from '../../../ui/Facts.tsx';
import { ClusterLinks } from '../clusters/ClusterLinks.tsx';
import { AttachmentSection } from './AttachmentSection.tsx';
import { poolAction } from './pool-actions.ts';
import { PoolDialogs, type PoolMove } from './PoolDialogs.tsx';

export function PoolPage(): ReactElement {
  const { id } = useParams({ from: '/shell/infrastructure/pools/$id' });
  const { orgId = '' } = useCurrentTeam();
  const query = useQuery(poolQuery({ orgId, id }));
  const navigate = useNavigate();
  const [move, setMove] = useState<PoolMove>();
  const pool = query.data;
  return (
    <Page
      title={pool?.name ?? 'Node pool'}
      heading={pool === undefined ? undefined : <PoolHeading pool={pool} />}
      actions={pool === undefined ? undefined : <PoolButtons pool={pool} onMove={setMove} />}
    >
      <Loaded query={query} what="This node pool" skeletonRows={8}>
        {(found) => <PoolDetails pool={found} />}
      </Loaded>
      <PoolDialogs
        move={move}
        onClose={() => setMove(undefined)}
        onDeleted={() => void navigate({ to: '/infrastructure/pools', replace: true })}
      />
    </Page>
  );
}

function PoolHeading({ pool }: { readonly pool: V1NodePool }) {
  const back = (
    <Link to="/infrastructure/pools" className={linkStyle}>
      Node pools
    </Link>
  );
  return <ObjectHeading name={pool.name} back={back} id={pool.id} />;
}

function PoolDetails({ pool }: { readonly pool: V1NodePool }) {
  const clusters = useQuery(allClustersQuery(pool.organization_id)).data;
  const using = clusters?.filter(({ node_pools: pools = [] }) => pools.some(({ id }) => id === pool.id));
  return (
    <>
      <Card className="p-4">
        <Facts
          facts={[
            { term: 'Role', value: pool.role },
            { term: 'Servers', value: pool.servers.length },
            { term: 'In use by', value: using === undefined ? '' : <ClusterLinks clusters={using} /> },
            { term: 'Added', value: <Age at={pool.created_at} suffix=" ago" /> },
            { term: 'Changed', value: <Age at={pool.updated_at} suffix=" ago" /> },
          ]}
        />
      </Card>
      {attachmentKinds.map((kind) => (
        <AttachmentSection key={kind} pool={pool} kind={kind} />
      ))}
      <ApiPanel title="Show as" action={poolAction(pool)} />
    </>
  );
}

function PoolButtons({ pool, onMove }: { readonly pool: V1NodePool; readonly onMove: (move: PoolMove) => void }) {
  const me = useMe();
  return (
    <>
      {can(me, 'node_pool:update') ? <Button onClick={() => onMove({ kind: 'edit', pool })}>Edit…</Button> : null}
      {can(me, 'node_pool:delete') ? (
        <Button tone="danger" onClick={() => onMove({ kind: 'delete', pool })}>
          Delete…
        </Button>
      ) : null}
    </>
  );
}
