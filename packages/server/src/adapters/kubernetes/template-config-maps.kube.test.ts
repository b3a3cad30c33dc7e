import { systemClock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';
import { silentLog } from '@moorage/core/log';
import { createKubeClient, type KubeClient } from '@moorage/kube/client/client';
import type { KubeObject } from '@moorage/kube/objects';
import { resources } from '@moorage/kube/resources';
import type { Informer } from '@moorage/kube/runtime/informer';
import { startTestApiServer, type TestApiServer } from '@moorage/testkit/api-server';
import { waitUntil } from '@moorage/testkit/wait-until';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useTestServer } from '../../../test/support.ts';
import { createTemplateReconcile } from '../../domains/templates/template-sync.reconcile.ts';
import { createTemplateSync } from '../../domains/templates/template-sync.service.ts';
import {
  createTemplateConfigMaps,
  createTemplateInformer,
  createTemplateWatch,
  templateNamespace,
} from './template-config-maps.ts';

const app = useTestServer({ name: 'template_sync' });
const clock = systemClock;
const ids = createIds(clock);
let server: TestApiServer;
let client: KubeClient;
let informer: Informer;
let reconcile: ReturnType<typeof createTemplateReconcile>;
let sync: ReturnType<typeof createTemplateSync>;

interface ConfigMap extends KubeObject {
  readonly data?: Record<string, string>;
}

// A cluster puts a map of its own, with its root certificate, into every namespace.
const all = () =>
  client.list<ConfigMap>(resources.configMap, {
    namespace: templateNamespace,
    labelSelector: 'app.kubernetes.io/component=template',
  });
async function copyOf(name: string): Promise<ConfigMap | undefined> {
  const { items } = await all();
  return items.find((one) => one.metadata.labels?.['moorage.dev/template'] === name);
}
async function keyOf(name: string): Promise<{ namespace: string; name: string }> {
  return { namespace: templateNamespace, name: (await copyOf(name))?.metadata.name ?? '' };
}
async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  await waitUntil(isSo, { describe: what });
}

beforeAll(async () => {
  server = await startTestApiServer();
  client = createKubeClient({ connection: server.connection, clock, ids });
  informer = createTemplateInformer({ client, log: silentLog, clock, ids });
  await informer.start();
  sync = createTemplateSync({ db: app.app.database, copies: createTemplateConfigMaps(client) });
  reconcile = createTemplateReconcile({ log: silentLog, clock, sync, watch: createTemplateWatch(informer) });
  await reconcile.start();
});
afterAll(async () => {
  await reconcile.stop();
  await informer.stop();
  client.close();
  await server.stop();
});

describe('templates in the cluster', () => {
  it('are all there after the start, one object each', async () => {
    await until('six copies', async () => (await all()).items.length === 6);
    const hello = await copyOf('hello');
    expect(hello?.data?.['spec.yaml']).toContain('services:');
    expect(JSON.parse(hello?.data?.['template.json'] ?? '')).toMatchObject({ name: 'hello', version: 1, isSystem: true });
  });

  it('come back to what they were when somebody changes or deletes them', async () => {
    const key = await keyOf('hello');
    await client.mergePatch(resources.configMap, key, { data: { 'spec.yaml': 'services: []' } });
    await until('the repair', async () => (await copyOf('hello'))?.data?.['spec.yaml']?.includes('name: web') === true);
    await client.remove(resources.configMap, key);
    await until('the return', async () => (await copyOf('hello')) !== undefined);
    await client.mergePatch(resources.configMap, key, { metadata: { labels: { 'app.kubernetes.io/managed-by': null } } });
    await until(
      'the label',
      async () => (await copyOf('hello'))?.metadata.labels?.['app.kubernetes.io/managed-by'] !== undefined,
    );
  });

  it('change nothing when nothing is different', async () => {
    const before = (await copyOf('worker'))?.metadata.resourceVersion;
    const { id } = await app.app.database.system('test', (tx) =>
      tx.selectFrom('templates').select('id').where('name', '=', 'worker').executeTakeFirstOrThrow(),
    );
    expect(await sync.one(id)).toBe('applied');
    expect((await copyOf('worker'))?.metadata.resourceVersion).toBe(before);
  });

  it('go with their template, and what belongs to none goes too', async () => {
    const ada = await app.signIn('ada@example.com');
    await ada.post('/api/templates', { name: 'mine', displayName: 'Mine', image: 'nginx:1.29' });
    for (const id of await sync.everyId()) await sync.one(id);
    expect((await copyOf('mine'))?.metadata.labels).toMatchObject({
      'moorage.dev/visibility': 'private',
      'moorage.dev/org-id': ada.orgId,
    });
    const labels = { 'app.kubernetes.io/managed-by': 'moorage-server', 'app.kubernetes.io/component': 'template' };
    const metadata = { namespace: templateNamespace, name: 'stray' };
    await client.create(resources.configMap, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { ...metadata, labels } });
    const others = { namespace: templateNamespace, name: 'not-ours' };
    await client.create(resources.configMap, { apiVersion: 'v1', kind: 'ConfigMap', metadata: others });
    await ada.delete('/api/templates/mine');
    for (const id of await sync.everyId()) await sync.one(id);
    expect(await copyOf('mine')).toBeUndefined();
    expect(await client.get(resources.configMap, metadata)).toBeUndefined();
    expect(await client.get(resources.configMap, others)).toBeDefined();
  });
});
