/** Root keys and the keys of organizations. */
import { type Selectable, sql } from 'kysely';
import type { Tables } from '../../generated/tables.ts';
import type { Tx } from '../../platform/db/database.ts';

export type RootState = 'next' | 'active' | 'retiring' | 'retired';
export type RootRow = Omit<Selectable<Tables['vault_roots']>, 'state'> & { readonly state: RootState };

/** The key by the root keys that wrap it, in base64. */
export type Wraps = Readonly<Record<string, string>>;

export interface KeyRow {
  readonly id: string;
  readonly orgId: string | null;
  readonly version: number;
  readonly isActive: boolean;
  readonly wraps: Wraps;
  readonly createdAt: Date;
  readonly retiredAt: Date | null;
}

type StoredKey = Selectable<Tables['vault_keys']>;

const rootStates: readonly RootState[] = ['next', 'active', 'retiring', 'retired'];

function wrapsOf(stored: unknown): Wraps {
  if (typeof stored !== 'object' || stored === null) return {};
  return Object.fromEntries(Object.entries(stored).map(([root, wrapped]) => [root, String(wrapped)]));
}

function fromStored(row: StoredKey): KeyRow {
  const { id, org_id: orgId, version, state, created_at: createdAt, retired_at: retiredAt } = row;
  return { id, orgId, version, isActive: state === 'active', wraps: wrapsOf(row.wraps), createdAt, retiredAt };
}

/** Oldest first. */
export async function listRoots(tx: Tx): Promise<RootRow[]> {
  const rows = await tx.selectFrom('vault_roots').selectAll().orderBy('created_at').orderBy('id').execute();
  return rows.map((row) => ({ ...row, state: rootStates.find((state) => state === row.state) ?? 'retired' }));
}

/** Holds back everybody else who would change the set of root keys; readers go on. */
export async function claimRoots(tx: Tx): Promise<void> {
  await sql`lock table vault_roots in share row exclusive mode`.execute(tx);
}

/** Ids of root keys that may wrap; nobody retires one of them before the transaction ends. */
export async function claimUsableRootIds(tx: Tx): Promise<string[]> {
  const rows = await tx.selectFrom('vault_roots').select('id').where('state', '<>', 'retired').forShare().execute();
  return rows.map((row) => row.id);
}

export type NewRoot = Pick<RootRow, 'id' | 'kind' | 'state' | 'wrapped_check' | 'created_at'>;

