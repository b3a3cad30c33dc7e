/** Clusters of organizations: described, changed and deleted. What they consist of is attached by others. */
import type { Clock } from '@moorage/core/clock';
import { AppError } from '@moorage/core/errors';
import type { Ids } from '@moorage/core/ids';
import { principalOf } from '../../platform/authz/actor.ts';
import type { Db, Tx } from '../../platform/db/database.ts';
import { newestPage, type OptionalPage, pageRequestOf } from '../../platform/db/newest-page.ts';
import type { Page } from '../../platform/db/paging.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import { authorizedForSecrets, authorizedOrg } from '../../platform/http/org-choice.ts';
import type { ExactLimit } from '../../platform/limits/exact-limit.ts';
import { type Audit, changesOf, removeOnce } from '../audit/index.ts';
import type { Vault } from '../vault/index.ts';
import { fillClusters } from './cluster-content.service.ts';
import {
  secretsOfClusters,
  isShownSecrets,
  type JoinSecrets,
  makeJoinSecrets,
  openJoinSecrets,
  sealJoinSecrets,
} from './cluster-secret.service.ts';
import {
  claimCluster,
  type ClusterChange,
  findCluster,
  insertCluster,
  listClusters,
  removeCluster,
  updateCluster,
} from './cluster.store.ts';
import type { ClusterRow, ClusterView } from './cluster.view.ts';

export interface ClusterDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly audit: Audit;
  readonly vault: Vault;
  readonly baseUrl: string;
  readonly limits: { readonly reveal: ExactLimit };
}

export interface ClusterQuery extends OptionalPage {
  readonly name?: string | undefined;
  readonly q?: string | undefined;
}

type Word = string | null | undefined;
export interface NewCluster {
  readonly name: string;
  readonly cluster_provider?: Word;
  readonly region?: Word;
  readonly docker_image?: Word;
  readonly docker_tag?: Word;
}
export type ClusterPatch = Partial<Omit<NewCluster, 'name'>> & { readonly name?: string | undefined };

export interface ClusterService {
  list(ctx: RequestCtx, query: ClusterQuery): Promise<Page<ClusterView>>;
  create(ctx: RequestCtx, input: NewCluster): Promise<ClusterView>;
  get(ctx: RequestCtx, id: string): Promise<ClusterView>;
  reveal(ctx: RequestCtx, id: string): Promise<JoinSecrets>;
  update(ctx: RequestCtx, id: string, patch: ClusterPatch): Promise<ClusterView>;
  remove(ctx: RequestCtx, id: string): Promise<void>;
}

export function missingCluster(): AppError {
  return new AppError('not_found', 'There is no such cluster.', { details: { reason: 'not_found' } });
}

export function clusterTarget({ id, name }: Pick<ClusterRow, 'id' | 'name'>): { type: string; id: string; name: string } {
  return { type: 'cluster', id, name };
}

export type ShowClusterDeps = Pick<ClusterDeps, 'vault' | 'baseUrl'>;

/** As the one who has changed it is shown it; the vault was prepared before the transaction. */
export async function showCluster(
  { vault, baseUrl }: ShowClusterDeps,
  tx: Tx,
  ctx: RequestCtx,
  row: ClusterRow,
): Promise<ClusterView> {
  const [view] = await fillClusters(tx, row.org_id, [row], baseUrl);
  if (view === undefined) throw missingCluster();
  if (!isShownSecrets(ctx, row.org_id)) return view;
  return { ...view, ...(await openJoinSecrets(vault, tx, row.org_id, row.id)) };
}

async function list(deps: ClusterDeps, ctx: RequestCtx, { name, q: text, ...paging }: ClusterQuery): Promise<Page<ClusterView>> {
  const orgId = authorizedOrg(ctx, 'cluster:read');
  const page = pageRequestOf(paging);
  return await deps.db.tenant([orgId], async (tx) => {
    const found = newestPage(await listClusters(tx, orgId, { page, name, text }), page, (row) => row);
    return { ...found, items: await fillClusters(tx, orgId, found.items, deps.baseUrl) };
  });
}

