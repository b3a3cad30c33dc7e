import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import type { Duplex } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';
import { silentLog } from '@moorage/core/log';
import { resources } from '@moorage/kube/resources';
import { at, isObject, objectAt, objectsAt } from '../json.ts';
import { createApiServer } from '../server.ts';
import { configMap, newServer, startTestServer, widgetDefinition, type TestServer } from '../server.fake.ts';

let cluster: TestServer;
beforeAll(async () => {
  cluster = await startTestServer();
});
afterAll(() => cluster.stop());

const list = '/api/v1/namespaces';

describe('who may talk to the server', () => {
  it('is whoever has the token', async () => {
    expect((await cluster.call('GET', list)).status).toBe(200);
    for (const Authorization of ['', 'Bearer wrong', 'Basic YTpi', `Bearer ${cluster.server.credentials().token}x`]) {
      expect((await cluster.call('GET', list, { headers: { Authorization } })).body).toMatchObject({
        code: 401,
        reason: 'Unauthorized',
      });
    }
    expect((await cluster.call('GET', '/healthz', { headers: { Authorization: '' } })).text).toBe('ok');
  });

  it('asks under a loopback name', async () => {
    for (const host of ['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example', '10.0.0.1']) {
      expect((await cluster.call('GET', '/healthz', { headers: { Host: host } })).status).toBe(403);
    }
    for (const host of ['localhost:1234', 'app.localhost', '127.0.0.2:80', '[::1]:443']) {
      expect((await cluster.call('GET', '/healthz', { headers: { Host: host } })).status).toBe(200);
    }
  });

  it('is no web page of another site', async () => {
    const status = async (headers: Record<string, string>) => (await cluster.call('GET', list, { headers })).status;
    expect(await status({ Origin: 'https://evil.example' })).toBe(403);
    expect(await status({ Origin: 'null' })).toBe(403);
    expect(await status({ 'Sec-Fetch-Site': 'cross-site' })).toBe(403);
    expect(await status({ Origin: 'https://localhost:3000', 'Sec-Fetch-Site': 'same-origin' })).toBe(200);
  });

  it('never comes from outside this machine', () => {
    const options = { log: silentLog, clock: systemClock, ids: createIds(systemClock) };
    for (const host of ['0.0.0.0', '::', '192.168.1.1', 'example.com']) {
      expect(() => createApiServer({ ...options, host })).toThrowError(/loopback address only/);
    }
  });
});

describe('bad input', () => {
  const maps = '/api/v1/namespaces/default/configmaps';
  it.each([
    ['GET', '/api/v1/nonsense', undefined, 404],
    ['GET', '/apis/apps/v9/deployments', undefined, 404],
    ['GET', '/api/v1/namespaces/default/nodes', undefined, 404],
    ['GET', '/api/v1/pods/x', undefined, 404],
    ['GET', '/api/v1/namespaces/default/configmaps/a/b/c', undefined, 404],
    ['GET', '/api/v1/namespaces/..%2f..%2fetc/configmaps', undefined, 404],
    ['GET', '/api/v1/namespaces/%zz/configmaps', undefined, 404],
    ['GET', `${maps}?limit=-1`, undefined, 400],
    ['GET', `${maps}?watch=1&resourceVersion=abc`, undefined, 400],
    ['POST', '/api/v1/configmaps', configMap('a'), 405],
    ['PATCH', maps, {}, 405],
    ['POST', maps, '{', 400],
    ['POST', maps, '[]', 400],
    ['POST', maps, '', 400],
    ['POST', maps, { kind: 'ConfigMap' }, 400],
    ['POST', maps, configMap('a', {}, 'kube-system'), 400],
    ['POST', maps, { ...configMap('a'), data: 'x' }, 422],
    ['POST', maps, { ...configMap('a'), data: { n: 1 } }, 422],
    ['POST', maps, configMap("x'; drop table objects; --"), 422],
    ['PUT', `${maps}/a`, configMap('b'), 400],
  ])('%s %s is refused with a status', async (method, path, body, code) => {
    const answer = await cluster.call(method, path, body === undefined ? {} : { body });
    expect(answer.body).toMatchObject({ kind: 'Status', status: 'Failure', code });
    expect(answer.status).toBe(code);
  });

  it('too large is refused and nothing is stored', async () => {
    const answer = await cluster
      .call('POST', maps, { body: configMap('big', { text: 'x'.repeat(4_000_000) }) })
      .catch(() => undefined);
    expect(answer === undefined || answer.status === 413).toBe(true);
    expect((await cluster.call('GET', `${maps}/big`)).status).toBe(404);
  });

  it('does not reach prototypes', async () => {
    const body = `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"proto"},"data":{"__proto__":"x","constructor":"y"}}`;
    expect((await cluster.call('POST', maps, { body })).status).toBe(201);
    expect(Object.hasOwn(Object.prototype, 'x')).toBe(false);
    expect(at((await cluster.call('GET', `${maps}/proto`)).body, 'data', 'constructor')).toBe('y');
  });
});

