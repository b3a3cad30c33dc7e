import { type BoundRoute, bind } from '../../platform/http/bind.ts';
import { grantsRoutes, templateGrantsRoutes } from './grant.contract.ts';
import type { GrantService } from './grant.service.ts';
import { rolesRoutes } from './role.contract.ts';
import type { RoleService } from './role.service.ts';

export function bindRoleRoutes(roles: RoleService, grants: GrantService): BoundRoute[] {
  return [
    bind(rolesRoutes.list, (ctx, { params }) => roles.list(ctx, params.orgId)),
    bind(rolesRoutes.create, (ctx, { params, body }) => roles.create(ctx, params.orgId, body)),
    bind(rolesRoutes.update, (ctx, { params, body }) => roles.update(ctx, params, body)),
    bind(rolesRoutes.delete, (ctx, { params }) => roles.remove(ctx, params)),
    bind(rolesRoutes.memberAccess, (ctx, { params }) => roles.access(ctx, params)),
    bind(grantsRoutes.list, (ctx, { query }) => grants.list(ctx, { type: 'deployment', ...query })),
    bind(grantsRoutes.create, (ctx, { body }) => grants.create(ctx, 'deployment', body)),
    bind(grantsRoutes.delete, (ctx, { query: { id, name } }) => grants.remove(ctx, { type: 'deployment', name }, id)),
    bind(templateGrantsRoutes.list, (ctx, { query }) => grants.list(ctx, { type: 'template', ...query })),
    bind(templateGrantsRoutes.create, (ctx, { body }) => grants.create(ctx, 'template', body)),
    bind(templateGrantsRoutes.delete, (ctx, { query: { id, name } }) => grants.remove(ctx, { type: 'template', name }, id)),
  ];
}
