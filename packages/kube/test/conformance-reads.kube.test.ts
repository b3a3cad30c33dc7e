/** What our code expects of any Kubernetes API, second part: lists, watches, selectors, views and discovery. */
import { systemClock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';
import { startTestApiServer, type TestApiServer } from '@moorage/testkit/api-server';
import { makeTempDir } from '@moorage/testkit/temp-dir';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKubeClient, type KubeClient } from '../src/client/client.ts';
import type { WatchOptions } from '../src/client/types.ts';
import type { KubeObject } from '../src/objects.ts';
import { resources } from '../src/resources.ts';
import { type Wire, wireTo } from './wire.ts';

const ids = createIds(systemClock);
let server: TestApiServer;
let client: KubeClient;
let wire: Wire;

const inNamespace = (namespace: string, name: string, metadata: object = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace, ...metadata },
});

async function makeNamespace(name: string): Promise<void> {
  await client.create<KubeObject>(resources.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
}

beforeAll(async () => {
  server = await startTestApiServer({ controllers: false });
  client = createKubeClient({ connection: server.connection, clock: systemClock, ids });
  wire = wireTo(server.connection);
});
afterAll(async () => {
  client.close();
  await server.stop();
});

interface ListBody {
  readonly metadata: { readonly resourceVersion: string; readonly continue?: string; readonly remainingItemCount?: number };
  readonly items: readonly KubeObject[];
}

async function page(namespace: string, query: string): Promise<ListBody> {
  const { status, text } = await wire('GET', `/api/v1/namespaces/${namespace}/configmaps?${query}`);
  expect(status).toBe(200);
  return JSON.parse(text);
}

describe('lists', () => {
  beforeAll(async () => {
    await makeNamespace('lists');
    for (let index = 0; index < 12; index += 1)
      await client.create(resources.configMap, inNamespace('lists', `item-${String(index).padStart(2, '0')}`));
  });

  it('come in pages of one version, in the order of names, and say what is left', async () => {
    const first = await page('lists', 'limit=5');
    expect(first.metadata).toMatchObject({ continue: expect.any(String), remainingItemCount: 7 });
    const second = await page('lists', `limit=5&continue=${encodeURIComponent(first.metadata.continue ?? '')}`);
    expect(second.metadata.resourceVersion).toBe(first.metadata.resourceVersion);
    const third = await page('lists', `limit=5&continue=${encodeURIComponent(second.metadata.continue ?? '')}`);
    expect(third.metadata.continue ?? '').toBe('');
    const names = [first, second, third].flatMap(({ items }) => items.map((item) => item.metadata.name));
    expect(names).toHaveLength(12);
    expect(names).toEqual(names.toSorted());
  });

  it('name their kind, and leave it out of their items', async () => {
    const { body } = await wire('GET', '/api/v1/namespaces/lists/configmaps?limit=1');
    expect(body).toMatchObject({ kind: 'ConfigMapList', apiVersion: 'v1' });
    expect(Object.keys(Object(Object(body['items'])[0]))).not.toContain('kind');
  });

  it('refuse a token that is none', async () => {
    expect((await wire('GET', '/api/v1/namespaces/lists/configmaps?limit=1&continue=nonsense')).status).toBe(400);
  });

  it('span all namespaces', async () => {
    const { items } = await client.list(resources.configMap, { fieldSelector: 'metadata.name=item-03' });
    expect(items.map((item) => item.metadata.namespace)).toEqual(['lists']);
  });
});

describe('selectors', () => {
  beforeAll(async () => {
    await makeNamespace('selectors');
    const labels = { a: { color: 'red', size: 's' }, b: { color: 'red', size: 'l' }, c: { color: 'blue' }, d: {} };
    for (const [name, each] of Object.entries(labels))
      await client.create(resources.configMap, inNamespace('selectors', name, { labels: each }));
  });

  it.each([
    ['color=red', 'a b'],
    ['color==red,size=l', 'b'],
    ['color!=red', 'c d'],
    ['color in (red,blue),size notin (s)', 'b c'],
    ['color', 'a b c'],
    ['!color', 'd'],
    ['size', 'a b'],
  ])('of labels: %s', async (labelSelector, expected) => {
    const { items } = await client.list(resources.configMap, { namespace: 'selectors', labelSelector });
    expect(items.map((item) => item.metadata.name).join(' ')).toBe(expected);
  });

  it('of fields know name and namespace, and refuse what the kind does not select by', async () => {
    const { items } = await client.list(resources.configMap, { fieldSelector: 'metadata.namespace=selectors,metadata.name!=a' });
    expect(items.map((item) => item.metadata.name)).toEqual(['b', 'c', 'd']);
    expect((await wire('GET', '/api/v1/configmaps?fieldSelector=data.x%3D1')).status).toBe(400);
    expect((await wire('GET', '/api/v1/configmaps?labelSelector=a%20b')).status).toBe(400);
  });
});

interface Seen {
  readonly type: string;
  readonly name: string;
}

/** Watches until `count` events have come. */
async function collect(options: Omit<WatchOptions, 'signal'>, count: number): Promise<Seen[]> {
  const aborter = new AbortController();
  const seen: Seen[] = [];
  for await (const event of client.watch(resources.configMap, { ...options, signal: aborter.signal })) {
    if (event.type === 'BOOKMARK') continue;
    seen.push({ type: event.type, name: event.object.metadata.name });
    if (seen.length === count) break;
  }
  aborter.abort();
  return seen;
}

describe('watches', () => {
  it('go on from a list without a gap, in order', async () => {
    await makeNamespace('watches');
    const { resourceVersion } = await client.list(resources.configMap, { namespace: 'watches' });
    const key = { namespace: 'watches', name: 'a' };
    await client.create(resources.configMap, inNamespace('watches', 'a'));
    await client.mergePatch(resources.configMap, key, { data: { a: '1' } });
    await client.create(resources.configMap, inNamespace('lists', 'elsewhere'));
    await client.remove(resources.configMap, key);
    await client.create(resources.configMap, inNamespace('watches', 'b'));
    expect(await collect({ namespace: 'watches', resourceVersion }, 4)).toEqual([
      { type: 'ADDED', name: 'a' },
      { type: 'MODIFIED', name: 'a' },
      { type: 'DELETED', name: 'a' },
      { type: 'ADDED', name: 'b' },
    ]);
  });

  it('see what no longer fits a selector as deleted, and what fits anew as added', async () => {
    await makeNamespace('fitting');
    const { resourceVersion } = await client.list(resources.configMap, { namespace: 'fitting' });
    const key = { namespace: 'fitting', name: 'a' };
    await client.create(resources.configMap, inNamespace('fitting', 'a', { labels: { color: 'red' } }));
    await client.mergePatch(resources.configMap, key, { metadata: { labels: { color: 'blue' } } });
    await client.mergePatch(resources.configMap, key, { metadata: { labels: { color: 'red' } } });
    expect(await collect({ namespace: 'fitting', resourceVersion, labelSelector: 'color=red' }, 3)).toEqual([
      { type: 'ADDED', name: 'a' },
      { type: 'DELETED', name: 'a' },
      { type: 'ADDED', name: 'a' },
    ]);
  });

  it('end in time', async () => {
    const { resourceVersion } = await client.list(resources.configMap, { namespace: 'watches' });
    const query = `watch=1&timeoutSeconds=1&resourceVersion=${resourceVersion}`;
    expect((await wire('GET', `/api/v1/namespaces/watches/configmaps?${query}`)).status).toBe(200);
  });

  it('begin with everything that is there, and mark where that ends and a next one may go on', async () => {
    const query = 'watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&timeoutSeconds=3';
    const { text } = await wire('GET', `/api/v1/namespaces/selectors/configmaps?${query}`);
    const events = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const end = events.findIndex((event) => event.type === 'BOOKMARK');
    expect(
      events
        .slice(0, end)
        .map((event) => `${event.type} ${event.object.metadata.name}`)
        .toSorted(),
    ).toEqual(['a', 'b', 'c', 'd'].map((name) => `ADDED ${name}`));
    const bookmark = events[end].object;
    expect(bookmark).toMatchObject({ kind: 'ConfigMap', metadata: { annotations: { 'k8s.io/initial-events-end': 'true' } } });
    await client.create(resources.configMap, inNamespace('selectors', 'after'));
    const next = await collect({ namespace: 'selectors', resourceVersion: bookmark.metadata.resourceVersion }, 1);
    await client.remove(resources.configMap, { namespace: 'selectors', name: 'after' });
    expect(next).toEqual([{ type: 'ADDED', name: 'after' }]);
  });

  it('from before the memory of the server are told 410', async () => {
    const dir = makeTempDir('conformance');
    const first = await startTestApiServer({ controllers: false, dataDir: dir.path });
    const before = wireTo(first.connection);
    const make = (name: string) =>
      before('POST', '/api/v1/namespaces/default/configmaps', { body: inNamespace('default', name) });
    const old = Object((await make('old')).body['metadata']).resourceVersion;
    for (let index = 0; index < 5; index += 1) await make(`later-${index}`);
    await first.stop();
    const second = await startTestApiServer({ controllers: false, dataDir: dir.path });
    const query = `watch=1&timeoutSeconds=3&resourceVersion=${old}`;
    const { status, text } = await wireTo(second.connection)('GET', `/api/v1/configmaps?${query}`);
    await second.stop();
    dir.remove();
    const told = text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line))[0];
    const answer = status === 410 ? told : told?.object;
    expect(answer).toMatchObject({ kind: 'Status', code: 410, reason: expect.stringMatching(/^(Expired|Gone)$/) });
  });
});

