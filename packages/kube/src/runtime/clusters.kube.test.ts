import { systemClock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';
import type { Service } from '@moorage/core/lifecycle';
import { silentLog } from '@moorage/core/log';
import { done } from '@moorage/core/outcome';
import { startTestApiServer, type TestApiServer } from '@moorage/testkit/api-server';
import { type FaultProxy, startFaultProxy } from '@moorage/testkit/fault-proxy';
import { waitUntil } from '@moorage/testkit/wait-until';
import { afterEach, describe, expect, it } from 'vitest';
import { keyOf } from '../objects.ts';
import { resources } from '../resources.ts';
import { type ClusterContext, type Clusters, createClusters } from './clusters.ts';
import { createController, source } from './controller.ts';
import { createInformer } from './informer.ts';

const deps = { log: silentLog, clock: systemClock, ids: createIds(systemClock) };
const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean();
});

async function startServer(): Promise<{ server: TestApiServer; proxy: FaultProxy; connection: TestApiServer['connection'] }> {
  const server = await startTestApiServer({ controllers: false });
  cleanups.push(() => server.stop());
  const proxy = await startFaultProxy(server.connection);
  cleanups.push(() => proxy.stop());
  return { server, proxy, connection: { ...server.connection, server: proxy.url } };
}

const write = (server: TestApiServer, name: string): void =>
  void server.api.create(resources.configMap, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace: 'default', labels: { seen: 'yes' } },
  });

/** A set of clusters whose controllers note what they saw as `<cluster> <key>`. */
async function startClusters(more: (context: ClusterContext) => readonly Service[] = () => []) {
  const seen: string[] = [];
  const clusters: Clusters = createClusters(deps, {
    client: { timeoutMs: 500 },
    build(context) {
      const informer = createInformer(
        { ...deps, client: context.client },
        { resource: resources.configMap, labelSelector: 'seen' },
      );
      const controller = createController(deps, {
        name: context.name,
        sources: [source(informer, (object) => [keyOf(object)])],
        reconcile: async (_ctx, key) => (seen.push(`${context.name} ${key}`), done()),
      });
      return [...more(context), informer, controller];
    },
  });
  cleanups.push(() => clusters.stop());
  await clusters.start();
  return { clusters, seen };
}

const comes = (seen: readonly string[], line: string): Promise<unknown> =>
  waitUntil(() => seen.includes(line), { describe: () => `${line} in ${seen.join(', ')}` });

describe('clusters', () => {
  it('work side by side, each on its own objects', async () => {
    const [east, west] = [await startServer(), await startServer()];
    const { clusters, seen } = await startClusters();
    await Promise.all([clusters.set('east', east.connection), clusters.set('west', west.connection)]);
    write(east.server, 'a');
    write(west.server, 'b');
    await comes(seen, 'east default/a');
    await comes(seen, 'west default/b');
    expect(seen.toSorted()).toEqual(['east default/a', 'west default/b']);
    expect(clusters.statusOf('east')).toMatchObject({ state: 'running', server: east.proxy.url });
    expect(await clusters.client('west')?.get(resources.configMap, { namespace: 'default', name: 'b' })).toBeDefined();
  });

  it('do not disturb one another when one cannot be reached, from the start or later', async () => {
    const [well, ill] = [await startServer(), await startServer()];
    ill.proxy.decide(() => ({ kind: 'drop', moment: 'before-effect' }));
    const { clusters, seen } = await startClusters();
    await clusters.set('ill', ill.connection);
    await clusters.set('well', well.connection);
    write(well.server, 'a');
    await comes(seen, 'well default/a');
    await waitUntil(() => clusters.statusOf('ill')?.message, { describe: 'the reason' });
    expect(clusters.statusOf('ill')).toMatchObject({ state: 'starting', message: 'The Kubernetes API cannot be reached.' });
    ill.proxy.decide(() => undefined);
    write(ill.server, 'b');
    await comes(seen, 'ill default/b');
    ill.proxy.freeze(true);
    write(well.server, 'c');
    await comes(seen, 'well default/c');
    expect(await clusters.remove('ill')).toBe(true);
    expect(clusters.names()).toEqual(['well']);
    ill.proxy.freeze(false);
  });

  it('are tried again when their services do not start', async () => {
    const { server, connection } = await startServer();
    let attempts = 0;
    const fragile: Service = {
      name: 'fragile',
      start: async () => {
        attempts += 1;
        if (attempts < 2) throw new Error('not today');
      },
      stop: async () => {},
      status: () => ({ state: 'running' }),
    };
    const { clusters, seen } = await startClusters(() => [fragile]);
    await clusters.set('one', connection);
    const hasFailed = (): boolean => {
      const status = clusters.statusOf('one');
      return status?.state === 'waiting' && status.message === 'not today';
    };
    await waitUntil(hasFailed, { describe: 'the failure', intervalMs: 2 });
    write(server, 'a');
    await comes(seen, 'one default/a');
  });

  it('change over to another connection without both working at once, and go when removed', async () => {
    const [first, second] = [await startServer(), await startServer()];
    let atOnce = 0;
    let most = 0;
    const counted = (): Service => ({
      name: 'counted',
      start: async () => {
        atOnce += 1;
        most = Math.max(most, atOnce);
      },
      stop: async () => {
        atOnce = 0;
      },
      status: () => ({ state: 'running' }),
    });
    const { clusters, seen } = await startClusters(() => [counted()]);
    await Promise.all([first, second, first, second].map(({ connection }) => clusters.set('one', connection)));
    write(second.server, 'a');
    write(first.server, 'b');
    await comes(seen, 'one default/a');
    expect(most).toBe(1);
    expect(seen).not.toContain('one default/b');
    expect(await clusters.remove('one')).toBe(true);
    expect(await clusters.remove('one')).toBe(false);
    await expect(clusters.set('bad', { server: 'nowhere' })).rejects.toMatchObject({ code: 'invalid_request' });
    expect(clusters.statusOf('one')).toBeUndefined();
    expect(clusters.client('one')).toBeUndefined();
  });

  it('that were set before the start begin with it, and end with the stop', async () => {
    const { connection, server } = await startServer();
    const { clusters, seen } = await startClusters();
    await clusters.stop();
    await clusters.set('one', connection);
    expect(clusters.statusOf('one')).toBeUndefined();
    await clusters.start();
    write(server, 'a');
    await comes(seen, 'one default/a');
    await clusters.stop();
    expect(clusters.names()).toEqual(['one']);
    expect(clusters.statusOf('one')).toBeUndefined();
  });
});
