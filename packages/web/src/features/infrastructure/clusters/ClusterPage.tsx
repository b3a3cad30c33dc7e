import type { V1Cluster } from '@moorage/sdk/types';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { clusterMetadataQuery, clusterQuery } from '../../../api/clusters.ts';
import { can } from '../../../lib/can.ts';
import { lacksOfCluster, reasonOfCluster } from '../../../lib/cluster.ts';
import { Age } from '../../../shared/Age.tsx';
import { ApiPanel } from '../../../shared/ApiPanel.tsx';
import { linkStyle } from '../../../shared/LinkButton.tsx';
import { Loaded } from '../../../shared/Loaded.tsx';
import { ObjectHeading } from '../../../shared/ObjectHeading.tsx';
import { Page } from '../../../shared/Page.tsx';
import { useCurrentTeam, useMe } from '../../../shared/use-session.ts';
import { Button } from '../../../ui/Button.tsx';
import { Callout } from '../../../ui/Callout.tsx';
import { Card } from '../../../ui/Card.tsx';
import { Facts } from '../../../ui/Facts.tsx';
import { clusterAction } from './cluster-actions.ts';
import { ClusterAccess } from './ClusterAccess.tsx';
import { ClusterDialogs, type ClusterMove } from './ClusterDialogs.tsx';
import { ClusterMetadata } from './ClusterMetadata.tsx';
import { ClusterParts } from './ClusterParts.tsx';
import { ClusterPools } from './ClusterPools.tsx';

export function ClusterPage(): ReactElement {
  const { id } = useParams({ from: '/shell/infrastructure/clusters/$id' });
  const { orgId = '' } = useCurrentTeam();
  const query = useQuery(clusterQuery({ orgId, id }));
  const [move, setMove] = useState<ClusterMove>();
  const cluster = query.data;
  return (
    <Page
      title={cluster?.name ?? 'Cluster'}
      heading={cluster === undefined ? undefined : <ClusterHeading cluster={cluster} />}
      actions={cluster === undefined ? undefined : <ClusterButtons onMove={setMove} />}
    >
      <Loaded query={query} what="This cluster" skeletonRows={8}>
        {(found) => <ClusterDetails orgId={orgId} cluster={found} />}
      </Loaded>
      {cluster === undefined || move === undefined ? null : (
        <ClusterDialogs orgId={orgId} cluster={cluster} move={move} onClose={() => setMove(undefined)} />
      )}
    </Page>
  );
}

function ClusterHeading({ cluster }: { readonly cluster: V1Cluster }) {
  const { id, name, status } = cluster;
  const back = (
    <Link to="/infrastructure/clusters" className={linkStyle}>
      Clusters
    </Link>
  );
  return <ObjectHeading name={name} back={back} id={id} status={status} reason={reasonOfCluster(cluster)} />;
}

function ClusterButtons({ onMove }: { readonly onMove: (move: ClusterMove) => void }) {
  const me = useMe();
  return (
    <>
      {can(me, 'cluster:update') ? <Button onClick={() => onMove('edit')}>Edit…</Button> : null}
      {can(me, 'cluster:reveal') ? <Button onClick={() => onMove('reveal')}>What nodes join with…</Button> : null}
      {can(me, 'cluster:delete') ? (
        <Button tone="danger" onClick={() => onMove('delete')}>
          Delete…
        </Button>
      ) : null}
    </>
  );
}

function ClusterDetails({ orgId, cluster }: { readonly orgId: string; readonly cluster: V1Cluster }) {
  const metadata = useQuery(clusterMetadataQuery({ orgId, id: cluster.id })).data ?? [];
  const lacks = lacksOfCluster(cluster);
  const image = cluster.docker_tag === '' ? cluster.docker_image : `${cluster.docker_image}:${cluster.docker_tag}`;
  return (
    <>
      {lacks.length === 0 ? null : (
        <Callout tone="warn" title="What is missing">
          <ul className="list-disc pl-5">
            {lacks.map((lack) => (
              <li key={lack} className="break-words first-letter:uppercase">
                {lack}
              </li>
            ))}
          </ul>
        </Callout>
      )}
      <Card className="p-4">
        <Facts
          facts={[
            { term: 'Provider', value: cluster.cluster_provider || 'not said' },
            { term: 'Region', value: cluster.region || 'not said' },
            {
              term: 'Image',
              value: image === '' ? 'not said' : <span className="font-mono text-[13px] break-all">{image}</span>,
            },
            { term: 'Control plane', value: cluster.control_plane_fqdn ?? 'no name yet' },
            { term: 'Added', value: <Age at={cluster.created_at} suffix=" ago" /> },
            { term: 'Changed', value: <Age at={cluster.updated_at} suffix=" ago" /> },
          ]}
        />
      </Card>
      <ClusterParts orgId={orgId} cluster={cluster} />
      <ClusterPools orgId={orgId} cluster={cluster} />
      <ClusterAccess orgId={orgId} cluster={cluster} />
      <ClusterMetadata place={{ orgId, id: cluster.id }} />
      <ApiPanel title="Show as" action={clusterAction(orgId, cluster, metadata)} />
    </>
  );
}
