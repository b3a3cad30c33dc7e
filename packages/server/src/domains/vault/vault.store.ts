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
