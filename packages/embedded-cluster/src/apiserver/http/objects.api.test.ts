import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, listAt, objectsAt, stringAt, type JsonObject } from '../json.ts';
import {
  configMap,
  deployment,
  pod,
  startTestServer,
  widget,
  widgetDefinition,
  type Answer,
  type TestServer,
} from '../server.fake.ts';

let cluster: TestServer;
let namespaces = 0;

beforeAll(async () => {
  cluster = await startTestServer();
});
afterAll(() => cluster.stop());

/** A fresh namespace, so that tests do not meet. */
async function newNamespace(): Promise<string> {
  namespaces += 1;
  const name = `test-${namespaces}`;
  await cluster.call('POST', '/api/v1/namespaces', { body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name } } });
  return name;
}

const maps = (namespace: string): string => `/api/v1/namespaces/${namespace}/configmaps`;
const deployments = (namespace: string): string => `/apis/apps/v1/namespaces/${namespace}/deployments`;
const put = (name: string, data: Record<string, string>) => ({ body: { ...configMap(name, data), metadata: { name } } });
const inNamespace = (object: { metadata: object }, namespace: string) => ({
  ...object,
  metadata: { ...object.metadata, namespace },
});
const namesOf = (answer: Answer): unknown[] => objectsAt(answer.body, 'items').map((item) => at(item, 'metadata', 'name'));

describe('objects over HTTPS', () => {
  it('are created, read, replaced, patched and deleted', async () => {
    const path = maps(await newNamespace());
    const created = await cluster.call('POST', path, put('a', { n: '1' }));
    expect(created.status).toBe(201);
    expect((await cluster.call('GET', `${path}/a`)).body).toEqual(created.body);
    const replaced = await cluster.call('PUT', `${path}/a`, put('a', { n: '2' }));
    expect(replaced.body).toMatchObject({ data: { n: '2' } });
    const patched = await cluster.call('PATCH', `${path}/a`, {
      body: { data: { m: 'x' } },
      type: 'application/merge-patch+json',
    });
    expect(patched.body).toMatchObject({ data: { n: '2', m: 'x' } });
    const deleted = await cluster.call('DELETE', `${path}/a`);
    expect(deleted.body).toMatchObject({ kind: 'Status', status: 'Success', details: { name: 'a', kind: 'configmaps' } });
    expect((await cluster.call('GET', `${path}/a`)).body).toMatchObject({
      kind: 'Status',
      reason: 'NotFound',
      code: 404,
      message: 'configmaps "a" not found',
    });
  });

  it('take the four kinds of patches', async () => {
    const namespace = await newNamespace();
    const path = `${deployments(namespace)}/web`;
    await cluster.call('POST', deployments(namespace), { body: inNamespace(deployment('web'), namespace) });
    const strategic = { spec: { template: { spec: { containers: [{ name: 'app', env: [{ name: 'A', value: '1' }] }] } } } };
    await cluster.call('PATCH', path, { body: strategic, type: 'application/strategic-merge-patch+json' });
    const json = [{ op: 'replace', path: '/spec/replicas', value: 3 }];
    const answer = await cluster.call('PATCH', path, { body: json, type: 'application/json-patch+json' });
    expect(answer.body).toMatchObject({
      spec: { replicas: 3, template: { spec: { containers: [{ name: 'app', image: 'node:24', env: [{ name: 'A' }] }] } } },
    });
    const odd = await cluster.call('PATCH', path, { body: {}, type: 'text/plain' });
    expect(odd.body).toMatchObject({ reason: 'UnsupportedMediaType', code: 415 });
  });

  it('change nothing in a dry run', async () => {
    const path = maps(await newNamespace());
    expect((await cluster.call('POST', `${path}?dryRun=All`, put('a', {}))).status).toBe(201);
    expect((await cluster.call('GET', `${path}/a`)).status).toBe(404);
    await cluster.call('POST', path, put('a', { n: '1' }));
    expect((await cluster.call('PUT', `${path}/a?dryRun=All`, put('a', { n: '2' }))).body).toMatchObject({ data: { n: '2' } });
    expect((await cluster.call('DELETE', `${path}/a?dryRun=All`)).status).toBe(200);
    expect((await cluster.call('GET', `${path}/a`)).body).toMatchObject({ data: { n: '1' } });
    expect((await cluster.call('POST', `${path}?dryRun=Some`, put('b', {}))).status).toBe(400);
  });

  it('refuse a write that lost the race', async () => {
    const path = maps(await newNamespace());
    const first = await cluster.call('POST', path, put('a', { n: '0' }));
    const write = (n: string) => cluster.call('PUT', `${path}/a`, { body: { ...first.body, data: { n } } });
    const answers = await Promise.all([write('1'), write('2'), write('3')]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409, 409]);
    expect(answers.find((answer) => answer.status === 409)?.body).toMatchObject({ reason: 'Conflict' });
  });

  it('name each problem in the causes of the refusal', async () => {
    const namespace = await newNamespace();
    const body = inNamespace(deployment('web', -1), namespace);
    const answer = await cluster.call('POST', deployments(namespace), { body });
    expect(answer.body).toMatchObject({
      code: 422,
      reason: 'Invalid',
      details: {
        name: 'web',
        group: 'apps',
        kind: 'Deployment',
        causes: [{ field: 'spec.replicas', reason: 'FieldValueInvalid' }],
      },
    });
  });

  it('warn of unknown fields, or refuse them when asked to be strict', async () => {
    const namespace = await newNamespace();
    const body = { ...inNamespace(deployment('web'), namespace), spec: { ...deployment('web').spec, replicaz: 2 } };
    const warned = await cluster.call('POST', deployments(namespace), { body });
    expect(warned.headers['warning']).toBe('299 - "unknown field \\"spec.replicaz\\""');
    const strict = await cluster.call('POST', `${deployments(namespace)}?fieldValidation=Strict`, {
      body: { ...body, metadata: { name: 'b' } },
    });
    expect(strict.body).toMatchObject({ code: 400, message: expect.stringContaining('unknown field "spec.replicaz"') });
  });

  it('come in pages that together are the whole list', async () => {
    const path = maps(await newNamespace());
    for (const name of ['a', 'b', 'c', 'd', 'e']) await cluster.call('POST', path, put(name, {}));
    const seen: unknown[] = [];
    let next = '';
    do {
      const page = await cluster.call('GET', `${path}?limit=2&continue=${next}`);
      seen.push(...namesOf(page));
      next = stringAt(page.body, 'metadata', 'continue') ?? '';
      if (seen.length === 2) {
        expect(at(page.body, 'metadata', 'remainingItemCount')).toBe(3);
        await cluster.call('DELETE', `${path}/d`);
      }
    } while (next !== '');
    expect(seen).toEqual(['a', 'b', 'c', 'e']);
    expect((await cluster.call('GET', `${path}?limit=2&continue=nonsense`)).status).toBe(400);
  });

  it('are selected and deleted by label', async () => {
    const path = maps(await newNamespace());
    for (const name of ['a', 'b', 'c']) {
      await cluster.call('POST', path, {
        body: { ...configMap(name), metadata: { name, labels: { keep: String(name === 'b') } } },
      });
    }
    expect(namesOf(await cluster.call('GET', `${path}?labelSelector=${encodeURIComponent('keep!=true')}`))).toEqual(['a', 'c']);
    await cluster.call('DELETE', `${path}?labelSelector=keep%3Dfalse`);
    expect(namesOf(await cluster.call('GET', path))).toEqual(['b']);
    expect((await cluster.call('GET', `${path}?labelSelector=${encodeURIComponent('a=b=c')}`)).status).toBe(400);
  });

  it('wait for a revision that has not come, by refusing', async () => {
    const answer = await cluster.call('GET', '/api/v1/configmaps?resourceVersion=99999999&resourceVersionMatch=NotOlderThan');
    expect(answer.body).toMatchObject({ code: 504, details: { causes: [{ reason: 'ResourceVersionTooLarge' }] } });
  });
});

