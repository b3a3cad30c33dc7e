import { AppError } from '@moorage/core/errors';
import type { Db, Tx } from '../../platform/db/database.ts';
import { decodeCursor, type Page, pageLimit, type PageRequest, toPage } from '../../platform/db/paging.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import type { Audit } from '../audit/index.ts';
import { actorsChannel } from '../identity/index.ts';
import { type Account, accountAfter, type AccountChange, endsSessions, gainsPower, leavesNoAdmin } from './admin-user.rules.ts';
import { claimAdmins, findUser, findUserByEmail, listAdmins, listUsers, updateUser, type UserQuery } from './admin-user.store.ts';
import { type AdminUserRow, adminUserToView, type AdminUserView } from './admin.view.ts';

export interface AdminUserDeps {
  readonly db: Db;
  readonly audit: Audit;
  /** Ends every session and token of a user. */
  readonly endAllOf: (tx: Tx, userId: string) => Promise<void>;
  /** Whoever is promoted has to come in again, as administrators do. */
  readonly promotedSignInAgain?: boolean;
  /** Forgets in this process what is known of a user. */
  readonly forgetActor: (userId: string) => void;
}

export interface AdminUserService {
  list(ctx: RequestCtx, query: PageRequestOf<Pick<UserQuery, 'search' | 'state'>>): Promise<Page<AdminUserView>>;
  get(ctx: RequestCtx, id: string): Promise<AdminUserView>;
  update(ctx: RequestCtx, id: string, change: AccountChange): Promise<AdminUserView>;
  signOut(ctx: RequestCtx, id: string): Promise<void>;
  admins(ctx: RequestCtx): Promise<AdminUserView[]>;
  /** Makes the user of this address run the platform, or not any more. */
  setAdmin(ctx: RequestCtx, email: string, isAdmin: boolean): Promise<AdminUserView>;
}

export type PageRequestOf<T> = T & { readonly [K in keyof PageRequest]?: PageRequest[K] | undefined };

export const platform = { type: 'platform' } as const;

type Deps = AdminUserDeps;

function missing(): AppError {
  return new AppError('not_found', 'There is no such user.', { details: { nextStep: 'List the users to see who there is.' } });
}

function accountOf(row: AdminUserRow): Account {
  return { platformRole: row.platform_role, tier: row.tier, isDisabled: row.disabled_at !== null };
}

async function apply(deps: Deps, tx: Tx, ctx: RequestCtx, change: { row: AdminUserRow; wanted: AccountChange }): Promise<void> {
  const { row, wanted } = change;
  const before = accountOf(row);
  const after = accountAfter(before, wanted);
  const others = (await listAdmins(tx)).filter((admin) => admin.id !== row.id);
  if (leavesNoAdmin(before, after, others.length)) {
    throw new AppError('conflict', `${row.email} is the last who runs the platform.`, {
      details: { reason: 'last_admin', nextStep: 'Make somebody else a platform administrator first.' },
    });
  }
  const disabledAt = after.isDisabled ? (row.disabled_at ?? ctx.clock.now()) : null;
  await updateUser(tx, row.id, { platform_role: after.platformRole, tier: after.tier, disabled_at: disabledAt });
  const mustProve = deps.promotedSignInAgain === true && gainsPower(before, after);
  if (mustProve || endsSessions(before, after)) await deps.endAllOf(tx, row.id);
  await deps.audit.append(tx, ctx, {
    event: 'user.updated',
    target: { type: 'user', id: row.id, name: row.email },
    data: { before, after },
  });
  await deps.db.notify(tx, actorsChannel, row.id);
}

async function changeUser(
  deps: Deps,
  ctx: RequestCtx,
  find: (tx: Tx) => Promise<AdminUserRow | undefined>,
  wanted: AccountChange,
): Promise<AdminUserView> {
  const after = await deps.db.system('change user', async (tx) => {
    await claimAdmins(tx);
    const row = await find(tx);
    if (row === undefined) throw missing();
    await apply(deps, tx, ctx, { row, wanted });
    return await findUser(tx, row.id);
  });
  if (after === undefined) throw missing();
  deps.forgetActor(after.id);
  return adminUserToView(after);
}

async function signOut(deps: Deps, ctx: RequestCtx, id: string): Promise<void> {
  ctx.authorize('platform:users', platform);
  await deps.db.system('sign somebody out', async (tx) => {
    const row = await findUser(tx, id);
    if (row === undefined) throw missing();
    await deps.audit.append(tx, ctx, { event: 'user.signed_out', target: { type: 'user', id, name: row.email } });
    await deps.endAllOf(tx, id);
  });
  deps.forgetActor(id);
}

export function createAdminUsers(deps: Deps): AdminUserService {
  const { db } = deps;
  return {
    signOut: (ctx, id) => signOut(deps, ctx, id),
    async list(ctx, { cursor, limit = pageLimit.default, ...query }) {
      ctx.authorize('platform:read', platform);
      const afterEmail = cursor === undefined ? undefined : decodeCursor(cursor, 1)[0];
      const rows = await db.system('list users', (tx) => listUsers(tx, { ...query, afterEmail, limit }));
      return toPage(rows, limit, (row) => [row.email], adminUserToView);
    },
    async get(ctx, id) {
      ctx.authorize('platform:read', platform);
      const row = await db.system('read user', (tx) => findUser(tx, id));
      if (row === undefined) throw missing();
      return adminUserToView(row);
    },
    async update(ctx, id, wanted) {
      ctx.authorize('platform:users', platform);
      return await changeUser(deps, ctx, (tx) => findUser(tx, id), wanted);
    },
    async admins(ctx) {
      ctx.authorize('platform:read', platform);
      return (await db.system('list administrators', listAdmins)).map(adminUserToView);
    },
    async setAdmin(ctx, email, isAdmin) {
      ctx.authorize('platform:users', platform);
      const address = email.trim().toLowerCase();
      return await changeUser(deps, ctx, (tx) => findUserByEmail(tx, address), {
        platformRole: isAdmin ? 'platform_admin' : null,
      });
    },
  };
}
