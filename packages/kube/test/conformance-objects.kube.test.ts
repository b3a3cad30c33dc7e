/**
 * What our code expects of any Kubernetes API, first part: objects and how they are written.
 *
 * `npm test` runs it against the embedded cluster, `npm run test:real` against a stock kube-apiserver. A behaviour that differs is mended
 * in the embedded cluster or named in its README; nothing here may ask which of the two it talks to.
 */
import { systemClock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';
import { startTestApiServer, type TestApiServer } from '@moorage/testkit/api-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKubeClient, type KubeClient } from '../src/client/client.ts';
import type { KubeObject } from '../src/objects.ts';
import { resources } from '../src/resources.ts';
import { type Wire, wireTo } from './wire.ts';

let server: TestApiServer;
let client: KubeClient;
let wire: Wire;
beforeAll(async () => {
  server = await startTestApiServer({ controllers: false });
  client = createKubeClient({ connection: server.connection, clock: systemClock, ids: createIds(systemClock) });
  wire = wireTo(server.connection);
});
afterAll(async () => {
  client.close();
  await server.stop();
});

const namespace = 'default';
const configMaps = '/api/v1/namespaces/default/configmaps';
const deployments = '/apis/apps/v1/namespaces/default/deployments';

const configMap = (name: string, data: Record<string, string> = {}, metadata: object = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace, ...metadata },
  data,
});

const deployment = (name: string, containers: readonly object[] = [{ name: 'web', image: 'web:1' }]) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace },
  spec: {
    replicas: 0,
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers } },
  },
});

