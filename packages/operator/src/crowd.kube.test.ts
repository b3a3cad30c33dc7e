import { systemClock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';
import { createKubeClient } from '@moorage/kube/client/client';
import { installCrds } from '@moorage/kube/crds/install-crds';
import { type BreakableCluster, startBreakableCluster } from '@moorage/testkit/breakable-cluster';
import { exactCounts, startCrowd, takeCensus } from '@moorage/testkit/crowd';
import { startFaultProxy } from '@moorage/testkit/fault-proxy';
import { type OperatorProcess, startOperatorProcess } from '@moorage/testkit/operator-process';
import { readTestConfig } from '@moorage/testkit/test-config';
import { waitUntil } from '@moorage/testkit/wait-until';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const { crowd: count } = readTestConfig();
/** Of one wait, which then says what is missing; a test has several of them. */
const timeoutMs = 120_000 + count * 2_000;
const testTimeoutMs = 2 * timeoutMs;

let cluster: BreakableCluster;
beforeAll(async () => {
  cluster = await startBreakableCluster();
  const client = createKubeClient({ connection: cluster.connection, clock: systemClock, ids: createIds(systemClock) });
  await installCrds(client, { clock: systemClock });
  client.close();
});
afterAll(() => cluster.stop());

/** Asked of a server that a proxy hides: its name and certificate are the proxy's business. */
function kubeconfigOf(url: string, token: string): string {
  const parts = {
    clusters: [{ name: 'c', cluster: { server: url } }],
    users: [{ name: 'u', user: { token } }],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
  };
  return JSON.stringify({ apiVersion: 'v1', kind: 'Config', 'current-context': 'x', ...parts });
}

describe(`${count} deployments`, () => {
  it(
    'become ready although operator, API server and its store are killed in between, and nothing is lost or doubled',
    async () => {
      let operator: OperatorProcess = await startOperatorProcess(cluster.kubeconfig);
      const crowd = startCrowd(cluster.api, count);
      const restartOperator = async (): Promise<void> => {
        await operator.kill();
        operator = await startOperatorProcess(cluster.kubeconfig);
      };
      const restarts = [restartOperator, ...Object.values(cluster.restarts)];
      for (const [index, restart] of restarts.entries()) {
        await crowd.untilReady(Math.floor((count * (index + 1)) / (restarts.length + 1)), timeoutMs);
        await restart();
      }
      await crowd.made;
      // A connection of before the restart may still break.
      const census = await waitUntil(
        async () => {
          const taken = await takeCensus(cluster.api).catch(() => undefined);
          return taken?.ready === count ? taken : undefined;
        },
        { describe: 'all to be ready', timeoutMs, intervalMs: 1_000 },
      );
      expect(census.counts).toEqual(exactCounts(count));
      expect(census.orphans).toEqual([]);
      crowd.stop();
      await operator.stop();
    },
    testTimeoutMs,
  );

  it(
    'cost no write when all are looked at again and nothing has changed',
    async () => {
      const proxy = await startFaultProxy(cluster.connection);
      const operator = await startOperatorProcess(kubeconfigOf(proxy.url, cluster.connection.token.reveal()));
      const looks = (): Promise<number> => operator.metric('moorage_reconciles_total');
      await waitUntil(async () => (await looks()) >= count, { describe: 'the first look at all', timeoutMs });
      const writes: string[] = [];
      proxy.decide(({ method, path }) => {
        if (method !== 'GET') writes.push(`${method} ${path}`);
        return undefined;
      });
      const before = await looks();
      operator.resync();
      await waitUntil(async () => (await looks()) >= before + count, { describe: 'the second look at all', timeoutMs });
      expect(writes).toEqual([]);
      await operator.stop();
      await proxy.stop();
    },
    testTimeoutMs,
  );
});
