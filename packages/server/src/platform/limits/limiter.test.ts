import { createFakeClock, type FakeClock } from '@moorage/core/clock';
import { silentLog } from '@moorage/core/log';
import { describe, expect, it } from 'vitest';
import { createLimiter } from './limiter.ts';
import type { LimitStore, Spend } from './limits.ports.ts';

const allowance = { perSecond: 10, burst: 20 };

/** A store of the test's own, with the clock of the test. */
function createStore(clock: { monotonicMs(): number }): LimitStore & { calls: number; fail: boolean; hang: boolean } {
  const fullAt = new Map<string, number>();
  return {
    calls: 0,
    fail: false,
    hang: false,
    async spend(spends: readonly Spend[]) {
      this.calls += 1;
      if (this.fail) throw new Error('the store is gone');
      if (this.hang) await new Promise(() => {});
      const now = clock.monotonicMs();
      return spends.map(({ key, costMs, mostMs }) => {
        fullAt.set(key, Math.min(Math.max(fullAt.get(key) ?? 0, now) + costMs, now + mostMs));
        return (fullAt.get(key) ?? 0) - now;
      });
    },
    async reserve({ key, costMs, coveredMs }) {
      this.calls += 1;
      if (this.fail) throw new Error('the store is gone');
      if (this.hang) await new Promise(() => {});
      const now = clock.monotonicMs();
      const debtMs = Math.max((fullAt.get(key) ?? 0) - now, 0);
      if (debtMs + costMs > coveredMs) return { isGranted: false, debtMs };
      fullAt.set(key, now + debtMs + costMs);
      return { isGranted: true, debtMs: debtMs + costMs };
    },
  };
}

/** Moves the time in small steps, each with the promises that follow from it. */
async function pass(clock: FakeClock, ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 50) {
    await clock.advance(50);
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  }
}

function grantedOf(limiter: ReturnType<typeof createLimiter>, tries: number): number {
  return Array.from({ length: tries }, () => limiter.take('k', allowance)).filter((verdict) => verdict.granted).length;
}

describe('one process', () => {
  it('lets a burst through, then the rate', async () => {
    const clock = createFakeClock();
    const limiter = createLimiter({ clock, log: silentLog });
    expect(grantedOf(limiter, 100)).toBe(20);
    await clock.advance(1_000);
    expect(grantedOf(limiter, 100)).toBe(10);
    await clock.advance(60_000);
    expect(grantedOf(limiter, 100)).toBe(20);
  });

  it('says how much is left and when to come back', () => {
    const limiter = createLimiter({ clock: createFakeClock(), log: silentLog });
    expect(limiter.take('k', allowance)).toEqual({ granted: true, limit: 20, remaining: 19, resetMs: 100, retryAfterMs: 0 });
    grantedOf(limiter, 19);
    expect(limiter.take('k', allowance)).toEqual({ granted: false, limit: 20, remaining: 0, resetMs: 2_000, retryAfterMs: 100 });
  });

  it('looks without taking, also into a bucket that nobody took from', () => {
    const limiter = createLimiter({ clock: createFakeClock(), log: silentLog });
    expect(limiter.look('k', allowance)).toMatchObject({ granted: true, remaining: 19 });
    expect(limiter.status()['buckets']).toBe(0);
    grantedOf(limiter, 19);
    for (let n = 0; n < 3; n += 1) expect(limiter.look('k', allowance)).toMatchObject({ granted: true, remaining: 0 });
    grantedOf(limiter, 1);
    expect(limiter.look('k', allowance)).toMatchObject({ granted: false, retryAfterMs: 100 });
  });

  it('forgets buckets that are full, and the oldest when there are too many', async () => {
    const clock = createFakeClock();
    const limiter = createLimiter({ clock, log: silentLog });
    await limiter.start();
    for (let n = 0; n < 100_100; n += 1) limiter.take(`made up ${n}`, allowance);
    expect(limiter.status()['buckets']).toBe(100_000);
    await clock.advance(61_000);
    expect(limiter.status()['buckets']).toBe(0);
    await limiter.stop();
  });
});

