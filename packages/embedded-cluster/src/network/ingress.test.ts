import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resources } from '@moorage/kube/resources';
import { nodeScript, waitUntil } from '../node/node-harness.fake.ts';
import type { Container } from '../node/pod-spec.ts';
import { startNetworkHarness, type NetworkHarness } from './network-harness.fake.ts';

const serverSource = `
const http = require('http');
const server = http.createServer((q, s) => {
  let body = '';
  q.on('data', (chunk) => (body += chunk));
  q.on('end', () => {
    if (q.url === '/slow') { setTimeout(() => s.end('slowly'), 800); return; }
    s.setHeader('set-cookie', ['a=1', 'b=2']);
    s.end(JSON.stringify({ version: process.env.VERSION, url: q.url, method: q.method, body, headers: q.headers }));
  });
});
server.on('upgrade', (q, socket) => {
  socket.write('HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\n\\r\\n');
  socket.on('data', (chunk) => socket.write('echo ' + chunk));
});
server.listen(8080);
`;

function webContainer(version: string): Container {
  return {
    name: 'web',
    image: 'node:24',
    command: nodeScript(serverSource),
    env: [{ name: 'VERSION', value: version }],
    ports: [{ name: 'http', containerPort: 8080 }],
    readinessProbe: { httpGet: { path: '/', port: 'http' }, periodSeconds: 1 },
  };
}

