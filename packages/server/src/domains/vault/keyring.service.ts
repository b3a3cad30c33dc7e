/**
 * Unwrapped keys, in memory and not for long.
 *
 * A key stays for five minutes and is overwritten with zeros when it leaves. So nobody gets a key to keep: it is lent to a function that
 * does not wait, and nothing is ever sealed with the zeros of a key that left meanwhile. Only `prepare` and `load` ask the root key's keeper, which may be a server far away.
 *
 * The first key of an organization is made by whoever needs it first. Several may do so at once: one row wins, and everybody uses
 * the one that is in the database.
 */
import { randomBytes } from 'node:crypto';
import type { Clock } from '@moorage/core/clock';
import { AppError, isAppError } from '@moorage/core/errors';
import type { Ids } from '@moorage/core/ids';
import type { Db } from '../../platform/db/database.ts';
import type { Keepers, RootKeys } from './root-key.service.ts';
import { keptMs, keyContext, leastMs, ownerOf } from './vault.rules.ts';
import { claimUsableRootIds, insertKey, type KeyRow, listKeys, type NewKey, type Wraps } from './vault.store.ts';

export interface KeyringDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly roots: RootKeys;
}

export interface Keyring {
  /** Sees to it that the owner has a key and that all of his keys stay in memory for a minute at least. */
  prepare(orgId: string | null): Promise<void>;
  /** Lends a key that is in memory, for as long as `work` runs; undefined where it is not there. */
  use<T>(orgId: string | null, version: number, work: (key: Buffer) => T): T | undefined;
  /** Asks the database and the keeper for a key that is not in memory. */
  load(orgId: string | null, version: number): Promise<void>;
  /** After keys have changed: reads those of an owner whose keys are in memory, without a moment at which they are not. */
  refresh(orgId: string | null): Promise<void>;
  /** Overwrites the keys of one owner, or all that are there; undefined is everybody's. */
  forget(orgId?: string | null): void;
  /** Overwrites what was kept for long enough. */
  sweep(): void;
  size(): number;
}

interface Kept {
  readonly bytes: Buffer;
  readonly untilMs: number;
}

interface State extends KeyringDeps {
  readonly owners: Map<string, Map<number, Kept>>;
  readonly preparing: Map<string, Promise<void>>;
}

const keyBytes = 32;

export function unreadable(orgId: string | null, version: number, why: string): AppError {
  return new AppError('internal', 'Something went wrong on our side.', {
    internal: `key ${version} of ${ownerOf(orgId)}: ${why}`,
  });
}

function drop(kept: Map<number, Kept>, version: number): void {
  kept.get(version)?.bytes.fill(0);
  kept.delete(version);
}

function keep(state: State, row: Pick<KeyRow, 'orgId' | 'version'>, bytes: Buffer): void {
  const owner = ownerOf(row.orgId);
  const kept = state.owners.get(owner) ?? new Map<number, Kept>();
  state.owners.set(owner, kept);
  drop(kept, row.version);
  kept.set(row.version, { bytes, untilMs: state.clock.monotonicMs() + keptMs });
}

function keptFor(state: State, orgId: string | null): { readonly versions: readonly number[]; readonly leastMs: number } {
  const kept = [...(state.owners.get(ownerOf(orgId)) ?? [])];
  const nowMs = state.clock.monotonicMs();
  return { versions: kept.map(([version]) => version), leastMs: Math.min(...kept.map(([, { untilMs }]) => untilMs - nowMs)) };
}

type Wrapped = Pick<KeyRow, 'orgId' | 'version' | 'wraps'>;

/** The key itself, by whichever root key is at hand. */
export async function unwrapKey(keepers: Keepers, row: Wrapped): Promise<Buffer> {
  for (const [rootId, wrapped] of Object.entries(row.wraps)) {
    const keeper = keepers.get(rootId);
    if (keeper === undefined) continue;
    const bytes = await keeper.unwrap(Buffer.from(wrapped, 'base64'), keyContext(row.orgId, row.version));
    if (bytes.byteLength !== keyBytes) throw unreadable(row.orgId, row.version, `has ${bytes.byteLength} bytes`);
    return bytes;
  }
  throw unreadable(
    row.orgId,
    row.version,
    `is wrapped by ${Object.keys(row.wraps).join(', ')}, which this process does not hold`,
  );
}

/** Wraps a new key with every root key at hand, so that a rotation of the root key misses none. */
export async function newKey(
  { clock, ids, roots }: Pick<KeyringDeps, 'clock' | 'ids' | 'roots'>,
  orgId: string | null,
  version: number,
): Promise<NewKey> {
  const bytes = randomBytes(keyBytes);
  const wraps: Record<string, string> = {};
  for (const [rootId, keeper] of await roots.held()) {
    wraps[rootId] = (await keeper.wrap(bytes, keyContext(orgId, version))).toString('base64');
  }
  bytes.fill(0);
  return { id: ids.uuid(), orgId, version, wraps, createdAt: clock.now() };
}

