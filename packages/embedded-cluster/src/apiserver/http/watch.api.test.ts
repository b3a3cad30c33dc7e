import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFakeClock } from '@moorage/core/clock';
import { resources } from '@moorage/kube/resources';
import { at } from '../json.ts';
import { configMap, startTestServer, widgetDefinition, type TestServer } from '../server.fake.ts';

let cluster: TestServer;
const clock = createFakeClock();
const path = '/api/v1/namespaces/default/configmaps';

beforeAll(async () => {
  cluster = await startTestServer({ clock });
});
afterAll(() => cluster.stop());

const create = (name: string, labels: Record<string, string> = {}): number => {
  const object = { ...configMap(name), metadata: { name, namespace: 'default', labels } };
  return Number(cluster.server.api.create(resources.configMap, object).metadata.resourceVersion);
};
const change = (name: string, patch: Record<string, unknown>): void => {
  cluster.server.api.mergePatch(resources.configMap, { name, namespace: 'default' }, patch);
};
const remove = (name: string): void => cluster.server.api.remove(resources.configMap, { name, namespace: 'default' });
const told = (event: unknown): string => `${String(at(event, 'type'))} ${String(at(event, 'object', 'metadata', 'name'))}`;

describe('a watch', () => {
  it('resumes after a revision and misses nothing', async () => {
    const from = create('resume-a');
    create('resume-b');
    remove('resume-a');
    const watch = await cluster.watch(`${path}?watch=1&resourceVersion=${from}`);
    expect(told(await watch.next())).toBe('ADDED resume-b');
    expect(told(await watch.next())).toBe('DELETED resume-a');
    change('resume-b', { data: { x: '1' } });
    expect(told(await watch.next())).toBe('MODIFIED resume-b');
    watch.close();
  });

  it('begins with what is there when no revision is given', async () => {
    create('present', { watch: 'present' });
    const watch = await cluster.watch(`${path}?watch=true&labelSelector=watch%3Dpresent`);
    expect(told(await watch.next())).toBe('ADDED present');
    watch.close();
  });

  it('marks the end of the initial objects when asked to send them', async () => {
    create('stream', { watch: 'stream' });
    const query =
      'watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&labelSelector=watch%3Dstream';
    const watch = await cluster.watch(`${path}?${query}`);
    expect(told(await watch.next())).toBe('ADDED stream');
    const bookmark = await watch.next();
    expect(bookmark).toMatchObject({
      type: 'BOOKMARK',
      object: { kind: 'ConfigMap', metadata: { annotations: { 'k8s.io/initial-events-end': 'true' } } },
    });
    watch.close();
  });

  it('shows objects that begin or cease to match as added and deleted', async () => {
    const from = create('wander', { zone: 'out' });
    const watch = await cluster.watch(`${path}?watch=1&resourceVersion=${from}&labelSelector=zone%3Din`);
    change('wander', { metadata: { labels: { zone: 'in' } } });
    expect(told(await watch.next())).toBe('ADDED wander');
    change('wander', { data: { x: '1' } });
    expect(told(await watch.next())).toBe('MODIFIED wander');
    change('wander', { metadata: { labels: { zone: 'out' } } });
    expect(told(await watch.next())).toBe('DELETED wander');
    watch.close();
  });

  it('of one object by name sees that one', async () => {
    const from = create('single-a');
    const watch = await cluster.watch(`${path}?watch=1&resourceVersion=${from}&fieldSelector=metadata.name%3Dsingle-b`);
    create('single-c');
    create('single-b');
    expect(told(await watch.next())).toBe('ADDED single-b');
    watch.close();
  });

  it('is told when its revision is too old', async () => {
    for (let count = 0; count < 2_100; count += 1) change('present', { data: { count: String(count) } });
    const watch = await cluster.watch(`${path}?watch=1&resourceVersion=1`);
    expect(await watch.next()).toMatchObject({ type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired' } });
    await watch.ended;
  });

  it('sends tables to those who ask', async () => {
    const from = create('table');
    const watch = await cluster.watch(`${path}?watch=1&resourceVersion=${from}`, {
      Accept: 'application/json;as=Table;v=v1;g=meta.k8s.io',
    });
    change('table', { data: { a: '1', b: '2' } });
    expect(await watch.next()).toMatchObject({
      type: 'MODIFIED',
      object: { kind: 'Table', rows: [{ cells: ['table', '2', expect.anything()] }] },
    });
    watch.close();
  });

  it('sends bookmarks by the minute and ends when its time is up', async () => {
    const from = create('timed');
    const watch = await cluster.watch(`${path}?watch=1&resourceVersion=${from}&allowWatchBookmarks=true&timeoutSeconds=90`);
    await clock.advance(60_000);
    expect(await watch.next()).toMatchObject({ type: 'BOOKMARK', object: { metadata: { resourceVersion: String(from) } } });
    await clock.advance(30_000);
    expect(await watch.next()).toMatchObject({ type: 'BOOKMARK' });
    await watch.ended;
  });

  it('leaves no timer and no observer behind when the client goes', async () => {
    const before = clock.pending();
    const watch = await cluster.watch(`${path}?watch=1&resourceVersion=${create('leaver')}`);
    change('leaver', { data: { x: '1' } });
    await watch.next();
    expect(clock.pending()).toBeGreaterThan(before);
    watch.close();
    await expect.poll(() => clock.pending()).toBe(before);
  });
});

describe('a watch of custom resources', () => {
  it('ends when their definition goes', async () => {
    cluster.server.api.create(resources.customResourceDefinition, widgetDefinition());
    const watch = await cluster.watch('/apis/example.com/v1/widgets?watch=1');
    cluster.server.api.remove(resources.customResourceDefinition, { name: 'widgets.example.com' });
    await watch.ended;
  });
});

describe('stopping', () => {
  it('ends open watches instead of waiting for them', async () => {
    const other = await startTestServer();
    const watch = await other.watch(`${path}?watch=1`);
    await other.stop();
    await watch.ended;
    expect(other.server.status().state).toBe('stopped');
  });
});
