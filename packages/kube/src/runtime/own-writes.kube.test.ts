import { systemClock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';
import { silentLog } from '@moorage/core/log';
import { startTestApiServer, type TestApiServer } from '@moorage/testkit/api-server';
import { type FaultProxy, startFaultProxy } from '@moorage/testkit/fault-proxy';
import { waitUntil } from '@moorage/testkit/wait-until';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKubeClient, type KubeClient } from '../client/client.ts';
import type { KubeObject } from '../objects.ts';
import { resources } from '../resources.ts';
import { createInformer, type Informer } from './informer.ts';
import { rememberingClient } from './own-writes.ts';

const ids = createIds(systemClock);
let server: TestApiServer;
let proxy: FaultProxy;
let direct: KubeClient;
let watching: KubeClient;
beforeAll(async () => {
  server = await startTestApiServer({ controllers: false });
  proxy = await startFaultProxy(server.connection);
  direct = createKubeClient({ connection: server.connection, clock: systemClock, ids });
  const { token } = server.connection;
  watching = createKubeClient({ connection: { server: proxy.url, token }, clock: systemClock, ids });
});
afterAll(async () => {
  watching.close();
  direct.close();
  await proxy.stop();
  await server.stop();
});

const aMap = (name: string, value: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'default' },
  data: { value },
});

/** An informer whose watch is held up, and a client that writes past it. */
async function behind(name: string): Promise<{ informer: Informer; client: KubeClient; told: string[] }> {
  const informer = createInformer(
    { client: watching, log: silentLog, clock: systemClock, ids },
    { resource: resources.configMap, fieldSelector: `metadata.name=${name}`, packed: true },
  );
  await informer.start();
  await waitUntil(() => informer.metrics().watches === 1, { describe: 'the watch' });
  const told: string[] = [];
  informer.onChange(({ type, object }) => told.push(`${type} ${JSON.stringify(object['data'])}`));
  return { informer, client: rememberingClient(direct, [informer]), told };
}

describe('a copy that is told of own writes', () => {
  it('has them at once, and is told of each once', async () => {
    const { informer, client, told } = await behind('told');
    proxy.freeze(true);
    await client.create(resources.configMap, aMap('told', '1'));
    expect(informer.get('default/told')).toMatchObject({ data: { value: '1' } });
    await client.mergePatch(resources.configMap, { namespace: 'default', name: 'told' }, { data: { value: '2' } });
    expect(informer.get('default/told')).toMatchObject({ data: { value: '2' } });
    proxy.freeze(false);
    await direct.mergePatch(resources.configMap, { namespace: 'default', name: 'told' }, { data: { value: '3' } });
    await waitUntil(() => told.length === 3, { describe: 'the change of somebody else' });
    expect(told).toEqual(['added {"value":"1"}', 'modified {"value":"2"}', 'modified {"value":"3"}']);
    await informer.stop();
  });

  it('does not bring back what its watch has seen removed', async () => {
    const { informer, told } = await behind('removed');
    const created = await direct.create(resources.configMap, aMap('removed', '1'));
    await direct.remove(resources.configMap, { namespace: 'default', name: 'removed' });
    await waitUntil(() => told.length === 2, { describe: 'its end' });
    informer.remember(created);
    expect(informer.get('default/removed')).toBeUndefined();
    await informer.stop();
  });

  it('takes no answer of a dry run for the truth', async () => {
    const { informer, client } = await behind('dry');
    await client.create(resources.configMap, aMap('dry', '1'), { dryRun: true });
    expect(informer.list()).toEqual([]);
    await informer.stop();
  });
});
