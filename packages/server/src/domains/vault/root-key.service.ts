/**
 * Which root keys this process holds, and whether they are the right ones.
 *
 * The database knows each root key by its id and by a constant that it wrapped. A process may run when it holds one that the
 * database still counts on; with another one, or none, it is refused before it does anything, because what it sealed nobody else
 * could read. A database without any takes the first one that is configured.
 */
import type { Clock } from '@moorage/core/clock';
import { AppError, isAppError } from '@moorage/core/errors';
import type { Log } from '@moorage/core/log';
import type { Db } from '../../platform/db/database.ts';
import type { RootKeyKeeper, RootKeySource } from './vault.ports.ts';
import { checkContext, checkText } from './vault.rules.ts';
import { claimRoots, hasKeys, insertRoot, listRoots, type NewRoot, type RootRow, type RootState } from './vault.store.ts';

export interface RootKeyDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  /** The first is the one that a new database gets. */
  readonly sources: readonly RootKeySource[];
}

export type Keepers = ReadonlyMap<string, RootKeyKeeper>;

export interface RootKeys {
  /** Those that are configured and that the database counts on; never empty. Checked once, then remembered. */
  held(): Promise<Keepers>;
  /** Everything that is configured, known to the database or not. */
  configured(): Promise<readonly RootKeyKeeper[]>;
  /** The one that a new database gets, made where that may be done here. */
  first(): Promise<RootKeyKeeper>;
  /** After the set of root keys has changed. */
  forget(): void;
}

const setOne = 'Set ROOT_KEY to 32 random bytes in base64 (openssl rand -base64 32) and keep a copy outside of the platform.';

function refused(message: string, nextStep: string): AppError {
  return new AppError('unavailable', message, { details: { nextStep } });
}

/** What is stored of a root key to recognize it. */
export async function rootRowOf(keeper: RootKeyKeeper, state: RootState, at: Date): Promise<NewRoot> {
  const wrapped = await keeper.wrap(Buffer.from(checkText), checkContext);
  return { id: keeper.id, kind: keeper.kind, state, wrapped_check: wrapped, created_at: at };
}

/** Throws unless the keeper really has the key of this id. */
export async function checkRoot(keeper: RootKeyKeeper, row: Pick<RootRow, 'wrapped_check'>): Promise<void> {
  const text = await keeper.unwrap(row.wrapped_check, checkContext).catch((error: unknown) => {
    // A keeper elsewhere may have another key under the same name.
    if (isAppError(error, 'internal')) return undefined;
    throw error;
  });
  if (text?.toString('utf8') === checkText) return;
  throw refused(
    `The root key ${keeper.id} is not the one that this database was encrypted with.`,
    'Restore the key from its copy.',
  );
}

async function configured({ sources }: RootKeyDeps): Promise<RootKeyKeeper[]> {
  const opened: RootKeyKeeper[] = [];
  for (const source of sources) {
    const keeper = await source.open();
    if (keeper !== undefined) opened.push(keeper);
  }
  return opened;
}

async function firstKeeper({ sources: [source] }: RootKeyDeps, opened: readonly RootKeyKeeper[]): Promise<RootKeyKeeper> {
  const keeper = opened[0] ?? (await source?.create?.());
  if (keeper !== undefined) return keeper;
  if (source === undefined) throw refused('The platform has no root key, without which it can keep no secrets.', setOne);
  throw refused(`There is no root key at ${source.name}.`, 'Make it with `moorage encrypt create-master`.');
}

async function registerFirst(deps: RootKeyDeps, opened: readonly RootKeyKeeper[]): Promise<RootRow[]> {
  const keeper = await firstKeeper(deps, opened);
  const row = await rootRowOf(keeper, 'active', deps.clock.now());
  deps.log.info('root key registered', { rootKey: keeper.id, kind: keeper.kind });
  return await deps.db.system('register the root key', async (tx) => {
    await claimRoots(tx);
    const known = await listRoots(tx);
    if (known.length > 0) return known;
    if (await hasKeys(tx))
      throw refused('The database holds keys, and no root key that wraps them.', 'Restore the whole database.');
    await insertRoot(tx, row);
    return await listRoots(tx);
  });
}

async function openHeld(deps: RootKeyDeps): Promise<Keepers> {
  const known = await deps.db.system('read root keys', listRoots);
  const before = await configured(deps);
  const rows = (known.length > 0 ? known : await registerFirst(deps, before)).filter((row) => row.state !== 'retired');
  const opened = before.length > 0 ? before : await configured(deps);
  const wanted = rows.map((row) => row.id).join(' or ');
  if (opened.length === 0) {
    const names = deps.sources.map(({ name }) => name).join(', ');
    throw refused(
      names === '' ? `The root key ${wanted} is missing.` : `The root key ${wanted} is missing: there is none at ${names}.`,
      'Restore it from its copy; without it nothing that this database keeps sealed can be read.',
    );
  }
  const held = new Map(opened.filter((keeper) => rows.some((row) => row.id === keeper.id)).map((keeper) => [keeper.id, keeper]));
  if (held.size === 0) {
    throw refused(
      `The root key is ${opened.map(({ id }) => id).join(' and ')}, but this database was encrypted with ${wanted}.`,
      'Configure the root key that belongs to this database.',
    );
  }
  for (const row of rows) {
    const keeper = held.get(row.id);
    if (keeper !== undefined) await checkRoot(keeper, row);
  }
  if (!rows.some((row) => row.state === 'active' && held.has(row.id))) {
    deps.log.warn('this process has a root key that is being retired', { held: [...held.keys()], wanted });
  }
  return held;
}

export function createRootKeys(deps: RootKeyDeps): RootKeys {
  let opening: Promise<Keepers> | undefined;
  const forget = (): void => {
    opening = undefined;
  };
  return {
    forget,
    configured: () => configured(deps),
    first: async () => await firstKeeper(deps, await configured(deps)),
    held() {
      opening ??= openHeld(deps).catch((error: unknown) => {
        forget();
        throw error;
      });
      return opening;
    },
  };
}
