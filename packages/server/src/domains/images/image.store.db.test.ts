import { useTestDatabase } from '@moorage/testkit/postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migratedDatabase, openDatabase } from '../../../test/database.ts';
import type { Database } from '../../platform/db/database.ts';
import {
  claimSweep,
  findWatch,
  insertWatches,
  listDueKeys,
  type NewWatch,
  removeOtherWatches,
  updateBlocked,
  updateDue,
  updateFound,
  updateProblem,
} from './image.store.ts';

const source = useTestDatabase(migratedDatabase('image_store'));
const at = new Date('2026-03-01T12:00:00Z');
const later = (seconds: number): Date => new Date(at.getTime() + seconds * 1000);
const digest = `sha256:${'a'.repeat(64)}`;
let db: Database;

beforeAll(async () => {
  db = openDatabase(source.dsn);
  await db.start();
});
afterAll(() => db.stop());

const system = <T>(fn: Parameters<typeof db.system<T>>[1]) => db.system('test', fn);
const watchOf = (registry: string, name: string): NewWatch => ({
  key: `digest ${registry}/${name} 1`,
  registry,
  repository: name,
  policy: 'digest',
  wanted: '1',
});

describe('watched images', () => {
  it('are kept as they are when they are seen again, and go when nobody waits', async () => {
    const [kept, gone] = [watchOf('a.example', 'kept'), watchOf('a.example', 'gone')];
    await system((tx) => insertWatches(tx, [kept, gone], at));
    await system((tx) => updateFound(tx, kept.key, { found: { tag: '1', digest }, at, nextAt: later(60), wasDueAt: at }));
    await system((tx) => insertWatches(tx, [kept], later(10)));
    await system((tx) => removeOtherWatches(tx, [kept.key]));
    expect(await system((tx) => findWatch(tx, kept.key))).toMatchObject({ found: { tag: '1', digest }, nextAt: later(60) });
    expect(await system((tx) => findWatch(tx, gone.key))).toBeUndefined();
    await system((tx) => removeOtherWatches(tx, []));
    expect(await system((tx) => findWatch(tx, kept.key))).toBeUndefined();
  });

  it('are due in turn, only so many of each registry, and none of one that asked us to wait', async () => {
    const watches = [1, 2, 3].flatMap((number) => [watchOf('b.example', `n${number}`), watchOf('c.example', `n${number}`)]);
    await system((tx) => insertWatches(tx, watches, at));
    const due = (when: Date, perRegistry = 2) => system((tx) => listDueKeys(tx, { at: when, perRegistry, limit: 10 }));
    expect(await due(later(-1))).toEqual([]);
    expect(await due(at)).toHaveLength(4);
    expect(await due(at, 1)).toEqual(['digest b.example/n1 1', 'digest c.example/n1 1']);
    await system((tx) => updateBlocked(tx, 'b.example', later(100)));
    await system((tx) => updateBlocked(tx, 'b.example', later(50)));
    expect(await due(later(60), 9)).toEqual(['digest c.example/n1 1', 'digest c.example/n2 1', 'digest c.example/n3 1']);
    expect(await due(later(101), 9)).toHaveLength(6);
    await system((tx) => removeOtherWatches(tx, []));
  });

  it('count failures in a row and keep what was found', async () => {
    const watch = watchOf('d.example', 'x');
    const problem = { reason: 'Unreachable', message: 'No answer.', nextStep: 'Wait.' };
    await system((tx) => insertWatches(tx, [watch], at));
    await system((tx) => updateFound(tx, watch.key, { found: { tag: '1', digest }, at, nextAt: later(1), wasDueAt: at }));
    for (const from of [1, 2]) {
      const times = { at: later(from), nextAt: later(from + 1), wasDueAt: later(from) };
      await system((tx) => updateProblem(tx, watch.key, { problem, ...times }));
    }
    expect(await system((tx) => findWatch(tx, watch.key))).toMatchObject({ failures: 2, problem, found: { digest } });
    const times = { at: later(3), nextAt: later(4), wasDueAt: later(3) };
    await system((tx) => updateFound(tx, watch.key, { found: { tag: '1', digest }, ...times }));
    expect(await system((tx) => findWatch(tx, watch.key))).toMatchObject({ failures: 0, problem: null });
  });

  it('stay due for who asked while the registry was being asked', async () => {
    const watch = watchOf('e.example', 'x');
    await system((tx) => insertWatches(tx, [watch], at));
    expect(await system((tx) => updateDue(tx, [watch.key], { at: later(5), notSince: later(5) }))).toEqual([watch.key]);
    const answer = { found: { tag: '1', digest }, at: later(6), nextAt: later(66), wasDueAt: at };
    await system((tx) => updateFound(tx, watch.key, answer));
    expect(await system((tx) => findWatch(tx, watch.key))).toMatchObject({ nextAt: later(5) });
    expect(await system((tx) => updateDue(tx, [watch.key], { at: later(7), notSince: later(6) }))).toEqual([]);
  });

  it('are looked through by one worker at a time', async () => {
    await system(async (tx) => {
      expect(await claimSweep(tx)).toBe(true);
      expect(await system((other) => claimSweep(other))).toBe(false);
    });
    expect(await system((tx) => claimSweep(tx))).toBe(true);
  });
});
