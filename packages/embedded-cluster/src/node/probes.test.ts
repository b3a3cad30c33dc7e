import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeScript, startNodeHarness, waitUntil, type NodeHarness } from './node-harness.fake.ts';
import type { Handler } from './pod-spec.ts';
import { attemptHandler, type ExecAnswer, type ProbeAnswer } from './probe-attempt.ts';

describe('one attempt of a probe', () => {
  let server: Server;
  let port = 0;
  beforeAll(async () => {
    server = createServer((request, response) => {
      if (request.url === '/hang') return;
      response.statusCode = Number(/\d+/.exec(request.url ?? '')?.[0] ?? '200');
      if (request.headers['x-key'] === 'yes') response.statusCode = 204;
      response.end();
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const address: AddressInfo | string | null = server.address();
    port = typeof address === 'object' && address !== null ? address.port : 0;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const passes: ExecAnswer = { kind: 'exited', code: 0, output: '' };
  const attempt = (handler: Handler, exec: ExecAnswer = passes, timeoutMs = 10_000): Promise<ProbeAnswer> =>
    attemptHandler(
      handler,
      { ip: '127.0.0.1', ports: [{ name: 'http', containerPort: port }], portFloor: 0, exec: async () => exec },
      timeoutMs,
    );

  it('passes from 200 to 399', async () => {
    for (const path of ['/200', '/301', '399']) expect(await attempt({ httpGet: { path, port: 'http' } })).toEqual({ ok: true });
    expect(await attempt({ httpGet: { path: '/400', port } })).toEqual({
      ok: false,
      evidence: 'HTTP probe failed with statuscode: 400',
    });
  });

  it('sends the headers of the probe', async () => {
    expect(await attempt({ httpGet: { path: '/500', port, httpHeaders: [{ name: 'X-Key', value: 'yes' }] } })).toEqual({
      ok: true,
    });
  });

  it('words failures as a kubelet does', async () => {
    expect(await attempt({ httpGet: { path: '/hang', port } }, passes, 200)).toMatchObject({
      evidence: expect.stringContaining('context deadline exceeded'),
    });
    expect(await attempt({ httpGet: { path: '/', port: 1 } })).toMatchObject({
      evidence: 'Get "http://127.0.0.1:1/": dial tcp 127.0.0.1:1: connect: connection refused',
    });
    expect(await attempt({ tcpSocket: { port: 1 } })).toMatchObject({
      evidence: 'dial tcp 127.0.0.1:1: connect: connection refused',
    });
    expect(await attempt({ httpGet: { port: 'none' } })).toMatchObject({ evidence: "couldn't find port none of the container" });
    expect(await attempt({ grpc: { port: 1 } })).toMatchObject({
      evidence: expect.stringContaining('httpGet, tcpSocket and exec only'),
    });
  });

  it('judges commands by their exit code and shows their output', async () => {
    const handler = { exec: { command: ['check'] } };
    expect(await attempt(handler)).toEqual({ ok: true });
    expect(await attempt(handler, { kind: 'exited', code: 1, output: ' no\n' })).toEqual({ ok: false, evidence: 'no' });
    expect(await attempt(handler, { kind: 'timed-out' }, 200)).toEqual({
      ok: false,
      evidence: 'command timed out: ["check"] timed out after 0.2s',
    });
  });
});

describe('probes of a running container', () => {
  let harness: NodeHarness;
  beforeAll(async () => {
    harness = await startNodeHarness();
  });
  afterAll(() => harness.close());
  const container = (pod: string) => harness.status(pod).containerStatuses?.[0];

  it('hold back readiness until the startup probe has passed', async () => {
    const source = `
      const looking = setInterval(() => {
        if (!require('fs').existsSync('/v/go')) return;
        clearInterval(looking);
        require('http').createServer((q, s) => s.end()).listen(8080);
      }, 20);`;
    harness.createPod('slow-starter', {
      volumes: [{ name: 'v', emptyDir: {} }],
      containers: [
        {
          name: 'main',
          image: 'x',
          command: nodeScript(source),
          volumeMounts: [{ name: 'v', mountPath: '/v' }],
          startupProbe: { tcpSocket: { port: 8080 }, failureThreshold: 1_000 },
        },
      ],
    });
    await waitUntil('it runs', () => container('slow-starter')?.state.running !== undefined);
    expect(container('slow-starter')).toMatchObject({ started: false, ready: false });
    const go = { command: ['touch', '/v/go'], stdin: false, tty: false };
    await (
      await harness.node.streams.exec({ namespace: 'default', pod: 'slow-starter' }, go)
    ).exit;
    await waitUntil('it is ready', () => container('slow-starter')?.ready === true);
    expect(container('slow-starter')).toMatchObject({ started: true, restartCount: 0 });
  });

  it('run commands in the container and follow the answer both ways', async () => {
    harness.createPod('switch', {
      volumes: [{ name: 'v', emptyDir: {} }],
      containers: [
        {
          name: 'main',
          image: 'x',
          command: ['sleep', '60'],
          volumeMounts: [{ name: 'v', mountPath: '/v' }],
          readinessProbe: { exec: { command: ['test', '-f', '/v/ready'] }, periodSeconds: 1, failureThreshold: 1 },
        },
      ],
    });
    const exec = async (...command: string[]): Promise<void> => {
      await (
        await harness.node.streams.exec({ namespace: 'default', pod: 'switch' }, { command, stdin: false, tty: false })
      ).exit;
    };
    await waitUntil('it runs', () => container('switch')?.state.running !== undefined);
    await exec('touch', '/v/ready');
    await waitUntil('it is ready', () => container('switch')?.ready === true);
    await exec('rm', '/v/ready');
    await waitUntil('it is not ready', () => container('switch')?.ready === false);
    expect(container('switch')?.restartCount).toBe(0);
  });

  it('end a container whose postStart hook fails', async () => {
    harness.createPod('unhooked', {
      containers: [
        { name: 'main', image: 'x', command: ['sleep', '60'], lifecycle: { postStart: { exec: { command: ['false'] } } } },
      ],
    });
    await waitUntil('a restart', () => (container('unhooked')?.restartCount ?? 0) > 0);
    expect(harness.events).toContainEqual(expect.objectContaining({ pod: 'unhooked', reason: 'FailedPostStartHook' }));
  });
});
