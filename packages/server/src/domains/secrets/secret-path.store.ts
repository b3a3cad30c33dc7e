/** Where the document of each path is, and which state of the record it has. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { type DocumentKey, type StoreName, storeNames } from '../secret-stores/index.ts';

export interface PathRow extends DocumentKey {
  /** Counts changes of the record. */
  readonly revision: number;
  /** The one that the document has. */
  readonly published: number;
  readonly store: StoreName;
  /** The store's own number of the document, for check-and-set. */
  readonly storeVersion: number | null;
}

export function storeNameOf(text: string): StoreName {
  const known = storeNames.find((name) => name === text);
  if (known === undefined) throw new Error(`a store of secrets is called ${text}`);
  return known;
}

/** The record of a path has changed; whoever changes it next waits. A new one begins in the store that everything should be in. */
export async function touchPath(tx: Tx, orgId: string, path: string): Promise<void> {
  await tx
    .insertInto('secret_paths')
    .values({ org_id: orgId, path, revision: 1, store: (eb) => eb.selectFrom('secret_store_choice').select('store') })
    .onConflict((conflict) => conflict.columns(['org_id', 'path']).doUpdateSet({ revision: sql`secret_paths.revision + 1` }))
    .execute();
}

function select(tx: Tx, orgId: string) {
  return tx.selectFrom('secret_paths').selectAll().where('org_id', '=', orgId);
}

type Stored = Awaited<ReturnType<ReturnType<typeof select>['executeTakeFirstOrThrow']>>;

function fromStored(row: Stored): PathRow {
  return {
    orgId: row.org_id,
    path: row.path,
    revision: row.revision,
    published: row.published,
    store: storeNameOf(row.store),
    storeVersion: row.store_version,
  };
}

export async function listPaths(tx: Tx, orgId: string, paths: readonly string[]): Promise<PathRow[]> {
  const rows = await select(tx, orgId)
    .where('path', 'in', [...paths])
    .execute();
  return rows.map(fromStored);
}

export async function claimPath(tx: Tx, { orgId, path }: DocumentKey): Promise<PathRow | undefined> {
  const row = await select(tx, orgId).where('path', '=', path).forUpdate().executeTakeFirst();
  return row === undefined ? undefined : fromStored(row);
}

/** Paths that a deployment had. */
export async function listPathsBelow(tx: Tx, orgId: string, prefix: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('secret_paths')
    .select('path')
    .where('org_id', '=', orgId)
    .where((eb) => eb.or([eb('path', '=', prefix), eb(sql<boolean>`starts_with(path, ${`${prefix}/`})`, '=', true)]))
    .execute();
  return rows.map((row) => row.path);
}

/** Of all organizations, those whose document is not in this store, in order and after `last`. */
export async function listElsewhere(
  tx: Tx,
  store: StoreName,
  { last, limit }: { readonly last: DocumentKey | undefined; readonly limit: number },
): Promise<DocumentKey[]> {
  let query = tx.selectFrom('secret_paths').select(['org_id', 'path']).where('store', '!=', store);
  if (last !== undefined) query = query.where(sql<boolean>`(org_id, path) > (${last.orgId}::uuid, ${last.path})`);
  const rows = await query.orderBy('org_id').orderBy('path').limit(limit).execute();
  return rows.map((row) => ({ orgId: row.org_id, path: row.path }));
}

export async function countPaths(tx: Tx): Promise<{ readonly store: StoreName; readonly documents: number }[]> {
  const rows = await tx
    .selectFrom('secret_paths')
    .select(['store', (eb) => eb.fn.countAll<string>().as('documents')])
    .groupBy('store')
    .execute();
  return rows.map((row) => ({ store: storeNameOf(row.store), documents: Number(row.documents) }));
}

/** What the store has is the record as of `revision`, or nothing that this process knows of. Not where it has moved meanwhile. */
export async function updatePublished(
  tx: Tx,
  { orgId, path, store }: Pick<PathRow, 'orgId' | 'path' | 'store'>,
  state: { readonly revision?: number; readonly storeVersion: number },
): Promise<void> {
  const { revision = 0, storeVersion } = state;
  await tx
    .updateTable('secret_paths')
    .set({ published: sql`greatest(published, ${revision}::integer)`, store_version: storeVersion })
    .where('org_id', '=', orgId)
    .where('path', '=', path)
    .where('store', '=', store)
    .execute();
}

/** Of a locked row: from now on the document is read there. */
export async function updatePointer(
  tx: Tx,
  { orgId, path }: DocumentKey,
  to: { readonly store: StoreName; readonly storeVersion: number; readonly published: number },
): Promise<void> {
  await tx
    .updateTable('secret_paths')
    .set({ store: to.store, store_version: to.storeVersion, published: to.published })
    .where('org_id', '=', orgId)
    .where('path', '=', path)
    .execute();
}

/** Unless it was used again since; true where it is gone. */
export async function removePath(tx: Tx, { orgId, path, revision, store }: PathRow): Promise<boolean> {
  const result = await tx
    .deleteFrom('secret_paths')
    .where('org_id', '=', orgId)
    .where('path', '=', path)
    .where('revision', '=', revision)
    .where('store', '=', store)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
}
