/**
 * A restore, in three transactions of which only the last one brings rows:
 *
 * 1. see that the database is empty, or empty it, and mark it;
 * 2. migrate it to where the backup was (a transaction a file);
 * 3. load every table, bring references and triggers back, compare counts and checksums with the manifest, take the mark away.
 *
 * A kill at any moment leaves the database as it was, or marked and without a row; a marked one is refused by every server, and the
 * same command begins anew on it. There is nothing to resume, because nothing half loaded is ever kept.
 */
import { AppError } from '@moorage/core/errors';
import type { Log } from '@moorage/core/log';
import type { Secret } from '@moorage/core/secret';
import type pg from 'pg';
import { copyIn } from '../../platform/db/copy.ts';
import { findHalfRestored } from '../../platform/db/half-restored.ts';
import { migrate, readMigrations } from '../../platform/db/migrate.ts';
import { readPart } from './backup-codec.service.ts';
import { copyInText, listLoadedTables, readFacts, setSequences } from './backup-export.store.ts';
import {
  type BackupManifest,
  damaged,
  differencesOf,
  type Frame,
  frameTypes,
  leftOut,
  readManifest,
  readTableBegin,
  readTableEnd,
  type TableBegin,
  type TableFacts,
} from './backup-format.rules.ts';
import { readFrames } from './backup-frames.service.ts';
import {
  clearMark,
  closeAfterLoading,
  dropEverything,
  isEmpty,
  listUsers,
  openForLoading,
  readDatabaseName,
  setMark,
} from './backup-restore.store.ts';
import { waitForLock, withSession } from './backup-session.store.ts';
import type { BackupKeeper, BackupTarget, OnStep } from './backup.ports.ts';

export interface RestoreDeps {
  readonly target: BackupTarget;
  readonly keepers: () => Promise<readonly BackupKeeper[]>;
  readonly log: Log;
  readonly onStep?: OnStep | undefined;
}

