import { once } from 'node:events';
import { get, request, type IncomingMessage } from 'node:http';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { PassThrough, Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { createFakePodStreams, type FakePodOptions, type FakePodStreams, type FakeProcess } from './pod-streams.fake.ts';
import { createSpdyClient, type SpdyClient } from './spdy/spdy-client.fake.ts';
import { createTunnel } from './web-socket-tunnel.fake.ts';
import { startStreamingServer } from './streaming-server.fake.ts';

const closers: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function serve(options: FakePodOptions = {}): Promise<{ port: number; streams: FakePodStreams }> {
  const streams = createFakePodStreams(options);
  const server = await startStreamingServer(streams);
  closers.push(() => server.close());
  return { port: server.port, streams };
}

const path = (rest: string, pod = 'web-1'): string => `/api/v1/namespaces/shop/pods/${pod}/${rest}`;

async function fetchText(port: number, rest: string, pod?: string): Promise<{ status: number | undefined; body: string }> {
  const req = get({ port, host: '127.0.0.1', path: path(rest, pod) });
  const [res] = (await once(req, 'response')) as [IncomingMessage];
  return { status: res.statusCode, body: await text(res) };
}

describe('log', () => {
  it('sends the lines as plain text with the options of the query', async () => {
    const { port, streams } = await serve();
    const answer = await fetchText(
      port,
      'log?container=web&tailLines=5&limitBytes=100&timestamps=true&previous=true&sinceTime=2026-01-02T03:04:05Z',
    );
    expect(answer).toEqual({ status: 200, body: 'one\ntwo\n' });
    expect(streams.calls).toEqual([
      {
        target: { namespace: 'shop', pod: 'web-1', container: 'web' },
        options: {
          follow: false,
          previous: true,
          timestamps: true,
          tailLines: 5,
          limitBytes: 100,
          sinceTime: new Date('2026-01-02T03:04:05Z'),
        },
      },
    ]);
  });

  it('streams while the caller follows and stops reading when the caller leaves', async () => {
    const lines = new PassThrough();
    const { port, streams } = await serve({ lines: () => lines });
    const req = get({ port, host: '127.0.0.1', path: path('log?follow=true') });
    const [res] = (await once(req, 'response')) as [IncomingMessage];
    lines.write('first\n');
    const [chunk] = (await once(res, 'data')) as [Buffer];
    expect(chunk.toString()).toBe('first\n');
    req.destroy();
    await streams.logAborted;
    expect(streams.calls[0]?.options?.follow).toBe(true);
  });

  it('answers a missing pod and every wrong option with a Status', async () => {
    const { port } = await serve();
    const missing = await fetchText(port, 'log', 'absent');
    expect(missing.status).toBe(404);
    expect(JSON.parse(missing.body)).toMatchObject({ kind: 'Status', reason: 'NotFound', message: 'pods "absent" not found' });
    const wrong = await fetchText(port, 'log?tailLines=-1&limitBytes=x&sinceTime=yesterday');
    expect(wrong.status).toBe(422);
    const { details } = JSON.parse(wrong.body) as { details: { causes: { field: string }[] } };
    expect(details.causes.map((cause) => cause.field)).toEqual(['tailLines', 'limitBytes', 'sinceTime']);
  });

  it('refuses a plain request for exec', async () => {
    const { port } = await serve();
    expect((await fetchText(port, 'exec?command=ls&stdout=true')).status).toBe(400);
  });

  it('cuts the answer short when the source fails in the middle', async () => {
    const { port } = await serve({
      lines: () =>
        Readable.from(
          (async function* () {
            yield 'one\n';
            throw new Error('disk on fire');
          })(),
        ),
    });
    await expect(fetchText(port, 'log')).rejects.toThrow('aborted');
  });
});

interface Channels {
  readonly socket: WebSocket;
  readonly output: (channel: number) => string;
  readonly status: () => Record<string, unknown>;
  send(channel: number, data: string | Buffer): void;
}

async function openChannels(
  port: number,
  rest: string,
  protocols: string[] = ['v5.channel.k8s.io', 'v4.channel.k8s.io'],
): Promise<Channels> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path(rest)}`, protocols);
  const received: Buffer[] = [];
  socket.on('message', (data) => received.push(data as Buffer));
  closers.push(() => socket.terminate());
  await once(socket, 'open');
  const output = (channel: number): string =>
    Buffer.concat(received.filter((each) => each[0] === channel).map((each) => each.subarray(1))).toString();
  return {
    socket,
    output,
    status: () => JSON.parse(output(3)) as Record<string, unknown>,
    send: (channel, data) => socket.send(Buffer.concat([Buffer.from([channel]), Buffer.from(data)])),
  };
}

const echo = (process: FakeProcess): void => {
  process.stdin.on('data', (chunk: Buffer) => process.stdout.write(`>${chunk.toString()}`));
  process.stdin.on('end', () => process.exit(0));
};

describe('exec over a WebSocket', () => {
  it('prefers version 5 and carries input, output, errors and the end of the input', async () => {
    const { port, streams } = await serve({
      run(process) {
        echo(process);
        process.stderr.write('careful');
      },
    });
    const channels = await openChannels(port, 'exec?command=cat&command=-u&stdin=true&stdout=true&stderr=true');
    expect(channels.socket.protocol).toBe('v5.channel.k8s.io');
    channels.send(0, 'hello');
    channels.send(255, Buffer.from([0]));
    const [code] = await once(channels.socket, 'close');
    expect(code).toBe(1000);
    expect(channels.output(1)).toBe('>hello');
    expect(channels.output(2)).toBe('careful');
    expect(channels.status()).toEqual({ metadata: {}, status: 'Success' });
    expect(streams.calls[0]?.request).toEqual({ command: ['cat', '-u'], stdin: true, tty: false });
  });

  it('tells the exit code in the cause that kubectl reads', async () => {
    const { port } = await serve({ run: (process) => process.exit(3) });
    const channels = await openChannels(port, 'exec?command=false&stdout=true', ['v4.channel.k8s.io']);
    await once(channels.socket, 'close');
    expect(channels.status()).toMatchObject({
      status: 'Failure',
      reason: 'NonZeroExitCode',
      details: { causes: [{ reason: 'ExitCode', message: '3' }] },
    });
  });

  it('tells why a command could not start', async () => {
    const { port } = await serve({ run: (process) => process.fail('no such file: nope') });
    const channels = await openChannels(port, 'exec?command=nope&stdout=true');
    await once(channels.socket, 'close');
    expect(channels.status()).toMatchObject({ status: 'Failure', message: 'no such file: nope' });
  });

  it('passes window sizes on and ignores nonsense on that channel', async () => {
    const started = Promise.withResolvers<FakeProcess>();
    const { port } = await serve({ run: (process) => started.resolve(process) });
    const channels = await openChannels(port, 'exec?command=sh&stdin=true&stdout=true&tty=true');
    const process = await started.promise;
    channels.send(4, 'not json');
    channels.send(4, '{"Width":-1,"Height":2}');
    channels.send(4, '{"Width":120,"Height":40}');
    channels.send(0, 'x');
    await once(process.stdin, 'data');
    expect(process.sizes).toEqual([{ columns: 120, rows: 40 }]);
    process.exit(0);
    await once(channels.socket, 'close');
  });

  it('delivers a large output whole and before the status', async () => {
    const big = Buffer.alloc(3_000_000, 'abcdefgh');
    const { port } = await serve({
      run(process) {
        process.stdout.write(big);
        process.exit(0);
      },
    });
    const channels = await openChannels(port, 'exec?command=big&stdout=true');
    await once(channels.socket, 'close');
    expect(channels.output(1).length).toBe(big.length);
    expect(channels.status()['status']).toBe('Success');
  });

  it('kills the command when the client goes away', async () => {
    const started = Promise.withResolvers<FakeProcess>();
    const { port } = await serve({ run: (process) => started.resolve(process) });
    const channels = await openChannels(port, 'exec?command=sleep&stdout=true');
    channels.socket.terminate();
    const process = await started.promise;
    await expect(process.killed).resolves.toBeUndefined();
  });

  it('attaches to the running process', async () => {
    const { port, streams } = await serve({ run: echo });
    const channels = await openChannels(port, 'attach?stdin=true&stdout=true');
    channels.send(0, 'hi');
    channels.send(255, Buffer.from([0]));
    await once(channels.socket, 'close');
    expect(channels.output(1)).toBe('>hi');
    expect(streams.calls[0]?.request).toEqual({ stdin: true, tty: false });
  });
});

describe('a client that was attached and leaves', () => {
  it('leaves the input of the process open', async () => {
    const started = Promise.withResolvers<FakeProcess>();
    const { port } = await serve({ run: (process) => started.resolve(process) });
    const channels = await openChannels(port, 'attach?stdin=true&stdout=true');
    const process = await started.promise;
    channels.send(0, 'typed');
    await once(process.stdin, 'data');
    channels.socket.terminate();
    await process.killed;
    await new Promise((resolve) => setImmediate(resolve));
    expect(process.stdin.writableEnded).toBe(false);
  });
});

async function refusal(
  port: number,
  rest: string,
  pod: string,
  headers: Record<string, string>,
): Promise<{ status: number | undefined; body: string }> {
  const req = request({ port, host: '127.0.0.1', path: path(rest, pod), headers: { connection: 'Upgrade', ...headers } });
  req.end();
  const [res] = (await once(req, 'response')) as [IncomingMessage];
  return { status: res.statusCode, body: await text(res) };
}

describe('an upgrade that is refused', () => {
  const websocket = {
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    'sec-websocket-protocol': 'v5.channel.k8s.io',
  };

  it.each([
    ['a missing pod', 'exec?command=ls&stdout=true', 'absent', websocket, 404],
    ['no command', 'exec?stdout=true', 'web-1', websocket, 422],
    ['no stream', 'exec?command=ls', 'web-1', websocket, 422],
    ['an unknown protocol', 'exec?command=ls&stdout=true', 'web-1', { ...websocket, 'sec-websocket-protocol': 'v9' }, 400],
    ['an unknown upgrade', 'exec?command=ls&stdout=true', 'web-1', { upgrade: 'h2c' }, 400],
    ['a port forward without its protocol', 'portforward', 'web-1', { upgrade: 'SPDY/3.1' }, 400],
  ])('answers %s with a Status', async (_what, rest, pod, headers, status) => {
    const { port } = await serve();
    const answer = await refusal(port, rest, pod, headers);
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body)).toMatchObject({ kind: 'Status', status: 'Failure', code: status });
  });
});

async function upgradeToSpdy(port: number, rest: string, protocol: string): Promise<Socket> {
  const headers = { connection: 'Upgrade', upgrade: 'SPDY/3.1', 'x-stream-protocol-version': protocol };
  const req = request({ port, host: '127.0.0.1', path: path(rest), method: 'POST', headers });
  req.end();
  const [res, socket] = (await once(req, 'upgrade')) as [IncomingMessage, Socket];
  expect(res.headers['x-stream-protocol-version']).toBe(protocol);
  closers.push(() => void socket.destroy());
  return socket;
}

describe('exec over SPDY', () => {
  it('starts when every stream is open and ends with the status', async () => {
    const { port } = await serve({
      run(process) {
        process.stdin.on('data', (chunk: Buffer) => process.stdout.write(chunk));
        process.stdin.on('end', () => process.exit(7));
      },
    });
    const client = createSpdyClient(await upgradeToSpdy(port, 'exec?command=sh&stdin=true&stdout=true', 'v4.channel.k8s.io'));
    const error = await client.open({ streamtype: 'error' });
    const stdin = await client.open({ streamtype: 'stdin' });
    const stdout = await client.open({ streamtype: 'stdout' });
    await Promise.all([error.reply, stdin.reply, stdout.reply]);
    stdin.send(Buffer.from('typed'));
    stdin.end();
    expect(await text(stdout.received)).toBe('typed');
    expect(JSON.parse(await text(error.received))).toMatchObject({ details: { causes: [{ reason: 'ExitCode', message: '7' }] } });
  });
});

async function startBackend(onConnection: (socket: Socket) => void): Promise<number> {
  const backend: Server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {});
    onConnection(socket);
  });
  backend.listen(0, '127.0.0.1');
  await once(backend, 'listening');
  closers.push(() => void backend.close());
  return (backend.address() as AddressInfo).port;
}

async function overSpdy(port: number): Promise<SpdyClient> {
  return createSpdyClient(await upgradeToSpdy(port, 'portforward', 'portforward.k8s.io'));
}

async function overWebSocket(port: number): Promise<SpdyClient> {
  const headers = {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
  };
  const protocol = 'SPDY/3.1+portforward.k8s.io';
  const req = request({
    port,
    host: '127.0.0.1',
    path: path('portforward'),
    headers: { ...headers, 'sec-websocket-protocol': protocol },
  });
  req.end();
  const [res, socket] = (await once(req, 'upgrade')) as [IncomingMessage, Socket];
  expect(res.headers['sec-websocket-protocol']).toBe(protocol);
  closers.push(() => void socket.destroy());
  return createSpdyClient(createTunnel(socket));
}

async function openPair(client: SpdyClient, port: number, requestId: string) {
  const error = await client.open({ streamtype: 'error', port: String(port), requestid: requestId }, true);
  const data = await client.open({ streamtype: 'data', port: String(port), requestid: requestId });
  return { error, data };
}

describe.each([
  ['SPDY', overSpdy],
  ['SPDY inside a WebSocket', overWebSocket],
])('port-forward over %s', (_name, connectOver) => {
  it('joins a connection to the port of the pod and passes half-closes on', async () => {
    const real = await startBackend(
      (socket) => void socket.on('data', (chunk) => socket.write(`echo ${chunk.toString()}`)).on('end', () => socket.end('bye')),
    );
    const { port } = await serve({ ports: { 8080: real } });
    const { error, data } = await openPair(await connectOver(port), 8080, '0');
    data.send(Buffer.from('hello '));
    data.end();
    expect(await text(data.received)).toBe('echo hello bye');
    expect(await text(error.received)).toBe('');
  });

  it('moves megabytes both ways although the client never grants a window', async () => {
    const size = 8_000_000;
    const real = await startBackend((socket) => {
      socket.pipe(socket);
    });
    const { port } = await serve({ ports: { 8080: real } });
    const { data } = await openPair(await connectOver(port), 8080, '0');
    const answer = buffer(data.received);
    for (let sent = 0; sent < size; sent += 500_000) data.send(Buffer.alloc(500_000, sent % 251));
    data.end();
    expect((await answer).length).toBe(size);
  });

  it('keeps connections apart and says why one failed without ending the others', async () => {
    const real = await startBackend((socket) => void socket.on('data', (chunk) => socket.end(chunk)));
    const { port } = await serve({ ports: { 8080: real } });
    const client = await connectOver(port);
    const broken = await openPair(client, 9999, '1');
    const good = await openPair(client, 8080, '2');
    good.data.send(Buffer.from('still here'));
    expect(await text(broken.error.received)).toContain('error forwarding port 9999 to pod web-1');
    expect(await text(good.data.received)).toBe('still here');
    expect(await client.ping(41)).toBe(41);
  });

  it('closes the connection to the pod when the client leaves', async () => {
    const connected = Promise.withResolvers<Socket>();
    const real = await startBackend((socket) => connected.resolve(socket));
    const { port } = await serve({ ports: { 8080: real } });
    await openPair(await connectOver(port), 8080, '0');
    const socket = await connected.promise;
    const ended = once(socket.resume(), 'close');
    for (const close of closers.splice(2)) await close();
    socket.end();
    expect(await ended).toEqual([false]);
  });
});
