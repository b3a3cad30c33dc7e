import type { Tx } from '../../platform/db/database.ts';

/** Whatever labels, annotations and taints are attached to, such as node pools; each kind of it is one. */
export interface MetadataUses {
  /** For people, such as `node pool workers`. */
  list(tx: Tx, orgId: string, metadataId: string): Promise<readonly string[]>;
}
