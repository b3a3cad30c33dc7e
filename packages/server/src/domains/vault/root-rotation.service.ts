/**
 * Another root key, while processes run that hold only the old one, only the new one, or both.
 *
 * Every key of an organization is wrapped by the old root key and by the new one from the first half of a rotation until the second, so
 * all of them can read whatever they hold. The first half registers the new root key, wraps what it does not wrap yet, and makes it the
 * one that is in force. Then all processes are restarted with the new root key. The second half takes the old wraps away.
 *
 * Both halves look at what is there and do what is missing, so they can end at any moment and be run again. What a process with only
 * the old root key adds between the two, the second half wraps first; once the old root key is retired such a process is refused.
 */
import type { Clock } from '@moorage/core/clock';
import { AppError } from '@moorage/core/errors';
import type { Db, Tx } from '../../platform/db/database.ts';
import { unwrapKey } from './keyring.service.ts';
import { checkRoot, type Keepers, rootRowOf, type RootKeys } from './root-key.service.ts';
import type { RootKeyKeeper } from './vault.ports.ts';
import { keyContext } from './vault.rules.ts';
import {
  claimRoots,
  listKeysWithout,
  listRoots,
  removeWraps,
  type RootRow,
  updateKeyWrap,
  updateRootState,
  upsertNextRoot,
} from './vault.store.ts';

export interface RootRotationDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly roots: RootKeys;
  readonly onStep?: ((step: string) => void) | undefined;
  readonly batchSize?: number;
}

export interface RootChange {
  readonly from: string;
  readonly to: string;
  /** Keys that were wrapped in this run. */
  readonly wrapped: number;
}

export type AnnounceRoot = (tx: Tx, change: Omit<RootChange, 'wrapped'>) => Promise<void>;

export interface RootRotation {
  /** First half: from now on the new root key is in force, and the old one still works. */
  begin(announce: AnnounceRoot): Promise<RootChange>;
  /** Second half: the old root key works no more. */
  finish(announce: AnnounceRoot): Promise<RootChange>;
}

const defaultBatch = 100;

function conflict(message: string, nextStep: string): AppError {
  return new AppError('conflict', message, { details: { nextStep } });
}

/** Until the root key wraps every key. */
async function wrapAll(deps: RootRotationDeps, keepers: Keepers, to: RootKeyKeeper): Promise<number> {
  let wrapped = 0;
  for (;;) {
    const rows = await deps.db.system('keys that the root key does not wrap', (tx) =>
      listKeysWithout(tx, to.id, deps.batchSize ?? defaultBatch),
    );
    if (rows.length === 0) return wrapped;
    const wraps: [string, string][] = [];
    for (const row of rows) {
      const bytes = await unwrapKey(keepers, row);
      wraps.push([row.id, (await to.wrap(bytes, keyContext(row.orgId, row.version))).toString('base64')]);
      bytes.fill(0);
    }
    deps.onStep?.('keys are wrapped');
    await deps.db.system('wrap keys with another root key', async (tx) => {
      for (const [id, text] of wraps) await updateKeyWrap(tx, id, to.id, text);
      deps.onStep?.('wraps are written');
    });
    deps.onStep?.('wraps are committed');
    wrapped += rows.length;
  }
}

function activeOf(rows: readonly RootRow[]): RootRow {
  const active = rows.find(({ state }) => state === 'active');
  if (active !== undefined) return active;
  throw conflict('This database has no root key yet.', 'Start the platform once, or run `moorage encrypt create-master`.');
}

async function nextKeeper(deps: RootRotationDeps, rows: readonly RootRow[]): Promise<RootKeyKeeper> {
  const active = activeOf(rows);
  if (rows.some(({ state }) => state === 'retiring')) {
    throw conflict('The last rotation of the root key is not finished.', 'Run `moorage encrypt rotate-master --finish` first.');
  }
  const others = (await deps.roots.configured()).filter(({ id }) => id !== active.id);
  const begun = rows.find(({ state }) => state === 'next');
  const next = begun === undefined ? others[0] : others.find(({ id }) => id === begun.id);
  if (next !== undefined) return next;
  throw conflict(
    begun === undefined
      ? 'There is no root key to rotate to.'
      : `The rotation to ${begun.id} is under way, and that key is not configured.`,
    'Set ROOT_KEY_NEXT to it, beside the root key that is in force.',
  );
}

async function begin(deps: RootRotationDeps, announce: AnnounceRoot): Promise<RootChange> {
  const rows = await deps.db.system('read root keys', listRoots);
  const [active, to] = [activeOf(rows), await nextKeeper(deps, rows)];
  const known = rows.find(({ id, state }) => id === to.id && state === 'next');
  if (known !== undefined) await checkRoot(to, known);
  const next = await rootRowOf(to, 'next', deps.clock.now());
  deps.onStep?.('the new root key is asked');
  await deps.db.system('register the next root key', async (tx) => {
    await claimRoots(tx);
    if (known === undefined) await upsertNextRoot(tx, next);
    deps.onStep?.('the new root key is written');
  });
  deps.onStep?.('the new root key is registered');
  deps.roots.forget();
  const keepers = await deps.roots.held();
  for (let wrapped = 0; ;) {
    wrapped += await wrapAll(deps, keepers, to);
    const isInForce = await deps.db.system('put the next root key in force', async (tx) => {
      await claimRoots(tx);
      if ((await listKeysWithout(tx, to.id, 1)).length > 0) return false;
      await updateRootState(tx, active.id, 'retiring');
      await updateRootState(tx, to.id, 'active');
      await announce(tx, { from: active.id, to: to.id });
      deps.onStep?.('the states are written');
      return true;
    });
    deps.onStep?.('the new root key is in force');
    if (isInForce) return { from: active.id, to: to.id, wrapped };
  }
}

async function finish(deps: RootRotationDeps, announce: AnnounceRoot): Promise<RootChange> {
  const rows = await deps.db.system('read root keys', listRoots);
  const active = activeOf(rows);
  const old = rows.find(({ state }) => state === 'retiring');
  if (old === undefined)
    throw conflict('No rotation of the root key waits for its end.', 'Run `moorage encrypt rotate-master` first.');
  const keepers = await deps.roots.held();
  const to = keepers.get(active.id);
  if (to === undefined)
    throw conflict(`The root key ${active.id} is not configured.`, 'Set ROOT_KEY to the root key that is in force.');
  for (let wrapped = 0; ;) {
    wrapped += await wrapAll(deps, keepers, to);
    const isOver = await deps.db.system('retire the old root key', async (tx) => {
      await claimRoots(tx);
      // From here on nobody adds a key under it: whoever does holds this row until he has committed.
      await updateRootState(tx, old.id, 'retired', deps.clock.now());
      if ((await listKeysWithout(tx, active.id, 1)).length > 0) {
        await updateRootState(tx, old.id, 'retiring');
        return false;
      }
      await removeWraps(tx, old.id);
      await announce(tx, { from: old.id, to: active.id });
      deps.onStep?.('the old wraps are taken away');
      return true;
    });
    deps.onStep?.('the old root key is retired');
    if (!isOver) continue;
    deps.roots.forget();
    return { from: old.id, to: active.id, wrapped };
  }
}

export function createRootRotation(deps: RootRotationDeps): RootRotation {
  return { begin: (announce) => begin(deps, announce), finish: (announce) => finish(deps, announce) };
}
