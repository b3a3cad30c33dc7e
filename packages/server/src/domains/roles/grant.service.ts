/**
 * Guests: a role on one deployment, for anybody, in the organization or not. Whoever has not signed in yet is known by his address,
 * which a provider or a mail must have proved before it is his; the grant counts from the moment he comes.
 *
 * A guest carries what is shared with him in his actor, and the policy engine reads it there. A query on his behalf must pass
 * row-level security, which knows organizations only; so a transaction for a guest is opened to an organization only where he
 * names something of it that is shared with him (`orgsOf` of deployments), and the service then asks the policy about the very
 * row. By any other name he is a stranger to the database too.
 */
import type { Clock } from '@moorage/core/clock';
import { AppError } from '@moorage/core/errors';
import type { Ids } from '@moorage/core/ids';
import type { z } from 'zod';
import { customRole, type SharedResource } from '../../platform/authz/actor.ts';
import type { Db, Tx } from '../../platform/db/database.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import type { Audit } from '../audit/index.ts';
import { actorsChannel } from '../identity/index.ts';
import { actionsOfBuiltIn, claimRoleByName, isBuiltInRole, requireHeld, sharedActions } from '../orgs/index.ts';
import type { grantCreate } from './grant.contract.ts';
import type { Shareable, ShareablePort } from './grant.ports.ts';
import {
  findGrant,
  findUserByEmail,
  insertGrant,
  listGrants,
  listSharedWith,
  removeExpiredGrants,
  removeGrant,
  settleWaitingGrants,
} from './grant.store.ts';
import { grantToView, type GrantView, sharedFromRow } from './grant.view.ts';

export interface GrantServiceDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly audit: Audit;
  readonly forgetActor: (userId: string) => void;
  readonly deployments: ShareablePort;
}

export interface GrantService {
  list(ctx: RequestCtx, name: string): Promise<GrantView[]>;
  create(ctx: RequestCtx, input: z.output<typeof grantCreate>): Promise<GrantView>;
  remove(ctx: RequestCtx, key: { readonly name: string; readonly id: string }): Promise<void>;
  /** Takes away what is over; says whether there may be more. */
  sweep(ctx: RequestCtx): Promise<boolean>;
  /** What is shared with a user. Within a system transaction. */
  sharedWith(tx: Tx, userId: string): Promise<readonly SharedResource[]>;
}

function invalid(path: string, message: string): AppError {
  return new AppError('invalid_request', 'The grant is not valid.', { details: { issues: [{ path, message }] } });
}

interface Chosen {
  readonly role: string;
  readonly roleId: string | null;
  readonly actions: readonly string[];
}

async function chooseRole(tx: Tx, orgId: string, name: string): Promise<Chosen> {
  if (isBuiltInRole(name)) return { role: name, roleId: null, actions: actionsOfBuiltIn(name) };
  const own = await claimRoleByName(tx, orgId, name);
  if (own === undefined) throw invalid('role', 'is no role of this organization');
  return { role: customRole, roleId: own.id, actions: own.actions };
}

function target(thing: Shareable): { type: string; id: string; name: string } {
  return { type: 'deployment', id: thing.id, name: thing.name };
}

/** Whoever has the address, or, where nobody has signed in with it, the address itself. */
async function guestOf(deps: GrantServiceDeps, text: string): Promise<{ userId: string | null; email: string | null }> {
  const email = text.trim().toLowerCase();
  const user = await deps.db.system('find a guest', async (tx) => {
    const found = await findUserByEmail(tx, email);
    // What waited for him is his by now, and not to be given twice.
    if (found !== undefined) await settleWaitingGrants(tx);
    return found;
  });
  if (user?.disabled_at === null) return { userId: user.id, email: null };
  if (user === undefined) return { userId: null, email };
  throw invalid('email', 'is of somebody who is shut out');
}

async function create(deps: GrantServiceDeps, ctx: RequestCtx, input: z.output<typeof grantCreate>): Promise<GrantView> {
  const thing = await deps.deployments.find(ctx, input.name);
  const { orgId, teamId } = thing;
  const at = deps.clock.now();
  const expiresAt = input.expiresAt === undefined ? null : new Date(input.expiresAt);
  if (expiresAt !== null && expiresAt <= at) throw invalid('expiresAt', 'must be in the future');
  const guest = await guestOf(deps, input.email);
  const row = await deps.db.tenant([orgId], async (tx) => {
    const { role, roleId, actions } = await chooseRole(tx, orgId, input.role);
    requireHeld(ctx, sharedActions(actions, 'deployment'), { orgId, teamId });
    const id = deps.ids.uuid();
    const grant = {
      id,
      orgId,
      deploymentId: thing.id,
      ...guest,
      role,
      roleId,
      grantedBy: ctx.actor.email ?? null,
      at,
      expiresAt,
    };
    await insertGrant(tx, grant);
    const data = {
      email: input.email,
      role: input.role,
      expiresAt: expiresAt?.toISOString() ?? null,
      waits: guest.userId === null,
    };
    await deps.audit.append(tx, ctx, { orgId, event: 'grant.created', target: target(thing), data });
    if (guest.userId !== null) await deps.db.notify(tx, actorsChannel, guest.userId);
    return await findGrant(tx, thing.id, id);
  });
  if (row === undefined) throw new Error('a grant that was just made is not there');
  if (guest.userId !== null) deps.forgetActor(guest.userId);
  return grantToView(row);
}

async function remove(
  deps: GrantServiceDeps,
  ctx: RequestCtx,
  { name, id }: { readonly name: string; readonly id: string },
): Promise<void> {
  const thing = await deps.deployments.find(ctx, name);
  const { orgId } = thing;
  const userId = await deps.db.tenant([orgId], async (tx) => {
    const row = await findGrant(tx, thing.id, id);
    if (row === undefined) throw new AppError('not_found', 'There is no such guest.');
    await removeGrant(tx, id);
    const data = { email: row.email, role: row.role_name ?? row.role };
    await deps.audit.append(tx, ctx, { orgId, event: 'grant.deleted', target: target(thing), data });
    if (row.user_id !== null) await deps.db.notify(tx, actorsChannel, row.user_id);
    return row.user_id;
  });
  if (userId !== null) deps.forgetActor(userId);
}

async function sweep(deps: GrantServiceDeps, ctx: RequestCtx): Promise<boolean> {
  const over = await deps.db.system('end grants whose time is over', async (tx) => {
    const rows = await removeExpiredGrants(tx, deps.clock.now());
    for (const row of rows) {
      const { org_id: orgId, user_id: userId, email, name } = row;
      await deps.audit.append(tx, ctx, {
        orgId,
        event: 'grant.expired',
        target: { type: 'grant', id: row.id, name },
        data: { email },
      });
      if (userId !== null) await deps.db.notify(tx, actorsChannel, userId);
    }
    await settleWaitingGrants(tx);
    return rows;
  });
  for (const { user_id: userId } of over) if (userId !== null) deps.forgetActor(userId);
  return over.length > 0;
}

export function createGrantService(deps: GrantServiceDeps): GrantService {
  return {
    create: (ctx, input) => create(deps, ctx, input),
    remove: (ctx, key) => remove(deps, ctx, key),
    sweep: (ctx) => sweep(deps, ctx),
    sharedWith: async (tx, userId) => (await listSharedWith(tx, userId, deps.clock.now())).map(sharedFromRow),
    async list(ctx, name) {
      const thing = await deps.deployments.find(ctx, name);
      const rows = await deps.db.tenant([thing.orgId], (tx) => listGrants(tx, thing.id, deps.clock.now()));
      return rows.map(grantToView);
    },
  };
}
