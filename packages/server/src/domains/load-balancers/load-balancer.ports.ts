import type { Tx } from '../../platform/db/database.ts';

/** Whatever refers to load balancers, such as clusters; each kind of it is one. */
export interface LoadBalancerUses {
  /** For people, such as `cluster blue`. */
  list(tx: Tx, orgId: string, loadBalancerId: string): Promise<readonly string[]>;
}
