import { createFakeClock } from '@moorage/core/clock';
import { AppError } from '@moorage/core/errors';
import { waitUntil } from '@moorage/testkit/wait-until';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { authenticateByName, httpConfig, startHttp, type TestHttpServer } from '../../../test/http.ts';
import { type Actor, anonymous } from '../authz/actor.ts';
import { bind, bindStream } from './bind.ts';
import { type EventStream, formatEvent } from './event-stream.ts';
import { streamsPerCaller } from './stream-count.ts';
import { defineRoute } from './route.ts';

const base = { surface: 'app', tag: 'Things', summary: 'Ticks', access: { kind: 'public', why: 'test' }, scope: 'none' } as const;
const ticks = defineRoute({
  ...base,
  id: 'ticks.watch',
  method: 'GET',
  path: '/api/ticks',
  query: z.strictObject({ n: z.coerce.number().default(3) }),
  responses: { 200: null },
  stream: { events: { tick: z.object({ n: z.number() }) } },
});

const streams: EventStream[] = [];
const untilClosed = (stream: EventStream): Promise<void> =>
  new Promise((resolve) => (stream.signal.aborted ? resolve() : stream.signal.addEventListener('abort', () => resolve())));

const routes = [
  bindStream(ticks, async (_ctx, input, stream) => {
    streams.push(stream);
    if (input.query.n === 0) throw new AppError('not_found', 'No such thing.');
    const from = Number(stream.lastEventId ?? 0);
    for (let n = from + 1; n <= input.query.n; n += 1) stream.send('tick', { n }, String(n));
    if (input.query.n === 5) throw new AppError('upstream_failed', 'The cluster went away.');
    if (input.query.n > 5) {
      stream.open();
      await untilClosed(stream);
    }
  }),
  bind(
    defineRoute({
      ...base,
      id: 'things.wait',
      method: 'GET',
      path: '/api/wait',
      responses: { 200: z.object({ ok: z.boolean() }) },
    }),
    async (ctx) => {
      waiting.push(1);
      await gate.promise;
      return { ok: !ctx.signal.aborted };
    },
  ),
];

const waiting: number[] = [];
let gate = Promise.withResolvers<void>();
let server: TestHttpServer | undefined;
async function start(overrides: Parameters<typeof startHttp>[1] = {}): Promise<TestHttpServer> {
  gate = Promise.withResolvers();
  waiting.length = 0;
  streams.length = 0;
  server = await startHttp(routes, overrides);
  return server;
}
afterEach(async () => {
  gate.resolve();
  await server?.stop();
});

async function readUntil(response: Response, text: string): Promise<string> {
  let seen = '';
  const reader = response.body?.getReader();
  while (reader !== undefined && !seen.includes(text)) {
    const { done, value } = await reader.read();
    if (done) break;
    seen += new TextDecoder().decode(value);
  }
  reader?.releaseLock();
  return seen;
}

