import { once } from 'node:events';
import { request } from 'node:http';
import { AppError } from '@moorage/core/errors';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { startHttp, type TestHttpServer } from '../../../test/http.ts';
import { bindSocket } from './bind.ts';
import { defineRoute } from './route.ts';
import type { Socket } from './socket.ts';

const protocol = 'echo.v1';
const route = defineRoute({
  id: 'things.echo',
  method: 'GET',
  path: '/api/things/echo',
  surface: 'app',
  tag: 'Things',
  summary: 'Says what was said',
  access: { kind: 'signedIn' },
  scope: 'things:write',
  query: z.strictObject({ room: z.string().max(10).default('any') }),
  responses: { 101: null },
  socket: { protocol, doc: 'Whatever is sent comes back.' },
});

const ended: string[] = [];
let server: TestHttpServer | undefined;

async function untilClosed(socket: Socket): Promise<void> {
  if (!socket.signal.aborted) await once(socket.signal, 'abort');
}

const echo = bindSocket(route, async (_ctx, { query }, upgrade) => {
  if (query.room === 'locked') throw new AppError('forbidden', 'This room is locked.');
  const socket = await upgrade.accept();
  if (query.room === 'broken') throw new AppError('upstream_failed', 'The other side is gone.');
  if (query.room === 'short') return;
  socket.onMessage((message) => void socket.send(message.kind === 'text' ? message.text : message.bytes));
  await untilClosed(socket);
  ended.push(query.room);
});

async function start(): Promise<string> {
  server = await startHttp([echo]);
  return server.url().replace('http:', 'ws:');
}
afterEach(async () => {
  await server?.stop();
  ended.length = 0;
});

const ada = { authorization: 'Bearer ada:things:write' };

function open(url: string, headers: Record<string, string> = ada, offered = protocol): WebSocket {
  return new WebSocket(url, [offered], { headers });
}

/** What a handshake that is refused is answered. */
async function refusal(socket: WebSocket): Promise<[number, string]> {
  const [, response] = await once(socket, 'unexpected-response');
  let text = '';
  for await (const chunk of response) text += String(chunk);
  return [response.statusCode, JSON.parse(text).code];
}

describe('a socket', () => {
  it('is opened by the protocol of its route, and carries text and bytes both ways', async () => {
    const socket = open(`${await start()}/api/things/echo`);
    await once(socket, 'open');
    expect(socket.protocol).toBe(protocol);
    socket.send('ahoy');
    expect(String((await once(socket, 'message'))[0])).toBe('ahoy');
    socket.send(Buffer.from([0, 255]));
    const [data, isBinary] = await once(socket, 'message');
    expect([data, isBinary]).toEqual([Buffer.from([0, 255]), true]);
    socket.close();
    await once(socket, 'close');
  });

  it('loses nothing that is sent at once with the handshake', async () => {
    const socket = open(`${await start()}/api/things/echo`);
    socket.once('open', () => ['1', '2', '3'].forEach((text) => socket.send(text)));
    const seen: string[] = [];
    socket.on('message', (data: Buffer) => {
      seen.push(data.toString());
      if (seen.length === 3) socket.close();
    });
    await once(socket, 'close');
    expect(seen).toEqual(['1', '2', '3']);
  });

  it('is refused with an ordinary error: nobody, a key of another scope, bad input, the handler itself', async () => {
    const url = `${await start()}/api/things/echo`;
    expect(await refusal(open(url, {}))).toEqual([401, 'unauthenticated']);
    expect(await refusal(open(url, { authorization: 'Bearer ada:things:read' }))).toEqual([403, 'forbidden']);
    expect(await refusal(open(`${url}?room=${'x'.repeat(11)}`))).toEqual([400, 'invalid_request']);
    expect(await refusal(open(`${url}?room=locked`))).toEqual([403, 'forbidden']);
    expect(await refusal(open(url.replace('echo', 'nowhere')))).toEqual([404, 'not_found']);
  });

  it('is refused to a page of another site that has our cookie', async () => {
    const url = `${await start()}/api/things/echo`;
    const cookie = 'session=ada';
    expect(await refusal(open(url, { cookie, origin: 'http://evil.example' }))).toEqual([403, 'forbidden']);
    expect(await refusal(open(url, { cookie, 'sec-fetch-site': 'same-site' }))).toEqual([403, 'forbidden']);
    const own = open(url, { cookie, origin: url.replace('ws:', 'http:').replace('/api/things/echo', '') });
    await once(own, 'open');
    own.close();
    await once(own, 'close');
  });

  it('is refused to a client of another protocol, or of none', async () => {
    const url = `${await start()}/api/things/echo`;
    expect(await refusal(open(url, ada, 'echo.v2'))).toEqual([400, 'invalid_request']);
    const plain = await fetch(url.replace('ws:', 'http:'), { headers: ada });
    expect([plain.status, await plain.json()]).toEqual([400, expect.objectContaining({ code: 'invalid_request' })]);
  });

  it('closes when its handler is done, and with a code when it fails', async () => {
    const url = `${await start()}/api/things/echo`;
    const [code] = await once(open(`${url}?room=short`), 'close');
    expect(code).toBe(1000);
    const [failure, reason] = await once(open(`${url}?room=broken`), 'close');
    expect([failure, String(reason)]).toEqual([1011, 'upstream_failed']);
  });

  it('tells its handler when the client is gone, however rudely', async () => {
    const url = await start();
    const socket = open(`${url}/api/things/echo?room=rude`);
    await once(socket, 'open');
    socket.terminate();
    await expect.poll(() => ended).toEqual(['rude']);
  });

  it('refuses a message that is too long', async () => {
    const socket = open(`${await start()}/api/things/echo`);
    await once(socket, 'open');
    socket.send(Buffer.alloc(300 * 1024));
    const [code] = await once(socket, 'close');
    expect(code).toBe(1009);
  });

  it('is closed by a server that stops, and does not hold it up', async () => {
    const socket = open(`${await start()}/api/things/echo`);
    await once(socket, 'open');
    const closed = once(socket, 'close');
    await server?.stop();
    expect((await closed)[0]).toBe(1001);
    await expect.poll(() => ended).toEqual(['any']);
  });
});

describe('a request that offers another upgrade', () => {
  it('is answered as if it had not', async () => {
    const url = (await start()).replace('ws:', 'http:');
    const call = request(`${url}/health`, { headers: { connection: 'upgrade', upgrade: 'h2c' } });
    call.end();
    const [response] = await once(call, 'response');
    expect(response.statusCode).toBe(200);
    response.resume();
  });
});
