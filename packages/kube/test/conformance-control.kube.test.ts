/** What our code expects of any Kubernetes cluster, third part: custom resources, and what controllers do for us. */
import { systemClock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';
import { startTestApiServer, type TestApiServer } from '@moorage/testkit/api-server';
import { waitUntil } from '@moorage/testkit/wait-until';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKubeClient, type KubeClient } from '../src/client/client.ts';
import type { KubeObject, Resource } from '../src/objects.ts';
import { resources } from '../src/resources.ts';
import { type Wire, wireTo } from './wire.ts';

let server: TestApiServer;
let client: KubeClient;
let wire: Wire;
beforeAll(async () => {
  server = await startTestApiServer();
  client = createKubeClient({ connection: server.connection, clock: systemClock, ids: createIds(systemClock) });
  wire = wireTo(server.connection);
});
afterAll(async () => {
  client.close();
  await server.stop();
});

const namespace = 'default';
const boats: Resource = { group: 'conformance.moorage.dev', version: 'v1', kind: 'Boat', plural: 'boats', namespaced: true };
const boatsPath = '/apis/conformance.moorage.dev/v1/namespaces/default/boats';

const boatSchema = {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      required: ['name'],
      properties: {
        name: { type: 'string', maxLength: 10 },
        crew: { type: 'integer', minimum: 1, default: 2 },
        sails: { type: 'array', items: { type: 'object', properties: { size: { type: 'integer', default: 9 } } } },
        kind: { type: 'string', enum: ['sloop', 'ketch'] },
        cargo: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
      },
      'x-kubernetes-validations': [
        { rule: 'self.crew < 100', message: 'too many' },
        { rule: '!has(oldSelf.kind) || has(self.kind)', message: 'kind stays' },
      ],
    },
    status: { type: 'object', properties: { at: { type: 'string' } } },
  },
};

const boatDefinition: KubeObject = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'boats.conformance.moorage.dev' },
  spec: {
    group: boats.group,
    scope: 'Namespaced',
    names: { kind: 'Boat', listKind: 'BoatList', plural: 'boats', singular: 'boat', shortNames: ['bo'] },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: { openAPIV3Schema: boatSchema },
        subresources: { status: {} },
        additionalPrinterColumns: [
          { name: 'Crew', type: 'integer', jsonPath: '.spec.crew' },
          { name: 'At', type: 'string', jsonPath: '.status.at' },
        ],
      },
    ],
  },
};

const boat = (name: string, spec: object): KubeObject => ({
  apiVersion: 'conformance.moorage.dev/v1',
  kind: 'Boat',
  metadata: { name, namespace },
  spec,
});

