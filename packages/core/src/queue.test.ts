import { describe, expect, it } from 'vitest';
import { createFakeClock } from './clock.ts';
import { createKeyedQueue, type KeyedQueue, type KeyedQueueOptions, type WorkResult } from './queue.ts';

function gate(): { promise: Promise<void>; open: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { promise, open: resolve };
}

describe('keyed queue', () => {
  it('runs a key once for a burst of adds', async () => {
    const seen: string[] = [];
    const queue = createKeyedQueue({ clock: createFakeClock(), work: async (key) => (seen.push(key), {}) });
    for (const key of ['a', 'b', 'a', 'a']) queue.add(key);
    queue.start();
    await queue.idle();
    expect(seen).toEqual(['a', 'b']);
  });

  it('never runs a key twice at a time and runs it again when it was added meanwhile', async () => {
    const gates = [gate(), gate()];
    let running = 0;
    let most = 0;
    let runs = 0;
    const queue = createKeyedQueue({
      clock: createFakeClock(),
      concurrency: 4,
      work: async () => {
        const mine = gates[runs];
        runs += 1;
        running += 1;
        most = Math.max(most, running);
        await mine?.promise;
        running -= 1;
        return {};
      },
    });
    queue.start();
    queue.add('a');
    queue.add('a');
    queue.add('a');
    gates[0]?.open();
    gates[1]?.open();
    await queue.idle();
    expect({ most, runs }).toEqual({ most: 1, runs: 2 });
  });

  it('works on as many keys at a time as it may and no more', async () => {
    const hold = gate();
    let running = 0;
    const queue = createKeyedQueue({
      clock: createFakeClock(),
      concurrency: 2,
      work: async () => ((running += 1), await hold.promise, {}),
    });
    queue.start();
    for (const key of ['a', 'b', 'c']) queue.add(key);
    expect(running).toBe(2);
    hold.open();
    await queue.idle();
    expect(running).toBe(3);
  });

  it('backs off a failing key alone, longer each time, and forgets that after a success', async () => {
    const clock = createFakeClock();
    const delays: number[] = [];
    let failing = true;
    const queue = createKeyedQueue({
      clock,
      work: async (key) => {
        if (key === 'bad' && failing) throw new Error('no');
        return {};
      },
      onFailure: (_key, _error, retryInMs) => delays.push(retryInMs),
    });
    queue.start();
    queue.add('bad');
    queue.add('good');
    await queue.idle();
    for (let round = 0; round < 3; round += 1) {
      await clock.advance(delays.at(-1) ?? 0);
      await queue.idle();
    }
    expect(delays).toHaveLength(4);
    delays.forEach((delay, index) => {
      expect(delay).toBeGreaterThanOrEqual(500 * 2 ** index);
      expect(delay).toBeLessThanOrEqual(1000 * 2 ** index);
    });
    expect(queue.stats().failing).toBe(1);
    failing = false;
    queue.add('bad');
    await queue.idle();
    expect(queue.stats()).toMatchObject({ failing: 0, delayed: 0, failures: 4 });
  });

  it('keeps the earliest of several delays, and an add beats them all', async () => {
    const clock = createFakeClock();
    let runs = 0;
    const queue = createKeyedQueue({ clock, work: async () => ((runs += 1), {}) });
    queue.start();
    queue.addAfter('a', 500);
    queue.addAfter('a', 100);
    queue.addAfter('a', 900);
    await clock.advance(100);
    await queue.idle();
    expect(runs).toBe(1);
    queue.addAfter('a', 100);
    queue.add('a');
    await queue.idle();
    await clock.advance(1_000);
    expect(runs).toBe(2);
  });

  it('looks again after the delay that a run asked for', async () => {
    const clock = createFakeClock();
    const results: WorkResult[] = [{ afterMs: 50 }, {}];
    let runs = 0;
    const queue = createKeyedQueue({ clock, work: async () => results[runs++] ?? {} });
    queue.start();
    queue.add('a');
    await queue.idle();
    await clock.advance(50);
    await queue.idle();
    expect(runs).toBe(2);
    expect(clock.pending()).toBe(0);
  });

  it('stops by aborting what runs, taking nothing more, and waiting for the end', async () => {
    const clock = createFakeClock();
    const ended: string[] = [];
    const queue = createKeyedQueue({
      clock,
      work: (key, signal) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => {
            ended.push(key);
            resolve({ afterMs: 10 });
          });
        }),
    });
    queue.start();
    queue.add('a');
    queue.add('b');
    queue.addAfter('c', 10);
    await queue.stop();
    queue.add('d');
    expect(ended).toEqual(['a']);
    expect(clock.pending()).toBe(0);
  });
});

