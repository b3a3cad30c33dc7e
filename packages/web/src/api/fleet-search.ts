/** What of a fleet has a text in its name, a few of each kind, for the palette. */
import { queryOptions } from '@tanstack/react-query';
import { nameOfServer } from '../lib/server.ts';
import { client, dataOf } from './client.ts';
import { inOrg } from './in-org.ts';

const most = 5;

export interface FleetItem {
  readonly kind: 'server' | 'node pool' | 'cluster' | 'domain';
  readonly id: string;
  readonly name: string;
  readonly status?: string | undefined;
}

export function fleetQuery(orgId: string, text: string) {
  return queryOptions({
    queryKey: ['fleet-search', orgId, text],
    queryFn: async ({ signal }): Promise<readonly FleetItem[]> => {
      const args = { query: { q: text, limit: most } };
      const options = { signal, ...inOrg(orgId) };
      const [servers, pools, clusters, domains] = await Promise.all([
        dataOf(client.servers.list(args, options)),
        dataOf(client.nodePools.list(args, options)),
        dataOf(client.clusters.list(args, options)),
        dataOf(client.dnsDomains.list(args, options)),
      ]);
      return [
        ...servers.map((one) => ({ kind: 'server' as const, id: one.id, name: nameOfServer(one), status: one.status })),
        ...pools.map(({ id, name }) => ({ kind: 'node pool' as const, id, name })),
        ...clusters.map(({ id, name, status }) => ({ kind: 'cluster' as const, id, name, status })),
        ...domains.map(({ id, domain_name: name, status }) => ({ kind: 'domain' as const, id, name, status })),
      ];
    },
    staleTime: 10_000,
  });
}