describe('custom resources', () => {
  it('are served soon after their definition says so', async () => {
    await client.create(resources.customResourceDefinition, boatDefinition);
    await waitUntil(
      async () => {
        const found = await client.get<KubeObject<unknown, { conditions?: readonly { type: string; status: string }[] }>>(
          resources.customResourceDefinition,
          { name: 'boats.conformance.moorage.dev' },
        );
        return found?.status?.conditions?.some(({ type, status }) => type === 'Established' && status === 'True');
      },
      { describe: 'the definition to be established' },
    );
    await waitUntil(async () => (await wire('GET', boatsPath)).status === 200, { describe: 'boats to be served' });
    const { body } = await wire('GET', '/apis/conformance.moorage.dev/v1');
    expect(body['resources']).toEqual(
      expect.arrayContaining([expect.objectContaining({ name: 'boats', kind: 'Boat', shortNames: ['bo'] })]),
    );
  });

  it('get defaults, and lose what their schema does not know', async () => {
    const made = await client.create(
      boats,
      boat('anna', { name: 'Anna', nonsense: 1, sails: [{ nonsense: 1 }], cargo: { anything: { goes: 1 } } }),
    );
    expect(made.spec).toEqual({ name: 'Anna', crew: 2, sails: [{ size: 9 }], cargo: { anything: { goes: 1 } } });
    expect(made.metadata.generation).toBe(1);
  });

  it.each([
    ['a missing field', {}, 'spec.name'],
    ['a text that is too long', { name: 'far too long a name' }, 'spec.name'],
    ['a wrong type', { name: 'a', crew: 'many' }, 'spec.crew'],
    ['a number that is too small', { name: 'a', crew: 0 }, 'spec.crew'],
    ['a value that is none of the choice', { name: 'a', kind: 'submarine' }, 'spec.kind'],
    ['a rule that does not hold', { name: 'a', crew: 100 }, 'spec'],
  ])('are refused with %s, which is named', async (_what, spec, field) => {
    const { status, body } = await wire('POST', boatsPath, { body: boat('refused', spec) });
    expect(status).toBe(422);
    expect(body).toMatchObject({
      reason: 'Invalid',
      details: { causes: expect.arrayContaining([expect.objectContaining({ field })]) },
    });
  });

  it('are held to rules about what was there before', async () => {
    const key = { namespace, name: 'bea' };
    await client.create(boats, boat('bea', { name: 'Bea', kind: 'sloop' }));
    await expect(client.mergePatch(boats, key, { spec: { kind: null } })).rejects.toMatchObject({
      code: 'invalid_request',
      message: expect.stringContaining('kind stays'),
    });
  });

  it('keep status apart, and raise the generation for the spec only', async () => {
    const key = { namespace, name: 'anna' };
    const moved = await client.mergePatch(boats, key, { spec: { crew: 9 }, status: { at: 'sea' } }, { subresource: 'status' });
    expect(moved).toMatchObject({ spec: { crew: 2 }, status: { at: 'sea' }, metadata: { generation: 1 } });
    const manned = await client.mergePatch(boats, key, { spec: { crew: 3 }, status: { at: 'port' } });
    expect(manned).toMatchObject({ spec: { crew: 3 }, status: { at: 'sea' }, metadata: { generation: 2 } });
  });

  it('are shown with their columns', async () => {
    const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io';
    const { body } = await wire('GET', `${boatsPath}/anna`, { accept });
    const names = Object(body['columnDefinitions']).map((column: { name: string }) => column.name);
    expect(names).toEqual(['Name', 'Crew', 'At']);
    expect(Object(body['rows'])[0].cells).toEqual(['anna', 3, 'sea']);
  });

  it('are gone with their definition', async () => {
    await client.remove(resources.customResourceDefinition, { name: 'boats.conformance.moorage.dev' });
    await waitUntil(async () => (await wire('GET', boatsPath)).status === 404, { describe: 'boats to be gone' });
  });
});

const configMap = (name: string, metadata: object = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace, ...metadata },
});

async function family(prefix: string, more: object = {}): Promise<void> {
  const parent = await client.create(resources.configMap, configMap(`${prefix}-parent`));
  const owner = { apiVersion: 'v1', kind: 'ConfigMap', name: `${prefix}-parent`, uid: parent.metadata.uid ?? '' };
  const child = configMap(`${prefix}-child`, { ownerReferences: [{ ...owner, ...more }] });
  await client.create(resources.configMap, child);
}

const read = (name: string) => client.get(resources.configMap, { namespace, name });
const untilGone = (name: string) => waitUntil(async () => (await read(name)) === undefined, { describe: `${name} to be gone` });

describe('garbage collection', () => {
  it('in the background takes children after their owner', async () => {
    await family('background');
    await client.remove(resources.configMap, { namespace, name: 'background-parent' }, { propagation: 'Background' });
    await untilGone('background-child');
  });

  it('in the foreground takes children first', async () => {
    await family('foreground', { blockOwnerDeletion: true });
    const child = { namespace, name: 'foreground-child' };
    await client.mergePatch(resources.configMap, child, { metadata: { finalizers: ['moorage.dev/hold'] } });
    await client.remove(resources.configMap, { namespace, name: 'foreground-parent' }, { propagation: 'Foreground' });
    await waitUntil(async () => (await read('foreground-child'))?.metadata.deletionTimestamp !== undefined, {
      describe: 'the child to be marked',
    });
    expect((await read('foreground-parent'))?.metadata.finalizers).toEqual(['foregroundDeletion']);
    await client.mergePatch(resources.configMap, child, { metadata: { finalizers: [] } });
    await untilGone('foreground-parent');
  });

  it('leaves orphans when asked', async () => {
    await family('orphan');
    await client.remove(resources.configMap, { namespace, name: 'orphan-parent' }, { propagation: 'Orphan' });
    await untilGone('orphan-parent');
    await waitUntil(async () => (await read('orphan-child'))?.metadata.ownerReferences === undefined, {
      describe: 'the child to have no owner',
    });
  });

  it('takes a child whose owner never was', async () => {
    const owner = { apiVersion: 'v1', kind: 'ConfigMap', name: 'nobody', uid: '11111111-2222-3333-4444-555555555555' };
    await client.create(resources.configMap, configMap('stray', { ownerReferences: [owner] }));
    await untilGone('stray');
  });

  it('empties a namespace before it goes, and takes nothing new meanwhile', async () => {
    const body: KubeObject = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'ending' } };
    await client.create(resources.namespace, body);
    const held = configMap('held', { namespace: 'ending', finalizers: ['moorage.dev/hold'] });
    await client.create(resources.configMap, held);
    await client.remove(resources.namespace, { name: 'ending' });
    await waitUntil(
      async () =>
        (await client.get(resources.configMap, { namespace: 'ending', name: 'held' }))?.metadata.deletionTimestamp !== undefined,
      { describe: 'the content to be marked' },
    );
    const late = await wire('POST', '/api/v1/namespaces/ending/configmaps', { body: configMap('late', { namespace: 'ending' }) });
    expect(late.status).toBe(403);
    await client.mergePatch(resources.configMap, { namespace: 'ending', name: 'held' }, { metadata: { finalizers: [] } });
    await waitUntil(async () => (await client.get(resources.namespace, { name: 'ending' })) === undefined, {
      describe: 'the namespace to be gone',
    });
  });
});

