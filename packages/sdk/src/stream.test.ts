import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { follow } from './stream.ts';

type Handler = (req: IncomingMessage, res: ServerResponse, turn: number) => void;
interface Events {
  readonly line: { readonly n: number };
  readonly end: { readonly reason: string };
}

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function serve(handler: Handler): Promise<string> {
  let turn = 0;
  const server = createServer((req, res) => handler(req, res, turn++));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(
    () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const route = { method: 'GET', path: '/stream' };
const open = { 'content-type': 'text/event-stream' };

describe('follow', () => {
  it('resumes after the last event when the connection is lost', async () => {
    const resumedFrom: unknown[] = [];
    const baseUrl = await serve((req, res, turn) => {
      resumedFrom.push(req.headers['last-event-id']);
      res.writeHead(200, open);
      if (turn === 0) res.end('retry: 1\n\nid: 7\nevent: line\ndata: {"n":1}\n\n');
      else res.end('id: 8\nevent: line\ndata: {"n":2}\n\nevent: end\ndata: {"reason":"done"}\n\n');
    });
    const seen: unknown[] = [];
    const end = await follow<Events>({ baseUrl }, route, {}, { onEvent: (event) => seen.push(event) });
    expect(end).toEqual({ kind: 'ended' });
    expect(resumedFrom).toEqual([undefined, '7']);
    expect(seen).toMatchObject([{ event: 'line', data: { n: 1 }, id: '7' }, { event: 'line', data: { n: 2 } }, { event: 'end' }]);
  });

  it('ends when the server refuses for good', async () => {
    const baseUrl = await serve((_req, res) => {
      res.writeHead(404, { 'content-type': 'application/json' }).end('{"error":"No.","code":"not_found","requestId":"r"}');
    });
    const end = await follow<Events>({ baseUrl }, route, {}, { onEvent: () => {} });
    expect(end).toMatchObject({ kind: 'refused', result: { error: { code: 'not_found' } } });
  });

  it('tells who does not want it repeated why it was refused, even if that may pass', async () => {
    const baseUrl = await serve((_req, res) => {
      res.writeHead(503, { 'content-type': 'application/json' }).end('{"error":"No.","code":"unavailable","requestId":"r"}');
    });
    const end = await follow<Events>({ baseUrl }, route, {}, { reconnect: false, onEvent: () => {} });
    expect(end).toMatchObject({ kind: 'refused', result: { error: { code: 'unavailable' } } });
  });

  it('ends when the caller aborts', async () => {
    const baseUrl = await serve((_req, res) => {
      res.writeHead(200, open);
      res.write('event: line\ndata: {"n":1}\n\n');
    });
    const aborter = new AbortController();
    const end = await follow<Events>({ baseUrl }, route, {}, { signal: aborter.signal, onEvent: () => aborter.abort() });
    expect(end).toEqual({ kind: 'aborted' });
  });
});
