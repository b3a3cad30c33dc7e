import { type BoundRoute, bind } from '../../platform/http/bind.ts';
import { apiKeyRoutes } from './api-key.contract.ts';
import type { ApiKeyService } from './api-key.service.ts';

export function bindApiKeyRoutes(keys: ApiKeyService): BoundRoute[] {
  return [
    bind(apiKeyRoutes.list, (ctx) => keys.ofUser(ctx).list()),
    bind(apiKeyRoutes.create, (ctx, { body }) => keys.ofUser(ctx).create({ kind: 'personal', ...body })),
    bind(apiKeyRoutes.update, (ctx, { params, body }) => keys.ofUser(ctx).update(params.id, body)),
    bind(apiKeyRoutes.rotate, (ctx, { params, body }) => keys.ofUser(ctx).rotate(params.id, body.overlapSeconds)),
    bind(apiKeyRoutes.delete, (ctx, { params }) => keys.ofUser(ctx).remove(params.id)),
    bind(apiKeyRoutes.orgList, (ctx, { params }) => keys.ofOrg(ctx, params.orgId).list()),
    bind(apiKeyRoutes.orgCreate, (ctx, { params, body }) => keys.ofOrg(ctx, params.orgId).create(body)),
    bind(apiKeyRoutes.orgUpdate, (ctx, { params, body }) => keys.ofOrg(ctx, params.orgId).update(params.id, body)),
    bind(apiKeyRoutes.orgRotate, (ctx, { params, body }) => keys.ofOrg(ctx, params.orgId).rotate(params.id, body.overlapSeconds)),
    bind(apiKeyRoutes.orgDelete, (ctx, { params }) => keys.ofOrg(ctx, params.orgId).remove(params.id)),
  ];
}
