import { useTestDatabase } from '@moorage/testkit/postgres';
import { waitUntil } from '@moorage/testkit/wait-until';
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { AppError } from '@moorage/core/errors';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { migratedDatabase, openDatabase } from '../../../test/database.ts';
import { startHttp, type TestHttpServer } from '../../../test/http.ts';
import type { Database } from '../db/database.ts';
import { bind, reply } from './bind.ts';
import { idempotencyJobs } from '../jobs/idempotency-sweep.ts';
import { defineRoute } from './route.ts';

const source = useTestDatabase(migratedDatabase('idempotency'));
const fingerprintKey = randomBytes(32);
let db: Database;
let server: TestHttpServer;
let runs = 0;
let fail: Error | undefined;
let gate: Promise<void> = Promise.resolve();

const create = bind(
  defineRoute({
    id: 'things.create',
    method: 'POST',
    path: '/api/things',
    surface: 'app',
    tag: 'Things',
    summary: 'Make a thing',
    access: { kind: 'signedIn' },
    scope: 'things:write',
    body: z.strictObject({ name: z.string() }),
    responses: { 201: z.strictObject({ name: z.string(), run: z.number() }) },
    audit: 'thing.created',
    idempotent: true,
  }),
  async (_ctx, { body }) => {
    runs += 1;
    const run = runs;
    await gate;
    if (fail !== undefined) throw fail;
    return reply(201, { name: body.name, run }, { location: `/api/things/${body.name}` });
  },
);

beforeAll(async () => {
  db = openDatabase(source.dsn);
  await db.start();
  server = await startHttp([create], {
    idempotency: { db, fingerprint: async (text) => createHmac('sha256', fingerprintKey).update(text).digest('hex') },
  });
});
afterAll(async () => {
  await server.stop();
  await db.stop();
});
beforeEach(() => {
  runs = 0;
  fail = undefined;
  gate = Promise.resolve();
});

async function post(key: string, name = 'a', user = 'ada') {
  const response = await server.fetch('/api/things', {
    method: 'POST',
    headers: { cookie: `session=${user}`, 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify({ name }),
  });
  const body = z.object({ run: z.number().optional(), code: z.string().optional() }).parse(await response.json());
  return {
    status: response.status,
    ...body,
    replayed: response.headers.get('idempotent-replayed'),
    location: response.headers.get('location'),
    retryAfter: response.headers.get('retry-after'),
  };
}

describe('Idempotency-Key', () => {
  it('gives the same request the same answer without running it again', async () => {
    const first = await post('k1');
    const second = await post('k1');
    expect(first).toMatchObject({ status: 201, run: 1, replayed: null, location: '/api/things/a' });
    expect(second).toMatchObject({ status: 201, run: 1, replayed: 'true', location: '/api/things/a' });
    expect(runs).toBe(1);
  });

  it('refuses another request under the same key', async () => {
    await post('k2', 'a');
    expect(await post('k2', 'b')).toMatchObject({ status: 409, code: 'conflict' });
    expect(runs).toBe(1);
  });

  it('belongs to one actor', async () => {
    await post('k3', 'a', 'ada');
    expect(await post('k3', 'b', 'bob')).toMatchObject({ status: 201, run: 2 });
  });

  it('lets one of many simultaneous requests run and tells the others to wait', async () => {
    const opened = Promise.withResolvers<void>();
    gate = opened.promise;
    const first = post('k4');
    await waitUntil(() => runs === 1, { describe: 'the first request' });
    const others = await Promise.all([post('k4'), post('k4'), post('k4')]);
    expect(others.map(({ status, code, retryAfter }) => [status, code, retryAfter])).toEqual(
      others.map(() => [409, 'conflict', '1']),
    );
    opened.resolve();
    expect((await first).status).toBe(201);
    expect(await post('k4')).toMatchObject({ status: 201, run: 1, replayed: 'true' });
    expect(runs).toBe(1);
  });

  it('is free again after a request that failed', async () => {
    fail = new AppError('already_exists', 'There is one.');
    expect(await post('k5')).toMatchObject({ status: 409, code: 'already_exists' });
    fail = undefined;
    expect(await post('k5')).toMatchObject({ status: 201, run: 2 });
  });

  it('is taken over when the process that ran the first request died', async () => {
    await db.system('test', (tx) =>
      sql`
      insert into idempotency_keys (actor, key, route, fingerprint, locked_until)
      select 'ada', 'k6', route, fingerprint, now() - interval '1 second' from idempotency_keys where key = 'k1'`.execute(tx),
    );
    expect(await post('k6')).toMatchObject({ status: 201, run: 1 });
  });

  it('leaves nothing of the request from which a guess could be confirmed', async () => {
    await post('k8', 'hunter2');
    const row = await db.system('test', (tx) =>
      tx.selectFrom('idempotency_keys').select('fingerprint').where('key', '=', 'k8').executeTakeFirstOrThrow(),
    );
    // All that goes into it is known to whoever guesses, the key apart.
    const guess = JSON.stringify(['things.create', '/api/things', undefined, undefined, undefined, { name: 'hunter2' }]);
    const plain = (['hex', 'base64', 'base64url'] as const).map((form) => createHash('sha256').update(guess).digest(form));
    expect(row.fingerprint).toBe(createHmac('sha256', fingerprintKey).update(guess).digest('hex'));
    expect(plain).not.toContain(row.fingerprint);
  });

  it('must be short and visible', async () => {
    expect(await post('x'.repeat(256))).toMatchObject({ status: 400, code: 'invalid_request' });
    expect(await post('a b')).toMatchObject({ status: 400 });
    expect(runs).toBe(0);
  });

  it('is forgotten after a day', async () => {
    await post('k7');
    await db.system('test', (tx) =>
      sql`update idempotency_keys set created_at = now() - interval '25 hours' where key = 'k7'`.execute(tx),
    );
    await idempotencyJobs(db)[0]?.run({} as never, {});
    expect(await post('k7')).toMatchObject({ status: 201, run: 2, replayed: null });
  });
});