describe('discovery', () => {
  it('lists groups and resources in both forms', async () => {
    expect((await cluster.call('GET', '/version')).body).toMatchObject({ major: '1', minor: '33' });
    const groups = await cluster.call('GET', '/apis');
    expect(objectsAt(groups.body, 'groups').map((group) => group['name'])).toContain('apps');
    const core = await cluster.call('GET', '/api/v1');
    expect(objectsAt(core.body, 'resources')).toContainEqual(
      expect.objectContaining({ name: 'pods', shortNames: ['po'], namespaced: true }),
    );
    const Accept = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json';
    const aggregated = await cluster.call('GET', '/apis', { headers: { Accept } });
    expect(aggregated.headers['content-type']).toContain('as=APIGroupDiscoveryList');
    const apps = objectsAt(aggregated.body, 'items').find((item) => at(item, 'metadata', 'name') === 'apps');
    const deployments = objectsAt(apps, 'versions', 0, 'resources').find((item) => item['resource'] === 'deployments');
    expect(deployments).toMatchObject({
      scope: 'Namespaced',
      shortNames: ['deploy'],
      subresources: [{ subresource: 'status' }, { subresource: 'scale', responseKind: { kind: 'Scale' } }],
    });
  });

  it('describes every kind in OpenAPI, custom ones included, with references that resolve', async () => {
    cluster.server.api.create(resources.customResourceDefinition, widgetDefinition());
    const index = await cluster.call('GET', '/openapi/v3');
    const paths = Object.values(objectAt(index.body, 'paths') ?? {})
      .filter(isObject)
      .map((entry) => String(entry['serverRelativeURL']));
    expect(paths.length).toBeGreaterThan(10);
    for (const path of paths) {
      const { body, text } = await cluster.call('GET', path);
      const known = Object.keys(objectAt(body, 'components', 'schemas') ?? {});
      const used = [...text.matchAll(/#\/components\/schemas\/([^"]+)/g)].map((match) => match[1] ?? '');
      expect(used.filter((name) => !known.includes(name))).toEqual([]);
    }
    const widgets = (await cluster.call('GET', '/openapi/v3/apis/example.com/v1')).body;
    expect(at(widgets, 'components', 'schemas', 'com.example.v1.Widget', 'x-kubernetes-group-version-kind')).toEqual([
      { group: 'example.com', version: 'v1', kind: 'Widget' },
    ]);
    expect((await cluster.call('GET', '/openapi/v3/apis/none/v1')).status).toBe(404);
    expect((await cluster.call('GET', '/openapi/v2')).headers['content-type']).toContain('protobuf');
  });

  it('changes the hash of a group when its schemas change', async () => {
    const hash = async () =>
      at((await cluster.call('GET', '/openapi/v3')).body, 'paths', 'apis/example.com/v1', 'serverRelativeURL');
    const before = await hash();
    expect(await hash()).toBe(before);
    const definition = widgetDefinition();
    definition.spec.versions = definition.spec.versions.map((version) => ({
      ...version,
      schema: { openAPIV3Schema: { ...version.schema.openAPIV3Schema, description: 'Changed.' } },
    }));
    cluster.server.api.update(resources.customResourceDefinition, definition);
    expect(await hash()).not.toBe(before);
  });
});

describe('streams of pods', () => {
  it('go to their handler with what they address', async () => {
    const seen: unknown[] = [];
    const pods = {
      handleRequest: (_request: IncomingMessage, response: { end(text: string): void }, target: object) => {
        seen.push(target);
        response.end('lines');
        return Promise.resolve();
      },
      handleUpgrade: () => {},
    };
    const other = await startTestServer({ pods });
    expect((await other.call('GET', '/api/v1/namespaces/default/pods/p/log?follow=true')).text).toBe('lines');
    expect(seen).toEqual([{ namespace: 'default', pod: 'p', subresource: 'log', query: new URLSearchParams('follow=true') }]);
    await other.stop();
  });

  it('do not keep the server from stopping', async () => {
    const pods = {
      handleRequest: () => Promise.resolve(),
      handleUpgrade: (_request: IncomingMessage, socket: Duplex) =>
        void socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n'),
    };
    const other = await startTestServer({ pods });
    const { ca, token } = other.server.credentials();
    const { hostname, port } = new URL(other.server.url());
    const headers = { Connection: 'Upgrade', Upgrade: 'x', Authorization: `Bearer ${token}` };
    const socket = await new Promise<Duplex>((resolve, reject) => {
      const outgoing = request({ hostname, port, ca, agent: false, path: '/api/v1/namespaces/default/pods/p/attach', headers });
      outgoing.on('upgrade', (_response, upgraded) => resolve(upgraded));
      outgoing.on('error', reject);
      outgoing.end();
    });
    socket.on('error', () => socket.destroy());
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.resume();
    await other.stop();
    await closed;
  });

  it('are refused where there is no node', async () => {
    expect((await cluster.call('GET', '/api/v1/namespaces/default/pods/p/log')).body).toMatchObject({ code: 503 });
  });

  it('are guarded when they upgrade', async () => {
    const { ca } = cluster.server.credentials();
    const { hostname, port } = new URL(cluster.server.url());
    const headers = { Connection: 'Upgrade', Upgrade: 'websocket' };
    const status = await new Promise((resolve, reject) => {
      const outgoing = request(
        { hostname, port, ca, agent: false, path: '/api/v1/namespaces/default/pods/p/exec', headers },
        (response) => resolve(response.statusCode),
      );
      outgoing.on('error', reject);
      outgoing.end();
    });
    expect(status).toBe(401);
  });
});

describe('a server with a data directory', () => {
  it('keeps objects, definitions, certificate and token across restarts', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'moorage-api-'));
    const first = await startTestServer({ dataDir });
    first.server.api.create(resources.customResourceDefinition, widgetDefinition());
    const created = first.server.api.create(resources.configMap, configMap('kept', { a: '1' }));
    const credentials = first.server.credentials();
    expect(() => newServer({ dataDir })).toThrowError(/already running/);
    await first.stop();
    const second = await startTestServer({ dataDir });
    expect(second.server.credentials()).toEqual(credentials);
    expect((await second.call('GET', '/api/v1/namespaces/default/configmaps/kept')).body).toEqual(created);
    expect((await second.call('GET', '/apis/example.com/v1/widgets')).status).toBe(200);
    expect(statSync(join(dataDir, 'server.key')).mode & 0o077).toBe(0);
    expect(statSync(join(dataDir, 'admin.token')).mode & 0o077).toBe(0);
    await second.stop();
    rmSync(dataDir, { recursive: true });
  });

  it('gives a kubeconfig that names itself', () => {
    const config: unknown = JSON.parse(cluster.server.kubeconfig());
    const { ca, token } = cluster.server.credentials();
    expect(at(config, 'clusters', 0, 'cluster')).toEqual({
      server: cluster.server.url(),
      'certificate-authority-data': Buffer.from(ca).toString('base64'),
    });
    expect(at(config, 'users', 0, 'user', 'token')).toBe(token);
    expect(new X509Certificate(ca).ca).toBe(true);
  });
});
