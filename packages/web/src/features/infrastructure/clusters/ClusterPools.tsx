import type { V1Cluster } from '@moorage/sdk/types';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { changePools } from '../../../api/clusters.ts';
import { allPoolsQuery } from '../../../api/node-pools.ts';
import { can } from '../../../lib/can.ts';
import { plural } from '../../../lib/format.ts';
import { linkStyle } from '../../../shared/LinkButton.tsx';
import { PickDialog } from '../../../shared/PickDialog.tsx';
import { useMe } from '../../../shared/use-session.ts';
import { Button } from '../../../ui/Button.tsx';
import { Section } from '../../../ui/Card.tsx';
import { Table, Td, Th, Tr } from '../../../ui/Table.tsx';

interface ClusterPoolsProps {
  readonly orgId: string;
  readonly cluster: V1Cluster;
}

export function ClusterPools({ orgId, cluster }: ClusterPoolsProps) {
  const mayChange = can(useMe(), 'cluster:update');
  const [isPicking, setPicking] = useState(false);
  const pools = cluster.node_pools ?? [];
  const pick = (
    <Button size="small" aria-label="Choose node pools" onClick={() => setPicking(true)}>
      Choose…
    </Button>
  );
  return (
    <Section title={`Node pools (${pools.length})`} actions={mayChange ? pick : undefined}>
      {pools.length === 0 ? (
        <p className="text-muted">It has no nodes yet.</p>
      ) : (
        <Table label="Node pools">
          <thead>
            <tr>
              <Th>Name</Th>
              <Th>Role</Th>
              <Th className="text-right">Servers</Th>
            </tr>
          </thead>
          <tbody>
            {pools.map(({ id, name, role, servers }) => (
              <Tr key={id}>
                <Td className="break-words">
                  <Link to="/infrastructure/pools/$id" params={{ id }} className={linkStyle}>
                    {name}
                  </Link>
                </Td>
                <Td>{role}</Td>
                <Td className="text-right">{servers.length}</Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
      {isPicking ? <PickPools orgId={orgId} cluster={cluster} onClose={() => setPicking(false)} /> : null}
    </Section>
  );
}

function PickPools({ orgId, cluster, onClose }: ClusterPoolsProps & { readonly onClose: () => void }) {
  const queries = useQueryClient();
  const pools = useQuery(allPoolsQuery(orgId)).data;
  return (
    <PickDialog
      title={`Node pools of ${cluster.name}`}
      noun="node pool"
      choices={pools?.map(({ id, name, role, servers }) => ({
        id,
        label: name,
        note: `${role}, ${plural(servers.length, 'server')}`,
      }))}
      picked={(cluster.node_pools ?? []).map(({ id }) => id)}
      onSave={(change) => changePools(queries, { orgId, id: cluster.id }, change)}
      onClose={onClose}
    />
  );
}