async function create(deps: ClusterDeps, ctx: RequestCtx, input: NewCluster): Promise<ClusterView> {
  const orgId = authorizedOrg(ctx, 'cluster:create');
  const now = deps.clock.now();
  const { cluster_provider, region, docker_image, docker_tag } = input;
  const words = { cluster_provider: cluster_provider ?? '', region: region ?? '' };
  const image = { docker_image: docker_image ?? '', docker_tag: docker_tag ?? '' };
  const nothing = { captain_domain_id: null, control_plane_record_set_id: null, bastion_server_id: null };
  const row: ClusterRow = {
    ...{ id: deps.ids.uuid(), org_id: orgId, name: input.name, ...words, ...image },
    ...{ ...nothing, apps_load_balancer_id: null, glueops_load_balancer_id: null, created_at: now, updated_at: now },
  };
  await deps.vault.prepare(orgId);
  return await deps.db.tenant([orgId], async (tx) => {
    await insertCluster(tx, row, await sealJoinSecrets(deps.vault, tx, { orgId, id: row.id }, makeJoinSecrets()));
    const data = { ...words, ...image };
    await deps.audit.append(tx, ctx, { orgId, event: 'cluster.created', target: clusterTarget(row), data });
    return await showCluster(deps, tx, ctx, row);
  });
}

async function get(deps: ClusterDeps, ctx: RequestCtx, id: string): Promise<ClusterView> {
  const orgId = authorizedOrg(ctx, 'cluster:read');
  const isShown = isShownSecrets(ctx, orgId);
  if (isShown) await deps.vault.prepare(orgId);
  return await deps.db.tenant([orgId], async (tx) => {
    const row = await findCluster(tx, orgId, id);
    if (row === undefined) throw missingCluster();
    const view = await showCluster(deps, tx, ctx, row);
    if (isShown) await deps.audit.append(tx, ctx, { orgId, event: 'cluster.revealed', target: clusterTarget(row) });
    return view;
  });
}

async function reveal(deps: ClusterDeps, ctx: RequestCtx, id: string): Promise<JoinSecrets> {
  const orgId = authorizedForSecrets(ctx, 'cluster:reveal', secretsOfClusters);
  await deps.limits.reveal(principalOf(ctx.actor) ?? ctx.ip);
  await deps.vault.prepare(orgId);
  return await deps.db.tenant([orgId], async (tx) => {
    const row = await findCluster(tx, orgId, id);
    const secrets = row === undefined ? undefined : await openJoinSecrets(deps.vault, tx, orgId, id);
    if (row === undefined || secrets === undefined) throw missingCluster();
    await deps.audit.append(tx, ctx, { orgId, event: 'cluster.revealed', target: clusterTarget(row) });
    return secrets;
  });
}

function changeOf(patch: ClusterPatch, at: Date): ClusterChange {
  const { name, cluster_provider, region, docker_image, docker_tag } = patch;
  return {
    updated_at: at,
    ...(name === undefined ? {} : { name }),
    ...(cluster_provider === undefined ? {} : { cluster_provider: cluster_provider ?? '' }),
    ...(region === undefined ? {} : { region: region ?? '' }),
    ...(docker_image === undefined ? {} : { docker_image: docker_image ?? '' }),
    ...(docker_tag === undefined ? {} : { docker_tag: docker_tag ?? '' }),
  };
}

const shownFields = ['name', 'cluster_provider', 'region', 'docker_image', 'docker_tag'];

async function update(deps: ClusterDeps, ctx: RequestCtx, id: string, patch: ClusterPatch): Promise<ClusterView> {
  const orgId = authorizedOrg(ctx, 'cluster:update');
  const change = changeOf(patch, deps.clock.now());
  await deps.vault.prepare(orgId);
  return await deps.db.tenant([orgId], async (tx) => {
    const before = await claimCluster(tx, orgId, id);
    const after = before === undefined ? undefined : await updateCluster(tx, { orgId, id }, change);
    if (before === undefined || after === undefined) throw missingCluster();
    const data = { changes: changesOf(before, after, { fields: shownFields }) };
    await deps.audit.append(tx, ctx, { orgId, event: 'cluster.updated', target: clusterTarget(after), data });
    return await showCluster(deps, tx, ctx, after);
  });
}

async function remove(deps: ClusterDeps, ctx: RequestCtx, id: string): Promise<void> {
  const orgId = authorizedOrg(ctx, 'cluster:delete');
  await deps.db.tenant([orgId], (tx) =>
    removeOnce(
      tx,
      { audit: deps.audit, ctx },
      {
        ...{ orgId, id, type: 'cluster', noun: 'cluster' },
        claim: () => claimCluster(tx, orgId, id),
        name: (row) => row.name,
        uses: [],
        remove: () => removeCluster(tx, id),
        missing: missingCluster,
      },
    ),
  );
}

export function createClusterService(deps: ClusterDeps): ClusterService {
  return {
    list: (ctx, query) => list(deps, ctx, query),
    create: (ctx, input) => create(deps, ctx, input),
    get: (ctx, id) => get(deps, ctx, id),
    reveal: (ctx, id) => reveal(deps, ctx, id),
    update: (ctx, id, patch) => update(deps, ctx, id, patch),
    remove: (ctx, id) => remove(deps, ctx, id),
  };
}
