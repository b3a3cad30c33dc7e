/** Roles that an organization makes itself. A change reaches whoever has the role at once, in every process. */
import type { Clock } from '@moorage/core/clock';
import { AppError } from '@moorage/core/errors';
import type { Ids } from '@moorage/core/ids';
import type { z } from 'zod';
import type { Db, Tx } from '../../platform/db/database.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import type { Audit } from '../audit/index.ts';
import { actorsChannel } from '../identity/index.ts';
import { isBuiltInRole, isDelegable, requireHeld, resolveActions } from '../orgs/index.ts';
import type { roleCreate, roleUpdate } from './role.contract.ts';
import {
  claimRole,
  findEmail,
  insertRole,
  listHeldRoles,
  listRoleHolders,
  listRoles,
  removeRole,
  updateRole,
} from './role.store.ts';
import { type AccessView, accessToView, builtInRoles, type RoleRow, roleToView, type RoleView } from './role.view.ts';

export interface RoleServiceDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly audit: Audit;
  readonly forgetActor: (userId: string) => void;
}

interface RoleKey {
  readonly orgId: string;
  readonly role: string;
}

export interface RoleService {
  list(ctx: RequestCtx, orgId: string): Promise<RoleView[]>;
  create(ctx: RequestCtx, orgId: string, input: z.output<typeof roleCreate>): Promise<RoleView>;
  update(ctx: RequestCtx, key: RoleKey, input: z.output<typeof roleUpdate>): Promise<RoleView>;
  remove(ctx: RequestCtx, key: RoleKey): Promise<void>;
  access(ctx: RequestCtx, key: { readonly orgId: string; readonly userId: string }): Promise<AccessView>;
}

function roleMissing(name: string): AppError {
  return new AppError('not_found', `There is no role ${name} of the organization's own.`, {
    details: { nextStep: 'List the roles of the organization; those that every organization has cannot be changed.' },
  });
}

function requireName(name: string): void {
  if (!isBuiltInRole(name)) return;
  throw new AppError('invalid_request', 'The role is not valid.', {
    details: { issues: [{ path: 'name', message: 'is the name of a role that every organization has' }] },
  });
}

/** New actions must be ones that can be in a role and that the author holds; what was there may stay. */
function requireActions(ctx: RequestCtx, orgId: string, after: readonly string[], before: readonly string[]): void {
  const added = after.filter((action) => !before.includes(action));
  const issues = added
    .filter((action) => !isDelegable(action))
    .map((action) => ({ path: 'actions', message: `${action} is no action that can be in a role` }));
  if (issues.length > 0) throw new AppError('invalid_request', 'The role is not valid.', { details: { issues } });
  const had = resolveActions(before, 'org');
  const gained = resolveActions(after, 'org').filter((action) => !had.includes(action));
  requireHeld(ctx, gained, { orgId });
}

async function create(
  deps: RoleServiceDeps,
  ctx: RequestCtx,
  orgId: string,
  input: z.output<typeof roleCreate>,
): Promise<RoleView> {
  ctx.authorize('role:write', { type: 'org', orgId });
  requireName(input.name);
  const role = { ...input, actions: [...new Set(input.actions)].toSorted(), at: deps.clock.now() };
  requireActions(ctx, orgId, role.actions, []);
  const id = deps.ids.uuid();
  await deps.db.tenant([orgId], async (tx) => {
    await insertRole(tx, { id, orgId }, role);
    const target = { type: 'role', id, name: role.name };
    await deps.audit.append(tx, ctx, { orgId, event: 'role.created', target, data: { actions: role.actions } });
  });
  return roleToView({ id, ...role, holder_count: 0 });
}

async function claimFor(tx: Tx, { orgId, role }: RoleKey): Promise<RoleRow> {
  const row = await claimRole(tx, orgId, role);
  if (row === undefined) throw roleMissing(role);
  return row;
}

async function update(
  deps: RoleServiceDeps,
  ctx: RequestCtx,
  key: RoleKey,
  input: z.output<typeof roleUpdate>,
): Promise<RoleView> {
  const { orgId } = key;
  ctx.authorize('role:write', { type: 'org', orgId });
  requireName(input.name ?? key.role);
  const { row, holders } = await deps.db.tenant([orgId], async (tx) => {
    const before = await claimFor(tx, key);
    const actions = input.actions === undefined ? before.actions : [...new Set(input.actions)].toSorted();
    requireActions(ctx, orgId, actions, before.actions);
    const after = { ...before, name: input.name ?? before.name, description: input.description ?? before.description, actions };
    const { name, description } = after;
    await updateRole(tx, before.id, { name, description, actions, at: deps.clock.now() });
    const data = {
      before: { name: before.name, description: before.description, actions: before.actions },
      after: { name, description, actions },
    };
    await deps.audit.append(tx, ctx, { orgId, event: 'role.updated', target: { type: 'role', id: before.id, name }, data });
    const all = await listRoleHolders(tx, before.id);
    const ids = [...new Set(all.flatMap(({ user_id: userId }) => (userId === null ? [] : [userId])))];
    for (const id of ids) await deps.db.notify(tx, actorsChannel, id);
    return { row: after, holders: ids };
  });
  for (const id of holders) deps.forgetActor(id);
  return roleToView(row);
}

async function remove(deps: RoleServiceDeps, ctx: RequestCtx, key: RoleKey): Promise<void> {
  const { orgId } = key;
  ctx.authorize('role:write', { type: 'org', orgId });
  await deps.db.tenant([orgId], async (tx) => {
    const row = await claimFor(tx, key);
    const holders = (await listRoleHolders(tx, row.id)).map(({ email, place }) => `${email} (${place})`);
    if (holders.length > 0) {
      throw new AppError('conflict', `The role is held by ${holders.slice(0, 10).join(', ')}.`, {
        details: { holders, nextStep: 'Give them another role first.' },
      });
    }
    await removeRole(tx, row.id);
    const target = { type: 'role', id: row.id, name: row.name };
    await deps.audit.append(tx, ctx, { orgId, event: 'role.deleted', target, data: { actions: row.actions } });
  });
}

async function access(
  deps: RoleServiceDeps,
  ctx: RequestCtx,
  { orgId, userId }: { readonly orgId: string; readonly userId: string },
): Promise<AccessView> {
  ctx.authorize('access:read', { type: 'org', orgId });
  return await deps.db.tenant([orgId], async (tx) => {
    const held = await listHeldRoles(tx, orgId, userId);
    const email = held.length === 0 ? undefined : await findEmail(tx, userId);
    if (email === undefined) throw new AppError('not_found', 'There is no such member or guest.');
    return accessToView({ id: userId, email }, held);
  });
}

export function createRoleService(deps: RoleServiceDeps): RoleService {
  return {
    create: (ctx, orgId, input) => create(deps, ctx, orgId, input),
    update: (ctx, key, input) => update(deps, ctx, key, input),
    remove: (ctx, key) => remove(deps, ctx, key),
    access: (ctx, key) => access(deps, ctx, key),
    async list(ctx, orgId) {
      ctx.authorize('role:read', { type: 'org', orgId });
      const rows = await deps.db.tenant([orgId], (tx) => listRoles(tx, orgId));
      return [...builtInRoles(), ...rows.map(roleToView)];
    },
  };
}
