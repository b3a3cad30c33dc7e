import { type BoundRoute, bind, reply } from '../../platform/http/bind.ts';
import { findPlace, placeOfOrg } from './secret-access.service.ts';
import { importSecrets } from './secret-import.service.ts';
import { listEffective, listUses } from './secret-use.service.ts';
import { secretsRoutes } from './secret.contract.ts';
import type { SecretService, SecretServiceDeps } from './secret.service.ts';

export function bindSecretRoutes(secrets: SecretService, deps: SecretServiceDeps): BoundRoute[] {
  return [
    bind(secretsRoutes.list, (ctx, { query }) => secrets.list(ctx, query.deployment)),
    bind(secretsRoutes.create, async (ctx, { body }) => reply(201, await secrets.create(ctx, body))),
    bind(secretsRoutes.effective, (ctx, { query }) => listEffective(deps, ctx, query)),
    bind(secretsRoutes.import, async (ctx, { body }) =>
      importSecrets(deps, ctx, await findPlace(deps, ctx, 'write', body), body),
    ),
    bind(secretsRoutes.update, (ctx, { params, body }) => secrets.update(ctx, params.id, body)),
    bind(secretsRoutes.delete, async (ctx, { params }) => {
      await secrets.remove(ctx, params.id);
      return reply(204, undefined);
    }),
    bind(secretsRoutes.versions, (ctx, { params }) => secrets.versions(ctx, params.id)),
    bind(secretsRoutes.restore, (ctx, { params, body }) => secrets.restore(ctx, params.id, body.version)),
    bind(secretsRoutes.usage, (ctx, { params }) => listUses(deps, ctx, params.id)),
    bind(secretsRoutes.orgList, (ctx, { query }) => secrets.listOfOrg(ctx, query.org_id)),
    bind(secretsRoutes.orgCreate, async (ctx, { body }) => reply(201, await secrets.createOfOrg(ctx, body))),
    bind(secretsRoutes.orgImport, (ctx, { body }) => importSecrets(deps, ctx, placeOfOrg(ctx, body.orgId), body)),
    bind(secretsRoutes.orgUpdate, (ctx, { params, body }) => secrets.updateOfOrg(ctx, params.id, body)),
    bind(secretsRoutes.orgDelete, async (ctx, { params }) => {
      await secrets.removeOfOrg(ctx, params.id);
      return reply(204, undefined);
    }),
  ];
}