describe('three replicas', () => {
  async function createReplicas() {
    const clock = createFakeClock();
    const store = createStore(clock);
    const replicas = [1, 2, 3].map(() => createLimiter({ clock, log: silentLog, store }));
    for (const replica of replicas) await replica.start();
    return { clock, store, replicas, stop: () => Promise.all(replicas.map((replica) => replica.stop())) };
  }

  it('together exceed one burst by no more than two others, once, and pay it back', async () => {
    const { clock, replicas, stop } = await createReplicas();
    const tryAll = (): number => replicas.reduce((sum, replica) => sum + grantedOf(replica, 100), 0);
    let granted = tryAll();
    expect(granted).toBe(60);
    for (let step = 0; step < 300; step += 1) {
      await pass(clock, 100);
      granted += tryAll();
    }
    // Thirty seconds at ten a second, and the burst; at most one token a replica and interval beyond it is on its way.
    expect(granted).toBeGreaterThanOrEqual(20 + 300 - 10);
    expect(granted).toBeLessThanOrEqual(60 + 300);
    await stop();
  });

  it('know what the others let through after one interval', async () => {
    const { clock, replicas, stop } = await createReplicas();
    const [first, second] = replicas;
    if (first === undefined || second === undefined) throw new Error('there are three');
    grantedOf(first, 20);
    second.take('k', allowance);
    await pass(clock, 101);
    expect(second.take('k', allowance).granted).toBe(false);
    await stop();
  });

  it('send one batch an interval, however many requests there were', async () => {
    const { clock, store, replicas, stop } = await createReplicas();
    for (const replica of replicas) for (let n = 0; n < 1_000; n += 1) replica.take(`key ${n}`, allowance);
    await pass(clock, 101);
    expect(store.calls).toBe(3);
    await pass(clock, 1_000);
    expect(store.calls).toBe(3);
    await stop();
  });

  it.each(['fail', 'hang'] as const)('go on each for itself when the store does %s, and share again after it', async (how) => {
    const { clock, store, replicas, stop } = await createReplicas();
    store[how] = true;
    expect(replicas.map((replica) => grantedOf(replica, 100))).toEqual([20, 20, 20]);
    await pass(clock, 2_000);
    expect(replicas.map((replica) => grantedOf(replica, 100))).toEqual([20, 20, 20]);
    expect(replicas[0]?.status()['shared']).toBe(false);
    const asked = replicas[0]?.spend([{ key: 'attempts', costMs: 1_000, mostMs: 10_000 }]);
    await pass(clock, 600);
    expect(await asked).toEqual([1_000]);
    store[how] = false;
    await pass(clock, 20_000);
    for (const replica of replicas.slice(1)) grantedOf(replica, 20);
    // A few turns, so that what waits for promises comes to its end too.
    for (let turn = 0; turn < 3; turn += 1) {
      replicas[0]?.take('k', allowance);
      await pass(clock, 110);
    }
    expect(replicas[0]?.take('k', allowance).granted).toBe(false);
    expect(replicas[0]?.status()['shared']).toBe(true);
    await stop();
  });
});

describe('a limit that is reserved from', () => {
  const reserve = { key: 'reveals', costMs: 1_000, mostMs: 6_000, coveredMs: 5_000 };
  const grantedAt = async (limiters: readonly ReturnType<typeof createLimiter>[], each: number): Promise<number> => {
    const asked = limiters.flatMap((limiter) => Array.from({ length: each }, () => limiter.reserve(reserve)));
    return (await Promise.all(asked)).filter(({ isGranted }) => isGranted).length;
  };

  it('grants on all replicas together as many as there are, and asks the store once for each', async () => {
    const clock = createFakeClock();
    const store = createStore(clock);
    const replicas = [1, 2, 3].map(() => createLimiter({ clock, log: silentLog, store }));
    expect(await grantedAt(replicas, 4)).toBe(5);
    expect(store.calls).toBe(12);
    expect(await grantedAt(replicas, 4)).toBe(0);
    await clock.advance(2_000);
    expect(await grantedAt(replicas, 4)).toBe(2);
  });

  it('goes on with what each replica knows while the store is away', async () => {
    const clock = createFakeClock();
    const store = createStore(clock);
    const limiter = createLimiter({ clock, log: silentLog, store });
    expect(await grantedAt([limiter], 3)).toBe(3);
    store.fail = true;
    expect(await grantedAt([limiter], 9)).toBe(2);
  });
});
