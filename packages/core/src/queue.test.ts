import { describe, expect, it } from 'vitest';
import { createFakeClock } from './clock.ts';
import { createKeyedQueue, type WorkResult } from './queue.ts';

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