/** Throws where all root keys that wrap the key were retired meanwhile. */
export function checkWraps(wraps: Wraps, usable: readonly string[]): void {
  if (usable.some((rootId) => rootId in wraps)) return;
  throw new AppError('unavailable', 'The root key of this process was retired.', {
    details: { nextStep: 'Restart it with the root key that followed.' },
  });
}

/** Those that may still wrap. */
export function usableWraps(wraps: Wraps, usable: readonly string[]): Wraps {
  return Object.fromEntries(Object.entries(wraps).filter(([rootId]) => usable.includes(rootId)));
}

async function makeFirst(state: State, orgId: string | null): Promise<KeyRow[]> {
  const key = await newKey(state, orgId, 1);
  return await state.db.system('first key of an organization', async (tx) => {
    const usable = await claimUsableRootIds(tx);
    checkWraps(key.wraps, usable);
    await insertKey(tx, { ...key, wraps: usableWraps(key.wraps, usable) });
    return await listKeys(tx, orgId);
  });
}

/** Looks again at which root keys there are where none of those that we know fits: one may have been put in force meanwhile. */
async function unwrapAny(state: State, row: Wrapped): Promise<Buffer> {
  const keepers = await state.roots.held();
  if (Object.keys(row.wraps).some((rootId) => keepers.has(rootId))) return await unwrapKey(keepers, row);
  state.roots.forget();
  return await unwrapKey(await state.roots.held(), row);
}

async function keepAll(state: State, orgId: string | null, rows: readonly KeyRow[]): Promise<void> {
  for (const row of rows) keep(state, row, await unwrapAny(state, row));
  const kept = state.owners.get(ownerOf(orgId)) ?? new Map<number, Kept>();
  for (const version of kept.keys()) if (!rows.some((row) => row.version === version)) drop(kept, version);
}

async function readAll(state: State, orgId: string | null): Promise<void> {
  const present = await state.db.system('read keys of an organization', (tx) => listKeys(tx, orgId));
  const rows = present.some(({ isActive }) => isActive) ? present : await makeFirst(state, orgId);
  await keepAll(state, orgId, rows);
}

async function prepare(state: State, orgId: string | null): Promise<void> {
  const { versions, leastMs: remainingMs } = keptFor(state, orgId);
  if (versions.length > 0 && remainingMs > leastMs) return;
  const owner = ownerOf(orgId);
  const running = state.preparing.get(owner) ?? readAll(state, orgId).finally(() => state.preparing.delete(owner));
  state.preparing.set(owner, running);
  await running;
}

async function refresh(state: State, orgId: string | null): Promise<void> {
  if (!state.owners.has(ownerOf(orgId))) return;
  await keepAll(state, orgId, await state.db.system('read keys of an organization', (tx) => listKeys(tx, orgId)));
}

function isKept(state: State, orgId: string | null, version: number): boolean {
  const kept = state.owners.get(ownerOf(orgId))?.get(version);
  return kept !== undefined && kept.untilMs > state.clock.monotonicMs();
}

async function load(state: State, orgId: string | null, version: number): Promise<void> {
  if (isKept(state, orgId, version)) return;
  const rows = await state.db.system('read a key of an organization', (tx) => listKeys(tx, orgId));
  const row = rows.find((one) => one.version === version);
  if (row === undefined) throw unreadable(orgId, version, 'does not exist (any more)');
  keep(state, row, await unwrapAny(state, row));
}

/** Who asks for a secret is told that it cannot be had now, and not where the root key is. */
async function discreetly(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isAppError(error, 'unavailable')) throw error;
    const internal = `${error.message} ${error.details?.nextStep ?? ''}`.trim();
    throw new AppError('unavailable', 'Secrets cannot be opened or kept right now.', { internal, cause: error });
  }
}

export function createKeyring(deps: KeyringDeps): Keyring {
  const state: State = { ...deps, owners: new Map(), preparing: new Map() };
  const forgetOne = (owner: string): void => {
    const kept = state.owners.get(owner) ?? new Map<number, Kept>();
    for (const version of kept.keys()) drop(kept, version);
    state.owners.delete(owner);
  };
  return {
    prepare: (orgId) => discreetly(() => prepare(state, orgId)),
    load: (orgId, version) => discreetly(() => load(state, orgId, version)),
    refresh: (orgId) => refresh(state, orgId),
    use(orgId, version, work) {
      const kept = isKept(state, orgId, version) ? state.owners.get(ownerOf(orgId))?.get(version) : undefined;
      return kept === undefined ? undefined : work(kept.bytes);
    },
    forget(orgId) {
      const owners = orgId === undefined ? [...state.owners.keys()] : [ownerOf(orgId)];
      for (const owner of owners) forgetOne(owner);
    },
    sweep() {
      const nowMs = state.clock.monotonicMs();
      for (const [owner, kept] of state.owners) {
        for (const [version, { untilMs }] of kept) if (untilMs <= nowMs) drop(kept, version);
        if (kept.size === 0) state.owners.delete(owner);
      }
    },
    size: () => [...state.owners.values()].reduce((sum, kept) => sum + kept.size, 0),
  };
}
