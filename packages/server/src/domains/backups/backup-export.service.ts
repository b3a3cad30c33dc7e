/** A backup: one snapshot of the database, streamed table by table to the target. Nothing of it is ever whole in memory. */
import type { Clock } from '@moorage/core/clock';
import { AppError } from '@moorage/core/errors';
import type { Secret } from '@moorage/core/secret';
import type pg from 'pg';
import { copyOut } from '../../platform/db/copy.ts';
import { makeDataKey, writePart } from './backup-codec.service.ts';
import {
  beginSnapshot,
  copyOutText,
  type DatabaseFacts,
  type ExportTable,
  findHidingPolicies,
  listExportTables,
  listSequences,
  readDatabaseFacts,
  readFacts,
} from './backup-export.store.ts';
import { type BackupManifest, frameTypes, type TableFacts } from './backup-format.rules.ts';
import { jsonFrame, rowFrames } from './backup-frames.service.ts';
import { tryLock, withSession } from './backup-session.store.ts';
import type { BackupKeeper, BackupTarget, OnStep } from './backup.ports.ts';

export interface ExportDeps {
  readonly dsn: Secret;
  readonly target: BackupTarget;
  readonly keepers: () => Promise<readonly BackupKeeper[]>;
  readonly clock: Clock;
  readonly productVersion: string;
  /** Tests stop everything here. */
  readonly onStep?: OnStep | undefined;
}

export interface ExportRequest {
  readonly name: string;
  readonly signal?: AbortSignal | undefined;
}

export interface ExportResult {
  readonly manifest: BackupManifest;
  /** Of both objects. */
  readonly bytes: number;
}

interface Run extends ExportRequest {
  readonly deps: ExportDeps;
  readonly client: pg.Client;
  readonly step: OnStep;
}

function rowsIn(bytes: Buffer): number {
  let count = 0;
  // In the text format of COPY a line is a row: breaks inside of values are written as \n.
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) count += 1;
  return count;
}

async function* tableFrames(run: Run, table: ExportTable): AsyncGenerator<Buffer, void, void> {
  yield jsonFrame(frameTypes.table, { name: table.name, columns: table.columns });
  await run.step('table begun');
  let rows = 0;
  for await (const bytes of copyOut(run.client, copyOutText(table))) {
    if (run.signal?.aborted === true) throw new AppError('unavailable', 'The backup was stopped before it ended.');
    rows += rowsIn(bytes);
    yield* rowFrames(bytes);
  }
  yield jsonFrame(frameTypes.tableEnd, { rows });
}

/** All tables; what is found of each is added to `facts` while it is written. */
async function* dataFrames(run: Run, tables: readonly ExportTable[], facts: TableFacts[]): AsyncGenerator<Buffer, void, void> {
  for (const table of tables) {
    yield* tableFrames(run, table);
    facts.push(await readFacts(run.client, table));
  }
  await run.step('tables written');
  yield jsonFrame(frameTypes.end, {});
}

async function* once(text: string): AsyncGenerator<Uint8Array, void, void> {
  yield Buffer.from(text, 'utf8');
}

/** Reads the length of the object back: a target that swallows bytes is found now and not on the day of need. */
async function checkStored(target: BackupTarget, name: string, bytes: number): Promise<void> {
  const stored = (await target.list()).find((object) => object.name === name);
  if (stored?.bytes === bytes) return;
  throw new AppError(
    'upstream_failed',
    `${target.description} has ${stored?.bytes ?? 'none'} of the ${bytes} bytes of ${name}.`,
    {
      details: { nextStep: 'Look at the target: its space, its permissions, rules that delete.' },
    },
  );
}

async function writeAll(run: Run, parts: { facts: DatabaseFacts; tables: readonly ExportTable[] }): Promise<ExportResult> {
  const { deps, name, signal, client } = run;
  const key = await makeDataKey(name, await deps.keepers());
  try {
    const tables: TableFacts[] = [];
    const createdAt = deps.clock.now().toISOString();
    const dataBytes = await writePart(deps.target, { name, part: 'data', key, signal }, dataFrames(run, parts.tables, tables));
    const sequences = await listSequences(client);
    await client.query('commit');
    await checkStored(deps.target, `${name}/data`, dataBytes);
    await run.step('data stored');
    const { productVersion } = deps;
    const manifest: BackupManifest = { name, createdAt, productVersion, ...parts.facts, tables, sequences, dataBytes };
    const bytes = await writePart(deps.target, { name, part: 'manifest', key, signal }, once(JSON.stringify(manifest)));
    await run.step('manifest stored');
    return { manifest, bytes: dataBytes + bytes };
  } finally {
    key.bytes.fill(0);
  }
}

/** Makes one backup; `conflict` where another one runs on this database. */
export function exportDatabase(deps: ExportDeps, request: ExportRequest): Promise<ExportResult> {
  const step = deps.onStep ?? (() => Promise.resolve());
  return withSession(deps.dsn, async (client) => {
    if (!(await tryLock(client, 'backup'))) {
      throw new AppError('conflict', 'Another backup of this database runs.', {
        details: { busy: true, nextStep: 'Wait until it has ended.' },
      });
    }
    await step('locked');
    await beginSnapshot(client);
    const hiding = await findHidingPolicies(client);
    if (hiding.length > 0)
      throw new AppError('internal', 'Something went wrong on our side.', {
        internal: `rows are hidden by ${hiding.join(', ')}`,
      });
    const facts = await readDatabaseFacts(client);
    const tables = await listExportTables(client);
    await step('read');
    return await writeAll({ ...request, deps, client, step }, { facts, tables });
  });
}
