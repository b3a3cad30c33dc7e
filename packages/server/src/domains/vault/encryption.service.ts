/** What whoever runs the platform asks of its encryption: how it is, whether all of it opens, and other keys. */
import { AppError, isAppError } from '@moorage/core/errors';
import type { Tx } from '../../platform/db/database.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import type { Counter, Gauge } from '../../platform/metrics/metrics.ts';
import type { Audit } from '../audit/index.ts';
import { type EncryptedColumn, encryptedColumns } from './encrypted-columns.rules.ts';
import type { EncryptionView } from './encryption.view.ts';
import type { AnnounceRoot, RootChange, RootRotation } from './root-rotation.service.ts';
import { rootRowOf } from './root-key.service.ts';
import type { Progress, Resealed, Rotation, RotationDeps } from './rotation.service.ts';
import { countSealed, listSealed, type SealedRow } from './sealed-column.store.ts';
import {
  type Check,
  claimRoots,
  countKeys,
  countKeysWrappedBy,
  findLastCheck,
  insertCheck,
  insertRoot,
  listKeys,
  listRoots,
  removeChecks,
} from './vault.store.ts';

export interface EncryptionDeps extends Pick<RotationDeps, 'db' | 'clock' | 'log' | 'roots' | 'keyring' | 'vault' | 'columns'> {
  readonly audit: Audit;
  readonly rotation: Rotation;
  readonly rootRotation: RootRotation;
  readonly resealed: Counter;
  readonly unreadable: Gauge;
}

export interface Verified extends Check {
  /** Where the values are that do not open, the first few. */
  readonly places: readonly string[];
}

export interface Encryption {
  status(): Promise<EncryptionView>;
  /** Opens every value, and remembers how that went. */
  verify(progress?: Progress): Promise<Verified>;
  /** Makes or registers the first root key; refused where there is one. */
  createRoot(ctx: RequestCtx): Promise<string>;
  rotateRoot(ctx: RequestCtx): Promise<RootChange>;
  finishRoot(ctx: RequestCtx): Promise<RootChange>;
  /** Null is the platform's own key. Refused for organizations that have none. */
  rotate(ctx: RequestCtx, orgId: string | null, progress?: Progress): Promise<Resealed>;
  upkeep(progress?: Progress): ReturnType<Rotation['upkeep']>;
}

const pageSize = 500;
const placesShown = 20;
const checksKeptMs = 90 * 86_400_000;
const target = (id: string) => ({ type: 'encryption', id });

async function status({ db, columns = encryptedColumns }: EncryptionDeps): Promise<EncryptionView> {
  return await db.system('read the state of encryption', async (tx) => {
    const rootKeys: EncryptionView['rootKeys'] = [];
    for (const { id, kind, state, created_at: createdAt, retired_at: retiredAt } of await listRoots(tx)) {
      const times = { createdAt: createdAt.toISOString(), retiredAt: retiredAt?.toISOString() ?? null };
      rootKeys.push({ id, kind, state, ...times, keys: await countKeysWrappedBy(tx, id) });
    }
    const counted: EncryptionView['columns'] = [];
    for (const column of columns) {
      const { total, current, earlier } = await countSealed(tx, column);
      counted.push({ table: column.table, column: column.column, total, current, previous: total - current - earlier, earlier });
    }
    const last = await findLastCheck(tx);
    return {
      rootKeys,
      keys: (await countKeys(tx)).map(({ version, isActive, count }) => ({
        version,
        state: isActive ? 'active' : 'retired',
        owners: count,
      })),
      columns: counted,
      lastVerified: last === undefined ? null : { ...last, at: last.at.toISOString() },
    };
  });
}

/** Undefined where it opens. */
async function problemOf(
  deps: EncryptionDeps,
  place: Omit<SealedRow, 'ctid' | 'value'> & { table: string; column: string },
  value: Buffer,
) {
  try {
    (await deps.vault.open(place, value)).fill(0);
    return undefined;
  } catch (error) {
    if (!isAppError(error, 'internal')) throw error;
    deps.log.error('a sealed value does not open', { table: place.table, column: place.column, row: place.row, error });
    return `${place.table}.${place.column} of ${place.row}`;
  }
}

interface Opened {
  readonly last: string | undefined;
  readonly checked: number;
  /** Where values are that do not open. */
  readonly broken: readonly string[];
}

