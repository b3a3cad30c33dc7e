import { systemClock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';
import { silentLog } from '@moorage/core/log';
import { startTestApiServer, type TestApiServer } from '@moorage/testkit/api-server';
import { type Fault, type FaultProxy, startFaultProxy } from '@moorage/testkit/fault-proxy';
import { makeTempDir } from '@moorage/testkit/temp-dir';
import { waitUntil } from '@moorage/testkit/wait-until';
import { afterEach, describe, expect, it } from 'vitest';
import { createKubeClient, type KubeClient } from '../client/client.ts';
import { keyOf, type KubeObject } from '../objects.ts';
import { resources } from '../resources.ts';
import { createInformer, type Informer, type InformerOptions } from './informer.ts';

const ids = createIds(systemClock);
const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean();
});

interface World {
  readonly server: TestApiServer;
  readonly proxy: FaultProxy;
  readonly client: KubeClient;
  write(name: string, value: string): void;
  remove(name: string): void;
}

async function startWorld(options: Parameters<typeof startTestApiServer>[0] = {}): Promise<World> {
  const server = await startTestApiServer({ controllers: false, ...options });
  cleanups.push(() => server.stop());
  const proxy = await startFaultProxy(server.connection);
  cleanups.push(() => proxy.stop());
  const connection = { ...server.connection, server: proxy.url };
  const client = createKubeClient({ connection, clock: systemClock, ids });
  cleanups.push(() => client.close());
  const present = new Set<string>();
  return {
    server,
    proxy,
    client,
    write(name, value) {
      const metadata = { namespace: 'default', name };
      const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { value } };
      if (present.has(name)) server.api.update(resources.configMap, object);
      else server.api.create(resources.configMap, object);
      present.add(name);
    },
    remove(name) {
      server.api.remove(resources.configMap, { namespace: 'default', name });
      present.delete(name);
    },
  };
}

async function startInformer(world: World, options: Partial<InformerOptions<KubeObject>> = {}): Promise<Informer> {
  const informer = createInformer(
    { client: world.client, log: silentLog, clock: systemClock, ids },
    { resource: resources.configMap, namespace: 'default', ...options },
  );
  cleanups.push(() => informer.stop());
  await informer.start();
  return informer;
}

const valueOf = (object: KubeObject | undefined): unknown => {
  const data = object?.['data'];
  return typeof data === 'object' && data !== null && 'value' in data ? data.value : undefined;
};

function holds(informer: Informer, name: string, value: string | undefined): Promise<unknown> {
  return waitUntil(() => valueOf(informer.get(`default/${name}`)) === value, { describe: `${name} to be ${String(value)}` });
}