interface Progress {
  readonly observedGeneration?: number;
  readonly readyReplicas?: number;
}

describe('workloads', () => {
  const deploymentKey = { namespace, name: 'web' };
  const deployment = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: 'web' } },
      template: {
        metadata: { labels: { app: 'web' } },
        spec: { terminationGracePeriodSeconds: 0, containers: [{ name: 'web', image: 'web:1' }] },
      },
    },
  };
  const pods = async () => (await client.list(resources.pod, { namespace, labelSelector: 'app=web' })).items;
  const untilReady = (count: number) =>
    waitUntil(
      async () => {
        const found = await client.get<KubeObject<unknown, Progress>>(resources.deployment, deploymentKey);
        const isCurrent = found?.status?.observedGeneration === found?.metadata.generation;
        return isCurrent && (found?.status?.readyReplicas ?? 0) === count;
      },
      { describe: `${count} copies to be ready` },
    );

  it('become ready copies, owned by one another', async () => {
    await client.create<KubeObject>(resources.deployment, deployment);
    await untilReady(2);
    const [pod] = await pods();
    expect(pod?.metadata.ownerReferences).toEqual([expect.objectContaining({ kind: 'ReplicaSet', controller: true })]);
    const sets = await client.list(resources.replicaSet, { namespace, labelSelector: 'app=web' });
    expect(sets.items[0]?.metadata.ownerReferences).toEqual([expect.objectContaining({ kind: 'Deployment', name: 'web' })]);
  });

  it('are scaled through a view of their own', async () => {
    const path = '/apis/apps/v1/namespaces/default/deployments/web/scale';
    const { body } = await wire('GET', path);
    expect(body).toMatchObject({ kind: 'Scale', apiVersion: 'autoscaling/v1', spec: { replicas: 2 } });
    const contentType = 'application/merge-patch+json';
    expect((await wire('PATCH', path, { body: { spec: { replicas: 3 } }, contentType })).status).toBe(200);
    await untilReady(3);
  });

  it('lose a pod to an eviction only as far as their budget allows', async () => {
    const budget = {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: 'web', namespace },
      spec: { minAvailable: 2, selector: { matchLabels: { app: 'web' } } },
    };
    await wire('POST', '/apis/policy/v1/namespaces/default/poddisruptionbudgets', { body: budget });
    const allowed = async (): Promise<unknown> => {
      const { body } = await wire('GET', '/apis/policy/v1/namespaces/default/poddisruptionbudgets/web');
      return Object(body['status']).disruptionsAllowed;
    };
    await waitUntil(async () => (await allowed()) === 1, { describe: 'the budget to be counted' });
    const evict = async (): Promise<number> => {
      const name = (await pods()).find((pod) => pod.metadata.deletionTimestamp === undefined)?.metadata.name ?? '';
      const body = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace } };
      return (await wire('POST', `/api/v1/namespaces/default/pods/${name}/eviction`, { body })).status;
    };
    expect(await evict()).toBe(201);
    await untilReady(3);
    await wire('PATCH', '/apis/policy/v1/namespaces/default/poddisruptionbudgets/web', {
      body: { spec: { minAvailable: 3 } },
      contentType: 'application/merge-patch+json',
    });
    await waitUntil(async () => (await allowed()) === 0, { describe: 'the budget to be counted again' });
    expect(await evict()).toBe(429);
  });

  it('are gone with all they own', async () => {
    await client.remove(resources.deployment, deploymentKey);
    await waitUntil(async () => (await pods()).length === 0, { describe: 'the pods to be gone' });
  });
});
