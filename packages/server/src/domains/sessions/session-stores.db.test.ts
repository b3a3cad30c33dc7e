import { systemClock } from '@moorage/core/clock';
import { silentLog } from '@moorage/core/log';
import { Secret } from '@moorage/core/secret';
import { useTestDatabase } from '@moorage/testkit/postgres';
import { readTestConfig } from '@moorage/testkit/test-config';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migratedDatabase, openDatabase } from '../../../test/database.ts';
import { describeSessionStore, type Subject } from '../../../test/session-store.conformance.ts';
import { createMemorySessions } from '../../adapters/memory/memory-sessions.ts';
import { createRedisClient, type RedisClient } from '../../adapters/redis/redis-client.ts';
import { createRedisSessions } from '../../adapters/redis/redis-sessions.ts';
import type { Database } from '../../platform/db/database.ts';
import { createPostgresSessions } from './postgres-sessions.service.ts';
import type { SessionStore } from './session.ports.ts';

const source = useTestDatabase(migratedDatabase('session_stores'));
const userId = '0197a000-0000-7000-8000-00000000000a';
const otherUserId = '0197a000-0000-7000-8000-00000000000b';
const teamId = '0197a000-0000-7000-8000-00000000000c';
const orgId = '0197a000-0000-7000-8000-00000000000d';
const now = systemClock.now();
const { redisUrl } = readTestConfig();
let database: Database;
let redis: RedisClient | undefined;
const stores: { postgres?: SessionStore; memory?: SessionStore; redis?: SessionStore } = {};

beforeAll(async () => {
  database = openDatabase(source.dsn);
  await database.start();
  const users = [userId, otherUserId].map((id) => ({ id, email: `${id}@example.com`, name: 'Ada', created_at: now }));
  await database.system('test', (tx) => tx.insertInto('users').values(users).execute());
  await database.system('test', async (tx) => {
    await tx.insertInto('orgs').values({ id: orgId, name: 'Ours', slug: 'ours', created_at: now }).execute();
    await tx.insertInto('teams').values({ id: teamId, org_id: orgId, name: 'Default', created_at: now }).execute();
  });
  stores.postgres = createPostgresSessions(database);
  stores.memory = createMemorySessions(database);
  if (redisUrl === undefined) return;
  redis = createRedisClient(new Secret(redisUrl), silentLog);
  await redis.start();
  stores.redis = createRedisSessions({ redis, db: database });
});
afterAll(async () => {
  await redis?.stop();
  await database.stop();
});

const subjectOf = (name: keyof typeof stores) => (): Subject => {
  const store = stores[name];
  if (store === undefined) throw new Error(`${name} is there from beforeAll on`);
  return { store, db: database, userId, otherUserId, teamId, now };
};

describeSessionStore('PostgreSQL', subjectOf('postgres'));
describeSessionStore('memory', subjectOf('memory'));

describe.skipIf(redisUrl === undefined)('with a Redis server', () => {
  describeSessionStore('Redis', subjectOf('redis'));

  it('a call fails at once and says so when the server is away', async () => {
    const away = createRedisClient(new Secret('redis://127.0.0.1:1'), silentLog);
    await expect(away.start()).rejects.toMatchObject({ code: 'unavailable' });
    await expect(away.use((calls) => calls.get('x'))).rejects.toMatchObject({ code: 'unavailable' });
    await away.stop();
  });
});
