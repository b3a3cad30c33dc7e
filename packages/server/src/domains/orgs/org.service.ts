import type { Clock } from '@moorage/core/clock';
import { AppError } from '@moorage/core/errors';
import type { Ids } from '@moorage/core/ids';
import type { Db, Tx } from '../../platform/db/database.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import { userIdOf } from '../../platform/http/user-id.ts';
import { type Audit, changesOf } from '../audit/index.ts';
import { actorsChannel, type NewUser } from '../identity/index.ts';
import { slugFromName, slugWithSuffix } from './org.rules.ts';
import {
  claimPlan,
  findClientOfOrg,
  findFirstPlan,
  findOrg,
  hasSlug,
  insertOrg,
  insertOrgMember,
  listOrgMembers,
  listOrgs,
  type OrgChange,
  updateOrg,
} from './org.store.ts';
import { type MemberView, memberToView, type OrgRow, orgToView, type OrgView } from './org.view.ts';
import { insertTeam, insertTeamMember } from './team.store.ts';

export interface OrgServiceDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly audit: Audit;
  /** Forgets what this process knew of a user's roles. */
  readonly forgetActor: (userId: string) => void;
}

export interface NewOrgInput {
  readonly name: string;
  readonly slug?: string | undefined;
}

export interface OrgService {
  list(ctx: RequestCtx): Promise<OrgView[]>;
  get(ctx: RequestCtx, orgId: string): Promise<OrgView>;
  create(ctx: RequestCtx, input: NewOrgInput): Promise<OrgView>;
  update(ctx: RequestCtx, orgId: string, change: OrgChange): Promise<OrgView>;
  members(ctx: RequestCtx, orgId: string): Promise<MemberView[]>;
  /** The billing plan of an organization, which decides about network isolation; within a system transaction. */
  planOf(tx: Tx, orgId: string): Promise<string>;
  /** The client that it belongs to, if any. */
  clientOf(tx: Tx, orgId: string): Promise<string | null>;
  /** What the plan allows, the organization locked until the transaction ends. One that is not in the table allows nothing. */
  claimPlan(tx: Tx, orgId: string): Promise<{ id: string; displayName: string; maxDeployments: number | null }>;
  /** The organization of a new user, inside the transaction that registers him. */
  provision(tx: Tx, ctx: RequestCtx, user: NewUser): Promise<{ teamId: string }>;
}

/** Every organization begins with one team of this name. */
const firstTeamName = 'Default';

export function orgMissing(): AppError {
  return new AppError('not_found', 'This organization does not exist or you may not see it.');
}

interface Founding extends NewOrgInput {
  readonly plan: string;
  readonly owner: { readonly id: string; readonly email: string };
}

async function freeSlug(deps: OrgServiceDeps, tx: Tx, name: string): Promise<string> {
  const slug = slugFromName(name);
  return slug !== '' && !(await hasSlug(tx, slug)) ? slug : slugWithSuffix(slug, deps.ids.name(6));
}

async function found(deps: OrgServiceDeps, tx: Tx, ctx: RequestCtx, input: Founding): Promise<{ org: OrgRow; teamId: string }> {
  const at = deps.clock.now();
  const id = deps.ids.uuid();
  const teamId = deps.ids.uuid();
  const slug = input.slug ?? (await freeSlug(deps, tx, input.name));
  const clientId = ctx.site?.id ?? null;
  const plan = (clientId === null ? undefined : await findFirstPlan(tx, clientId)) ?? input.plan;
  const org = await insertOrg(tx, { id, name: input.name, slug, plan, clientId, at });
  await insertOrgMember(tx, { orgId: id, userId: input.owner.id, role: 'org_owner', at });
  await insertTeam(tx, { id: teamId, orgId: id, name: firstTeamName, at });
  await insertTeamMember(tx, { teamId, orgId: id, userId: input.owner.id, role: 'team_admin', at });
  await deps.audit.append(tx, ctx, {
    orgId: id,
    event: 'org.created',
    target: { type: 'org', id, name: input.name },
    data: { slug, teamId },
    actor: input.owner,
  });
  return { org, teamId };
}

async function create(deps: OrgServiceDeps, ctx: RequestCtx, input: NewOrgInput): Promise<OrgView> {
  const userId = userIdOf(ctx);
  const org = await deps.db.system('create organization', async (tx) => {
    const owner = { id: userId, email: ctx.actor.email ?? '' };
    const founded = await found(deps, tx, ctx, { ...input, plan: 'free', owner });
    await deps.db.notify(tx, actorsChannel, userId);
    return founded.org;
  });
  deps.forgetActor(userId);
  return orgToView(org);
}

async function update(deps: OrgServiceDeps, ctx: RequestCtx, orgId: string, change: OrgChange): Promise<OrgView> {
  ctx.authorize('org:update', { type: 'org', orgId });
  const org = await deps.db.tenant([orgId], async (tx) => {
    const before = await findOrg(tx, orgId);
    const row = await updateOrg(tx, orgId, change, deps.clock.now());
    if (before === undefined || row === undefined) throw orgMissing();
    const target = { type: 'org', id: orgId, name: row.name };
    const data = {
      changes: changesOf({ ...orgToView(before), updatedAt: undefined }, { ...orgToView(row), updatedAt: undefined }),
    };
    await deps.audit.append(tx, ctx, { orgId, event: 'org.updated', target, data });
    return row;
  });
  return orgToView(org);
}

export function createOrgService(deps: OrgServiceDeps): OrgService {
  return {
    create: (ctx, input) => create(deps, ctx, input),
    update: (ctx, orgId, change) => update(deps, ctx, orgId, change),
    async list(ctx) {
      const ids = Object.keys(ctx.actor.orgRoles);
      return (await deps.db.tenant(ids, (tx) => listOrgs(tx, ids))).map(orgToView);
    },
    async get(ctx, orgId) {
      ctx.authorize('org:read', { type: 'org', orgId });
      const row = await deps.db.tenant([orgId], (tx) => findOrg(tx, orgId));
      if (row === undefined) throw orgMissing();
      return orgToView(row);
    },
    async members(ctx, orgId) {
      ctx.authorize('org:read', { type: 'org', orgId });
      return (await deps.db.tenant([orgId], (tx) => listOrgMembers(tx, orgId))).map(memberToView);
    },
    async planOf(tx, orgId) {
      return (await findOrg(tx, orgId))?.plan ?? 'free';
    },
    clientOf: findClientOfOrg,
    async claimPlan(tx, orgId) {
      const plan = await claimPlan(tx, orgId);
      if (plan === undefined) return { id: 'none', displayName: 'none', maxDeployments: 0 };
      return { id: plan.id, displayName: plan.display_name, maxDeployments: plan.max_deployments };
    },
    async provision(tx, ctx, user) {
      const owner = { id: user.id, email: user.email };
      const { teamId } = await found(deps, tx, ctx, { name: user.name, plan: user.plan, owner });
      return { teamId };
    },
  };
}