describe('server-side apply over HTTPS', () => {
  const apply = (path: string, manager: string, body: unknown, query = '') =>
    cluster.call('PATCH', `${path}?fieldManager=${manager}${query}`, { body, type: 'application/apply-patch+yaml' });

  it('creates, merges, refuses conflicts naming the manager, and forces', async () => {
    const namespace = await newNamespace();
    const path = `${maps(namespace)}/a`;
    const config = (data: Record<string, string>) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data });
    expect((await apply(path, 'alice', config({ x: '1', y: '1' }))).status).toBe(201);
    const refused = await apply(path, 'bob', config({ x: '2' }));
    expect(refused.body).toMatchObject({
      code: 409,
      details: { causes: [{ reason: 'FieldManagerConflict', field: '.data.x', message: 'conflict with "alice"' }] },
    });
    expect((await apply(path, 'bob', config({ x: '2' }), '&force=true')).body).toMatchObject({ data: { x: '2', y: '1' } });
    expect((await apply(path, 'alice', config({}))).body).toMatchObject({ data: { x: '2' } });
    expect((await cluster.call('PATCH', path, { body: config({}), type: 'application/apply-patch+yaml' })).status).toBe(422);
  });

  it('reads YAML', async () => {
    const path = `${maps(await newNamespace())}/a`;
    const answer = await apply(path, 'alice', 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  k: "v"\n');
    expect(answer.body).toMatchObject({ data: { k: 'v' } });
  });

  it('keeps ownership of status apart', async () => {
    const namespace = await newNamespace();
    const path = `${deployments(namespace)}/web`;
    await apply(path, 'alice', { ...deployment('web'), metadata: { name: 'web' } });
    const body = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web' },
      spec: { replicas: 9 },
      status: { replicas: 2 },
    };
    const answer = await apply(`${path}/status`, 'controller', body);
    expect(answer.body).toMatchObject({ spec: { replicas: 1 }, status: { replicas: 2 } });
    expect(listAt(answer.body, 'metadata', 'managedFields').at(-1)).toMatchObject({
      manager: 'controller',
      subresource: 'status',
    });
    expect((await apply(path, 'alice', { ...deployment('web'), metadata: { name: 'web' } })).body).toMatchObject({
      status: { replicas: 2 },
    });
  });
});