export interface RestoreRequest {
  readonly name: string;
  /** Where to. */
  readonly dsn: Secret;
  /** Empties a database that is not; must be its name, typed by a person. */
  readonly overwrite?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

type OpenFrames = AsyncGenerator<Frame, void, void>;

interface OpenBackup {
  readonly manifest: BackupManifest;
  readonly frames: () => Promise<OpenFrames>;
}

async function* untilAborted(frames: AsyncGenerator<Frame, void, void>, signal: AbortSignal | undefined): OpenFrames {
  for await (const frame of frames) {
    if (signal?.aborted === true) throw new AppError('unavailable', 'The restore was stopped before it ended.');
    yield frame;
  }
}

async function openBackup({ target, keepers }: RestoreDeps, name: string, signal?: AbortSignal): Promise<OpenBackup> {
  const keys = await keepers();
  const { wraps, content } = await readPart(target, { name, part: 'manifest' }, keys);
  const pieces: Buffer[] = [];
  for await (const piece of content) pieces.push(piece);
  const manifest = readManifest(Buffer.concat(pieces).toString('utf8'));
  if (manifest.name !== name) throw damaged(`its manifest is of ${manifest.name}`);
  const frames = async () => {
    const { content: data } = await readPart(target, { name, part: 'data', like: wraps }, keys);
    return untilAborted(readFrames(data), signal);
  };
  return { manifest, frames };
}

/** What a backup says of itself. */
export async function loadManifest(deps: RestoreDeps, name: string): Promise<BackupManifest> {
  return (await openBackup(deps, name)).manifest;
}

/** Reads a backup to its end without a database: whether all of it is there and as it was written. */
export async function readThrough(deps: RestoreDeps, name: string, signal?: AbortSignal): Promise<BackupManifest> {
  const { manifest, frames } = await openBackup(deps, name, signal);
  const read: string[] = [];
  await eachTable(await frames(), async ({ name: table }, rows) => {
    for (let next = await rows.next(); next.done !== true; next = await rows.next());
    read.push(table);
  });
  const missing = manifest.tables.filter((table) => !read.includes(table.name));
  if (missing.length > 0) throw damaged(`it has no ${missing[0]?.name ?? ''}`);
  return manifest;
}

/** A newer program reads an older backup and migrates it at its next start; the other way round nobody knows the tables. */
async function checkMigrations(manifest: BackupManifest): Promise<string> {
  const known = new Map((await readMigrations()).map((file) => [file.name, file.checksum]));
  const unknown = manifest.migrations.find((file) => known.get(file.name) !== file.checksum);
  if (unknown !== undefined) {
    throw new AppError(
      'conflict',
      `The backup was made by ${manifest.productVersion}, with ${unknown.name}, which this version does not have.`,
      {
        details: { nextStep: `Restore with version ${manifest.productVersion} or a newer one.` },
      },
    );
  }
  return (
    manifest.migrations
      .map((file) => file.name)
      .toSorted()
      .at(-1) ?? ''
  );
}

async function checkMayOverwrite(client: pg.Client, request: RestoreRequest): Promise<void> {
  const users = await listUsers(client);
  if (users.length > 0) {
    throw new AppError('conflict', `The database is in use by ${users.join(', ')}.`, {
      details: { nextStep: 'Stop every server and worker of the platform first.' },
    });
  }
  const isHalf = (await findHalfRestored((text) => client.query(text))) !== undefined;
  if (isHalf || (await isEmpty(client))) return;
  const name = await readDatabaseName(client);
  if (request.overwrite === name) return;
  throw new AppError('conflict', `The database ${name} is not empty; a restore would delete everything in it.`, {
    details: { nextStep: `Name an empty database in DATABASE_DSN, or say it: --force --confirm ${name}` },
  });
}

async function markEmpty(deps: RestoreDeps, client: pg.Client, request: RestoreRequest): Promise<void> {
  await client.query('begin');
  await checkMayOverwrite(client, request);
  // Once more, and wholly: a damaged backup must not cost what is there.
  if (!(await isEmpty(client))) await readThrough(deps, request.name, request.signal);
  await dropEverything(client);
  await setMark(client, request.name);
  await client.query('commit');
}

async function* rowsOf(frames: AsyncGenerator<Frame, void, void>, name: string): AsyncGenerator<Uint8Array, void, void> {
  let rows = 0;
  for (let next = await frames.next(); next.done !== true; next = await frames.next()) {
    const { type, payload } = next.value;
    if (type === frameTypes.tableEnd) {
      if (readTableEnd(payload).rows !== rows) throw damaged(`${name} has ${rows} rows`);
      return;
    }
    if (type !== frameTypes.rows) throw damaged(`${name} does not end`);
    for (const byte of payload) if (byte === 10) rows += 1;
    yield payload;
  }
  throw damaged(`${name} does not end`);
}

type OnTable = (table: TableBegin, rows: AsyncGenerator<Uint8Array, void, void>) => Promise<void>;

async function eachTable(frames: AsyncGenerator<Frame, void, void>, onTable: OnTable): Promise<void> {
  const seen = new Set<string>();
  for (let next = await frames.next(); next.done !== true; next = await frames.next()) {
    const { type, payload } = next.value;
    if (type === frameTypes.end) continue;
    if (type !== frameTypes.table) throw damaged('rows stand outside of a table');
    const table = readTableBegin(payload);
    if (Object.hasOwn(leftOut, table.name) || seen.has(table.name)) throw damaged(`${table.name} is where it must not be`);
    seen.add(table.name);
    await onTable(table, rowsOf(frames, table.name));
  }
}

async function compare(client: pg.Client, manifest: BackupManifest, loaded: readonly string[]): Promise<void> {
  const found: TableFacts[] = [];
  for (const table of await listLoadedTables(client, manifest.tables)) found.push(await readFacts(client, table));
  const extra = loaded.filter((name) => !manifest.tables.some((table) => table.name === name));
  const differences = [...differencesOf(manifest.tables, found), ...extra.map((name) => `${name} is not in the manifest`)];
  if (differences.length > 0) throw damaged(`after loading, ${differences.slice(0, 5).join('; ')}`);
}

async function loadAll(client: pg.Client, { manifest, frames }: OpenBackup, step: OnStep): Promise<void> {
  await client.query('begin');
  const closing = await openForLoading(client);
  await step('opened for loading');
  const loaded: string[] = [];
  await eachTable(await frames(), async ({ name, columns }, rows) => {
    await step('table loading');
    await copyIn(client, copyInText(name, columns), rows);
    loaded.push(name);
  });
  await setSequences(client, manifest.sequences);
  await step('loaded');
  await compare(client, manifest, loaded);
  await step('compared');
  await closeAfterLoading(client, closing);
  await clearMark(client);
  await step('closed after loading');
  await client.query('commit');
  await step('committed');
}

/** Restores one backup; throws, with the reason and the next step, and then nothing of it is in the database. */
export async function restoreDatabase(deps: RestoreDeps, request: RestoreRequest): Promise<BackupManifest> {
  const { log } = deps;
  const step = deps.onStep ?? (() => Promise.resolve());
  // Before anything is touched: a backup that cannot be opened must not cost a database.
  const backup = await openBackup(deps, request.name, request.signal);
  const { manifest } = backup;
  const restoreTo = await checkMigrations(manifest);
  await step('read');
  return await withSession(request.dsn, async (client) => {
    await waitForLock(client, 'restore');
    await step('locked');
    await markEmpty(deps, client, request);
    await step('marked');
    await migrate({ dsn: request.dsn, log, restoreTo });
    await step('migrated');
    await loadAll(client, backup, step);
    log.info('backup restored', { backup: manifest.name, tables: manifest.tables.length });
    return manifest;
  });
}
