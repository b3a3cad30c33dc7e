import { systemClock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';
import { silentLog } from '@moorage/core/log';
import { createKubeClient, type KubeClient } from '@moorage/kube/client/client';
import { installCrds } from '@moorage/kube/crds/install-crds';
import type { UserDeployment } from '@moorage/kube/crds/user-deployment';
import type { KubeObject } from '@moorage/kube/objects';
import { resources } from '@moorage/kube/resources';
import { startTestApiServer, type TestApiServer } from '@moorage/testkit/api-server';
import { type FaultProxy, startFaultProxy } from '@moorage/testkit/fault-proxy';
import { waitUntil } from '@moorage/testkit/wait-until';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createOperator, type Operator, type OperatorConfig } from './app.ts';

const ids = createIds(systemClock);
const config: OperatorConfig = {
  deploymentDomain: 'localhost',
  ingressScheme: 'http',
  ingressClassName: 'moorage',
  leaderElect: false,
  shards: 8,
  // Long enough that a busy machine costs nobody its lease.
  leaseSeconds: 9,
  preStopSleepSeconds: 0,
};
const namespaces = Array.from({ length: 8 }, (_, index) => `team-${index}`);

let server: TestApiServer;
let client: KubeClient;
beforeAll(async () => {
  server = await startTestApiServer();
  client = createKubeClient({ connection: server.connection, clock: systemClock, ids });
  await installCrds(client, { clock: systemClock });
  for (const name of namespaces)
    await client.create<KubeObject>(resources.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
});
afterAll(async () => {
  client.close();
  await server.stop();
});

interface Replica {
  readonly operator: Operator;
  readonly proxy: FaultProxy;
  /** Paths of the objects that it wrote, one for each write; leases, events and what is said of deployments are not among them. */
  readonly writes: string[];
  stop(): Promise<void>;
}

/** An operator with a network of its own, so that it can be cut off from everything. */
async function startReplica(): Promise<Replica> {
  const proxy = await startFaultProxy(server.connection);
  const writes: string[] = [];
  proxy.decide(({ method, path }) => {
    const [object = ''] = path.split('?');
    if (method !== 'GET' && !/\/(leases|events|userdeployments)(\/|$)/.test(object)) writes.push(object);
    return undefined;
  });
  const own = createKubeClient({
    connection: { server: proxy.url, token: server.connection.token },
    clock: systemClock,
    ids,
    // A write that a busy server answers late is not sent again.
    timeoutMs: 20_000,
  });
  const operator = createOperator({ client: own, log: silentLog, clock: systemClock, ids, config });
  await operator.start();
  return {
    operator,
    proxy,
    writes,
    async stop() {
      await operator.stop();
      own.close();
      await proxy.stop();
    },
  };
}

async function deploy(name: string): Promise<void> {
  const services = [{ name: 'web', image: 'node:24', ports: [{ name: 'http', containerPort: 3000 }] }];
  for (const namespace of namespaces) {
    const object = {
      apiVersion: 'moorage.dev/v1alpha1',
      kind: 'UserDeployment',
      metadata: { name, namespace },
      spec: { services },
    };
    await client.apply<KubeObject>(resources.userDeployment, object, { fieldManager: 'tester' });
  }
}

async function untilAllReady(): Promise<void> {
  await waitUntil(
    async () => {
      const { items } = await client.list<UserDeployment>(resources.userDeployment);
      return items.every((root) => root.status?.phase === 'Ready');
    },
    { describe: 'all to be ready', timeoutMs: 40_000 },
  );
}

it('two replicas share the work, one takes over when the other vanishes, and nothing is written twice', async () => {
  const [a, b] = [await startReplica(), await startReplica()];
  const shardsOf = (replica: Replica): number => replica.operator.metrics().shards ?? 0;
  await waitUntil(() => shardsOf(a) === 4 && shardsOf(b) === 4, { describe: 'an even spread', timeoutMs: 40_000 });

  await deploy('first');
  await untilAllReady();
  expect(Math.min(a.writes.length, b.writes.length)).toBeGreaterThan(0);
  const namespaceIn = (path: string): string => /namespaces\/([^/]+)/.exec(path)?.[1] ?? '';
  const [ofA, ofB] = [new Set(a.writes.map(namespaceIn)), new Set(b.writes.map(namespaceIn))];
  expect([...ofA].filter((namespace) => ofB.has(namespace))).toEqual([]);

  a.proxy.freeze(true);
  await waitUntil(() => shardsOf(b) === 8, { describe: 'the other to take over', timeoutMs: 40_000 });
  expect(a.operator.metrics()).toMatchObject({ isLeader: false, shards: 0 });
  const writtenByA = a.writes.length;
  await deploy('second');
  await untilAllReady();

  a.proxy.freeze(false);
  await waitUntil(() => shardsOf(a) === 4 && shardsOf(b) === 4, { describe: 'an even spread again', timeoutMs: 40_000 });
  await a.stop();
  await waitUntil(() => shardsOf(b) === 8, { describe: 'a graceful hand-over', timeoutMs: 40_000 });
  expect(a.writes.length).toBe(writtenByA);
  const all = [...a.writes, ...b.writes];
  expect(all.filter((path, index) => all.indexOf(path) !== index)).toEqual([]);
  // Account, policy, Service and Deployment of each.
  expect(all).toHaveLength(namespaces.length * 2 * 4);
  await b.stop();
}, 120_000);