/** Does nothing where there is one already, or an active one where this would be active. */
export async function insertRoot(tx: Tx, root: NewRoot): Promise<void> {
  await tx
    .insertInto('vault_roots')
    .values(root)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

function keysOf(tx: Tx, orgId: string | null) {
  const all = tx.selectFrom('vault_keys').selectAll().orderBy('version', 'desc');
  return orgId === null ? all.where('org_id', 'is', null) : all.where('org_id', '=', orgId);
}

/** Newest first. */
export async function listKeys(tx: Tx, orgId: string | null): Promise<KeyRow[]> {
  return (await keysOf(tx, orgId).execute()).map(fromStored);
}

/** Newest first; none of them is retired or destroyed before the transaction ends. */
export async function claimKeys(tx: Tx, orgId: string | null): Promise<KeyRow[]> {
  return (await keysOf(tx, orgId).forShare().execute()).map(fromStored);
}

export type NewKey = Pick<KeyRow, 'id' | 'orgId' | 'version' | 'wraps' | 'createdAt'>;

/** Does nothing where the owner has an active one. */
export async function insertKey(tx: Tx, key: NewKey): Promise<void> {
  const { id, orgId, version, createdAt } = key;
  await tx
    .insertInto('vault_keys')
    .values({ id, org_id: orgId, version, state: 'active', wraps: JSON.stringify(key.wraps), created_at: createdAt })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Whether keys were made in this database at all. */
export async function hasKeys(tx: Tx): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`select exists (select from vault_keys) as found`.execute(tx);
  return rows[0]?.found === true;
}

/** Newest first; nobody seals with any of them before the transaction ends. */
export async function claimKeysAlone(tx: Tx, orgId: string | null): Promise<KeyRow[]> {
  return (await keysOf(tx, orgId).forUpdate().execute()).map(fromStored);
}

export async function updateKeyRetired(tx: Tx, id: string, at: Date): Promise<void> {
  await tx.updateTable('vault_keys').set({ state: 'retired', retired_at: at }).where('id', '=', id).execute();
}

export async function removeKey(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('vault_keys').where('id', '=', id).execute();
}

/** Destroys every key of an organization. */
export async function removeKeysOf(tx: Tx, orgId: string): Promise<void> {
  await tx.deleteFrom('vault_keys').where('org_id', '=', orgId).execute();
}

/** Those that were retired before a time. */
export async function listRetiredKeys(tx: Tx, before: Date): Promise<KeyRow[]> {
  const rows = await tx.selectFrom('vault_keys').selectAll().where('retired_at', '<', before).orderBy('id').execute();
  return rows.map(fromStored);
}

/** Keys that this root key does not wrap. */
export async function listKeysWithout(tx: Tx, rootId: string, limit: number): Promise<KeyRow[]> {
  const rows = await tx
    .selectFrom('vault_keys')
    .selectAll()
    .where(sql<boolean>`not (wraps ? ${rootId})`)
    .limit(limit)
    .execute();
  return rows.map(fromStored);
}

/** Adds a wrap and leaves the others as they are. */
export async function updateKeyWrap(tx: Tx, id: string, rootId: string, wrapped: string): Promise<void> {
  await tx
    .updateTable('vault_keys')
    .set({ wraps: sql<string>`wraps || jsonb_build_object(${rootId}::text, ${wrapped}::text)` })
    .where('id', '=', id)
    .execute();
}

/** Takes the wraps of a root key away. */
export async function removeWraps(tx: Tx, rootId: string): Promise<void> {
  await tx
    .updateTable('vault_keys')
    .set({ wraps: sql<string>`wraps - ${rootId}::text` })
    .where(sql<boolean>`wraps ? ${rootId}`)
    .execute();
}

export async function countKeysWrappedBy(tx: Tx, rootId: string): Promise<number> {
  const row = await tx
    .selectFrom('vault_keys')
    .select(({ fn }) => fn.countAll().as('count'))
    .where(sql<boolean>`wraps ? ${rootId}`)
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

/** Makes a root key the one to follow, also where it was retired once. */
export async function upsertNextRoot(tx: Tx, root: NewRoot): Promise<void> {
  await tx
    .insertInto('vault_roots')
    .values({ ...root, state: 'next' })
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet({ state: 'next', wrapped_check: root.wrapped_check, retired_at: null }),
    )
    .execute();
}

export async function updateRootState(tx: Tx, id: string, state: RootState, retiredAt: Date | null = null): Promise<void> {
  await tx.updateTable('vault_roots').set({ state, retired_at: retiredAt }).where('id', '=', id).execute();
}

export interface KeyCount {
  readonly version: number;
  readonly isActive: boolean;
  readonly count: number;
}

export async function countKeys(tx: Tx): Promise<KeyCount[]> {
  const rows = await tx
    .selectFrom('vault_keys')
    .select(({ fn }) => ['version', 'state', fn.countAll().as('count')])
    .groupBy(['version', 'state'])
    .orderBy('version')
    .orderBy('state')
    .execute();
  return rows.map(({ version, state, count }) => ({ version, isActive: state === 'active', count: Number(count) }));
}

export interface Check {
  readonly at: Date;
  readonly checked: number;
  readonly failed: number;
}

export async function insertCheck(tx: Tx, check: Check): Promise<void> {
  await tx
    .insertInto('vault_checks')
    .values({ at: check.at, checked: String(check.checked), failed: String(check.failed) })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export async function findLastCheck(tx: Tx): Promise<Check | undefined> {
  const row = await tx.selectFrom('vault_checks').selectAll().orderBy('at', 'desc').limit(1).executeTakeFirst();
  return row === undefined ? undefined : { at: row.at, checked: Number(row.checked), failed: Number(row.failed) };
}

export async function removeChecks(tx: Tx, before: Date): Promise<void> {
  await tx.deleteFrom('vault_checks').where('at', '<', before).execute();
}
