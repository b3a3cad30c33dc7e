/** What organizations say about their load balancers. */
import { requireNone } from '@moorage/core/all-or-none';
import type { Clock } from '@moorage/core/clock';
import { AppError } from '@moorage/core/errors';
import type { Ids } from '@moorage/core/ids';
import type { Db, Tx } from '../../platform/db/database.ts';
import { newestPage, type OptionalPage, pageRequestOf } from '../../platform/db/newest-page.ts';
import type { Page } from '../../platform/db/paging.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import { authorizedOrg } from '../../platform/http/org-choice.ts';
import { type Audit, changesOf, removeOnce } from '../audit/index.ts';
import type { LoadBalancerUses } from './load-balancer.ports.ts';
import { nameIssues } from './load-balancer.rules.ts';
import {
  claimLoadBalancer,
  findLoadBalancer,
  insertLoadBalancers,
  listLoadBalancers,
  listTakenNames,
  type LoadBalancerFilter,
  removeLoadBalancer,
  updateLoadBalancer,
} from './load-balancer.store.ts';
import { type LoadBalancerRow, loadBalancerToView, type LoadBalancerView } from './load-balancer.view.ts';

export interface LoadBalancerDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly audit: Audit;
  readonly uses: readonly LoadBalancerUses[];
}

export interface NewLoadBalancer {
  readonly name: string;
  readonly kind: LoadBalancerView['kind'];
  readonly public_ip_address?: string | null | undefined;
  readonly private_ip_address?: string | null | undefined;
}

export type LoadBalancerPatch = { readonly [Field in keyof NewLoadBalancer]?: NewLoadBalancer[Field] | undefined };

export interface LoadBalancerService {
  list(ctx: RequestCtx, query: LoadBalancerFilter & OptionalPage): Promise<Page<LoadBalancerView>>;
  create(ctx: RequestCtx, input: NewLoadBalancer): Promise<LoadBalancerView>;
  /** All of them or none. */
  createMany(ctx: RequestCtx, inputs: readonly NewLoadBalancer[]): Promise<LoadBalancerView[]>;
  get(ctx: RequestCtx, id: string): Promise<LoadBalancerView>;
  update(ctx: RequestCtx, id: string, patch: LoadBalancerPatch): Promise<LoadBalancerView>;
  remove(ctx: RequestCtx, id: string): Promise<void>;
}

function missing(): AppError {
  return new AppError('not_found', 'There is no such load balancer.');
}

function targetOf({ id, name }: Pick<LoadBalancerRow, 'id' | 'name'>): { type: string; id: string; name: string } {
  return { type: 'load_balancer', id, name };
}

function rowOf({ clock, ids }: LoadBalancerDeps, orgId: string, input: NewLoadBalancer): LoadBalancerRow {
  const now = clock.now();
  return {
    id: ids.uuid(),
    org_id: orgId,
    name: input.name,
    kind: input.kind,
    public_ip_address: input.public_ip_address ?? '',
    private_ip_address: input.private_ip_address ?? '',
    created_at: now,
    updated_at: now,
  };
}

async function keep(deps: LoadBalancerDeps, ctx: RequestCtx, tx: Tx, rows: readonly LoadBalancerRow[]): Promise<void> {
  await insertLoadBalancers(tx, rows);
  for (const row of rows) {
    const data = { kind: row.kind, publicIpAddress: row.public_ip_address, privateIpAddress: row.private_ip_address };
    const { org_id: orgId } = row;
    await deps.audit.append(tx, ctx, { orgId, event: 'load_balancer.created', target: targetOf(row), data });
  }
}

async function create(deps: LoadBalancerDeps, ctx: RequestCtx, input: NewLoadBalancer): Promise<LoadBalancerView> {
  const orgId = authorizedOrg(ctx, 'load_balancer:create');
  const row = rowOf(deps, orgId, input);
  await deps.db.tenant([orgId], (tx) => keep(deps, ctx, tx, [row]));
  return loadBalancerToView(row);
}

async function requireNames(tx: Tx, orgId: string, inputs: readonly NewLoadBalancer[]): Promise<void> {
  const taken = await listTakenNames(
    tx,
    orgId,
    inputs.map(({ name }) => name),
  );
  requireNone(nameIssues(inputs, taken), 'already_exists');
}

async function createMany(
  deps: LoadBalancerDeps,
  ctx: RequestCtx,
  inputs: readonly NewLoadBalancer[],
): Promise<LoadBalancerView[]> {
  const orgId = authorizedOrg(ctx, 'load_balancer:create');
  const rows = inputs.map((input) => rowOf(deps, orgId, input));
  await deps.db.tenant([orgId], async (tx) => {
    await requireNames(tx, orgId, inputs);
    await keep(deps, ctx, tx, rows);
  });
  return rows.map(loadBalancerToView);
}

async function update(deps: LoadBalancerDeps, ctx: RequestCtx, id: string, patch: LoadBalancerPatch): Promise<LoadBalancerView> {
  const orgId = authorizedOrg(ctx, 'load_balancer:update');
  const { name, kind, public_ip_address: publicIp, private_ip_address: privateIp } = patch;
  return await deps.db.tenant([orgId], async (tx) => {
    const before = await claimLoadBalancer(tx, orgId, id);
    if (before === undefined) throw missing();
    const after = await updateLoadBalancer(tx, id, {
      updated_at: deps.clock.now(),
      ...(name === undefined ? {} : { name }),
      ...(kind === undefined ? {} : { kind }),
      ...(publicIp === undefined ? {} : { public_ip_address: publicIp ?? '' }),
      ...(privateIp === undefined ? {} : { private_ip_address: privateIp ?? '' }),
    });
    const fields = ['name', 'kind', 'public_ip_address', 'private_ip_address'];
    const data = { changes: changesOf(before, after, { fields }) };
    await deps.audit.append(tx, ctx, { orgId, event: 'load_balancer.updated', target: targetOf(after), data });
    return loadBalancerToView(after);
  });
}

async function remove(deps: LoadBalancerDeps, ctx: RequestCtx, id: string): Promise<void> {
  const orgId = authorizedOrg(ctx, 'load_balancer:delete');
  await deps.db.tenant([orgId], (tx) =>
    removeOnce(
      tx,
      { audit: deps.audit, ctx },
      {
        ...{ orgId, id, type: 'load_balancer', noun: 'load balancer' },
        claim: () => claimLoadBalancer(tx, orgId, id),
        name: ({ name }) => name,
        uses: deps.uses.map((kind) => () => kind.list(tx, orgId, id)),
        remove: () => removeLoadBalancer(tx, id),
        missing,
      },
    ),
  );
}

export function createLoadBalancerService(deps: LoadBalancerDeps): LoadBalancerService {
  return {
    create: (ctx, input) => create(deps, ctx, input),
    createMany: (ctx, inputs) => createMany(deps, ctx, inputs),
    update: (ctx, id, patch) => update(deps, ctx, id, patch),
    remove: (ctx, id) => remove(deps, ctx, id),
    async list(ctx, { limit, cursor, ...filter }) {
      const orgId = authorizedOrg(ctx, 'load_balancer:read');
      const page = pageRequestOf({ limit, cursor });
      const rows = await deps.db.tenant([orgId], (tx) => listLoadBalancers(tx, orgId, filter, page));
      return newestPage(rows, page, loadBalancerToView);
    },
    async get(ctx, id) {
      const orgId = authorizedOrg(ctx, 'load_balancer:read');
      const row = await deps.db.tenant([orgId], (tx) => findLoadBalancer(tx, orgId, id));
      if (row === undefined) throw missing();
      return loadBalancerToView(row);
    },
  };
}