describe('views', () => {
  it('are tables with columns, cells and the metadata of each row', async () => {
    const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io';
    const { status, body } = await wire('GET', '/api/v1/namespaces/selectors/configmaps', { accept });
    expect(status).toBe(200);
    expect(body).toMatchObject({ kind: 'Table', apiVersion: 'meta.k8s.io/v1' });
    const [names, rows] = [Object(body['columnDefinitions']), Object(body['rows'])];
    expect(names.map((column: { name: string }) => column.name)).toEqual(['Name', 'Data', 'Age']);
    expect(rows).toHaveLength(4);
    expect(rows[0]).toMatchObject({
      cells: ['a', expect.anything(), expect.stringMatching(/^\d+[sm]/)],
      object: { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: { name: 'a' } },
    });
  });

  it('are metadata alone', async () => {
    const accept = 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io';
    const { body } = await wire('GET', '/api/v1/namespaces/selectors/configmaps', { accept });
    expect(body).toMatchObject({ kind: 'PartialObjectMetadataList', apiVersion: 'meta.k8s.io/v1' });
    expect(Object(body['items'])[0]).toMatchObject({ metadata: { name: 'a' } });
    expect(Object(body['items'])[0]).not.toHaveProperty('data');
  });
});

describe('discovery', () => {
  it('names groups, and the resources of each with verbs and short names', async () => {
    expect((await wire('GET', '/api')).body).toMatchObject({ kind: 'APIVersions', versions: ['v1'] });
    const groups = Object((await wire('GET', '/apis')).body['groups']).map((group: { name: string }) => group.name);
    const used = ['apps', 'batch', 'networking.k8s.io', 'policy', 'autoscaling', 'coordination.k8s.io', 'apiextensions.k8s.io'];
    expect(groups).toEqual(expect.arrayContaining(used));
    const { body } = await wire('GET', '/apis/apps/v1');
    expect(body).toMatchObject({ kind: 'APIResourceList', groupVersion: 'apps/v1' });
    expect(body['resources']).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          name: 'deployments',
          singularName: 'deployment',
          namespaced: true,
          kind: 'Deployment',
          shortNames: ['deploy'],
          verbs: expect.arrayContaining(['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch']),
        }),
        expect.objectContaining({ name: 'deployments/status', verbs: expect.arrayContaining(['get', 'patch', 'update']) }),
        expect.objectContaining({ name: 'deployments/scale', kind: 'Scale', group: 'autoscaling', version: 'v1' }),
      ]),
    );
  });

  it('comes in one document for clients that ask so', async () => {
    const accept = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json';
    const { body } = await wire('GET', '/apis', { accept });
    expect(body).toMatchObject({ kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2' });
  });

  it('has a version, and schemas of every group', async () => {
    expect((await wire('GET', '/version')).body).toMatchObject({
      major: '1',
      gitVersion: expect.stringMatching(/^v1\.\d+\.\d+/),
    });
    const { body } = await wire('GET', '/openapi/v3');
    expect(Object.keys(Object(body['paths']))).toEqual(expect.arrayContaining(['api/v1', 'apis/apps/v1']));
  });
});
