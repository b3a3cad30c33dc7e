import { systemClock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';
import { silentLog } from '@moorage/core/log';
import { Secret } from '@moorage/core/secret';
import { useTestDatabase } from '@moorage/testkit/postgres';
import { readTestConfig } from '@moorage/testkit/test-config';
import { waitUntil } from '@moorage/testkit/wait-until';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migratedDatabase, openDatabase } from '../../../test/database.ts';
import { createRedisClient, type RedisClient } from '../../adapters/redis/redis-client.ts';
import { createRedisLimits } from '../../adapters/redis/redis-limits.ts';
import type { Database } from '../db/database.ts';
import { createPostgresLimitStore } from './limit.store.ts';
import { createLimiter } from './limiter.ts';
import type { LimitStore } from './limits.ports.ts';

const test = useTestDatabase(migratedDatabase('limits'));
let database: Database;
let redis: RedisClient | undefined;
const { redisUrl } = readTestConfig();
const kinds = ['PostgreSQL', ...(redisUrl === undefined ? [] : ['Redis'])];
/** Redis outlives the test. */
const mark = createIds(systemClock).uuid();

beforeAll(async () => {
  database = openDatabase(test.dsn);
  await database.start();
  if (redisUrl === undefined) return;
  redis = createRedisClient(new Secret(redisUrl), silentLog);
  await redis.start();
});
afterAll(async () => {
  await redis?.stop();
  await database.stop();
});

describe.each(kinds)('limits in %s', (kind) => {
  const storeOf = (): LimitStore =>
    kind === 'Redis' && redis !== undefined ? createRedisLimits(redis) : createPostgresLimitStore(database);

  it('add up what is spent and stop at the most', async () => {
    const store = storeOf();
    const spend = { key: `a ${mark}`, costMs: 60_000, mostMs: 150_000 };
    const [first = 0] = await store.spend([spend]);
    const [second = 0] = await store.spend([spend]);
    const [third = 0] = await store.spend([spend]);
    expect(first).toBeCloseTo(60_000, -1);
    expect(second).toBeGreaterThan(115_000);
    expect(third).toBeCloseTo(150_000, -1);
    expect((await store.spend([{ ...spend, costMs: 0 }]))[0]).toBeLessThanOrEqual(third);
  });

  it('answer in the order that was asked for', async () => {
    const store = storeOf();
    const debts = await store.spend(
      ['z', 'b', 'm'].map((key, index) => ({ key: `${key} ${mark}`, costMs: (index + 1) * 1e5, mostMs: 1e6 })),
    );
    expect(debts.map((ms) => Math.round(ms / 1e5))).toEqual([1, 2, 3]);
  });

  it('bear many replicas that spend from the same buckets at once', async () => {
    const store = storeOf();
    const keys = Array.from({ length: 50 }, (_, n) => `shared ${n} ${mark}`);
    const batch = (turn: number) =>
      (turn % 2 === 0 ? keys : keys.toReversed()).map((key) => ({ key, costMs: 60_000, mostMs: 6e6 }));
    await Promise.all(Array.from({ length: 20 }, (_, turn) => store.spend(batch(turn))));
    const [debt = 0] = await store.spend([{ key: `shared 7 ${mark}`, costMs: 0, mostMs: 6e6 }]);
    expect(Math.round(debt / 60_000)).toBe(20);
  });

  it('give what is there to as many as there is for, however many ask at once', async () => {
    const store = storeOf();
    const hour = 3_600_000;
    const reserve = { key: `reserved ${mark}`, costMs: hour, mostMs: 6 * hour, coveredMs: 5.5 * hour };
    const asked = await Promise.all(Array.from({ length: 20 }, () => store.reserve(reserve)));
    expect(asked.filter(({ isGranted }) => isGranted)).toHaveLength(5);
    const refused = await store.reserve(reserve);
    expect([refused.isGranted, Math.round(refused.debtMs / hour)]).toEqual([false, 5]);
    // What was refused has cost nothing.
    expect(Math.round(((await store.spend([{ ...reserve, costMs: 0 }]))[0] ?? 0) / hour)).toBe(5);
  });

  it.skipIf(kind === 'Redis')('are forgotten when they are full again', async () => {
    const store = storeOf();
    await store.spend([
      { key: 'full', costMs: 0, mostMs: 1_000 },
      { key: 'used', costMs: 1e6, mostMs: 1e6 },
    ]);
    await store.sweep?.();
    const { rows } = await database.system(
      'test',
      async (tx) => await sql<{ key: string }>`select key from rate_limits where key in ('full', 'used')`.execute(tx),
    );
    expect(rows).toEqual([{ key: 'used' }]);
  });

  it('reach the other replica within a second, and tell nobody who was limited', async () => {
    const replicas = [1, 2].map(() => createLimiter({ clock: systemClock, log: silentLog, store: storeOf() }));
    const [first, second] = replicas;
    if (first === undefined || second === undefined) throw new Error('there are two');
    for (const replica of replicas) await replica.start();
    const allowance = { perSecond: 0.1, burst: 5 };
    for (let n = 0; n < 5; n += 1) first.take(`ip:203.0.113.7 ${mark}`, allowance);
    await waitUntil(() => !second.take(`ip:203.0.113.7 ${mark}`, allowance).granted, {
      describe: 'the second replica to refuse',
    });
    for (const replica of replicas) await replica.stop();
    const { rows } = await database.system(
      'test',
      async (tx) => await sql<{ key: string }>`select key from rate_limits`.execute(tx),
    );
    expect(JSON.stringify(rows)).not.toContain('203.0.113.7');
  });
});