describe('informer', () => {
  it('has everything when it has started, and follows every change', async () => {
    const world = await startWorld();
    world.write('a', '1');
    const informer = await startInformer(world);
    const seen: string[] = [];
    informer.onChange((change) => seen.push(`${change.type} ${change.object.metadata.name}`));
    expect(valueOf(informer.get('default/a'))).toBe('1');
    world.write('a', '2');
    world.write('b', '1');
    world.remove('a');
    await holds(informer, 'b', '1');
    await holds(informer, 'a', undefined);
    expect(seen).toEqual(['modified a', 'added b', 'deleted a']);
    expect(informer.inNamespace('default').map((object) => object.metadata.name)).toEqual(['b']);
  });

  it('keeps no managed fields', async () => {
    const world = await startWorld();
    await world.client.apply(
      resources.configMap,
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'm', namespace: 'default' } },
      { fieldManager: 'me' },
    );
    const informer = await startInformer(world);
    expect(informer.get('default/m')?.metadata.managedFields).toBeUndefined();
  });

  it('loses no event over a hundred broken connections, without listing again', async () => {
    const world = await startWorld();
    const informer = await startInformer(world);
    const values: string[] = [];
    informer.onChange((change) => values.push(String(valueOf(change.object))));
    let cuts = 0;
    for (let round = 0; round < 100; round += 1) {
      cuts += world.proxy.cut() > 0 ? 1 : 0;
      world.write('a', String(round));
      if (round % 10 === 9) await holds(informer, 'a', String(round));
    }
    expect(values.at(-1)).toBe('99');
    expect(informer.metrics().lists).toBe(1);
    expect(cuts).toBeGreaterThan(0);
  });

  it('takes a silent connection for dead and goes on over a new one', async () => {
    const world = await startWorld();
    const informer = await startInformer(world, { stallMs: 300 });
    world.proxy.freeze(true);
    world.write('a', '1');
    await waitUntil(() => informer.metrics().stalls > 0, { describe: 'the stall to be noticed' });
    world.proxy.freeze(false);
    await holds(informer, 'a', '1');
  });

  it('comes back after the API server was away, with what changed meanwhile', async () => {
    const dir = makeTempDir('informer');
    cleanups.push(() => dir.remove());
    const world = await startWorld({ dataDir: dir.path });
    world.write('stays', '1');
    world.write('goes', '1');
    const informer = await startInformer(world);
    const deleted: string[] = [];
    informer.onChange((change) => void (change.type === 'deleted' && deleted.push(change.object.metadata.name)));
    const { port } = world.server;
    world.proxy.cut();
    await world.server.stop();
    const second = await startTestApiServer({ controllers: false, dataDir: dir.path, port });
    cleanups.push(() => second.stop());
    second.api.remove(resources.configMap, { namespace: 'default', name: 'goes' });
    second.api.create(resources.configMap, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'new', namespace: 'default' },
      data: { value: '1' },
    });
    await holds(informer, 'new', '1');
    await holds(informer, 'goes', undefined);
    expect(deleted).toEqual(['goes']);
  });

  it('lists again when its version was compacted away, and misses nothing', async () => {
    const world = await startWorld();
    world.write('goes', '1');
    const informer = await startInformer(world);
    const deleted: string[] = [];
    informer.onChange((change) => void (change.type === 'deleted' && deleted.push(change.object.metadata.name)));
    world.proxy.decide(() => ({ kind: 'drop', moment: 'before-effect' }));
    world.proxy.cut();
    world.remove('goes');
    await world.server.forget();
    world.write('new', '1');
    world.proxy.decide(() => undefined);
    await holds(informer, 'new', '1');
    await holds(informer, 'goes', undefined);
    expect(deleted).toEqual(['goes']);
    expect(informer.metrics()).toMatchObject({ expiries: 1, lists: 2 });
  });

  it.each<[string, Fault]>([
    ['cut in the middle of an event', { kind: 'cut', afterLines: 2 }],
    ['told twice about everything', { kind: 'duplicate' }],
    ['told in a wrong order', { kind: 'reorder' }],
    ['told that its version has expired', { kind: 'expire', afterLines: 1 }],
    ['left alone on an open connection', { kind: 'silence', afterLines: 1 }],
    ['answered late', { kind: 'delay', ms: 100 }],
    ['refused with 500', { kind: 'refuse', status: 500 }],
    ['refused with 410', { kind: 'refuse', status: 410 }],
    ['told to come back later', { kind: 'refuse', status: 429, retryAfterSeconds: 1 }],
    ['cut off before it is heard', { kind: 'drop', moment: 'before-effect' }],
  ])('ends with the truth when its watches are %s', async (_what, fault) => {
    const world = await startWorld();
    let hits = 0;
    world.proxy.decide(({ isWatch }) => (isWatch && (hits += 1) <= 2 ? fault : undefined));
    const informer = await startInformer(world, { stallMs: 400 });
    for (let round = 0; round < 10; round += 1) {
      world.write('a', String(round));
      world.write('b', String(round));
      world.write(`short-${round}`, '1');
      world.remove(`short-${round}`);
      await holds(informer, 'b', String(round));
    }
    await holds(informer, 'a', '9');
    await waitUntil(() => informer.list().length === 2, { describe: () => informer.list().map(keyOf).join(' ') });
  });

  it('begins with a streaming list, and goes on with the same stream', async () => {
    const world = await startWorld();
    for (const name of ['a', 'b', 'c']) world.write(name, '1');
    const informer = await startInformer(world, { streaming: true });
    expect(informer.list()).toHaveLength(3);
    world.write('a', '2');
    await holds(informer, 'a', '2');
    expect(informer.metrics()).toMatchObject({ lists: 1, watches: 1 });
    world.proxy.cut();
    world.write('a', '3');
    await holds(informer, 'a', '3');
    expect(informer.metrics()).toMatchObject({ lists: 1, restarts: 1 });
  });

  it('keeps metadata alone when asked, found by label and owner', async () => {
    const world = await startWorld();
    const labelled = (name: string, color: string): KubeObject => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name, namespace: 'default', labels: { color } },
      data: { value: 'x'.repeat(10_000) },
    });
    await world.client.create(resources.configMap, labelled('first', 'red'));
    const informer = await startInformer(world, { metadataOnly: true, labels: ['color'] });
    await world.client.create(resources.configMap, labelled('second', 'red'));
    await world.client.create(resources.configMap, labelled('third', 'blue'));
    await waitUntil(() => informer.list().length === 3, { describe: 'three objects' });
    expect(informer.byLabel('color', 'red').map(keyOf)).toEqual(['default/first', 'default/second']);
    expect(informer.list().every((object) => object['data'] === undefined && object.kind === 'ConfigMap')).toBe(true);
    expect(informer.metrics().bytes).toBeLessThan(5_000);
    world.remove('third');
    await waitUntil(() => informer.byLabel('color', 'blue').length === 0, { describe: 'the index to forget' });
  });

  it('can be stopped before it has synced, and twice', async () => {
    const world = await startWorld();
    world.proxy.decide(() => ({ kind: 'drop', moment: 'before-effect' }));
    const informer = createInformer(
      { client: world.client, log: silentLog, clock: systemClock, ids },
      { resource: resources.pod },
    );
    const starting = informer.start();
    await waitUntil(() => informer.metrics().failures > 0, { describe: 'a failed list' });
    expect(informer.status()).toMatchObject({ state: 'starting' });
    await informer.stop();
    await informer.stop();
    await starting;
    expect(informer.hasSynced()).toBe(false);
  });
});
