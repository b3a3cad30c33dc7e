/** Databases with odd content for tests of backups, a target in memory, and processes that are killed at a step. */
import { randomBytes } from 'node:crypto';
import { systemClock } from '@moorage/core/clock';
import { AppError } from '@moorage/core/errors';
import { createIds } from '@moorage/core/ids';
import { silentLog } from '@moorage/core/log';
import { Secret } from '@moorage/core/secret';
import { createLocalKeeper } from '../src/adapters/root-key/local-keeper.ts';
import pg from 'pg';
import type { ExportDeps } from '../src/domains/backups/backup-export.service.ts';
import { listExportTables, listSequences, pinSession, readFacts } from '../src/domains/backups/backup-export.store.ts';
import type { VerifyDeps } from '../src/domains/backups/backup-verify.service.ts';
import type { BackupStep, BackupTarget, OnStep } from '../src/domains/backups/backup.ports.ts';
import { dumpSchema } from '../src/platform/db/schema-dump.ts';

export interface MemoryTarget extends BackupTarget {
  readonly objects: Map<string, Buffer>;
}

export function createMemoryTarget(): MemoryTarget {
  const objects = new Map<string, Buffer>();
  return {
    objects,
    description: 'memory',
    async write(name, content) {
      const pieces: Uint8Array[] = [];
      for await (const piece of content) pieces.push(piece);
      objects.set(name, Buffer.concat(pieces));
      return objects.get(name)?.byteLength ?? 0;
    },
    async read(name) {
      const found = objects.get(name);
      if (found === undefined) throw new AppError('not_found', `there is no ${name}`);
      return (async function* pieces() {
        for (let offset = 0; offset < found.byteLength; offset += 50_000) yield found.subarray(offset, offset + 50_000);
      })();
    },
    list: async () => [...objects].map(([name, bytes]) => ({ name, bytes: bytes.byteLength, writtenAt: systemClock.now() })),
    remove: async (name) => void objects.delete(name),
    sweep: async () => {},
  };
}

export const keeperOf = (seed: number) => createLocalKeeper('environment', Buffer.alloc(32, seed));

export function backupDeps(dsn: string, target: BackupTarget, onStep?: OnStep): ExportDeps & VerifyDeps {
  return {
    dsn: new Secret(dsn),
    target,
    keepers: async () => [keeperOf(1)],
    clock: systemClock,
    ids: createIds(systemClock),
    log: silentLog,
    productVersion: '0.0.0-test',
    ...(onStep === undefined ? {} : { onStep }),
  };
}

export async function withClient<T>(dsn: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: dsn });
  await client.connect();
  try {
    await client.query(`select set_config('moorage.system', 'on', false)`);
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Content of every table, the sequences and the schema: what must be equal on both sides. */
export function contentOf(dsn: string): Promise<unknown> {
  return withClient(dsn, async (client) => {
    await pinSession(client);
    const facts = [];
    for (const table of await listExportTables(client)) facts.push(await readFacts(client, table));
    return { facts, sequences: await listSequences(client), schema: await dumpSchema(client) };
  });
}

/** What a kill does: from the step on nothing of ours runs any more, not even a `finally`, and the connections are gone. */
export async function killAt(
  step: BackupStep,
  dsns: readonly string[],
  run: (onStep: OnStep) => Promise<unknown>,
): Promise<boolean> {
  const reached = Promise.withResolvers<boolean>();
  const work = run(async (current) => {
    if (current !== step) return;
    reached.resolve(true);
    await new Promise(() => {});
  });
  work.then(
    () => reached.resolve(false),
    (error: unknown) => reached.reject(error),
  );
  const wasReached = await reached.promise;
  for (const dsn of dsns) {
    await withClient(dsn, (client) =>
      client.query(`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and application_name = 'moorage-db' and pid <> pg_backend_pid()`),
    );
  }
  return wasReached;
}

const oddTexts = [
  '',
  ' ',
  '\\N',
  '\\.',
  'a\tb\nc\rd\\e',
  '"\'',
  'ünïcödé 🛶 日本',
  '\u0001\u007f',
  randomBytes(150_000).toString('base64'),
];

/** Rows with everything that a copy could get wrong. */
export async function plantOddRows(dsn: string): Promise<void> {
  await withClient(dsn, async (client) => {
    const org = '01900000-0000-7000-8000-000000000001';
    await client.query(`insert into orgs (id, name, slug, plan, created_at) values ($1, $2, 'odd', 'free', $3)`, [
      org,
      oddTexts[6],
      '2026-03-29 02:59:59.999999+00',
    ]);
    for (const [index, text] of oddTexts.entries()) {
      const data = JSON.stringify({
        text: text.replaceAll('\u0000', ''),
        deep: [null, 1e-7, { a: [] }],
        big: '9007199254740993',
      });
      await client.query(`insert into events (org_id, kind, ref, data) values ($1, $2, $3, $4)`, [org, `k${index}`, text, data]);
    }
    await client.query(
      `insert into vault_keys (id, org_id, version, state, wraps, created_at, retired_at)
       values (gen_random_uuid(), $1, 1, 'active', '{}', '0001-01-01 00:00:00.000001+00', null),
              (gen_random_uuid(), null, 1, 'retired', '{"a":"b"}', '9999-12-31 23:59:59.999999+00', 'infinity')`,
      [org],
    );
    await client.query(`insert into vault_roots (id, kind, state, wrapped_check, created_at)
      values ('local:odd', 'file', 'active', '\\x00ff0a5c', now()), ('local:old', 'file', 'retired', '\\x', now())`);
  });
}