async function openPage(deps: EncryptionDeps, column: EncryptedColumn, last: string | undefined): Promise<Opened> {
  const rows = await deps.db.system('open sealed values', (tx) => listSealed(tx, column, { last, limit: pageSize }));
  const broken: string[] = [];
  for (const { orgId, row, value } of rows) {
    const problem = await problemOf(deps, { orgId, row, table: column.table, column: column.column }, value);
    if (problem !== undefined) broken.push(problem);
  }
  return { last: rows.at(-1)?.row, checked: rows.length, broken };
}

async function verify(deps: EncryptionDeps, progress: Progress): Promise<Verified> {
  // A wrong root key is one refusal and not a thousand values that do not open.
  await deps.roots.held();
  const places: string[] = [];
  let [checked, failed] = [0, 0];
  for (const column of deps.columns ?? encryptedColumns) {
    let last: string | undefined;
    do {
      const page = await openPage(deps, column, last);
      places.push(...page.broken.slice(0, placesShown - places.length));
      failed += page.broken.length;
      checked += page.checked;
      last = page.last;
      progress.onBatch?.(page.checked);
      progress.signal?.throwIfAborted();
    } while (last !== undefined);
  }
  const at = deps.clock.now();
  await deps.db.system('remember a verification', async (tx) => {
    await insertCheck(tx, { at, checked, failed });
    await removeChecks(tx, new Date(at.getTime() - checksKeptMs));
  });
  deps.unreadable.set(failed);
  return { at, checked, failed, places };
}

async function createRoot(deps: EncryptionDeps, ctx: RequestCtx): Promise<string> {
  const refuse = (id: string): never => {
    throw new AppError(
      'already_exists',
      `This database is encrypted under the root key ${id} already; a second one would read nothing of it.`,
      {
        details: {
          nextStep: 'To change the root key, set ROOT_KEY_NEXT to the new one and run `moorage encrypt rotate-master`.',
        },
      },
    );
  };
  const known = await deps.db.system('read root keys', listRoots);
  const [first] = known;
  if (first !== undefined) refuse(first.id);
  const keeper = await deps.roots.first();
  const row = await rootRowOf(keeper, 'active', deps.clock.now());
  await deps.db.system('register the root key', async (tx) => {
    await claimRoots(tx);
    const [other] = await listRoots(tx);
    if (other !== undefined) refuse(other.id);
    await insertRoot(tx, row);
    await deps.audit.append(tx, ctx, {
      event: 'encryption.root_created',
      target: target(keeper.id),
      data: { kind: keeper.kind },
    });
  });
  deps.roots.forget();
  return keeper.id;
}

function announceRoot(deps: EncryptionDeps, ctx: RequestCtx, event: string): AnnounceRoot {
  return (tx, change) => deps.audit.append(tx, ctx, { event, target: target(change.to), data: change });
}

async function rotate(deps: EncryptionDeps, ctx: RequestCtx, orgId: string | null, progress: Progress): Promise<Resealed> {
  const keys = await deps.db.system('read keys of an organization', (tx) => listKeys(tx, orgId));
  if (orgId !== null && keys.length === 0) {
    throw new AppError('not_found', 'There is no such organization, or nothing of it is encrypted.');
  }
  const announce = (tx: Tx, version: number): Promise<void> => {
    const owner = orgId === null ? {} : { orgId };
    return deps.audit.append(tx, ctx, {
      ...owner,
      event: 'encryption.key_rotated',
      target: target(orgId ?? 'platform'),
      data: { version },
    });
  };
  const done = await deps.rotation.rotate(orgId, announce, progress);
  deps.resealed.inc({}, done.resealed);
  return done;
}

export function createEncryption(deps: EncryptionDeps): Encryption {
  return {
    status: () => status(deps),
    verify: (progress = {}) => verify(deps, progress),
    createRoot: (ctx) => createRoot(deps, ctx),
    rotateRoot: (ctx) => deps.rootRotation.begin(announceRoot(deps, ctx, 'encryption.root_rotated')),
    finishRoot: (ctx) => deps.rootRotation.finish(announceRoot(deps, ctx, 'encryption.root_retired')),
    rotate: (ctx, orgId, progress = {}) => rotate(deps, ctx, orgId, progress),
    async upkeep(progress = {}) {
      const done = await deps.rotation.upkeep(progress);
      deps.resealed.inc({}, done.resealed);
      return done;
    },
  };
}