describe('writes', () => {
  it('give a new object its identity', async () => {
    const { status, body } = await wire('POST', configMaps, { body: configMap('identity') });
    expect(status).toBe(201);
    expect(body['metadata']).toMatchObject({
      uid: expect.stringMatching(/^[0-9a-f-]{36}$/),
      resourceVersion: expect.stringMatching(/^[1-9]\d*$/),
      creationTimestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    });
  });

  it('make a name of a prefix', async () => {
    const { body } = await wire('POST', configMaps, {
      body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { generateName: 'made-' } },
    });
    expect(body['metadata']).toMatchObject({ name: expect.stringMatching(/^made-[a-z0-9]{5}$/), generateName: 'made-' });
  });

  it.each([
    ['a bad name', configMap('Not_Valid'), 422, 'Invalid', 'metadata.name'],
    ['a bad label', configMap('label', {}, { labels: { 'a b': 'c' } }), 422, 'Invalid', 'metadata.labels'],
    ['a bad key', configMap('key', { 'a b': 'c' }), 422, 'Invalid', 'data[a b]'],
  ])('are refused with %s, which is named', async (_what, body, status, reason, field) => {
    const refused = await wire('POST', configMaps, { body });
    expect(refused.status).toBe(status);
    expect(refused.body).toMatchObject({ kind: 'Status', apiVersion: 'v1', status: 'Failure', reason, code: status });
    expect(refused.body['details']).toMatchObject({ causes: [expect.objectContaining({ field })] });
  });

  it.each([
    ['another namespace than the path', 'POST', configMaps, configMap('n', {}, { namespace: 'other' }), 400],
    ['another kind than the path', 'POST', configMaps, { ...configMap('n'), kind: 'Secret' }, 400],
    ['another name than the path', 'PUT', `${configMaps}/one`, configMap('two'), 400],
    ['no JSON', 'POST', configMaps, '{', 400],
    [
      'a namespace that is not there',
      'POST',
      '/api/v1/namespaces/nowhere/configmaps',
      configMap('n', {}, { namespace: 'nowhere' }),
      404,
    ],
    ['a kind that is not served', 'POST', '/apis/apps/v1/namespaces/default/nonsense', {}, 404],
  ])('are refused with %s', async (_what, method, path, body, status) => {
    expect((await wire(method, path, { body })).status).toBe(status);
  });

  it('of an unknown field are refused or told about, as asked', async () => {
    const body = { ...deployment('fields'), spec: { ...deployment('fields').spec, nonsense: 1 } };
    const strict = await wire('POST', `${deployments}?fieldValidation=Strict`, { body });
    expect(strict.status).toBe(400);
    expect(strict.body['message']).toContain('unknown field "spec.nonsense"');
    const warned = await wire('POST', `${deployments}?fieldValidation=Warn`, { body });
    expect(warned.status).toBe(201);
    expect(warned.headers['warning']).toContain('unknown field');
  });

  it('with an old version conflict, and without one replace what is there', async () => {
    const { body: first } = await wire('POST', configMaps, { body: configMap('versions', { a: '1' }) });
    const second = await wire('PUT', `${configMaps}/versions`, { body: { ...first, data: { a: '2' } } });
    expect(second.status).toBe(200);
    const late = await wire('PUT', `${configMaps}/versions`, { body: { ...first, data: { a: '3' } } });
    expect(late.status).toBe(409);
    expect(late.body).toMatchObject({ reason: 'Conflict', details: { name: 'versions', kind: 'configmaps' } });
    const blind = await wire('PUT', `${configMaps}/versions`, { body: configMap('versions', { a: '4' }) });
    expect(blind.body).toMatchObject({ data: { a: '4' } });
    const again = await wire('POST', configMaps, { body: configMap('versions') });
    expect(again.body).toMatchObject({ code: 409, reason: 'AlreadyExists' });
  });

  it('that change nothing leave the version alone', async () => {
    const { body: first } = await wire('POST', configMaps, { body: configMap('same', { a: '1' }) });
    const { body: second } = await wire('PUT', `${configMaps}/same`, { body: first });
    expect(second['metadata']).toEqual(first['metadata']);
  });

  it('raise the generation for a spec only', async () => {
    const made = await client.create<KubeObject>(resources.deployment, deployment('generation'));
    expect(made.metadata.generation).toBe(1);
    const key = { namespace, name: 'generation' };
    const labelled = await client.mergePatch(resources.deployment, key, { metadata: { labels: { a: 'b' } } });
    expect(labelled.metadata.generation).toBe(1);
    const changed = await client.mergePatch(resources.deployment, key, { spec: { replicas: 2 } });
    expect(changed.metadata.generation).toBe(2);
  });

  it('keep spec and status apart', async () => {
    await client.create<KubeObject>(resources.deployment, deployment('apart'));
    const key = { namespace, name: 'apart' };
    const patch = { spec: { paused: true }, status: { observedGeneration: 1, replicas: 7 } };
    const asStatus = await client.mergePatch(resources.deployment, key, patch, { subresource: 'status' });
    expect(asStatus).toMatchObject({ status: { observedGeneration: 1, replicas: 7 }, metadata: { generation: 1 } });
    expect(asStatus.spec).not.toHaveProperty('paused');
    const asSpec = await client.mergePatch(resources.deployment, key, { status: { replicas: 9 } });
    expect(asSpec.status).toMatchObject({ replicas: 7 });
  });

  it('in a dry run answer as if, and leave nothing', async () => {
    const made = await client.create(resources.configMap, configMap('dry'), { dryRun: true });
    expect(made.metadata.uid).toBeDefined();
    expect(await client.get(resources.configMap, { namespace, name: 'dry' })).toBeUndefined();
    await client.create(resources.configMap, configMap('wet', { a: '1' }));
    const key = { namespace, name: 'wet' };
    const patched = await client.mergePatch(resources.configMap, key, { data: { a: '2' } }, { dryRun: true });
    expect(patched['data']).toEqual({ a: '2' });
    await wire('DELETE', `${configMaps}/wet?dryRun=All`);
    expect((await client.get(resources.configMap, key))?.['data']).toEqual({ a: '1' });
  });
});

