import { type BoundRoute, bind } from '../../platform/http/bind.ts';
import { v1MeRoutes } from './v1-me.contract.ts';
import type { V1MeService } from './v1-me.service.ts';
import { v1MetaRoutes } from './v1-meta.contract.ts';
import { v1OrgRoutes } from './v1-org.contract.ts';
import type { V1OrgService } from './v1-org.service.ts';

/** What a program says of itself. */
export interface Build {
  readonly version: string;
  readonly runtime: string;
  readonly os: string;
  readonly arch: string;
}

export function bindV1MetaRoutes({ version, runtime, os, arch }: Build): BoundRoute[] {
  const unknown = { commit: 'unknown', built: 'unknown', builtBy: 'moorage' };
  const said = { version, ...unknown, go: runtime, goOS: os, goArch: arch === 'x64' ? 'amd64' : arch };
  return [bind(v1MetaRoutes.health, async () => ({ status: 'ok' }) as const), bind(v1MetaRoutes.version, async () => said)];
}

export function bindV1MeRoutes(me: V1MeService): BoundRoute[] {
  return [
    bind(v1MeRoutes.get, (ctx) => me.get(ctx)),
    bind(v1MeRoutes.update, (ctx, { body }) => me.update(ctx, body.display_name)),
    bind(v1MeRoutes.keysList, (ctx) => me.keys(ctx)),
    bind(v1MeRoutes.keysCreate, (ctx, { body }) => me.createKey(ctx, body)),
    bind(v1MeRoutes.keysDelete, (ctx, { params }) => me.removeKey(ctx, params.id)),
  ];
}

export function bindV1OrgRoutes(orgs: V1OrgService): BoundRoute[] {
  return [
    bind(v1OrgRoutes.list, (ctx) => orgs.list(ctx)),
    bind(v1OrgRoutes.create, (ctx, { body }) => orgs.create(ctx, body)),
    bind(v1OrgRoutes.get, (ctx, { params }) => orgs.get(ctx, params.id)),
    bind(v1OrgRoutes.update, (ctx, { params, body }) => orgs.update(ctx, params.id, body)),
    bind(v1OrgRoutes.delete, (ctx, { params }) => orgs.remove(ctx, params.id)),
    bind(v1OrgRoutes.membersList, (ctx, { params }) => orgs.members(ctx, params.id)),
    bind(v1OrgRoutes.membersPut, (ctx, { params, body }) => orgs.putMember(ctx, params.id, body)),
    bind(v1OrgRoutes.membersRemove, (ctx, { params }) => orgs.removeMember(ctx, params.id, params.user_id)),
    bind(v1OrgRoutes.keysList, (ctx, { params }) => orgs.keys(ctx, params.id)),
    bind(v1OrgRoutes.keysCreate, (ctx, { params, body }) => orgs.createKey(ctx, params.id, body)),
    bind(v1OrgRoutes.keysDelete, (ctx, { params }) => orgs.removeKey(ctx, params.id, params.key_id)),
  ];
}
