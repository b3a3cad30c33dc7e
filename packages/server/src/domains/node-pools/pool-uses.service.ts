/** Node pools as what uses servers, labels, annotations and taints: what they have is not deleted. */
import type { MetadataUses } from '../node-metadata/index.ts';
import type { ServerUses } from '../servers/index.ts';
import { poolNamesOf } from './pool-attachment.store.ts';

const named = (names: readonly string[]): string[] => names.map((name) => `node pool ${name}`);

export const poolServerUses: ServerUses = {
  list: async (tx, orgId, id) => named(await poolNamesOf(tx, orgId, { serverId: id })),
};

export const poolMetadataUses: MetadataUses = {
  list: async (tx, orgId, id) => named(await poolNamesOf(tx, orgId, { metadataId: id })),
};
