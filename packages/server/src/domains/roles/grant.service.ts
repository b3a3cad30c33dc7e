/**
 * Guests: a role on one deployment or one template, for anybody, in the organization or not. Whoever has not signed in yet is known
 * by his address, which a provider or a mail must have proved before it is his; the grant counts from the moment he comes.
 *
 * A guest carries what is shared with him in his actor, and the policy engine reads it there. A query on his behalf must pass
 * row-level security, which knows organizations; so a transaction for a guest is opened to an organization only where he names a
 * deployment of it that is shared with him (`orgsOf` of deployments), and the service then asks the policy about the very row. By
 * any other name he is a stranger to the database too. Templates are listed beside all others that he sees, so his transactions
 * are opened to the shared rows themselves, for reading alone (`sharedTemplateIds` of templates).
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
import { claimRoleByName, isBuiltInRole, requireHeldOn } from '../orgs/index.ts';
import type { grantCreate } from './grant.contract.ts';
import type { Shareable, ShareablePorts, ShareableType } from './grant.ports.ts';
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
import { actionsOn, grantToView, type GrantView, sharedFromRow } from './grant.view.ts';

export interface GrantServiceDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly audit: Audit;
  readonly forgetActor: (userId: string) => void;
  readonly things: ShareablePorts;
}

interface ThingKey {
  readonly type: ShareableType;
  readonly name: string;
}

export interface GrantService {
  list(ctx: RequestCtx, key: ThingKey): Promise<GrantView[]>;
  create(ctx: RequestCtx, type: ShareableType, input: z.output<typeof grantCreate>): Promise<GrantView>;
  remove(ctx: RequestCtx, key: ThingKey, id: string): Promise<void>;
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
  readonly actions: readonly string[] | null;
}

async function chooseRole(tx: Tx, orgId: string, name: string): Promise<Chosen> {
  if (isBuiltInRole(name)) return { role: name, roleId: null, actions: null };
  const own = await claimRoleByName(tx, orgId, name);
  if (own === undefined) throw invalid('role', 'is no role of this organization');
  return { role: customRole, roleId: own.id, actions: own.actions };
}

async function findThing(deps: GrantServiceDeps, ctx: RequestCtx, { type, name }: ThingKey): Promise<Shareable> {
  return { ...(await deps.things[type].find(ctx, name)), type };
}

function target(thing: Shareable): { type: string; id: string; name: string } {
  return { type: thing.type, id: thing.id, name: thing.name };
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

async function create(
  deps: GrantServiceDeps,
  ctx: RequestCtx,
  type: ShareableType,
  input: z.output<typeof grantCreate>,
): Promise<GrantView> {
  const thing = await findThing(deps, ctx, { type, name: input.name });
  const { orgId } = thing;
  const at = deps.clock.now();
  const expiresAt = input.expiresAt === undefined ? null : new Date(input.expiresAt);
  if (expiresAt !== null && expiresAt <= at) throw invalid('expiresAt', 'must be in the future');
  const guest = await guestOf(deps, input.email);
  const row = await deps.db.tenant([orgId], async (tx) => {
    const { role, roleId, actions } = await chooseRole(tx, orgId, input.role);
    requireHeldOn(ctx, actionsOn(type, { role, actions }), thing);
    const id = deps.ids.uuid();
    const grantedBy = ctx.actor.email ?? null;
    await insertGrant(tx, { id, thing, ...guest, role, roleId, grantedBy, at, expiresAt });
    const data = {
      email: input.email,
      role: input.role,
      expiresAt: expiresAt?.toISOString() ?? null,
      waits: guest.userId === null,
    };
    await deps.audit.append(tx, ctx, { orgId, event: 'grant.created', target: target(thing), data });
    if (guest.userId !== null) await deps.db.notify(tx, actorsChannel, guest.userId);
    return await findGrant(tx, thing, id);
  });
  if (row === undefined) throw new Error('a grant that was just made is not there');
  if (guest.userId !== null) deps.forgetActor(guest.userId);
  return grantToView(type, row);
}

async function remove(deps: GrantServiceDeps, ctx: RequestCtx, key: ThingKey, id: string): Promise<void> {
  const thing = await findThing(deps, ctx, key);
  const { orgId } = thing;
  const userId = await deps.db.tenant([orgId], async (tx) => {
    const row = await findGrant(tx, thing, id);
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
    create: (ctx, type, input) => create(deps, ctx, type, input),
    remove: (ctx, key, id) => remove(deps, ctx, key, id),
    sweep: (ctx) => sweep(deps, ctx),
    sharedWith: async (tx, userId) => (await listSharedWith(tx, userId, deps.clock.now())).map(sharedFromRow),
    async list(ctx, key) {
      const thing = await findThing(deps, ctx, key);
      const rows = await deps.db.tenant([thing.orgId], (tx) => listGrants(tx, thing, deps.clock.now()));
      return rows.map((row) => grantToView(key.type, row));
    },
  };
}
