import { systemClock } from '@moorage/core/clock';
import { silentLog } from '@moorage/core/log';
import { useTestDatabase } from '@moorage/testkit/postgres';
import { waitUntil } from '@moorage/testkit/wait-until';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { migratedDatabase, openDatabase } from '../../../test/database.ts';
import type { Database } from '../db/database.ts';
import { createEvents, type Events, type OutboxEvent } from './events.ts';

const ours = '11111111-1111-4111-8111-111111111111';
const theirs = '22222222-2222-4222-8222-222222222222';
const team = '33333333-3333-4333-8333-333333333333';
const otherTeam = '44444444-4444-4444-8444-444444444444';

const source = useTestDatabase(migratedDatabase('events'));
let db: Database;
let events: Events;

beforeAll(async () => {
  db = openDatabase(source.dsn);
  await db.start();
  events = createEvents({ db, log: silentLog, clock: systemClock });
  await events.start();
});
afterAll(async () => {
  await events.stop();
  await db.stop();
});

let ref = 0;
beforeEach(() => {
  ref += 1;
});
const publish = (n: number, orgId = ours, teamId?: string) =>
  db.system('test', (tx) =>
    events.publish(tx, {
      orgId,
      kind: 'thing.changed',
      ref: String(ref),
      data: { n },
      ...(teamId === undefined ? {} : { teamId }),
    }),
  );
const numbers = (seen: readonly OutboxEvent[]) => seen.map((event) => event.data['n']);

describe('events', () => {
  it('reach a watcher when their transaction commits, and not when it rolls back', async () => {
    const seen: OutboxEvent[] = [];
    const stop = await events.subscribe({ orgIds: [ours], ref: String(ref) }, (event) => void seen.push(event));
    await db
      .system('test', async (tx) => {
        await events.publish(tx, { orgId: ours, kind: 'thing.changed', ref: String(ref), data: { n: 0 } });
        throw new Error('rollback');
      })
      .catch(() => {});
    await publish(1);
    await waitUntil(() => seen.length === 1, { describe: 'the event', intervalMs: 2 });
    expect(seen[0]).toMatchObject({
      orgId: ours,
      teamId: undefined,
      kind: 'thing.changed',
      data: { n: 1 },
      at: expect.any(Date),
    });
    stop();
    await publish(2);
    expect(numbers(seen)).toEqual([1]);
  });

  it('of other organizations and teams are not shown', async () => {
    const seen: OutboxEvent[] = [];
    const stop = await events.subscribe({ orgIds: [ours], teamIds: [team], ref: String(ref) }, (event) => void seen.push(event));
    await publish(1, theirs, team);
    await publish(2, ours, otherTeam);
    await publish(3, ours, team);
    await publish(4, ours);
    await waitUntil(() => seen.length === 2, { describe: 'the two events' });
    expect(numbers(seen)).toEqual([3, 4]);
    stop();
  });

  it('can be published by a tenant for itself only', async () => {
    const event = { kind: 'thing.changed', ref: String(ref), data: {} };
    await db.tenant([ours], (tx) => events.publish(tx, { ...event, orgId: ours }));
    await expect(db.tenant([ours], (tx) => events.publish(tx, { ...event, orgId: theirs }))).rejects.toThrow(
      /row-level security/,
    );
  });

  it('resume after the last one that was seen, without a gap and without a repeat', async () => {
    const first: OutboxEvent[] = [];
    const stop = await events.subscribe({ orgIds: [ours], ref: String(ref) }, (event) => void first.push(event));
    for (let n = 1; n <= 5; n += 1) await publish(n);
    await waitUntil(() => first.length === 5, { describe: 'five events' });
    stop();
    for (let n = 6; n <= 8; n += 1) await publish(n);
    const second: OutboxEvent[] = [];
    const afterId = first[2]?.id ?? '';
    const stopSecond = await events.subscribe({ orgIds: [ours], ref: String(ref), afterId }, (event) => void second.push(event));
    await publish(9);
    await waitUntil(() => second.length === 6, { describe: 'the rest' });
    expect(numbers(second)).toEqual([4, 5, 6, 7, 8, 9]);
    stopSecond();
  });

  it('keep the order of commits under concurrency, and miss none', async () => {
    const seen: OutboxEvent[] = [];
    const stop = await events.subscribe({ orgIds: [ours], ref: String(ref) }, (event) => void seen.push(event));
    await Promise.all(Array.from({ length: 60 }, (_value, n) => publish(n)));
    await waitUntil(() => seen.length === 60, { describe: 'all events' });
    const ids = seen.map((event) => BigInt(event.id));
    expect(ids.every((id, index) => index === 0 || id > (ids[index - 1] ?? 0n))).toBe(true);
    expect(new Set(numbers(seen)).size).toBe(60);
    stop();
  });

  it('wait for a slow watcher in the table and not in memory', async () => {
    const gate = Promise.withResolvers<void>();
    const seen: OutboxEvent[] = [];
    const stop = await events.subscribe({ orgIds: [ours], ref: String(ref) }, async (event) => {
      await gate.promise;
      seen.push(event);
    });
    await db.system('test', async (tx) => {
      for (let n = 0; n < 2_500; n += 1)
        await events.publish(tx, { orgId: ours, kind: 'thing.changed', ref: String(ref), data: { n } });
    });
    await publish(2_500);
    gate.resolve();
    await waitUntil(() => seen.length === 2_501, { describe: 'all events' });
    expect(numbers(seen)).toEqual(Array.from({ length: 2_501 }, (_value, n) => n));
    stop();
  });

  it('reach a watcher of another process, and again after its session broke', async () => {
    const otherDb = openDatabase(source.dsn);
    await otherDb.start();
    const other = createEvents({ db: otherDb, log: silentLog, clock: systemClock });
    await other.start();
    const seen: OutboxEvent[] = [];
    await other.subscribe({ orgIds: [ours], ref: String(ref) }, (event) => void seen.push(event));
    await publish(1);
    await waitUntil(() => seen.length === 1, { describe: 'the event' });
    await db.execute(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'test-listen'`,
    );
    await publish(2);
    await waitUntil(() => seen.length === 2, { describe: 'the event after the gap' });
    await other.stop();
    await otherDb.stop();
  });

  it('that were swept are gone, and an id that never was is too', async () => {
    const seen: OutboxEvent[] = [];
    const stop = await events.subscribe({ orgIds: [ours], ref: String(ref) }, (event) => void seen.push(event));
    await publish(1);
    await publish(2);
    await publish(3);
    await waitUntil(() => seen.length === 3, { describe: 'three events' });
    stop();
    await db.system('test', (tx) =>
      tx
        .updateTable('events')
        .set({ created_at: new Date(0) })
        .execute(),
    );
    await events.jobs[0]?.run({} as never, {});
    await events.jobs[0]?.run({} as never, {});
    const after = (afterId: string) => events.subscribe({ orgIds: [ours], afterId }, () => {});
    await expect(after(seen[0]?.id ?? '')).rejects.toMatchObject({ code: 'gone' });
    (await after(seen[2]?.id ?? ''))();
    await expect(after('999999999')).rejects.toMatchObject({ code: 'gone' });
    await expect(after(`1' or 1=1`)).rejects.toMatchObject({ code: 'invalid_request' });
  });
});