describe('patches', () => {
  it('by merging drop what is null and replace lists', async () => {
    await client.create(resources.configMap, configMap('merge', { a: '1', b: '1' }, { finalizers: ['moorage.dev/x'] }));
    const key = { namespace, name: 'merge' };
    const patched = await client.mergePatch(resources.configMap, key, {
      data: { a: null, c: '1' },
      metadata: { finalizers: [] },
    });
    expect(patched['data']).toEqual({ b: '1', c: '1' });
    expect(patched.metadata.finalizers).toBeUndefined();
  });

  it('by operations are all done or none', async () => {
    await client.create(resources.configMap, configMap('operations', { a: '1' }));
    const patch = (operations: readonly object[]) =>
      wire('PATCH', `${configMaps}/operations`, { body: operations, contentType: 'application/json-patch+json' });
    const failed = await patch([
      { op: 'replace', path: '/data/a', value: '2' },
      { op: 'test', path: '/data/a', value: '3' },
    ]);
    expect(failed.status).toBe(422);
    expect((await client.get(resources.configMap, { namespace, name: 'operations' }))?.['data']).toEqual({ a: '1' });
    expect((await patch([{ op: 'add', path: '/data/b', value: '1' }])).body['data']).toEqual({ a: '1', b: '1' });
  });

  it('by strategy merge lists by their keys', async () => {
    const containers = [
      { name: 'web', image: 'web:1' },
      { name: 'side', image: 'side:1' },
    ];
    await client.create<KubeObject>(resources.deployment, deployment('strategic', containers));
    const { status, text } = await wire('PATCH', `${deployments}/strategic`, {
      body: { spec: { template: { spec: { containers: [{ name: 'web', image: 'web:2' }] } } } },
      contentType: 'application/strategic-merge-patch+json',
    });
    expect(status).toBe(200);
    expect(text).toMatch(/web:2/);
    expect(text).toMatch(/side:1/);
  });

  it('of an unknown kind are refused, and of what is not there too', async () => {
    expect((await wire('PATCH', `${configMaps}/merge`, { body: {}, contentType: 'application/json' })).status).toBe(415);
    const body = { data: {} };
    expect((await wire('PATCH', `${configMaps}/absent`, { body, contentType: 'application/merge-patch+json' })).status).toBe(404);
  });
});

