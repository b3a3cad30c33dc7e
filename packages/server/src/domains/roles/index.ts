/**
 * Roles that organizations make themselves, and guests.
 *
 * Both are sets of actions that an actor carries (platform/authz); what can be in a set and who may give it is decided by the
 * rules beside the policy in `orgs`. Here they are made, changed, explained and taken away.
 */
import { AppError } from '@moorage/core/errors';
import type { ConstraintErrors } from '../../platform/db/constraints.ts';
import type { BoundRoute } from '../../platform/http/bind.ts';
import type { BoundJob } from '../../platform/jobs/job.ts';
import type { OrgsPort } from '../identity/index.ts';
import { bindGrantJobs } from './grant.jobs.ts';
import { createGrantService, type GrantServiceDeps } from './grant.service.ts';
import { bindRoleRoutes } from './role.routes.ts';
import { createRoleService } from './role.service.ts';

export interface Roles {
  readonly routes: readonly BoundRoute[];
  readonly jobs: readonly BoundJob[];
  /** What identity asks of organizations, with what is shared with somebody beside his memberships. */
  readonly belonging: OrgsPort;
}

export const roleConstraints: ConstraintErrors = {
  roles__name_unique: () => new AppError('already_exists', 'The organization has a role of this name already.'),
  resource_grants__once: () => new AppError('already_exists', 'It is shared with him already.'),
};

export interface RolesDeps extends GrantServiceDeps {
  /** What memberships make of somebody. */
  readonly orgs: OrgsPort;
}

export function createRoles(deps: RolesDeps): Roles {
  const roles = createRoleService(deps);
  const grants = createGrantService(deps);
  return {
    routes: bindRoleRoutes(roles, grants),
    jobs: bindGrantJobs(grants),
    belonging: {
      ...deps.orgs,
      async belongingOf(tx, userId) {
        const belonging = await deps.orgs.belongingOf(tx, userId);
        const shared = await grants.sharedWith(tx, userId);
        return shared.length === 0 ? belonging : { ...belonging, shared };
      },
    },
  };
}
