/** What owners say about their clusters. */
import type { Clock } from '@moorage/core/clock';
import { AppError } from '@moorage/core/errors';
import type { Ids } from '@moorage/core/ids';
import type { Db } from '../../platform/db/database.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import { authorizedOrg } from '../../platform/http/org-choice.ts';
import { type Audit, changesOf, removeOnce } from '../audit/index.ts';
import { findCluster, holdCluster, missingCluster } from '../clusters/index.ts';
import {
  claimEntry,
  type EntryChange,
  findEntry,
  insertEntry,
  listEntries,
  removeEntry,
  updateEntry,
} from './cluster-metadata.store.ts';
import { type EntryRow, entryToView, type EntryView } from './cluster-metadata.view.ts';

export interface ClusterMetadataDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly audit: Audit;
}

export interface NewEntry {
  readonly key: string;
  readonly value: string;
}

export interface EntryPatch {
  readonly key?: string | undefined;
  readonly value?: string | undefined;
}

export interface ClusterMetadataService {
  list(ctx: RequestCtx, clusterId: string): Promise<EntryView[]>;
  create(ctx: RequestCtx, clusterId: string, input: NewEntry): Promise<EntryView>;
  get(ctx: RequestCtx, clusterId: string, id: string): Promise<EntryView>;
  update(ctx: RequestCtx, place: { readonly clusterId: string; readonly id: string }, patch: EntryPatch): Promise<EntryView>;
  remove(ctx: RequestCtx, clusterId: string, id: string): Promise<void>;
}

function missingEntry(): AppError {
  return new AppError('not_found', 'There is no such metadata.', { details: { reason: 'not_found' } });
}

function entryTarget({ id, key }: EntryRow): { type: string; id: string; name: string } {
  return { type: 'cluster_metadata', id, name: key };
}

export function createClusterMetadataService({ db, clock, ids, audit }: ClusterMetadataDeps): ClusterMetadataService {
  return {
    async list(ctx, clusterId) {
      const orgId = authorizedOrg(ctx, 'cluster:read');
      return await db.tenant([orgId], async (tx) => {
        if ((await findCluster(tx, orgId, clusterId)) === undefined) throw missingCluster();
        return (await listEntries(tx, orgId, clusterId)).map(entryToView);
      });
    },
    async create(ctx, clusterId, { key, value }) {
      const orgId = authorizedOrg(ctx, 'cluster:update');
      const now = clock.now();
      const times = { created_at: now, updated_at: now };
      const row: EntryRow = { id: ids.uuid(), org_id: orgId, cluster_id: clusterId, key, value, ...times };
      return await db.tenant([orgId], async (tx) => {
        if ((await holdCluster(tx, orgId, clusterId)) === undefined) throw missingCluster();
        await insertEntry(tx, row);
        const data = { clusterId, value };
        await audit.append(tx, ctx, { orgId, event: 'cluster_metadata.created', target: entryTarget(row), data });
        return entryToView(row);
      });
    },
    async get(ctx, clusterId, id) {
      const orgId = authorizedOrg(ctx, 'cluster:read');
      const row = await db.tenant([orgId], (tx) => findEntry(tx, { orgId, clusterId, id }));
      if (row === undefined) throw missingEntry();
      return entryToView(row);
    },
    async update(ctx, { clusterId, id }, { key, value }) {
      const orgId = authorizedOrg(ctx, 'cluster:update');
      const change: EntryChange = {
        updated_at: clock.now(),
        ...(key === undefined ? {} : { key }),
        ...(value === undefined ? {} : { value }),
      };
      return await db.tenant([orgId], async (tx) => {
        const before = await claimEntry(tx, { orgId, clusterId, id });
        if (before === undefined) throw missingEntry();
        const after = await updateEntry(tx, id, change);
        const data = { clusterId, changes: changesOf(before, after, { fields: ['key', 'value'] }) };
        await audit.append(tx, ctx, { orgId, event: 'cluster_metadata.updated', target: entryTarget(after), data });
        return entryToView(after);
      });
    },
    async remove(ctx, clusterId, id) {
      const orgId = authorizedOrg(ctx, 'cluster:update');
      await db.tenant([orgId], (tx) =>
        removeOnce(
          tx,
          { audit, ctx },
          {
            ...{ orgId, id, type: 'cluster_metadata', noun: 'metadata' },
            claim: () => claimEntry(tx, { orgId, clusterId, id }),
            name: (row) => row.key,
            uses: [],
            remove: () => removeEntry(tx, id),
            missing: missingEntry,
          },
        ),
      );
    },
  };
}
