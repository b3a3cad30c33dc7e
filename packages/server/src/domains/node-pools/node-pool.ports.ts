import type { Tx } from '../../platform/db/database.ts';

/** Whatever has node pools, such as clusters; each kind of it is one. */
export interface NodePoolGroups {
  /** Ids of the pools in it; none where there is no such thing. */
  poolsOf(tx: Tx, orgId: string, clusterId: string): Promise<readonly string[]>;
}

/** Whatever refers to node pools, such as clusters; each kind of it is one. */
export interface NodePoolUses {
  /** For people, such as `cluster prod`. */
  list(tx: Tx, orgId: string, poolId: string): Promise<readonly string[]>;
}
