/** What organizations say about their load balancers. */
import type { Clock } from '@moorage/core/clock';
import { AppError } from '@moorage/core/errors';
import type { Ids } from '@moorage/core/ids';
import type { Db } from '../../platform/db/database.ts';
import { newestPage, type OptionalPage, pageRequestOf } from '../../platform/db/newest-page.ts';
import type { Page } from '../../platform/db/paging.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import { authorizedOrg } from '../../platform/http/org-choice.ts';
import { type Audit, changesOf, removeOnce } from '../audit/index.ts';
import type { LoadBalancerUses } from './load-balancer.ports.ts';
import {
  claimLoadBalancer,
  findLoadBalancer,
  insertLoadBalancer,
  listLoadBalancers,
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

async function create(deps: LoadBalancerDeps, ctx: RequestCtx, input: NewLoadBalancer): Promise<LoadBalancerView> {
  const orgId = authorizedOrg(ctx, 'load_balancer:create');
  const now = deps.clock.now();
  const row: LoadBalancerRow = {
    id: deps.ids.uuid(),
    org_id: orgId,
    name: input.name,
    kind: input.kind,
    public_ip_address: input.public_ip_address ?? '',
    private_ip_address: input.private_ip_address ?? '',
    created_at: now,
    updated_at: now,
  };
  await deps.db.tenant([orgId], async (tx) => {
    await insertLoadBalancer(tx, row);
    const data = { kind: row.kind, publicIpAddress: row.public_ip_address, privateIpAddress: row.private_ip_address };
    await deps.audit.append(tx, ctx, { orgId, event: 'load_balancer.created', target: targetOf(row), data });
  });
  return loadBalancerToView(row);
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
