import type { V1Cluster } from '@moorage/sdk/types';
import { Link } from '@tanstack/react-router';
import { lacksOfCluster, reasonOfCluster } from '../../../lib/cluster.ts';
import { Age } from '../../../shared/Age.tsx';
import { linkStyle } from '../../../shared/LinkButton.tsx';
import { StatusBadge } from '../../../shared/StatusBadge.tsx';
import { Table, Td, Th, Tr } from '../../../ui/Table.tsx';

export function ClusterTable({ clusters }: { readonly clusters: readonly V1Cluster[] }) {
  return (
    <Table label="Clusters">
      <thead>
        <tr>
          <Th>Name</Th>
          <Th className="max-sm:hidden">Provider</Th>
          <Th>Status</Th>
          <Th className="text-right max-md:hidden">Node pools</Th>
          <Th className="text-right max-md:hidden">Servers</Th>
          <Th className="max-lg:hidden">Added</Th>
        </tr>
      </thead>
      <tbody>
        {clusters.map((cluster) => (
          <ClusterRow key={cluster.id} cluster={cluster} />
        ))}
      </tbody>
    </Table>
  );
}

function ClusterRow({ cluster }: { readonly cluster: V1Cluster }) {
  const { id, name, control_plane_fqdn: fqdn, cluster_provider: provider, region, status, node_pools: pools = [] } = cluster;
  const lacks = lacksOfCluster(cluster);
  const servers = new Set(pools.flatMap((pool) => pool.servers.map((server) => server.id)));
  return (
    <Tr>
      <Td>
        <Link to="/infrastructure/clusters/$id" params={{ id }} className={`font-medium break-words ${linkStyle}`}>
          {name}
        </Link>
        {fqdn === undefined ? null : <span className="block font-mono text-[13px] break-all text-muted">{fqdn}</span>}
      </Td>
      <Td className="max-sm:hidden">
        {provider}
        <span className="block text-[13px] text-muted">{region}</span>
      </Td>
      <Td>
        <StatusBadge status={status} />
        <span className="block pt-0.5 text-[13px] text-muted first-letter:uppercase max-sm:hidden">
          {lacks.length === 0
            ? reasonOfCluster(cluster)
            : lacks.length === 1
              ? lacks[0]
              : `${lacks[0]} and ${lacks.length - 1} more`}
        </span>
      </Td>
      <Td className="text-right max-md:hidden">{pools.length}</Td>
      <Td className="text-right max-md:hidden">{servers.size}</Td>
      <Td className="max-lg:hidden">
        <Age at={cluster.created_at} suffix=" ago" />
      </Td>
    </Tr>
  );
}