describe('the ingress', () => {
  let harness: NetworkHarness;
  const isReady = (name: string): boolean =>
    harness.status(name).conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True') ?? false;

  beforeAll(async () => {
    harness = await startNetworkHarness();
    harness.expose('web', { host: 'hello.localhost', targetPort: 'http', serviceOffset: 7 });
    harness.createPod('web-1', { containers: [webContainer('v1')] }, { app: 'web' });
    await waitUntil('ready', () => isReady('web-1'));
  });
  afterAll(() => harness.close());

  it('routes by host to a ready pod and tells it who asked', async () => {
    const answer = await harness.ask('hello.localhost:8081', '/a?b=c', {
      method: 'POST',
      body: 'text',
      headers: { 'x-forwarded-for': '8.8.8.8' },
    });
    expect(answer.status).toBe(200);
    expect(answer.headers['set-cookie']).toEqual(['a=1', 'b=2']);
    expect(JSON.parse(answer.body)).toMatchObject({
      url: '/a?b=c',
      method: 'POST',
      body: 'text',
      headers: {
        host: 'hello.localhost:8081',
        'x-forwarded-host': 'hello.localhost:8081',
        'x-forwarded-proto': 'http',
        'x-forwarded-for': '127.0.0.1',
      },
    });
  });

  it('lists the known hosts for one that nobody deployed', async () => {
    const answer = await harness.ask('other.localhost', '/', { headers: { accept: 'text/html' } });
    expect(answer.status).toBe(404);
    expect(answer.body).toContain('http://hello.localhost:');
    expect(answer.body).toContain('without isolation');
  });

  it('refuses a host that could be a foreign name for this machine', async () => {
    expect((await harness.ask('evil.example')).status).toBe(421);
    expect((await harness.ask('x.apps.example')).status).toBe(404);
  });

  it('serves a host of any zone that an Ingress names in full, and only that', async () => {
    const backend = { service: { name: 'web', port: { name: 'http' } } };
    const rules = [{ host: 'shop.example.org', http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }];
    const metadata = { name: 'shop', namespace: 'default' };
    harness.api.create(resources.ingress, { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata, spec: { rules } });
    await waitUntil('the route', async () => (await harness.ask('shop.example.org:8081')).status === 200);
    expect((await harness.ask('Shop.Example.org')).status).toBe(200);
    expect((await harness.ask('www.shop.example.org')).status).toBe(421);
  });

  it('says which pods are not ready and why', async () => {
    harness.expose('broken', { host: 'broken.localhost', targetPort: 8080 });
    harness.createPod('broken-1', { containers: [{ name: 'main', image: 'x.invalid/y', command: ['true'] }] }, { app: 'broken' });
    await waitUntil(
      'a reason',
      () => harness.status('broken-1').containerStatuses?.[0]?.state.waiting?.reason === 'ErrImagePull',
    );
    const answer = await harness.ask('broken.localhost');
    expect(answer.status).toBe(503);
    expect(JSON.parse(answer.body)).toMatchObject({ service: 'broken', pods: [{ pod: 'broken-1' }] });
    expect(answer.body).toMatch(/main: (ErrImagePull|ImagePullBackOff)/);
  });

  it('writes its address into the status of an Ingress', async () => {
    await waitUntil('the status', () =>
      JSON.stringify(harness.api.get(resources.ingress, { namespace: 'default', name: 'web' })?.status).includes('127.0.0.1'),
    );
    expect(harness.ingress.address().host).toBe('127.0.0.1');
  });

  it('has a class of its own', () => {
    const ingressClass = harness.api.get(resources.ingressClass, { name: 'moorage' });
    expect(ingressClass?.spec).toEqual({ controller: 'moorage.dev/embedded-ingress' });
  });

  it('passes a WebSocket', async () => {
    const { port } = harness.ingress.address();
    const socket = connect(port, '127.0.0.1');
    socket.write('GET /ws HTTP/1.1\r\nHost: hello.localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    let text = '';
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
    await waitUntil('the handshake', () => text.includes('101 Switching Protocols'));
    socket.write('ping');
    await waitUntil('the echo', () => text.includes('echo ping'));
    socket.destroy();
    expect(text).toContain('Upgrade: websocket');
  });

  it('gives services an address and a name that pods can use', async () => {
    const source = `fetch('http://web:8099/from-pod').then((r) => r.json()).then((j) => console.log(j.url)).catch((e) => { console.log(e.cause); process.exitCode = 1; })`;
    harness.createPod('caller', {
      restartPolicy: 'Never',
      containers: [{ name: 'main', image: 'x', command: nodeScript(source) }],
    });
    await waitUntil('it has ended', () => ['Succeeded', 'Failed'].includes(harness.status('caller').phase ?? ''));
    expect(await harness.logs('caller')).toBe('/from-pod\n');
  });

  it('lets a pod that is deleted finish a request', async () => {
    harness.expose('slow', { host: 'slow.localhost', targetPort: 'http' });
    harness.createPod('slow-1', { containers: [webContainer('v1')] }, { app: 'slow' });
    await waitUntil('ready', () => isReady('slow-1'));
    const answer = harness.ask('slow.localhost', '/slow');
    await waitUntil('the request to be under way', async () => (await harness.ask('slow.localhost')).status === 200);
    harness.api.remove(resources.pod, { namespace: 'default', name: 'slow-1' });
    expect(await answer).toMatchObject({ status: 200, body: 'slowly' });
    await waitUntil('the pod is gone', () => harness.pod('slow-1') === undefined);
    expect((await harness.ask('slow.localhost')).status).toBe(503);
  });

  it('passes a body of unknown length to a method that rarely has one', async () => {
    const answer = await harness.ask('hello.localhost', '/', {
      method: 'DELETE',
      body: 'chunked',
      headers: { 'transfer-encoding': 'chunked' },
    });
    expect(JSON.parse(answer.body)).toMatchObject({ method: 'DELETE', body: 'chunked' });
  });

  it('gives a canary its share of the requests, and none while no pod of it is ready', async () => {
    const versionsOf = async (count: number): Promise<Record<string, number>> => {
      const seen: Record<string, number> = {};
      for (let asked = 0; asked < count; asked += 1) {
        const answer = await harness.ask('split.localhost');
        const version = answer.status === 200 ? String(JSON.parse(answer.body).version) : `status ${answer.status}`;
        seen[version] = (seen[version] ?? 0) + 1;
      }
      return seen;
    };
    harness.expose('split', { host: 'split.localhost', targetPort: 'http' });
    harness.createPod('split-1', { containers: [webContainer('stable')] }, { app: 'split' });
    harness.expose('split-canary', { host: 'split.localhost', targetPort: 'http' });
    const weigh = (weight: number): void => {
      const annotations = {
        'nginx.ingress.kubernetes.io/canary': 'true',
        'nginx.ingress.kubernetes.io/canary-weight': String(weight),
      };
      const key = { namespace: 'default', name: 'split-canary' };
      harness.api.mergePatch(resources.ingress, key, { metadata: { annotations } });
    };
    weigh(25);
    await waitUntil('ready', () => isReady('split-1'));
    expect(await versionsOf(40)).toEqual({ stable: 40 });
    harness.createPod('split-canary-1', { containers: [webContainer('canary')] }, { app: 'split-canary' });
    await waitUntil('ready', () => isReady('split-canary-1'));
    expect(await versionsOf(400)).toEqual({ stable: 300, canary: 100 });
    weigh(1);
    expect((await versionsOf(300))['canary']).toBe(3);
    harness.api.remove(resources.ingress, { namespace: 'default', name: 'split-canary' });
    expect(await versionsOf(20)).toEqual({ stable: 20 });
  });

  it('loses no request while pods are replaced', async () => {
    harness.createPod('web-2', { containers: [webContainer('v1')] }, { app: 'web' });
    await waitUntil('ready', () => isReady('web-2'));
    const failures: unknown[] = [];
    const versions = new Map<string, number>();
    const rolling = new AbortController();
    const loop = async (method: string): Promise<void> => {
      while (!rolling.signal.aborted) {
        const answer = await harness
          .ask('hello.localhost', '/', { method, ...(method === 'POST' ? { body: 'x' } : {}) })
          .catch((error: unknown) => error);
        if (answer instanceof Object && 'status' in answer && answer.status === 200 && 'body' in answer) {
          const { version } = JSON.parse(String(answer.body));
          versions.set(version, (versions.get(version) ?? 0) + 1);
        } else failures.push(answer);
      }
    };
    const loops = [loop('GET'), loop('GET'), loop('POST')];
    for (const [next, old] of [
      ['web-3', 'web-1'],
      ['web-4', 'web-2'],
    ] as const) {
      harness.createPod(next, { containers: [webContainer('v2')] }, { app: 'web' });
      await waitUntil('the new pod', () => isReady(next));
      harness.api.remove(resources.pod, { namespace: 'default', name: old });
      await waitUntil('the old pod is gone', () => harness.pod(old) === undefined);
    }
    rolling.abort();
    await Promise.all(loops);
    expect(failures).toEqual([]);
    expect(versions.get('v2')).toBeGreaterThan(0);
    expect(versions.get('v1')).toBeGreaterThan(0);
  });
});
