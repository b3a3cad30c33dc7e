/** Clusters of an organization that is deleted: they go first, for what is attached to them could not go otherwise. */
import type { Audit } from '../audit/index.ts';
import type { OrgContent } from '../orgs/index.ts';
import { countClusters, removeClusters } from './cluster.store.ts';

export function createClusterContent({ audit }: { readonly audit: Audit }): OrgContent {
  return {
    kind: 'clusters',
    // They belong to the organization as a whole.
    count: async (tx, { orgId, teamId }) => (teamId === undefined ? await countClusters(tx, orgId) : 0),
    async remove(tx, ctx, orgId) {
      for (const { id, name } of await removeClusters(tx, orgId)) {
        const target = { type: 'cluster', id, name };
        await audit.append(tx, ctx, { orgId, event: 'cluster.deleted', target, data: { with: 'organization' } });
      }
    },
  };
}
