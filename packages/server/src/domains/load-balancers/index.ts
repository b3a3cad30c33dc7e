/**
 * Load balancers of organizations: a description, which clusters refer to.
 *
 * What uses them says so by {@link LoadBalancerUses}, and one in use is not deleted.
 */
import { AppError } from '@moorage/core/errors';
import type { ConstraintErrors } from '../../platform/db/constraints.ts';
import type { BoundRoute } from '../../platform/http/bind.ts';
import { bindLoadBalancerRoutes } from './load-balancer.routes.ts';
import { createLoadBalancerService, type LoadBalancerDeps } from './load-balancer.service.ts';

export { viewLoadBalancers } from './load-balancer-content.service.ts';
export { loadBalancerSchema } from './load-balancer.contract.ts';
export type { LoadBalancerUses } from './load-balancer.ports.ts';
export { holdLoadBalancer } from './load-balancer.store.ts';
export type { LoadBalancerView } from './load-balancer.view.ts';

export const loadBalancerConstraints: ConstraintErrors = {
  load_balancers__name_once: () => new AppError('already_exists', 'The organization has a load balancer of this name already.'),
};

export function createLoadBalancers(deps: LoadBalancerDeps): { readonly routes: readonly BoundRoute[] } {
  return { routes: bindLoadBalancerRoutes(createLoadBalancerService(deps)) };
}
