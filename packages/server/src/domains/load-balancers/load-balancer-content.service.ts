/** Load balancers for what has them, each as it is shown. */
import type { Tx } from '../../platform/db/database.ts';
import { listLoadBalancersByIds } from './load-balancer.store.ts';
import { loadBalancerToView, type LoadBalancerView } from './load-balancer.view.ts';

export async function viewLoadBalancers(tx: Tx, orgId: string, ids: readonly string[]): Promise<LoadBalancerView[]> {
  return (await listLoadBalancersByIds(tx, orgId, ids)).map(loadBalancerToView);
}