describe('keyed queue with tenants and priorities', () => {
  const tenantOf = (key: string): string => key.slice(0, key.indexOf('/'));

  /** Adds everything while one key holds the only worker, then lets go and gives the order of the rest. */
  async function orderOf(fill: (queue: KeyedQueue) => void, options: Partial<KeyedQueueOptions> = {}): Promise<string[]> {
    const hold = gate();
    const seen: string[] = [];
    const queue = createKeyedQueue({
      clock: createFakeClock(),
      groupOf: tenantOf,
      work: async (key) => {
        if (key === 'hold') await hold.promise;
        else seen.push(key);
        return {};
      },
      ...options,
    });
    queue.start();
    queue.add('hold');
    fill(queue);
    hold.open();
    await queue.idle();
    return seen;
  }

  it('serves tenants by turns, however many keys one of them has', async () => {
    const seen = await orderOf((queue) => {
      for (let index = 0; index < 100; index += 1) queue.add(`big/${index}`);
      queue.add('small/0');
      queue.add('other/0');
    });
    expect(seen.slice(0, 3).toSorted()).toEqual(['big/0', 'other/0', 'small/0']);
    expect(seen).toHaveLength(102);
  });

  it('serves what a person waits for first, and starves nobody', async () => {
    const seen = await orderOf((queue) => {
      queue.add('t/resync', 'resync');
      for (let index = 0; index < 20; index += 1) queue.add(`t/user-${index}`, 'user');
      queue.add('t/normal');
    });
    expect(seen.slice(0, 6).every((key) => key.startsWith('t/user'))).toBe(true);
    expect(seen.indexOf('t/resync')).toBeLessThan(9);
    expect(seen).toHaveLength(22);
  });

  it('moves a key up that is asked for again with a higher priority, and never down', async () => {
    const seen = await orderOf((queue) => {
      for (const key of ['t/a', 't/b', 't/c']) queue.add(key, 'resync');
      queue.add('t/c', 'user');
      queue.add('t/c', 'resync');
    });
    expect(seen).toEqual(['t/c', 't/a', 't/b']);
  });

  it('gives one tenant no more workers than it may have', async () => {
    const hold = gate();
    const running: string[] = [];
    const queue = createKeyedQueue({
      clock: createFakeClock(),
      concurrency: 3,
      concurrencyPerGroup: 2,
      groupOf: tenantOf,
      work: async (key) => (running.push(key), await hold.promise, {}),
    });
    queue.start();
    for (const key of ['a/1', 'a/2', 'a/3', 'b/1']) queue.add(key);
    expect(running).toEqual(['a/1', 'a/2', 'b/1']);
    hold.open();
    await queue.idle();
    expect(running).toHaveLength(4);
  });

  it('begins no more runs than its rate allows', async () => {
    const clock = createFakeClock();
    const seen: string[] = [];
    const queue = createKeyedQueue({
      clock,
      concurrency: 9,
      rate: { perSecond: 10, burst: 2 },
      work: async (key) => (seen.push(key), {}),
    });
    queue.start();
    for (const key of ['a', 'b', 'c', 'd']) queue.add(key);
    expect(seen).toHaveLength(2);
    await clock.advance(100);
    expect(seen).toHaveLength(3);
    await clock.advance(100);
    expect(seen).toHaveLength(4);
    await queue.stop();
  });

  it('waits after a failure as its kind asks', async () => {
    const clock = createFakeClock();
    const delays: number[] = [];
    const queue = createKeyedQueue({
      clock,
      work: async () => {
        throw new Error('down');
      },
      backoffOf: () => ({ firstMs: 10, maxMs: 10 }),
      onFailure: (_key, _error, retryInMs) => delays.push(retryInMs),
    });
    queue.start();
    queue.add('a');
    for (let round = 0; round < 50; round += 1) await clock.advance(10);
    expect(delays.length).toBeGreaterThan(5);
    expect(Math.max(...delays)).toBeLessThanOrEqual(10);
    await queue.stop();
  });
});
