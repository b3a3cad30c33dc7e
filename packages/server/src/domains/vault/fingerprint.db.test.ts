/** Fingerprints through every change of keys. */
import { createHash } from 'node:crypto';
import { createFakeClock } from '@moorage/core/clock';
import { silentLog } from '@moorage/core/log';
import { useTestDatabase } from '@moorage/testkit/postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migratedDatabase, openDatabase } from '../../../test/database.ts';
import { createTestVault, keeperOf, sourceOf } from '../../../test/vault.ts';
import type { Database } from '../../platform/db/database.ts';
import { createSystemCtx } from '../../platform/http/context.ts';
import type { VaultParts } from './index.ts';

const source = useTestDatabase(migratedDatabase('fingerprint'));
const clock = createFakeClock(new Date('2026-03-01T12:00:00Z'));
const ctx = createSystemCtx({ requestId: 'test', log: silentLog, clock, signal: new AbortController().signal }, 'script');
const guess = '["POST","hunter2"]';
let database: Database;

const processWith = (...bytes: readonly number[]): VaultParts =>
  createTestVault(database, clock, undefined, { sources: bytes.map((byte) => sourceOf(keeperOf(byte))) });

beforeAll(async () => {
  database = openDatabase(source.dsn);
  await database.start();
});
afterAll(() => database.stop());

describe('a fingerprint', () => {
  it('is the same in all processes, also those that make its key at the same time, and another for another text', async () => {
    const processes = Array.from({ length: 6 }, () => processWith(1));
    const prints = await Promise.all(processes.map(({ fingerprint }) => fingerprint(guess)));
    expect(new Set(prints).size).toBe(1);
    expect(await processWith(1).fingerprint('["POST","hunter3"]')).not.toBe(prints[0]);
    expect(await database.system('test', (tx) => tx.selectFrom('fingerprint_keys').select('id').execute())).toHaveLength(1);
  });

  it('cannot be made from what is in the database', async () => {
    const print = await processWith(1).fingerprint(guess);
    const [row] = await database.system('test', (tx) => tx.selectFrom('fingerprint_keys').selectAll().execute());
    expect(print).not.toBe(createHash('sha256').update(guess).digest('base64url'));
    // What lies there is no key but a sealed one: with another root key nothing comes of it.
    expect(row?.sealed_key.byteLength).toBeGreaterThan(32);
    await expect(processWith(2).fingerprint(guess)).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('stays what it is through rotations of the platform’s key and of the root key, and when old keys are destroyed', async () => {
    const before = processWith(1);
    const print = await before.fingerprint(guess);
    expect(await processWith(1).encryption.rotate(ctx, null)).toMatchObject({ failed: 0 });
    await clock.advance(3_700_000);
    expect(await processWith(1).encryption.upkeep()).toMatchObject({ destroyed: 1 });
    expect([await before.fingerprint(guess), await processWith(1).fingerprint(guess)]).toEqual([print, print]);
    await processWith(1, 2).encryption.rotateRoot(ctx);
    await processWith(2, 1).encryption.finishRoot(ctx);
    expect(await processWith(2).fingerprint(guess)).toBe(print);
  });
});
