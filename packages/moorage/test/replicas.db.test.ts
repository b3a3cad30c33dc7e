/** Three servers of one installation: what one revokes the others refuse, and none is needed by the others. */
import { silentLog } from '@moorage/core/log';
import { Secret } from '@moorage/core/secret';
import { migrate, migrationsDir } from '@moorage/server/platform/db/migrate';
import { fingerprintDir, useTestDatabase } from '@moorage/testkit/postgres';
import { readTestConfig } from '@moorage/testkit/test-config';
import { waitUntil } from '@moorage/testkit/wait-until';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Replica, startReplica } from './support/replica.ts';

const { redisUrl, everyKill } = readTestConfig();
const backends = ['postgres', ...(redisUrl === undefined ? [] : ['redis'])] as const;
const database = useTestDatabase({
  name: 'replicas',
  fingerprint: fingerprintDir(migrationsDir),
  migrate: async (dsn) => void (await migrate({ dsn: new Secret(dsn), log: silentLog })),
});

describe.each(backends)('three replicas with sessions in %s', (backend) => {
  const environment = (): Record<string, string> => ({
    DATABASE_DSN: database.dsn,
    ROOT_KEY: Buffer.alloc(32, 9).toString('base64'),
    SESSION_BACKEND: backend,
    ...(backend === 'redis' && redisUrl !== undefined ? { REDIS_URL: redisUrl } : {}),
    RATE_LIMIT_RPS: '100000',
    RATE_LIMIT_BURST: '100000',
  });
  /** Which of them are killed: each where the server is the one of production, else one that stands for all. */
  const victims = everyKill && backend === 'postgres' ? [0, 1, 2] : [1];
  const replicas: Replica[] = [];
  const at = (index: number): string => replicas[index]?.url ?? '';

  beforeAll(async () => {
    // The first brings what ships with this version into the database.
    replicas.push(await startReplica(environment()));
    replicas.push(...(await Promise.all([startReplica(environment()), startReplica(environment())])));
  }, 240_000);
  afterAll(() => Promise.all(replicas.map((replica) => replica.kill())));

  async function signIn(index: number, email = 'ada@example.com'): Promise<Record<string, string>> {
    const answer = await fetch(`${at(index)}/dev/login?email=${encodeURIComponent(email)}`, { redirect: 'manual' });
    const cookie = answer.headers.getSetCookie()[0]?.split(';')[0];
    if (cookie === undefined) throw new Error(`no session: ${answer.status} ${await answer.text()}`);
    return { cookie };
  }

  const ask = async (index: number, headers: Record<string, string>, path = '/api/me'): Promise<number> =>
    (await fetch(`${at(index)}${path}`, { headers })).status;
  const askAll = (headers: Record<string, string>, path?: string): Promise<number[]> =>
    Promise.all(replicas.map((_, index) => ask(index, headers, path)));

  /** Long before the minute is over after which they would have asked again. */
  async function untilRefused(headers: Record<string, string>, path?: string): Promise<void> {
    const refused = async () => (await askAll(headers, path)).every((status) => status === 401);
    await waitUntil(refused, { timeoutMs: 20_000, intervalMs: 10, describe: 'all replicas to refuse' });
  }

  async function makeKey(headers: Record<string, string>): Promise<{ id: string; headers: Record<string, string> }> {
    const answer = await fetch(`${at(0)}/api/keys`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'deploy', scopes: ['orgs:read'] }),
    });
    const made = z.object({ id: z.string(), key: z.string() }).parse(await answer.json());
    expect(answer.status).toBe(201);
    return { id: made.id, headers: { authorization: `Bearer ${made.key}` } };
  }

  it('know a session wherever it was made', async () => {
    const session = await signIn(0);
    expect(await askAll(session)).toEqual([200, 200, 200]);
  });

  it('refuse a session as soon as one of them ended it', async () => {
    const [session, other] = [await signIn(0), await signIn(1)];
    expect(await askAll(session)).toEqual([200, 200, 200]);
    const listed = await (await fetch(`${at(2)}/api/sessions`, { headers: session })).json();
    const sessions = z.array(z.object({ id: z.string(), current: z.boolean() })).parse(listed);
    const mine = sessions.find(({ current }) => current);
    const ended = await fetch(`${at(1)}/api/sessions/${mine?.id ?? ''}`, { method: 'DELETE', headers: other });
    expect(ended.status).toBe(204);
    await untilRefused(session);
    expect(await askAll(other)).toEqual([200, 200, 200]);
  });

  it('refuse a key as soon as one of them revoked it', async () => {
    const session = await signIn(0);
    const key = await makeKey(session);
    expect(await askAll(key.headers, '/api/orgs')).toEqual([200, 200, 200]);
    const revoked = await fetch(`${at(2)}/api/keys/${key.id}`, { method: 'DELETE', headers: session });
    expect(revoked.status).toBe(204);
    await untilRefused(key.headers, '/api/orgs');
  });

  it('refuse it all the same when their connections for news were cut in that moment', async () => {
    const session = await signIn(0);
    const key = await makeKey(session);
    expect(await askAll(key.headers, '/api/orgs')).toEqual([200, 200, 200]);
    const admin = new pg.Client({ connectionString: database.dsn });
    await admin.connect();
    await admin.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'moorage-api-listen'`,
    );
    await admin.end();
    const revoked = await fetch(`${at(0)}/api/keys/${key.id}`, { method: 'DELETE', headers: session });
    expect(revoked.status).toBe(204);
    await untilRefused(key.headers, '/api/orgs');
  });

  it.each(victims)('lose no login and no request of the others when number %i is killed', async (victim) => {
    const session = await signIn(victim);
    const others = [0, 1, 2].filter((index) => index !== victim);
    const statuses: number[] = [];
    let isOver = false;
    const load = others.map(async (index) => {
      while (!isOver) statuses.push(await ask(index, session));
    });
    await waitUntil(() => statuses.length > 20, { describe: 'requests to flow' });
    const before = statuses.length;
    await replicas[victim]?.kill();
    await waitUntil(() => statuses.length > before + 50, { describe: 'requests to flow on' });
    isOver = true;
    await Promise.all(load);
    expect(new Set(statuses)).toEqual(new Set([200]));
    replicas[victim] = await startReplica(environment());
    expect(await askAll(session)).toEqual([200, 200, 200]);
  });

  it('share what one address may try', async () => {
    const wrong = (index: number) =>
      fetch(`${at(index)}/api/invites/preview`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ token: 'x'.repeat(43) }),
      });
    for (let n = 0; n < 14; n += 1) await wrong(n % 2);
    await waitUntil(async () => (await wrong(2)).status === 429, { describe: 'the third replica to know of the failures' });
  });
});