describe('a stream of events', () => {
  it('sends events with ids and ends with its handler', async () => {
    const response = await (await start()).fetch('/api/ticks?n=2');
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await response.text()).toBe(
      'retry: 2000\n\nid: 1\nevent: tick\ndata: {"n":1}\n\nid: 2\nevent: tick\ndata: {"n":2}\n\n',
    );
  });

  it('resumes after the last event that the client saw, by header or by query', async () => {
    const { fetch } = await start();
    const byHeader = await fetch('/api/ticks?n=3', { headers: { 'last-event-id': '2' } });
    expect(await byHeader.text()).toBe('retry: 2000\n\nid: 3\nevent: tick\ndata: {"n":3}\n\n');
    const byQuery = await fetch('/api/ticks?n=3&lastEventId=2');
    expect(await byQuery.text()).toContain('id: 3');
  });

  it('is an ordinary error as long as nothing was sent, and an event afterwards', async () => {
    const { fetch } = await start();
    const before = await fetch('/api/ticks?n=0');
    expect([before.status, await before.json()]).toEqual([404, expect.objectContaining({ code: 'not_found' })]);
    const after = await fetch('/api/ticks?n=5');
    expect(after.status).toBe(200);
    expect(await after.text()).toContain('event: error\ndata: {"error":"The cluster went away.","code":"upstream_failed"');
  });

  it('tells its handler when the client leaves', async () => {
    const { fetch } = await start();
    const client = new AbortController();
    const response = await fetch('/api/ticks?n=9', { signal: client.signal });
    await readUntil(response, 'id: 9');
    expect(streams[0]?.signal.aborted).toBe(false);
    client.abort();
    await waitUntil(() => streams[0]?.signal.aborted, { describe: 'the handler to be told' });
    streams[0]?.send('tick', { n: 10 });
    await streams[0]?.drained();
  });

  it('ends when its reader is not who he was, and only then', async () => {
    const clock = createFakeClock();
    let rights = { teamRoles: { b: 'viewer', a: 'developer' } as Readonly<Record<string, string>>, currentTeamId: 'a' };
    let answer = (): Promise<Actor> =>
      authenticateByName({ headers: {}, cookies: { session: 'ada' }, ip: '', host: '', userAgent: '' });
    const { fetch } = await start({ clock, authenticate: async () => ({ ...(await answer()), ...rights }) });
    const response = await fetch('/api/ticks?n=9', { headers: { cookie: 'session=ada' } });
    await readUntil(response, 'id: 9');
    rights = { teamRoles: { a: 'developer', b: 'viewer' }, currentTeamId: 'b' };
    await clock.advance(5_000);
    const known = answer;
    answer = () => Promise.reject(new AppError('unavailable', 'The database is away.'));
    await clock.advance(5_000);
    answer = known;
    await clock.advance(5_000);
    expect(streams[0]?.signal.aborted).toBe(false);
    rights = { teamRoles: { a: 'developer' }, currentTeamId: 'a' };
    await clock.advance(2_000);
    await waitUntil(() => streams[0]?.signal.aborted, { describe: 'the stream to end' });
    expect(await readUntil(response, 'retry: 1000')).toContain('retry: 1000');
  });

  it('ends with the session that it was opened by', async () => {
    const clock = createFakeClock();
    let hasEnded = false;
    const { fetch } = await start({
      clock,
      authenticate: (credentials) => (hasEnded ? Promise.resolve(anonymous) : authenticateByName(credentials)),
    });
    await readUntil(await fetch('/api/ticks?n=9', { headers: { cookie: 'session=ada' } }), 'id: 9');
    hasEnded = true;
    await clock.advance(2_000);
    await waitUntil(() => streams[0]?.signal.aborted, { describe: 'the stream to end' });
  });

  it('is one of so many a caller, and those that ended do not count', async () => {
    const { fetch } = await start();
    const open = (user: string) => fetch('/api/ticks?n=9', { headers: { cookie: `session=${user}` } });
    const all = await Promise.all(Array.from({ length: streamsPerCaller }, () => open('ada')));
    expect(new Set(all.map((response) => response.status))).toEqual(new Set([200]));
    const refused = await open('ada');
    expect([refused.status, await refused.json()]).toEqual([429, expect.objectContaining({ code: 'rate_limited' })]);
    expect((await open('bob')).status).toBe(200);
    await all[0]?.body?.cancel();
    await waitUntil(async () => (await open('ada')).status === 200, { describe: 'room for another' });
  });

  it('is kept alive by comments', async () => {
    const clock = createFakeClock();
    const { fetch } = await start({ clock });
    const response = await fetch('/api/ticks?n=9');
    await readUntil(response, 'id: 9');
    await clock.advance(15_000);
    expect(await readUntil(response, ':\n\n')).toContain(':\n\n');
  });
});

describe('formatEvent', () => {
  it('keeps an event in its lines whatever the data', () => {
    expect(formatEvent('log', 'a\nb\r\nevent: fake\n\n')).toBe('event: log\ndata: "a\\nb\\r\\nevent: fake\\n\\n"\n\n');
    expect(() => formatEvent('a\nb', 1)).toThrow(/one line/);
    expect(() => formatEvent('a', 1, '1\n2')).toThrow(/one line/);
  });
});

describe('stopping', () => {
  it('lets running requests finish, then closes streams with a hint to come back', async () => {
    const http = await start();
    const url = http.url();
    const stream = await http.fetch('/api/ticks?n=9');
    const slow = http.fetch('/api/wait');
    await waitUntil(() => waiting.length === 1, { describe: 'the slow request' });
    const stopped = http.stop();
    const refused = (): Promise<boolean> =>
      fetch(url).then(
        () => false,
        () => true,
      );
    await waitUntil(refused, { describe: 'new connections to be refused' });
    expect(streams[0]?.signal.aborted).toBe(false);
    gate.resolve();
    const answer = await slow;
    expect([answer.status, answer.headers.get('connection'), await answer.json()]).toEqual([200, 'close', { ok: true }]);
    expect(await stream.text()).toMatch(/retry: 1000\n\n$/);
    await stopped;
    expect(http.status().state).toBe('stopped');
  });

  it('cuts what does not finish in time', async () => {
    const http = await start({ config: { ...httpConfig, drainMs: 50 } });
    const stuck = http.fetch('/api/wait').then(
      () => 'answered',
      () => 'cut',
    );
    await waitUntil(() => waiting.length === 1, { describe: 'the stuck request' });
    // The request would never end by itself, so that the stop could not either.
    await http.stop();
    expect(await stuck).toBe('cut');
  });

  it('may be asked twice, and before start', async () => {
    const http = await start();
    await http.stop();
    await http.stop();
  });

  it('reports a port that is taken', async () => {
    const http = await start();
    const port = Number(new URL(http.url()).port);
    await expect(startHttp([], { config: { ...httpConfig, port } })).rejects.toThrow(
      `Port ${port} of 127.0.0.1, for the API and the console, is in use.`,
    );
  });
});
