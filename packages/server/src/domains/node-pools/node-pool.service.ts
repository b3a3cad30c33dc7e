/** Node pools of organizations: made, renamed, and deleted when nothing uses them. */
import type { Clock } from '@moorage/core/clock';
import { AppError } from '@moorage/core/errors';
import type { Ids } from '@moorage/core/ids';
import type { Db, Tx } from '../../platform/db/database.ts';
import { newestPage, type OptionalPage, pageRequestOf } from '../../platform/db/newest-page.ts';
import type { Page } from '../../platform/db/paging.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import { authorizedOrg } from '../../platform/http/org-choice.ts';
import { type Audit, changesOf, removeOnce } from '../audit/index.ts';
import type { NodePoolGroups, NodePoolUses } from './node-pool.ports.ts';
import { claimPool, findPool, insertPool, listPools, type PoolChange, removePool, updatePool } from './node-pool.store.ts';
import { emptyPool, type NodePoolRow, type NodePoolView, poolToView } from './node-pool.view.ts';
import { fillPools } from './pool-content.service.ts';

export interface NodePoolDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly audit: Audit;
  readonly uses: readonly NodePoolUses[];
  readonly groups: readonly NodePoolGroups[];
}

export interface PoolQuery extends OptionalPage {
  readonly cluster_id?: string | undefined;
  readonly name?: string | undefined;
  readonly q?: string | undefined;
}

export interface NewPool {
  readonly name: string;
  readonly role: NodePoolRow['role'];
}

export interface PoolPatch {
  readonly name?: string | undefined;
  readonly role?: NodePoolRow['role'] | undefined;
}

export interface NodePoolService {
  list(ctx: RequestCtx, query: PoolQuery): Promise<Page<NodePoolView>>;
  create(ctx: RequestCtx, input: NewPool): Promise<NodePoolView>;
  get(ctx: RequestCtx, id: string): Promise<NodePoolView>;
  update(ctx: RequestCtx, id: string, patch: PoolPatch): Promise<NodePoolView>;
  remove(ctx: RequestCtx, id: string): Promise<void>;
}

export function missingPool(): AppError {
  return new AppError('not_found', 'There is no such node pool.', { details: { reason: 'node_pool_not_found' } });
}

export function poolTarget({ id, name }: NodePoolRow): { type: string; id: string; name: string } {
  return { type: 'node_pool', id, name };
}

async function poolsOf({ groups }: NodePoolDeps, tx: Tx, orgId: string, clusterId: string): Promise<string[]> {
  const ids: string[] = [];
  for (const group of groups) ids.push(...(await group.poolsOf(tx, orgId, clusterId)));
  return ids;
}

async function list(deps: NodePoolDeps, ctx: RequestCtx, query: PoolQuery): Promise<Page<NodePoolView>> {
  const { cluster_id: clusterId, name, q: text, ...paging } = query;
  const orgId = authorizedOrg(ctx, 'node_pool:read');
  const page = pageRequestOf(paging);
  return await deps.db.tenant([orgId], async (tx) => {
    const ids = clusterId === undefined ? undefined : await poolsOf(deps, tx, orgId, clusterId);
    const found = newestPage(await listPools(tx, orgId, { page, name, text, ids }), page, (row) => row);
    return { ...found, items: await fillPools(tx, orgId, found.items) };
  });
}

async function create(deps: NodePoolDeps, ctx: RequestCtx, input: NewPool): Promise<NodePoolView> {
  const orgId = authorizedOrg(ctx, 'node_pool:create');
  const now = deps.clock.now();
  const { name, role } = input;
  const row: NodePoolRow = { id: deps.ids.uuid(), org_id: orgId, name, role, created_at: now, updated_at: now };
  await deps.db.tenant([orgId], async (tx) => {
    await insertPool(tx, row);
    await deps.audit.append(tx, ctx, { orgId, event: 'node_pool.created', target: poolTarget(row), data: { role } });
  });
  return poolToView(row, emptyPool);
}

async function update(deps: NodePoolDeps, ctx: RequestCtx, id: string, { name, role }: PoolPatch): Promise<NodePoolView> {
  const orgId = authorizedOrg(ctx, 'node_pool:update');
  const change: PoolChange = {
    updated_at: deps.clock.now(),
    ...(name === undefined ? {} : { name }),
    ...(role === undefined ? {} : { role }),
  };
  return await deps.db.tenant([orgId], async (tx) => {
    const before = await claimPool(tx, orgId, id);
    if (before === undefined) throw missingPool();
    const after = await updatePool(tx, id, change);
    const data = { changes: changesOf(before, after, { fields: ['name', 'role'] }) };
    await deps.audit.append(tx, ctx, { orgId, event: 'node_pool.updated', target: poolTarget(after), data });
    const [view] = await fillPools(tx, orgId, [after]);
    return view ?? poolToView(after, emptyPool);
  });
}

async function remove(deps: NodePoolDeps, ctx: RequestCtx, id: string): Promise<void> {
  const orgId = authorizedOrg(ctx, 'node_pool:delete');
  await deps.db.tenant([orgId], (tx) =>
    removeOnce(
      tx,
      { audit: deps.audit, ctx },
      {
        ...{ orgId, id, type: 'node_pool', noun: 'node pool' },
        claim: () => claimPool(tx, orgId, id),
        name: (row) => row.name,
        uses: deps.uses.map((kind) => () => kind.list(tx, orgId, id)),
        remove: () => removePool(tx, id),
        missing: missingPool,
      },
    ),
  );
}

export function createNodePoolService(deps: NodePoolDeps): NodePoolService {
  return {
    list: (ctx, query) => list(deps, ctx, query),
    create: (ctx, input) => create(deps, ctx, input),
    update: (ctx, id, patch) => update(deps, ctx, id, patch),
    remove: (ctx, id) => remove(deps, ctx, id),
    async get(ctx, id) {
      const orgId = authorizedOrg(ctx, 'node_pool:read');
      return await deps.db.tenant([orgId], async (tx) => {
        const row = await findPool(tx, orgId, id);
        const [view] = row === undefined ? [] : await fillPools(tx, orgId, [row]);
        if (view === undefined) throw missingPool();
        return view;
      });
    },
  };
}
