import { systemClock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';
import { silentLog } from '@moorage/core/log';
import { createKubeClient, type KubeClient } from '@moorage/kube/client/client';
import { installCrds } from '@moorage/kube/crds/install-crds';
import type { UserDeployment } from '@moorage/kube/crds/user-deployment';
import type { KubeObject } from '@moorage/kube/objects';
import { resources } from '@moorage/kube/resources';
import { startTestApiServer, type TestApiServer } from '@moorage/testkit/api-server';
import { waitUntil } from '@moorage/testkit/wait-until';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOperator, type Operator, type OperatorConfig } from './app.ts';

const ids = createIds(systemClock);
let server: TestApiServer;
let client: KubeClient;
beforeAll(async () => {
  server = await startTestApiServer();
  client = createKubeClient({ connection: server.connection, clock: systemClock, ids });
  await installCrds(client, { clock: systemClock });
});
afterAll(async () => {
  client.close();
  await server.stop();
});

const config: OperatorConfig = {
  deploymentDomain: 'localhost',
  ingressScheme: 'http',
  ingressClassName: 'moorage',
  leaderElect: true,
  preStopSleepSeconds: 0,
};
const operatorWith = (more: Partial<OperatorConfig> = {}): Operator =>
  createOperator({ client, log: silentLog, clock: systemClock, ids, config: { ...config, ...more } });

async function apply(name: string, namespace = 'default'): Promise<void> {
  const spec = { services: [{ name: 'web', image: 'node:24', ports: [{ name: 'http', containerPort: 3000 }] }] };
  const object = { apiVersion: 'moorage.dev/v1alpha1', kind: 'UserDeployment', metadata: { name, namespace }, spec };
  await client.apply<KubeObject>(resources.userDeployment, object, { fieldManager: 'tester' });
}

const phaseOf = async (name: string, namespace = 'default'): Promise<string | undefined> =>
  (await client.get<UserDeployment>(resources.userDeployment, { namespace, name }))?.status?.phase;
const untilReady = (name: string, namespace = 'default') =>
  waitUntil(async () => (await phaseOf(name, namespace)) === 'Ready', { describe: `${name} to be ready` });

describe('several operators', () => {
  it('take turns: one works, and the next goes on when it stops', async () => {
    const [first, second] = [operatorWith(), operatorWith()];
    await first.start();
    await waitUntil(() => first.metrics().isLeader, { describe: 'the first to lead' });
    await second.start();
    await apply('a');
    await untilReady('a');
    expect(second.metrics()).toMatchObject({ isLeader: false, controllers: { 'user-deployment': { runs: 0 } } });
    await first.stop();
    await apply('b');
    await untilReady('b');
    expect(second.metrics().isLeader).toBe(true);
    await second.stop();
    expect(second.status().state).toBe('stopped');
  });

  it('may be stopped at any time, twice, and before the start', async () => {
    const operator = operatorWith({ leaderElect: false });
    await operator.stop();
    const starting = operator.start();
    await operator.stop();
    await starting;
    await operator.stop();
    expect(operator.isReady()).toBe(false);
  });
});

describe('an operator with a namespace selector', () => {
  it('leaves other namespaces alone, until they get the label', async () => {
    for (const name of ['ours', 'theirs']) {
      const labels = { team: name };
      await client.create<KubeObject>(resources.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } });
      await apply('app', name);
    }
    const operator = operatorWith({ leaderElect: false, namespaceSelector: 'team=ours' });
    await operator.start();
    await untilReady('app', 'ours');
    expect(await phaseOf('app', 'theirs')).toBeUndefined();
    await client.mergePatch(resources.namespace, { name: 'theirs' }, { metadata: { labels: { team: 'ours' } } });
    await untilReady('app', 'theirs');
    await operator.stop();
  });
});