describe('tables', () => {
  const accept = { Accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json' };

  it('show what kubectl shows', async () => {
    const namespace = await newNamespace();
    await cluster.call('POST', deployments(namespace), { body: inNamespace(deployment('web', 2), namespace) });
    const { body } = await cluster.call('GET', deployments(namespace), { headers: accept });
    expect(body['kind']).toBe('Table');
    expect(objectsAt(body, 'columnDefinitions').map((column) => column['name'])).toEqual([
      'Name',
      'Ready',
      'Up-to-date',
      'Available',
      'Age',
      'Containers',
      'Images',
      'Selector',
    ]);
    const [row] = objectsAt(body, 'rows');
    expect(listAt(row, 'cells').toSpliced(4, 1)).toEqual(['web', '0/2', 0, 0, 'app', 'node:24', 'app=web']);
    expect(at(row, 'object')).toMatchObject({ kind: 'PartialObjectMetadata', metadata: { name: 'web' } });
  });

  it('show printer columns of custom resources', async () => {
    await cluster.call('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', { body: widgetDefinition() });
    await cluster.call('POST', '/apis/example.com/v1/namespaces/default/widgets', { body: widget('one', { size: 7 }) });
    const status = {
      status: {
        conditions: [
          { type: 'Other', status: 'False' },
          { type: 'Ready', status: 'True' },
        ],
      },
    };
    const path = '/apis/example.com/v1/namespaces/default/widgets/one';
    await cluster.call('PATCH', `${path}/status`, { body: status, type: 'application/merge-patch+json' });
    const { body } = await cluster.call('GET', `${path}?includeObject=None`, { headers: accept });
    expect(objectsAt(body, 'rows')).toEqual([{ cells: ['one', 7, 'True'] }]);
  });

  it('can be metadata alone', async () => {
    const path = maps(await newNamespace());
    await cluster.call('POST', path, put('a', { note: 'big-value' }));
    const { body } = await cluster.call('GET', path, {
      headers: { Accept: 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1' },
    });
    expect(body).toMatchObject({
      kind: 'PartialObjectMetadataList',
      items: [{ kind: 'PartialObjectMetadata', metadata: { name: 'a' } }],
    });
    expect(JSON.stringify(body)).not.toContain('big-value');
  });
});

describe('subresources', () => {
  it('bind a pod once', async () => {
    await cluster.call('POST', '/api/v1/namespaces/default/pods', { body: pod('bound') });
    const bind = (name: string) =>
      cluster.call('POST', '/api/v1/namespaces/default/pods/bound/binding', { body: { target: { kind: 'Node', name } } });
    expect((await bind('n1')).status).toBe(201);
    expect((await bind('n2')).status).toBe(409);
    expect((await cluster.call('GET', '/api/v1/namespaces/default/pods/bound')).body).toMatchObject({ spec: { nodeName: 'n1' } });
  });

  it('evict a pod unless a disruption budget forbids it', async () => {
    const namespace = await newNamespace();
    const pods = `/api/v1/namespaces/${namespace}/pods`;
    await cluster.call('POST', pods, { body: inNamespace(pod('a'), namespace) });
    const budget: JsonObject = {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: 'b' },
      spec: { minAvailable: 1, selector: { matchLabels: { app: 'a' } } },
    };
    await cluster.call('POST', `/apis/policy/v1/namespaces/${namespace}/poddisruptionbudgets`, { body: budget });
    const evict = () =>
      cluster.call('POST', `${pods}/a/eviction`, {
        body: { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: 'a' } },
      });
    const refused = await evict();
    expect(refused.status).toBe(429);
    expect(refused.headers['retry-after']).toBe('10');
    await cluster.call('DELETE', `/apis/policy/v1/namespaces/${namespace}/poddisruptionbudgets/b`);
    expect((await evict()).status).toBe(201);
    expect((await cluster.call('GET', `${pods}/a`)).status).toBe(404);
  });

  it('scale', async () => {
    const namespace = await newNamespace();
    await cluster.call('POST', deployments(namespace), { body: inNamespace(deployment('web'), namespace) });
    const path = `${deployments(namespace)}/web/scale`;
    const scale = await cluster.call('GET', path);
    expect(scale.body).toMatchObject({ kind: 'Scale', spec: { replicas: 1 } });
    const answer = await cluster.call('PUT', path, { body: { ...scale.body, spec: { replicas: 6 } } });
    expect(answer.body).toMatchObject({ spec: { replicas: 6 } });
    expect((await cluster.call('GET', `${maps(namespace)}/x/scale`)).status).toBe(404);
  });

  it('answer access reviews', async () => {
    const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
    const answer = await cluster.call('POST', path, {
      body: { spec: { resourceAttributes: { verb: 'create', resource: 'pods' } } },
    });
    expect(answer.body).toMatchObject({ kind: 'SelfSubjectAccessReview', status: { allowed: true } });
  });
});
