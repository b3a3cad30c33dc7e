/**
 * Shakes a test server to find tests that lean on how fast another part is: `TEST_JITTER=7 npm test -- packages/server`.
 *
 * Whatever happens beside a request happens up to 400 ms later, or at once: jobs are taken, run and settled, notifications are
 * handed on, the cluster is asked and tells what changed. A quarter of the transactions wait a little too. The seed is the
 * number; the order of what runs at once is not part of it, so that a failure comes again often and not always.
 */
import { systemClock } from '@moorage/core/clock';
import { createChance } from '@moorage/testkit/fault-plan';
import { readTestConfig } from '@moorage/testkit/test-config';
import type { FakeCluster } from '../src/adapters/kubernetes/kubernetes.fake.ts';
import type { App } from '../src/app-types.ts';

const besideRequests = new Set(['take jobs', 'settle a job', 'read events']);

type Pause = (share?: number, upToMs?: number) => Promise<void>;

/** The same function, begun and ended late. */
function late<Args extends unknown[], Result>(pause: Pause, fn: (...args: Args) => Promise<Result>) {
  return async (...args: Args): Promise<Result> => {
    await pause();
    const result = await fn(...args);
    await pause();
    return result;
  };
}

function shakeDatabase({ listen, system, tenant }: App['database'], pause: Pause): Partial<App['database']> {
  return {
    async listen(channel, handler, onGap) {
      let last = Promise.resolve();
      const handOn = (payload: string): void => void (last = last.then(() => pause()).then(() => handler(payload)));
      return await listen(channel, handOn, onGap);
    },
    async system(why, fn) {
      await (besideRequests.has(why) ? pause() : pause(0.25, 50));
      return await system(why, fn);
    },
    async tenant(...args) {
      await pause(0.25, 50);
      return await tenant(...args);
    },
  };
}

/** Before the app starts. Does nothing without `TEST_JITTER`. */
export function shake(app: App, cluster: FakeCluster): void {
  const { jitter } = readTestConfig();
  if (jitter === undefined) return;
  const chance = createChance(jitter);
  const pause: Pause = async (share = 0.6, upToMs = 400) => {
    if (chance() < share) await systemClock.sleep(Math.floor(chance() * upToMs));
  };
  Object.assign(app.database, shakeDatabase(app.database, pause));
  for (const bound of app.jobKinds) Object.assign(bound, { run: late(pause, bound.run) });
  const { apply, remove, read } = cluster;
  Object.assign(cluster, { apply: late(pause, apply), remove: late(pause, remove), read: late(pause, read) });
  const { onChange } = cluster.watch;
  Object.assign(cluster.watch, {
    onChange: (listener: Parameters<typeof onChange>[0]) => onChange((key) => void pause().then(() => listener(key))),
  });
  console.log(`this test server is shaken: TEST_JITTER=${jitter}`);
}
