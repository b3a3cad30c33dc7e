/** What encryption costs: values sealed and opened, a list of secrets, and a new key for an organization with many values. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import process from 'node:process';
import { systemClock } from '@moorage/core/clock';
import { silentLog } from '@moorage/core/log';
import { encryptedColumns } from '@moorage/server/domains/vault/encrypted-columns.rules';
import type { VaultParts } from '@moorage/server/domains/vault/index';
import type { Database } from '@moorage/server/platform/db/database';
import { createSystemCtx } from '@moorage/server/platform/http/context';
import { createTestDatabase } from '@moorage/testkit/postgres';
import { migratedDatabase, openDatabase, sql } from '../packages/server/test/database.ts';
import { createTestVault } from '../packages/server/test/vault.ts';
import type { Benchmark, Measurement } from './lib/benchmark.ts';
import { median, pairedRatio, rounded } from './lib/statistics.ts';

const defaultObjects = 100_000;
const defaultRounds = 7;
const atOnce = 2_000;
const perMinute = 100_000;
const orgId = '018f0000-0000-7000-8000-000000000001';
const column = { table: 'audit_sinks', column: 'sealed_secret' } as const;
const plain = Buffer.from('a password of forty-eight letters, which is long');

const idOf = (index: number): string => `018f0000-0000-7000-8000-${index.toString(16).padStart(12, '0')}`;
const placeOf = (row: string) => ({ orgId, ...column, row });

/** Per second. */
async function rate(count: number, work: () => Promise<void>): Promise<number> {
  const beganAt = performance.now();
  await work();
  return (count * 1_000) / (performance.now() - beganAt);
}

interface Bare {
  readonly nonce: Buffer;
  readonly tag: Buffer;
  readonly content: Buffer;
}

function bareSeal(key: Buffer): Bare {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const content = Buffer.concat([cipher.update(plain), cipher.final()]);
  return { nonce, content, tag: cipher.getAuthTag() };
}

function bareOpen(key: Buffer, { nonce, tag, content }: Bare): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, nonce);
  decipher.setAuthTag(tag);
  return Buffer.concat([decipher.update(content), decipher.final()]);
}

function compared(name: string, reference: string, own: readonly number[], bare: readonly number[]): Measurement {
  const ratio = rounded(pairedRatio(own, bare));
  return {
    ...{ name, unit: 'values/s', value: rounded(median(own)) },
    reference: { name: reference, value: rounded(median(bare)), ratio },
  };
}

/** Sealing with its lock on the key's row, beside AES-GCM after the same statement; opening beside AES-GCM alone. */
async function measureValues(db: Database, { vault }: VaultParts, rounds: number): Promise<Measurement[]> {
  const key = randomBytes(32);
  const series = {
    seal: new Array<number>(),
    bareSeal: new Array<number>(),
    open: new Array<number>(),
    bareOpen: new Array<number>(),
  };
  const row = idOf(0);
  for (let round = 0; round <= rounds; round += 1) {
    const sealed: Buffer[] = [];
    const bare: Bare[] = [];
    const measured = {
      seal: await db.system('benchmark', (tx) =>
        rate(atOnce, async () => {
          for (let n = 0; n < atOnce; n += 1) sealed.push(await vault.seal(tx, placeOf(row), plain));
        }),
      ),
      bareSeal: await db.system('benchmark', (tx) =>
        rate(atOnce, async () => {
          for (let n = 0; n < atOnce; n += 1) {
            await tx
              .selectFrom('vault_keys')
              .selectAll()
              .where('org_id', '=', orgId)
              .orderBy('version', 'desc')
              .forShare()
              .execute();
            bare.push(bareSeal(key));
          }
        }),
      ),
      open: await rate(atOnce, async () => {
        for (const one of sealed) await vault.open(placeOf(row), one);
      }),
      bareOpen: await rate(atOnce, async () => {
        for (const one of bare) bareOpen(key, one);
      }),
    };
    // The first one warms up.
    if (round === 0) continue;
    series.seal.push(measured.seal);
    series.bareSeal.push(measured.bareSeal);
    series.open.push(measured.open);
    series.bareOpen.push(measured.bareOpen);
  }
  return [
    compared('values sealed', 'AES-256-GCM of node:crypto after the same statement', series.seal, series.bareSeal),
    compared('values opened', 'AES-256-GCM of node:crypto', series.open, series.bareOpen),
  ];
}

async function fill(db: Database, { vault }: VaultParts, objects: number): Promise<void> {
  await vault.prepare(orgId);
  for (let from = 0; from < objects; from += atOnce) {
    await db.system('benchmark', async (tx) => {
      const ids = Array.from({ length: Math.min(atOnce, objects - from) }, (_none, n) => idOf(from + n + 1));
      const values: Buffer[] = [];
      for (const id of ids) values.push(await vault.seal(tx, placeOf(id), plain));
      await sql`
        insert into audit_sinks (id, org_id, url, sealed_secret, created_at, delivered_seq)
        select id, ${orgId}, 'https://example.com', value, now(), 0
          from unnest(${ids}::uuid[], ${values}::bytea[]) as made (id, value)`.execute(tx);
    });
  }
  await db.system('benchmark', async (tx) => await sql`analyze audit_sinks`.execute(tx));
}

async function measureRotation(db: Database, parts: VaultParts, objects: number): Promise<Measurement> {
  await fill(db, parts, objects);
  const ctx = createSystemCtx(
    { requestId: 'bench', log: silentLog, clock: systemClock, signal: new AbortController().signal },
    'script',
  );
  const before = process.cpuUsage();
  const perSecond = await rate(objects, async () => {
    const { resealed, failed } = await parts.encryption.rotate(ctx, orgId);
    if (resealed !== objects || failed !== 0) throw new Error(`${resealed} of ${objects} values were sealed anew`);
  });
  const { user, system } = process.cpuUsage(before);
  const target = perMinute / 60;
  return {
    ...{ name: `values sealed anew by a rotation of ${objects}`, unit: 'values/s', value: rounded(perSecond) },
    reference: {
      name: 'what is promised: 100,000 a minute',
      value: rounded(target),
      ratio: rounded(perSecond / target),
      atLeast: 1,
    },
    details: { 'values a minute': rounded(perSecond * 60), 'processor us a value': rounded((user + system) / objects) },
  };
}

export const vault: Benchmark = {
  name: 'vault',
  what:
    `Values of ${plain.byteLength} bytes, ${atOnce} one after the other, in turns with the same by bare AES-256-GCM; then a new key for an ` +
    `organization with ${defaultObjects} values, in ${encryptedColumns.length} columns of which one has them. The database shares the machine.`,
  async run({ objects = defaultObjects, rounds = defaultRounds }) {
    const database = await createTestDatabase(migratedDatabase('bench_vault'));
    const db = openDatabase(database.dsn, {});
    await db.start();
    try {
      const parts = createTestVault(db, systemClock, 9);
      await db.system('benchmark', async (tx) => {
        await sql`insert into orgs (id, name, slug, plan, created_at) values (${orgId}, 'Bench', 'bench', 'free', now())`.execute(
          tx,
        );
      });
      await parts.vault.prepare(orgId);
      return [...(await measureValues(db, parts, rounds)), await measureRotation(db, parts, objects)];
    } finally {
      await db.stop();
      await database.drop();
    }
  },
};
