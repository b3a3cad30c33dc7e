/**
 * A new key for an organization, or for the platform, and every value sealed anew under it, while everybody goes on reading and writing.
 *
 * Nothing about a rotation is remembered but its result, so it may end at any moment and be taken up by whoever asks again:
 *
 * 1. In one transaction the new key becomes the active one and the old one is retired. Whoever is sealing holds a lock on the old
 *    key's row, so this waits for him.
 * 2. Column by column, batch by batch, values under another key are opened and sealed anew, their rows locked meanwhile. Until its
 *    turn comes a value opens with the old key. Where values are left over, asking for a rotation goes on with this step.
 * 3. An hour later a job destroys the retired key, with its row locked, and only where no value needs it: a process that had not
 *    heard of the new key may have sealed with the old one meanwhile, and a reader may hold a value that he read before.
 *
 * A value that does not open is left as it is and reported, and so keeps its key.
 */
import type { Clock } from '@moorage/core/clock';
import { isAppError } from '@moorage/core/errors';
import type { Ids } from '@moorage/core/ids';
import type { Log } from '@moorage/core/log';
import type { Db, Tx } from '../../platform/db/database.ts';
import { type EncryptedColumn, encryptedColumns } from './encrypted-columns.rules.ts';
import { checkWraps, type Keyring, newKey, usableWraps } from './keyring.service.ts';
import type { RootKeys } from './root-key.service.ts';
import { claimStale, hasSealedUnder, hasStale, listStaleOwners, type SealedRow, updateSealed } from './sealed-column.store.ts';
import { destroyAfterMs, keysChannel, ownerOf } from './vault.rules.ts';
import { createSealer, type Vault } from './vault.service.ts';
import {
  claimKeysAlone,
  claimUsableRootIds,
  insertKey,
  type KeyRow,
  listKeys,
  listRetiredKeys,
  removeKey,
  updateKeyRetired,
} from './vault.store.ts';

export interface RotationDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly roots: RootKeys;
  readonly keyring: Keyring;
  readonly vault: Vault;
  /** Called between any two steps that a crash could part; tests end the process there. */
  readonly onStep?: ((step: string) => void) | undefined;
  readonly columns?: readonly EncryptedColumn[];
  readonly batchSize?: number;
}

export interface Resealed {
  /** Of the key that values are under now. */
  readonly version: number;
  readonly resealed: number;
  /** Values that do not open. */
  readonly failed: number;
  /** False where it was interrupted. */
  readonly isDone: boolean;
}

export interface Progress {
  readonly signal?: AbortSignal | undefined;
  readonly onBatch?: ((resealed: number) => void) | undefined;
  /** When it was asked for: a key that came after that is the one. */
  readonly askedAt?: Date | undefined;
}

export interface Rotation {
  /** Begins with a new key, or goes on where one was begun. In the transaction that brings the key, `announce` is called. */
  rotate(orgId: string | null, announce: (tx: Tx, version: number) => Promise<void>, progress?: Progress): Promise<Resealed>;
  /** Seals anew what is not under its owner's newest key. */
  reseal(orgId: string | null, progress?: Progress): Promise<Resealed>;
  /** The same for everybody, and the end of keys that nothing needs. */
  upkeep(progress?: Progress): Promise<{ readonly resealed: number; readonly failed: number; readonly destroyed: number }>;
}

const defaultBatch = 500;
/** Writers that do not know the new key yet may add values behind us. */
const mostPasses = 20;

interface Batch {
  readonly last: string | undefined;
  readonly resealed: number;
  readonly failed: number;
}

interface State extends RotationDeps {
  readonly columns: readonly EncryptedColumn[];
}

function placeOf(column: EncryptedColumn, { orgId, row }: SealedRow) {
  return { orgId, table: column.table, row, column: column.column };
}

async function resealBatch(
  state: State,
  column: EncryptedColumn,
  { orgId, version, last }: { readonly orgId: string | null; readonly version: number; readonly last: string | undefined },
): Promise<Batch> {
  const limit = state.batchSize ?? defaultBatch;
  return await state.db.system('seal values anew', async (tx) => {
    const rows = await claimStale(tx, column, { orgId, version, last, limit });
    if (rows.length === 0) return { last: undefined, resealed: 0, failed: 0 };
    const sealer = await createSealer(state.keyring, tx, orgId);
    const changes: { ctid: string; value: Buffer }[] = [];
    for (const row of rows) {
      const place = placeOf(column, row);
      try {
        const plain = await state.vault.open(place, row.value);
        changes.push({ ctid: row.ctid, value: sealer.seal(place, plain) });
        plain.fill(0);
      } catch (error) {
        // A keeper that is away is no fault of the value.
        if (!isAppError(error, 'internal')) throw error;
        state.log.error('a sealed value does not open', { table: place.table, column: place.column, row: place.row, error });
      }
    }
    if (changes.length > 0) await updateSealed(tx, column, changes);
    state.onStep?.(`a batch of ${column.table} is written`);
    return { last: rows.at(-1)?.row, resealed: changes.length, failed: rows.length - changes.length };
  });
}

