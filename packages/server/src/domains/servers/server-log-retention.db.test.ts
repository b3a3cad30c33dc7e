/** Old entries of servers' logs go, and nothing else does. */
import { createFakeClock, systemClock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';
import { useTestDatabase } from '@moorage/testkit/postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { migratedDatabase, openDatabase } from '../../../test/database.ts';
import type { Database } from '../../platform/db/database.ts';
import { trimServerLogs } from './server-log-retention.service.ts';
import { appendServerLog } from './server-log.store.ts';

const source = useTestDatabase(migratedDatabase('server_log_retention'));
const ids = createIds(systemClock);
const dayMs = 86_400_000;
let db: Database;
let clock: ReturnType<typeof createFakeClock>;

beforeAll(async () => {
  db = openDatabase(source.dsn);
  await db.start();
});
afterAll(() => db.stop());
beforeEach(async () => {
  clock = createFakeClock();
  await db.system('test', (tx) => tx.deleteFrom('orgs').execute());
});

interface Place {
  readonly orgId: string;
  readonly serverId: string;
}

/** A server of an organization of its own. */
async function place(): Promise<Place> {
  const [orgId, serverId, keyId] = [ids.uuid(), ids.uuid(), ids.uuid()];
  const times = { created_at: clock.now(), updated_at: clock.now() };
  await db.system('test', async (tx) => {
    await tx.insertInto('orgs').values({ id: orgId, name: 'o', slug: orgId, created_at: clock.now() }).execute();
    const half = { public_key: 'k', fingerprint: keyId, sealed_private_key: Buffer.from('x') };
    const kind = { name: 'k', type: 'ed25519', bits: 256 };
    await tx
      .insertInto('ssh_keys')
      .values({ id: keyId, org_id: orgId, ...kind, ...half, ...times })
      .execute();
    const node = { hostname: 'n', private_ip_address: '10.0.0.1', ssh_user: 'root', role: 'worker', status: 'ready' };
    await tx
      .insertInto('servers')
      .values({ id: serverId, org_id: orgId, ssh_key_id: keyId, ...node, ...times })
      .execute();
  });
  return { orgId, serverId };
}

function write(where: Place, daysAgo: number, count = 1): Promise<void> {
  const created_at = new Date(clock.now().getTime() - daysAgo * dayMs);
  return db.tenant([where.orgId], async (tx) => {
    for (let each = 0; each < count; each += 1)
      await appendServerLog(tx, { ...where, stream: 'stdout', chunk: `${daysAgo}\n`, created_at });
  });
}

async function left(...places: readonly Place[]): Promise<string[]> {
  const servers = places.map(({ serverId }) => serverId);
  const rows = await db.system('test', (tx) =>
    tx.selectFrom('server_logs').select('chunk').where('server_id', 'in', servers).orderBy('created_at').orderBy('id').execute(),
  );
  return rows.map(({ chunk }) => chunk.trim());
}

const trim = (parts: { batchSize?: number; mostBatches?: number } = {}, signal = new AbortController().signal) =>
  trimServerLogs({ db, clock, retainDays: 45, ...parts }, signal);

describe('the log of a server', () => {
  it('loses what is older than it is kept, of every organization, and keeps its numbers', async () => {
    const [one, other] = [await place(), await place()];
    for (const days of [50, 46, 44, 0]) await write(one, days);
    await write(other, 100);
    expect(await trim()).toEqual({ removed: 3, isDone: true });
    expect(await left(one, other)).toEqual(['44', '0']);
    await write(one, 0);
    const numbers = await db.system('test', (tx) =>
      tx.selectFrom('server_logs').select('id').where('server_id', '=', one.serverId).orderBy('id').execute(),
    );
    expect(numbers.map(({ id }) => id)).toEqual(['3', '4', '5']);
    expect(await trim()).toEqual({ removed: 0, isDone: true });
  });

  it('is trimmed in batches, the oldest first, and the next run goes on', async () => {
    const one = await place();
    for (const days of [50, 60, 70]) await write(one, days, 4);
    expect(await trim({ batchSize: 5, mostBatches: 1 })).toEqual({ removed: 5, isDone: false });
    expect(await left(one)).toEqual(['60', '60', '60', '50', '50', '50', '50']);
    expect(await trim({ batchSize: 5 })).toEqual({ removed: 7, isDone: true });
  });

  it('is left alone by a run that was told to stop', async () => {
    const one = await place();
    await write(one, 50);
    const stopped = new AbortController();
    stopped.abort();
    expect(await trim({}, stopped.signal)).toEqual({ removed: 0, isDone: false });
    expect(await left(one)).toEqual(['50']);
  });

  it('is trimmed once by two runs at once, which do not wait for what somebody else holds', async () => {
    const [one, other] = [await place(), await place()];
    await write(one, 50, 20);
    await write(other, 50);
    const runs = await db.system('test', async (tx) => {
      await tx.selectFrom('server_logs').select('id').where('server_id', '=', other.serverId).forUpdate().execute();
      return await Promise.all([trim({ batchSize: 3 }), trim({ batchSize: 3 })]);
    });
    expect(await left(other)).toEqual(['50']);
    expect(runs.reduce((sum, { removed }) => sum + removed, 0)).toBeLessThanOrEqual(20);
    await trim();
    expect(await left(one, other)).toEqual([]);
  });
});
