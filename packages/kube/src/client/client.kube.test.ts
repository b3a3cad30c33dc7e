import { systemClock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';
import { startTestApiServer, type TestApiServer } from '@moorage/testkit/api-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installCrds } from '../crds/install-crds.ts';
import type { UserDeployment } from '../crds/user-deployment.ts';
import type { KubeObject } from '../objects.ts';
import { resources } from '../resources.ts';
import { createKubeClient, type KubeClient } from './client.ts';
import { parseKubeconfig } from './kubeconfig.ts';

let server: TestApiServer;
let client: KubeClient;
beforeAll(async () => {
  server = await startTestApiServer({ controllers: false });
  client = createKubeClient({ connection: server.connection, clock: systemClock, ids: createIds(systemClock) });
});
afterAll(async () => {
  client.close();
  await server.stop();
});

const configMap = (name: string, data: Record<string, string>): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'default' },
  data,
});

describe('objects on an API server', () => {
  it('are created, read, replaced, patched and removed', async () => {
    const key = { namespace: 'default', name: 'life' };
    const made = await client.create(resources.configMap, configMap('life', { a: '1' }));
    expect(made.metadata.uid).toBeDefined();
    await expect(client.create(resources.configMap, configMap('life', {}))).rejects.toMatchObject({ code: 'already_exists' });
    const replaced = await client.replace(resources.configMap, { ...made, data: { a: '2' } });
    await expect(client.replace(resources.configMap, { ...made, data: { a: '3' } })).rejects.toMatchObject({ code: 'conflict' });
    expect(replaced['data']).toEqual({ a: '2' });
    expect((await client.mergePatch(resources.configMap, key, { data: { b: '1', a: null } }))['data']).toEqual({ b: '1' });
    const operations = [{ op: 'replace' as const, path: '/data/b', value: '2' }];
    expect((await client.jsonPatch(resources.configMap, key, { operations }))['data']).toEqual({ b: '2' });
    await expect(client.remove(resources.configMap, key, { uid: 'another' })).rejects.toMatchObject({ code: 'conflict' });
    expect(await client.remove(resources.configMap, key, { uid: made.metadata.uid ?? '' })).toBe(true);
    expect(await client.remove(resources.configMap, key)).toBe(false);
    expect(await client.get(resources.configMap, key)).toBeUndefined();
  });

  it('are applied field by field: others keep theirs, and what we no longer want goes', async () => {
    const options = { fieldManager: 'us' };
    await client.apply(resources.configMap, configMap('shared', { ours: '1', dropped: '1' }), options);
    await client.apply(resources.configMap, configMap('shared', { theirs: '1' }), { fieldManager: 'them' });
    await expect(
      client.apply(resources.configMap, configMap('shared', { ours: '2' }), { fieldManager: 'them' }),
    ).rejects.toMatchObject({ code: 'conflict' });
    const applied = await client.apply(resources.configMap, configMap('shared', { ours: '2' }), options);
    expect(applied['data']).toEqual({ ours: '2', theirs: '1' });
  });

  it('are listed by label and page', async () => {
    for (let index = 0; index < 12; index += 1) {
      const object = configMap(`page-${index}`, {});
      await client.create(resources.configMap, {
        ...object,
        metadata: { ...object.metadata, labels: { even: String(index % 2 === 0) } },
      });
    }
    const list = await client.list(resources.configMap, { namespace: 'default', labelSelector: 'even=true' });
    expect(list.items).toHaveLength(6);
    expect(Number(list.resourceVersion)).toBeGreaterThan(0);
  });

  it('are not touched by a dry run', async () => {
    await client.create(resources.configMap, configMap('dry', {}), { dryRun: true });
    expect(await client.get(resources.configMap, { namespace: 'default', name: 'dry' })).toBeUndefined();
  });
});

describe('our custom resources', () => {
  const root = (spec: object): UserDeployment => {
    const object = {
      apiVersion: 'moorage.dev/v1alpha1',
      kind: 'UserDeployment',
      metadata: { name: 'app', namespace: 'default' },
      spec,
    };
    return JSON.parse(JSON.stringify(object));
  };

  it('are installed, twice without harm, and then validated and defaulted by the server', async () => {
    await installCrds(client, { clock: systemClock });
    await installCrds(client, { clock: systemClock });
    const made = await client.create(
      resources.userDeployment,
      root({ userId: 'u1', services: [{ name: 'web', image: 'nginx', nonsense: 1 }] }),
    );
    expect(made.spec).toMatchObject({ tier: 'free', visibility: 'public', paused: false, progressDeadlineSeconds: 600 });
    expect(made.spec?.services[0]).toEqual({ name: 'web', image: 'nginx', replicas: 1 });
  });

  it.each([
    ['no services', { services: [] }],
    ['a bad service name', { services: [{ name: 'Not Valid', image: 'nginx' }] }],
    ['an unknown tier', { tier: 'gold', services: [{ name: 'web', image: 'nginx' }] }],
    ['a port out of range', { services: [{ name: 'web', image: 'nginx', ports: [{ name: 'http', containerPort: 99_999 }] }] }],
    ['a wrong type', { services: [{ name: 'web', image: 'nginx', replicas: 'many' }] }],
  ])('are refused with %s', async (_what, spec) => {
    const object = { ...root(spec), metadata: { name: 'bad', namespace: 'default' } };
    await expect(client.create(resources.userDeployment, object)).rejects.toMatchObject({ code: 'invalid_request' });
  });

  it('keep their owner once it is set', async () => {
    const key = { namespace: 'default', name: 'app' };
    await expect(client.mergePatch(resources.userDeployment, key, { spec: { userId: 'u2' } })).rejects.toMatchObject({
      code: 'invalid_request',
      message: expect.stringContaining('immutable'),
    });
    await expect(client.mergePatch(resources.userDeployment, key, { spec: { userId: null } })).rejects.toMatchObject({
      code: 'invalid_request',
    });
  });

  it('keep spec and status apart', async () => {
    const key = { namespace: 'default', name: 'app' };
    await client.mergePatch(
      resources.userDeployment,
      key,
      { status: { phase: 'Ready' }, spec: { displayName: 'no' } },
      { subresource: 'status' },
    );
    const after = await client.get<UserDeployment>(resources.userDeployment, key);
    expect(after?.status).toEqual({ phase: 'Ready' });
    expect(after?.spec?.displayName).toBeUndefined();
    expect(after?.metadata.generation).toBe(1);
  });
});

describe('connection', () => {
  it('can be read from a kubeconfig', async () => {
    const { connection } = await parseKubeconfig(server.kubeconfig, '/');
    const other = createKubeClient({ connection, clock: systemClock, ids: createIds(systemClock) });
    expect(await other.request({ method: 'GET', path: '/version' })).toHaveProperty('gitVersion');
    other.close();
  });

  it('is refused without a token', async () => {
    const { token: _withheld, ...connection } = server.connection;
    const stranger = createKubeClient({ connection, clock: systemClock, ids: createIds(systemClock) });
    await expect(stranger.list(resources.configMap)).rejects.toMatchObject({ code: 'unauthenticated' });
    stranger.close();
  });
});
