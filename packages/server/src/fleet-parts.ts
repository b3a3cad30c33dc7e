/** The part of the composition root with what clusters consist of beside servers: load balancers. */
import type { Clock } from '@moorage/core/clock';
import type { Ids } from '@moorage/core/ids';
import type { Audit } from './domains/audit/index.ts';
import { createLoadBalancers } from './domains/load-balancers/index.ts';
import type { Db } from './platform/db/database.ts';
import type { BoundRoute } from './platform/http/bind.ts';

export interface FleetParts {
  readonly db: Db;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly audit: Audit;
}

export function createFleetParts(parts: FleetParts): { readonly routes: readonly BoundRoute[] } {
  const loadBalancers = createLoadBalancers({ ...parts, uses: [] });
  return { routes: [...loadBalancers.routes] };
}