describe('server-side apply', () => {
  const apply = (object: KubeObject, fieldManager: string, force = false) =>
    client.apply(resources.configMap, object, { fieldManager, force });

  it('records who owns which field', async () => {
    const applied = await apply(configMap('owned', { a: '1' }), 'first');
    expect(applied.metadata.managedFields).toEqual([
      expect.objectContaining({
        manager: 'first',
        operation: 'Apply',
        apiVersion: 'v1',
        fieldsType: 'FieldsV1',
        fieldsV1: { 'f:data': { 'f:a': {} } },
      }),
    ]);
    const patched = await client.mergePatch(
      resources.configMap,
      { namespace, name: 'owned' },
      { data: { b: '1' } },
      { fieldManager: 'second' },
    );
    const second = patched.metadata.managedFields?.find((entry) => entry.manager === 'second');
    expect(second).toMatchObject({ operation: 'Update', fieldsV1: { 'f:data': { 'f:b': {} } } });
  });

  it('tells of a conflict with the manager and the field, unless forced', async () => {
    await apply(configMap('contested', { a: '1' }), 'first');
    const refused = await wire('PATCH', `${configMaps}/contested?fieldManager=second`, {
      body: configMap('contested', { a: '2' }),
      contentType: 'application/apply-patch+yaml',
    });
    expect(refused.status).toBe(409);
    expect(refused.body).toMatchObject({
      reason: 'Conflict',
      details: { causes: [{ reason: 'FieldManagerConflict', field: '.data.a', message: expect.stringContaining('"first"') }] },
    });
    const forced = await apply(configMap('contested', { a: '2' }), 'second', true);
    expect(forced['data']).toEqual({ a: '2' });
    expect(forced.metadata.managedFields?.map((entry) => entry.manager)).toEqual(['second']);
  });

  it('shares a field that both want alike, and drops it when the last lets go', async () => {
    await apply(configMap('shared', { a: '1', mine: '1' }), 'first');
    await apply(configMap('shared', { a: '1' }), 'second');
    expect((await apply(configMap('shared'), 'first'))['data']).toEqual({ a: '1' });
    expect((await apply(configMap('shared'), 'second'))['data'] ?? {}).toEqual({});
  });

  it('merges lists by their keys', async () => {
    const of = (containers: readonly object[]): KubeObject => deployment('lists', containers);
    const options = { fieldManager: 'first' };
    await client.apply(
      resources.deployment,
      of([
        { name: 'web', image: 'web:1' },
        { name: 'side', image: 'side:1' },
      ]),
      options,
    );
    const env = [{ name: 'A', value: '1' }];
    await client.apply(resources.deployment, of([{ name: 'web', env }]), { fieldManager: 'second' });
    const applied = await client.apply<KubeObject<{ template: { spec: { containers: object[] } } }>>(
      resources.deployment,
      JSON.parse(JSON.stringify(of([{ name: 'web', image: 'web:2' }]))),
      options,
    );
    expect(applied.spec?.template.spec.containers).toEqual([expect.objectContaining({ name: 'web', image: 'web:2', env })]);
  });

  it('changes nothing the second time', async () => {
    const first = await apply(configMap('twice', { a: '1' }), 'first');
    const second = await apply(configMap('twice', { a: '1' }), 'first');
    expect(second.metadata.resourceVersion).toBe(first.metadata.resourceVersion);
  });

  it('needs a manager, and no version of another time', async () => {
    const contentType = 'application/apply-patch+yaml';
    expect((await wire('PATCH', `${configMaps}/unnamed`, { body: configMap('unnamed'), contentType })).status).toBe(422);
    const stale = configMap('twice', { a: '2' }, { resourceVersion: '1' });
    await expect(apply(stale, 'first')).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('deletion', () => {
  it('of the very object that was seen, or of none', async () => {
    const { body } = await wire('POST', configMaps, { body: configMap('seen') });
    const wrong = { preconditions: { uid: '00000000-0000-0000-0000-000000000000' } };
    expect((await wire('DELETE', `${configMaps}/seen`, { body: wrong })).status).toBe(409);
    const gone = await wire('DELETE', `${configMaps}/seen`, { body: { preconditions: { uid: Object(body['metadata']).uid } } });
    expect(gone).toMatchObject({ status: 200, body: { kind: 'Status', status: 'Success' } });
    expect((await wire('DELETE', `${configMaps}/seen`)).status).toBe(404);
  });

  it('waits for finalizers, and takes no new ones', async () => {
    const key = { namespace, name: 'finalized' };
    await client.create(resources.configMap, configMap('finalized', {}, { finalizers: ['moorage.dev/a', 'moorage.dev/b'] }));
    const marked = await wire('DELETE', `${configMaps}/finalized`);
    expect(marked.body).toMatchObject({ kind: 'ConfigMap', metadata: { deletionTimestamp: expect.any(String) } });
    expect((await client.mergePatch(resources.configMap, key, { data: { still: 'here' } }))['data']).toEqual({ still: 'here' });
    await expect(
      client.mergePatch(resources.configMap, key, { metadata: { finalizers: ['moorage.dev/c'] } }),
    ).rejects.toMatchObject({ code: 'invalid_request' });
    await client.mergePatch(resources.configMap, key, { metadata: { finalizers: ['moorage.dev/b'] } });
    expect(await client.get(resources.configMap, key)).toBeDefined();
    await client.mergePatch(resources.configMap, key, { metadata: { finalizers: [] } });
    expect(await client.get(resources.configMap, key)).toBeUndefined();
  });

  it('of a collection takes what the selector names', async () => {
    for (const [name, color] of [
      ['red-1', 'red'],
      ['red-2', 'red'],
      ['blue-1', 'blue'],
    ] as const)
      await client.create(resources.configMap, configMap(name, {}, { labels: { color } }));
    expect((await wire('DELETE', `${configMaps}?labelSelector=color%3Dred`)).status).toBe(200);
    const left = await client.list(resources.configMap, { namespace, labelSelector: 'color' });
    expect(left.items.map((object) => object.metadata.name)).toEqual(['blue-1']);
  });
});
