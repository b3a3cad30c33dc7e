import { createFakeClock } from '@moorage/core/clock';
import { AppError } from '@moorage/core/errors';
import { silentLog } from '@moorage/core/log';
import type { KubeObject } from '@moorage/kube/objects';
import { describe, expect, it } from 'vitest';
import type { ClusterApi, WatchEvent } from '../../api.ts';
import { kinds } from './kinds.ts';
import { type Controller, createRunner, type Requeue } from './runner.ts';

const aPodNamed = (name: string): KubeObject => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'shop' } });

/** An API of which the runner uses the watch only. */
function anApi(): { api: ClusterApi; emit: (event: WatchEvent) => void; watchers: () => number } {
  const listeners = new Set<(event: WatchEvent) => void>();
  const unused = (): never => {
    throw new Error('not used by the runner');
  };
  const api: ClusterApi = {
    get: unused,
    list: unused,
    create: unused,
    update: unused,
    mergePatch: unused,
    remove: unused,
    watch(_resource, onEvent) {
      listeners.add(onEvent);
      return () => listeners.delete(onEvent);
    },
  };
  return { api, emit: (event) => listeners.forEach((listen) => listen(event)), watchers: () => listeners.size };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

async function start(reconcile: (key: string, count: number) => Requeue, extra: Partial<Controller> = {}) {
  const clock = createFakeClock();
  const { api, emit, watchers } = anApi();
  const ran: string[] = [];
  const controller: Controller = {
    name: 'test',
    watches: [{ resource: kinds.pod }],
    reconcile(key) {
      ran.push(key);
      return reconcile(key, ran.length);
    },
    ...extra,
  };
  const runner = createRunner([controller], { api, log: silentLog, clock });
  await runner.start();
  return { clock, emit, ran, runner, watchers };
}

describe('the runner', () => {
  it('reconciles a key once for many changes', async () => {
    const { emit, ran } = await start(() => undefined);
    for (let index = 0; index < 5; index++) emit({ type: 'MODIFIED', object: aPodNamed('a') });
    emit({ type: 'ADDED', object: aPodNamed('b') });
    await turn();
    expect(ran).toEqual(['shop/a', 'shop/b']);
  });

  it('looks again when asked to, earlier when something changes', async () => {
    const { clock, emit, ran } = await start((_key, count) => (count === 1 ? 10_000 : undefined));
    emit({ type: 'ADDED', object: aPodNamed('a') });
    await turn();
    await clock.advance(5_000);
    emit({ type: 'MODIFIED', object: aPodNamed('a') });
    await turn();
    await clock.advance(20_000);
    await turn();
    expect(ran).toEqual(['shop/a', 'shop/a']);
  });

  it('backs off a key that fails, longer each time, and forgets that when it succeeds', async () => {
    const { clock, emit, ran } = await start((_key, count) => {
      if (count <= 3) throw new AppError('unavailable', 'not now');
      return undefined;
    });
    emit({ type: 'ADDED', object: aPodNamed('a') });
    await turn();
    const counts: number[] = [];
    for (const waitMs of [49, 1, 99, 1, 200]) {
      await clock.advance(waitMs);
      await turn();
      counts.push(ran.length);
    }
    expect(counts).toEqual([1, 2, 2, 3, 4]);
    expect(clock.pending()).toBe(1);
  });

  it('keeps one failing key from holding up the others', async () => {
    const { emit, ran } = await start((key) => {
      if (key === 'shop/bad') throw new Error('broken');
      return undefined;
    });
    emit({ type: 'ADDED', object: aPodNamed('bad') });
    emit({ type: 'ADDED', object: aPodNamed('good') });
    await turn();
    expect(ran).toEqual(['shop/bad', 'shop/good']);
  });

  it('works large sets off in batches, so that others get their turn', async () => {
    const { emit, ran } = await start(() => undefined);
    for (let index = 0; index < 100; index++) emit({ type: 'ADDED', object: aPodNamed(`p${index}`) });
    await new Promise((resolve) => setImmediate(resolve));
    expect(ran.length).toBeLessThan(100);
    for (let index = 0; index < 10; index++) await turn();
    expect(ran).toHaveLength(100);
  });

  it('asks for all keys at the start and now and then, in case a change was missed', async () => {
    const { clock, ran } = await start(() => undefined, { keys: () => ['shop/known'] });
    await turn();
    await clock.advance(120_000);
    await turn();
    expect(ran).toEqual(['shop/known', 'shop/known']);
  });

  it('does nothing any more once it is stopped, and may be stopped twice', async () => {
    const { clock, emit, ran, runner, watchers } = await start(() => 1_000);
    emit({ type: 'ADDED', object: aPodNamed('a') });
    await runner.stop();
    await runner.stop();
    await turn();
    await clock.advance(500_000);
    expect({ ran, watchers: watchers(), timers: clock.pending(), state: runner.status().state }).toEqual({
      ran: [],
      watchers: 0,
      timers: 0,
      state: 'stopped',
    });
  });
});
