import { systemClock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';
import { silentLog } from '@moorage/core/log';
import {
  expectCleanDeletion,
  expectConvergence,
  expectPurePlan,
  expectRecovery,
  type ReconcileWorld,
} from '@moorage/core/reconcile-harness';
import { createKubeClient, type KubeClient } from '@moorage/kube/client/client';
import { installCrds } from '@moorage/kube/crds/install-crds';
import type { UserDeployment } from '@moorage/kube/crds/user-deployment';
import { userDeploymentLabels } from '@moorage/kube/crds/user-deployment';
import type { KubeObject } from '@moorage/kube/objects';
import { resources } from '@moorage/kube/resources';
import { type Action, executeAction } from '@moorage/kube/runtime/execute';
import { startTestApiServer, type TestApiServer } from '@moorage/testkit/api-server';
import { waitUntil } from '@moorage/testkit/wait-until';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createInformers, type OperatorInformers } from './informers.ts';
import { type Observed, ownedResources } from './observed.ts';
import { createClueReader } from './user-deployment.clues.ts';
import { settings } from './user-deployment.fake.ts';
import { gatherUserDeployment } from './user-deployment.gather.ts';
import { fieldManager } from './user-deployment.names.ts';
import { planUserDeployment } from './user-deployment.plan.ts';

const ids = createIds(systemClock);
const namespace = 'default';
const signal = new AbortController().signal;
let server: TestApiServer;
let client: KubeClient;
let informers: OperatorInformers;
let serial = 0;

beforeAll(async () => {
  server = await startTestApiServer();
  client = createKubeClient({ connection: server.connection, clock: systemClock, ids });
  await installCrds(client, { clock: systemClock });
  informers = createInformers({ client, log: silentLog, clock: systemClock, ids }, settings);
  await Promise.all(informers.all.map((informer) => informer.start()));
});
afterAll(async () => {
  await Promise.all(informers.all.map((informer) => informer.stop()));
  client.close();
  await server.stop();
});

/** Everything of a deployment as the server holds it, to compare with our copies. */
async function versionsOnServer(name: string): Promise<string> {
  const labelSelector = `${userDeploymentLabels.instance}=${name}`;
  const lists = await Promise.all(
    [...ownedResources, resources.pod].map((resource) => client.list(resource, { namespace, labelSelector })),
  );
  const root = await client.get(resources.userDeployment, { namespace, name });
  return versions([...lists.flatMap((list) => list.items), ...(root === undefined ? [] : [root])]);
}

function versions(objects: readonly KubeObject[]): string {
  return objects
    .map((object) => `${object.kind}/${object.metadata.name}@${object.metadata.resourceVersion}`)
    .sort()
    .join(' ');
}

function versionsInCopies(name: string): string {
  const key = `${namespace}/${name}`;
  const root = informers.userDeployments.get(key);
  const owned = [informers.deployments, informers.autoscalers, ...informers.others].flatMap((informer) =>
    informer.list().filter((object) => object.metadata.labels?.[userDeploymentLabels.instance] === name),
  );
  return versions([...owned, ...informers.pods.byIndex('root', key), ...(root === undefined ? [] : [root])]);
}

/** At rest: the copies do not change from one look to the next, and are what the server holds. It is asked only when they rest. */
async function settle(name: string): Promise<void> {
  let last: string | undefined;
  let onServer = '';
  await waitUntil(
    async () => {
      const now = versionsInCopies(name);
      const isAtRest = now === last && now === (onServer = await versionsOnServer(name));
      last = now;
      return isAtRest;
    },
    { describe: () => `${name} to rest at ${onServer}; copies hold ${versionsInCopies(name)}`, intervalMs: 30 },
  );
}

const clues = {
  read: (...args: Parameters<ReturnType<typeof createClueReader>['read']>) => createClueReader(client, systemClock).read(...args),
};

async function aWorld(): Promise<ReconcileWorld<Observed, Action> & { readonly name: string }> {
  serial += 1;
  const name = `app-${serial}`;
  const spec = {
    services: [
      {
        name: 'web',
        image: 'node:24',
        ports: [{ name: 'http', containerPort: 3000 }],
        dependsOn: ['db'],
        files: { '/app/a.js': '1' },
        autoscaling: { minReplicas: 2, maxReplicas: 3, cpuPercent: 50 },
      },
      {
        name: 'db',
        image: 'db:1',
        ports: [{ name: 'db', containerPort: 5432 }],
        volumes: [{ name: 'data', mountPath: '/data', size: '1Gi' }],
      },
    ],
    ingresses: [{ id: 'i', name: 'main', service: 'web', port: 3000 }],
  };
  const root: UserDeployment = {
    apiVersion: 'moorage.dev/v1alpha1',
    kind: 'UserDeployment',
    metadata: { name, namespace },
    spec,
  };
  await client.create(resources.userDeployment, root);
  await settle(name);
  return {
    name,
    gather: () => gatherUserDeployment({ informers, clues, clock: systemClock, settings }, { signal }, `${namespace}/${name}`),
    plan: (observed) => planUserDeployment(observed, settings),
    execute: (action) => executeAction({ client, fieldManager, signal }, action),
    settle: () => settle(name),
  };
}

async function discard(name: string): Promise<void> {
  await client.mergePatch(resources.userDeployment, { namespace, name }, { metadata: { finalizers: [] } });
  await client.remove(resources.userDeployment, { namespace, name });
}

describe('the reconciler of UserDeployment', () => {
  it('plans the same twice, and comes to rest in three rounds: the database, what waits for it, its autoscaler', async () => {
    const world = await aWorld();
    await expectPurePlan(world);
    expect(await expectConvergence(world, 4)).toBe(3);
    await expectPurePlan(world);
    await discard(world.name);
  });

  it('comes to rest whichever action fails once, before or after it took effect', async () => {
    let last: string | undefined;
    // Two deployments an action, one after the other: what is left of thirty is more work for everybody than the one that counts.
    const nextWorld = async () => {
      if (last !== undefined) await discard(last);
      const world = await aWorld();
      last = world.name;
      return world;
    };
    expect(await expectRecovery(nextWorld, 5)).toBeGreaterThanOrEqual(14);
  }, 180_000);

  it('leaves nothing behind', async () => {
    const world = await aWorld();
    await expectConvergence(world, 4);
    await expectCleanDeletion(world, {
      remove: async () => void (await client.remove(resources.userDeployment, { namespace, name: world.name })),
      leftovers: async () => (await versionsOnServer(world.name)).split(' ').filter((text) => text !== ''),
      maxRounds: 4,
    });
  });
});
