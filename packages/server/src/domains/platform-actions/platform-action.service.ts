/** What the platform offers to be done with clusters: everybody sees it, those who run the platform say what it is. */
import type { Clock } from '@moorage/core/clock';
import { AppError } from '@moorage/core/errors';
import type { Ids } from '@moorage/core/ids';
import type { Db } from '../../platform/db/database.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import { type Audit, changesOf } from '../audit/index.ts';
import {
  type ActionFilter,
  claimAction,
  findAction,
  insertAction,
  listActions,
  removeAction,
  updateAction,
} from './platform-action.store.ts';
import { actionToView, type PlatformActionRow, type PlatformActionView } from './platform-action.view.ts';

export interface PlatformActionDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly audit: Audit;
}

export type NewAction = Pick<PlatformActionRow, 'label' | 'description' | 'make_target'>;
export type ActionPatch = { readonly [Field in keyof NewAction]?: NewAction[Field] | undefined };

export interface PlatformActionService {
  list(ctx: RequestCtx, filter: ActionFilter): Promise<PlatformActionView[]>;
  create(ctx: RequestCtx, input: NewAction): Promise<PlatformActionView>;
  get(ctx: RequestCtx, id: string): Promise<PlatformActionView>;
  update(ctx: RequestCtx, id: string, patch: ActionPatch): Promise<PlatformActionView>;
  remove(ctx: RequestCtx, id: string): Promise<void>;
}

const resource = { type: 'platform_action' } as const;

function missing(): AppError {
  return new AppError('not_found', 'There is no such action.');
}

function targetOf({ id, label }: PlatformActionRow): { type: string; id: string; name: string } {
  return { type: 'platform_action', id, name: label };
}

async function create(deps: PlatformActionDeps, ctx: RequestCtx, input: NewAction): Promise<PlatformActionView> {
  ctx.authorize('platform_action:write', resource);
  const at = deps.clock.now();
  const { label, description, make_target } = input;
  const row = { id: deps.ids.uuid(), label, description, make_target, created_at: at, updated_at: at };
  await deps.db.system('offer an action', async (tx) => {
    await insertAction(tx, row);
    const data = { makeTarget: make_target };
    await deps.audit.append(tx, ctx, { event: 'platform_action.created', target: targetOf(row), data });
  });
  return actionToView(row);
}

async function update(deps: PlatformActionDeps, ctx: RequestCtx, id: string, patch: ActionPatch): Promise<PlatformActionView> {
  ctx.authorize('platform_action:write', resource);
  return await deps.db.system('change an action', async (tx) => {
    const before = await claimAction(tx, id);
    if (before === undefined) throw missing();
    const after = {
      ...before,
      label: patch.label ?? before.label,
      description: patch.description ?? before.description,
      make_target: patch.make_target ?? before.make_target,
      updated_at: deps.clock.now(),
    };
    await updateAction(tx, after);
    const data = { changes: changesOf(before, after, { fields: ['label', 'description', 'make_target'] }) };
    await deps.audit.append(tx, ctx, { event: 'platform_action.updated', target: targetOf(after), data });
    return actionToView(after);
  });
}

async function remove(deps: PlatformActionDeps, ctx: RequestCtx, id: string): Promise<void> {
  ctx.authorize('platform_action:write', resource);
  await deps.db.system('delete an action', async (tx) => {
    const row = await removeAction(tx, id);
    if (row === undefined) throw missing();
    await deps.audit.append(tx, ctx, { event: 'platform_action.deleted', target: targetOf(row) });
  });
}

export function createPlatformActionService(deps: PlatformActionDeps): PlatformActionService {
  return {
    create: (ctx, input) => create(deps, ctx, input),
    update: (ctx, id, patch) => update(deps, ctx, id, patch),
    remove: (ctx, id) => remove(deps, ctx, id),
    async list(ctx, filter) {
      ctx.authorize('platform_action:read', resource);
      const rows = await deps.db.system('list actions', (tx) => listActions(tx, filter));
      return rows.map(actionToView);
    },
    async get(ctx, id) {
      ctx.authorize('platform_action:read', resource);
      const row = await deps.db.system('read an action', (tx) => findAction(tx, id));
      if (row === undefined) throw missing();
      return actionToView(row);
    },
  };
}
