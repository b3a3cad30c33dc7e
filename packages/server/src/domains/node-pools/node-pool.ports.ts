import type { Tx } from '../../platform/db/database.ts';

/** Whatever refers to node pools, such as clusters; each kind of it is one. */
export interface NodePoolUses {
  /** For people, such as `cluster prod`. */
  list(tx: Tx, orgId: string, poolId: string): Promise<readonly string[]>;
}
