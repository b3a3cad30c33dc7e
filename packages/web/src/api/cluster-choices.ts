/** What can be put into the places of a cluster: all there is of it, for a list to choose from. */
import type { V1Cluster } from '@moorage/sdk/types';
import { queryOptions } from '@tanstack/react-query';
import { choiceOfLoadBalancer, choiceOfRecordSet, type ClusterSlot } from '../lib/cluster.ts';
import { type Choice, choiceOf } from '../lib/node-pool.ts';
import { client, dataOf } from './client.ts';
import { inOrg } from './in-org.ts';

interface Asked {
  readonly orgId: string;
  /** Where names of records stand. */
  readonly domain: V1Cluster['captain_domain'];
  readonly signal: AbortSignal;
}

async function loadBalancers({ orgId, signal }: Asked): Promise<readonly Choice[]> {
  const rows = await dataOf(client.loadBalancers.list({}, { signal, ...inOrg(orgId) }));
  return rows.map((row) => choiceOfLoadBalancer(row));
}

const lists: Readonly<Record<ClusterSlot, (asked: Asked) => Promise<readonly Choice[]>>> = {
  apps_load_balancer: loadBalancers,
  glueops_load_balancer: loadBalancers,
  async captain_domain({ orgId, signal }) {
    const rows = await dataOf(client.dnsDomains.list({}, { signal, ...inOrg(orgId) }));
    return rows.map(({ id, domain_name: label, status: note }) => ({ id, label, note }));
  },
  async control_plane_record_set({ orgId, domain, signal }) {
    if (domain === undefined) return [];
    const params = { domain_id: domain.id };
    const rows = await dataOf(client.dnsRecords.list({ params }, { signal, ...inOrg(orgId) }));
    return rows
      .filter(({ type }) => ['A', 'AAAA', 'CNAME'].includes(type))
      .map((row) => choiceOfRecordSet(row, domain.domain_name));
  },
  async bastion_server({ orgId, signal }) {
    const rows = await dataOf(client.servers.list({ query: { role: 'bastion' } }, { signal, ...inOrg(orgId) }));
    return rows.map((row) => ({ ...choiceOf(row), note: row.status }));
  },
};

export function slotChoicesQuery(orgId: string, slot: ClusterSlot, domain: V1Cluster['captain_domain']) {
  return queryOptions({
    queryKey: ['cluster-choices', orgId, slot, domain?.id],
    queryFn: ({ signal }) => lists[slot]({ orgId, domain, signal }),
  });
}
