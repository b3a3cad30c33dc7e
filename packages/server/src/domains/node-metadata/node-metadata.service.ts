/** What nodes are marked with: kept once, changed wherever it is attached, deleted when nothing has it. */
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
import type { MetadataKind, MetadataPatch, MetadataView, NewMetadata } from './node-metadata.contract.ts';
import type { MetadataUses } from './node-metadata.ports.ts';
import { markIssues } from './node-metadata.rules.ts';
import {
  claimMetadata,
  findMetadata,
  insertMetadata,
  listMetadata,
  listTakenPlaces,
  type MetadataChange,
  removeMetadata,
  updateMetadata,
} from './node-metadata.store.ts';
import { type MetadataRow, metadataToView } from './node-metadata.view.ts';

export interface NodeMetadataDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly audit: Audit;
  readonly uses: readonly MetadataUses[];
}

export interface MetadataQuery extends OptionalPage {
  readonly key?: string | undefined;
  readonly value?: string | undefined;
  readonly q?: string | undefined;
}

/** Of one kind. */
export interface MetadataService {
  list(ctx: RequestCtx, query: MetadataQuery): Promise<Page<MetadataView>>;
  create(ctx: RequestCtx, input: NewMetadata): Promise<MetadataView>;
  /** All of them or none. */
  createMany(ctx: RequestCtx, inputs: readonly NewMetadata[]): Promise<MetadataView[]>;
  get(ctx: RequestCtx, id: string): Promise<MetadataView>;
  update(ctx: RequestCtx, id: string, patch: MetadataPatch): Promise<MetadataView>;
  remove(ctx: RequestCtx, id: string): Promise<void>;
}

export interface MetadataKindSpec {
  readonly kind: MetadataKind;
  /** What a request calls many of them. */
  readonly list: string;
  /** How clients know that there is none. */
  readonly missing: string;
}

type Scoped = NodeMetadataDeps & MetadataKindSpec;

function missing(spec: MetadataKindSpec): AppError {
  return new AppError('not_found', `There is no such ${spec.kind}.`, { details: { reason: spec.missing } });
}

function targetOf({ kind, id, key }: MetadataRow): { type: string; id: string; name: string } {
  return { type: kind, id, name: key };
}

async function list(deps: Scoped, ctx: RequestCtx, { key, value, q: text, ...paging }: MetadataQuery) {
  const orgId = authorizedOrg(ctx, 'node_metadata:read');
  const page = pageRequestOf(paging);
  const filter = { page, kind: deps.kind, key, value, text };
  const rows = await deps.db.tenant([orgId], (tx) => listMetadata(tx, orgId, filter));
  return newestPage(rows, page, metadataToView);
}

const shownChanges = { fields: ['key', 'value', 'effect'] };

function rowOf(deps: Scoped, orgId: string, input: NewMetadata): MetadataRow {
  const { key, value = '', effect = '' } = input;
  const now = deps.clock.now();
  return { id: deps.ids.uuid(), org_id: orgId, kind: deps.kind, key, value, effect, created_at: now, updated_at: now };
}

async function keep({ audit, kind }: Scoped, ctx: RequestCtx, tx: Tx, rows: readonly MetadataRow[]): Promise<void> {
  await insertMetadata(tx, rows);
  for (const row of rows) {
    const data = changesOf({}, row, shownChanges);
    await audit.append(tx, ctx, { orgId: row.org_id, event: `${kind}.created`, target: targetOf(row), data });
  }
}

async function create(deps: Scoped, ctx: RequestCtx, input: NewMetadata): Promise<MetadataView> {
  const orgId = authorizedOrg(ctx, 'node_metadata:create');
  const row = rowOf(deps, orgId, input);
  await deps.db.tenant([orgId], (tx) => keep(deps, ctx, tx, [row]));
  return metadataToView(row);
}

async function createMany(deps: Scoped, ctx: RequestCtx, inputs: readonly NewMetadata[]): Promise<MetadataView[]> {
  const orgId = authorizedOrg(ctx, 'node_metadata:create');
  const rows = inputs.map((input) => rowOf(deps, orgId, input));
  await deps.db.tenant([orgId], async (tx) => {
    const taken = await listTakenPlaces(tx, { orgId, kind: deps.kind }, rows);
    requireNone(markIssues(deps.list, rows, new Set(taken)), 'already_exists');
    await keep(deps, ctx, tx, rows);
  });
  return rows.map(metadataToView);
}

async function update(deps: Scoped, ctx: RequestCtx, id: string, patch: MetadataPatch): Promise<MetadataView> {
  const orgId = authorizedOrg(ctx, 'node_metadata:update');
  const change: MetadataChange = {
    updated_at: deps.clock.now(),
    ...(patch.key === undefined ? {} : { key: patch.key }),
    ...(patch.value === undefined ? {} : { value: patch.value ?? '' }),
    ...(patch.effect === undefined ? {} : { effect: patch.effect }),
  };
  return await deps.db.tenant([orgId], async (tx) => {
    const before = await claimMetadata(tx, { orgId, kind: deps.kind, id });
    if (before === undefined) throw missing(deps);
    const after = await updateMetadata(tx, id, change);
    const data = { changes: changesOf(before, after, shownChanges) };
    await deps.audit.append(tx, ctx, { orgId, event: `${deps.kind}.updated`, target: targetOf(after), data });
    return metadataToView(after);
  });
}

async function remove(deps: Scoped, ctx: RequestCtx, id: string): Promise<void> {
  const orgId = authorizedOrg(ctx, 'node_metadata:delete');
  const { audit, kind, uses } = deps;
  await deps.db.tenant([orgId], (tx) =>
    removeOnce(
      tx,
      { audit, ctx },
      {
        ...{ orgId, id, type: kind, noun: kind },
        claim: () => claimMetadata(tx, { orgId, kind, id }),
        name: (row) => row.key,
        uses: uses.map((one) => () => one.list(tx, orgId, id)),
        remove: () => removeMetadata(tx, id),
        missing: () => missing(deps),
      },
    ),
  );
}

export function createMetadataService(deps: NodeMetadataDeps, spec: MetadataKindSpec): MetadataService {
  const scoped = { ...deps, ...spec };
  return {
    list: (ctx, query) => list(scoped, ctx, query),
    create: (ctx, input) => create(scoped, ctx, input),
    createMany: (ctx, inputs) => createMany(scoped, ctx, inputs),
    update: (ctx, id, patch) => update(scoped, ctx, id, patch),
    remove: (ctx, id) => remove(scoped, ctx, id),
    async get(ctx, id) {
      const orgId = authorizedOrg(ctx, 'node_metadata:read');
      const row = await deps.db.tenant([orgId], (tx) => findMetadata(tx, { orgId, kind: spec.kind, id }));
      if (row === undefined) throw missing(scoped);
      return metadataToView(row);
    },
  };
}