async function resealColumn(
  state: State,
  column: EncryptedColumn,
  of: { orgId: string | null; version: number },
  progress: Progress,
) {
  let [resealed, failed] = [0, 0];
  let last: string | undefined;
  do {
    const batch = await resealBatch(state, column, { ...of, last });
    state.onStep?.(`a batch of ${column.table} is committed`);
    resealed += batch.resealed;
    failed += batch.failed;
    last = batch.last;
    if (batch.resealed > 0) progress.onBatch?.(batch.resealed);
  } while (last !== undefined && progress.signal?.aborted !== true);
  return { resealed, failed };
}

async function findActive(state: State, orgId: string | null): Promise<KeyRow | undefined> {
  const rows = await state.db.system('read keys of an organization', (tx) => listKeys(tx, orgId));
  return rows.find(({ isActive }) => isActive);
}

async function reseal(state: State, orgId: string | null, progress: Progress): Promise<Resealed> {
  let [resealed, failed, version] = [0, 0, 0];
  for (let pass = 0; pass < mostPasses; pass += 1) {
    await state.keyring.prepare(orgId);
    await state.keyring.refresh(orgId);
    version = (await findActive(state, orgId))?.version ?? 0;
    let changed = 0;
    failed = 0;
    for (const column of state.columns) {
      const done = await resealColumn(state, column, { orgId, version }, progress);
      changed += done.resealed;
      failed += done.failed;
    }
    resealed += changed;
    if (progress.signal?.aborted === true) return { version, resealed, failed, isDone: false };
    if (changed === 0) break;
  }
  return { version, resealed, failed, isDone: true };
}

async function isUnfinished(state: State, orgId: string | null, version: number): Promise<boolean> {
  return await state.db.system('look for values under an old key', async (tx) => {
    for (const column of state.columns) if (await hasStale(tx, column, orgId, version)) return true;
    return false;
  });
}

async function rotate(
  state: State,
  orgId: string | null,
  announce: (tx: Tx, version: number) => Promise<void>,
  progress: Progress,
): Promise<Resealed> {
  await state.keyring.prepare(orgId);
  const before = await findActive(state, orgId);
  const version = before?.version ?? 0;
  const isThere = progress.askedAt !== undefined && before !== undefined && before.createdAt > progress.askedAt;
  if (isThere) return await reseal(state, orgId, progress);
  if (await isUnfinished(state, orgId, version)) {
    const rest = await reseal(state, orgId, progress);
    // What is left then does not open, and must not keep everything else under an old key.
    if (rest.resealed > 0 || !rest.isDone) return rest;
  }
  const key = await newKey(state, orgId, version + 1);
  state.onStep?.('the new key is wrapped');
  await state.db.system('replace the key of an organization', async (tx) => {
    const usable = await claimUsableRootIds(tx);
    checkWraps(key.wraps, usable);
    const active = (await claimKeysAlone(tx, orgId)).find(({ isActive }) => isActive);
    // Somebody else was faster; his key is as new as ours would be.
    if (active?.version !== version) return;
    await updateKeyRetired(tx, active.id, state.clock.now());
    await insertKey(tx, { ...key, wraps: usableWraps(key.wraps, usable) });
    await announce(tx, key.version);
    await state.db.notify(tx, keysChannel, ownerOf(orgId));
    state.onStep?.('the new key is written');
  });
  state.onStep?.('the new key is active');
  return await reseal(state, orgId, progress);
}

/** True where the key is gone. */
async function destroy(state: State, orgId: string | null, id: string): Promise<boolean> {
  return await state.db.system('destroy a retired key', async (tx) => {
    const key = (await claimKeysAlone(tx, orgId)).find((row) => row.id === id);
    if (key === undefined || key.isActive) return false;
    for (const column of state.columns) if (await hasSealedUnder(tx, column, orgId, key.version)) return false;
    await removeKey(tx, id);
    await state.db.notify(tx, keysChannel, ownerOf(orgId));
    state.onStep?.('a retired key is removed');
    return true;
  });
}

async function upkeep(state: State, progress: Progress) {
  const stale = await state.db.system('look for values under old keys', async (tx) => {
    const owners = new Set<string | null>();
    for (const column of state.columns) for (const owner of await listStaleOwners(tx, column)) owners.add(owner);
    return [...owners];
  });
  let [resealed, failed, destroyed] = [0, 0, 0];
  for (const orgId of stale) {
    if (progress.signal?.aborted === true) break;
    const done = await reseal(state, orgId, progress);
    resealed += done.resealed;
    failed += done.failed;
  }
  const before = new Date(state.clock.now().getTime() - destroyAfterMs);
  for (const key of await state.db.system('read retired keys', (tx) => listRetiredKeys(tx, before))) {
    if (await destroy(state, key.orgId, key.id)) destroyed += 1;
  }
  return { resealed, failed, destroyed };
}

export function createRotation(deps: RotationDeps): Rotation {
  const state: State = { ...deps, columns: deps.columns ?? encryptedColumns };
  return {
    rotate: (orgId, announce, progress = {}) => rotate(state, orgId, announce, progress),
    reseal: (orgId, progress = {}) => reseal(state, orgId, progress),
    upkeep: (progress = {}) => upkeep(state, progress),
  };
}
