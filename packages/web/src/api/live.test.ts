import { QueryClient } from '@tanstack/react-query';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createLive } from './live.ts';
import { keys } from './queries.ts';

const patiently = { timeout: 15_000 };

/** A server whose connections can be cut: each call of `fetch` opens one. */
function createStreams() {
  const open: ReadableStreamDefaultController<Uint8Array>[] = [];
  const urls: string[] = [];
  let isUp = true;
  let isAllowed = true;
  vi.stubGlobal('fetch', (url: string) => {
    urls.push(url);
    if (!isUp) return Promise.reject(new TypeError('fetch failed'));
    if (!isAllowed) {
      const refusal = { error: 'There is no such team.', code: 'not_found', requestId: 'r' };
      return Promise.resolve(new Response(JSON.stringify(refusal), { status: 404 }));
    }
    const body = new ReadableStream<Uint8Array>({ start: (controller) => void open.push(controller) });
    return Promise.resolve(new Response(body, { status: 200, headers: { 'content-type': 'text/event-stream' } }));
  });
  return {
    urls,
    say: (event: string, data: unknown) => {
      open.at(-1)?.enqueue(new TextEncoder().encode(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`));
    },
    end: () => open.at(-1)?.close(),
    cut: () => {
      isUp = false;
      open.at(-1)?.close();
    },
    mend: () => (isUp = true),
    shutOut: () => {
      isAllowed = false;
      open.at(-1)?.close();
    },
  };
}

afterEach(() => vi.unstubAllGlobals());

describe('the live connection', () => {
  it('writes what it hears into the cache', async () => {
    const streams = createStreams();
    const queries = new QueryClient();
    const live = createLive(queries);
    const stop = live.follow('team-1');
    await vi.waitFor(() => expect(live.connection()).toBe('live'), patiently);
    expect(streams.urls[0]).toBe('/api/events?team_id=team-1');
    streams.say('deployment', { name: 'hello', status: 'Ready', teamId: 'team-1', generation: 1 });
    await vi.waitFor(() => expect(queries.getQueryData(keys.deployment('hello'))).toMatchObject({ status: 'Ready' }), patiently);
    stop();
  });

  it('says nothing when the server ends a stream and takes it up again', async () => {
    const streams = createStreams();
    const queries = new QueryClient();
    const live = createLive(queries);
    const seen: string[] = [];
    live.subscribe(() => seen.push(live.connection()));
    const stop = live.follow(undefined);
    await vi.waitFor(() => expect(live.connection()).toBe('live'), patiently);
    streams.end();
    await vi.waitFor(() => expect(streams.urls).toHaveLength(2), patiently);
    expect(seen).toEqual(['live']);
    stop();
  });

  it('says when it is lost, heals itself and asks again for what may have been missed', async () => {
    const streams = createStreams();
    const queries = new QueryClient();
    queries.setQueryData(keys.deployment('hello'), { name: 'hello' });
    const live = createLive(queries);
    const seen: string[] = [];
    live.subscribe(() => seen.push(live.connection()));
    const stop = live.follow(undefined);
    await vi.waitFor(() => expect(live.connection()).toBe('live'), patiently);
    streams.cut();
    await vi.waitFor(() => expect(live.connection()).toBe('lost'), patiently);
    streams.mend();
    window.dispatchEvent(new Event('online'));
    await vi.waitFor(() => expect(live.connection()).toBe('live'), patiently);
    expect(seen).toEqual(['live', 'lost', 'live']);
    expect(queries.getQueryState(keys.deployment('hello'))?.isInvalidated).toBe(true);
    stop();
  });

  it('asks again for everything when the team is no longer his', async () => {
    const streams = createStreams();
    const queries = new QueryClient();
    queries.setQueryData(keys.me, { teams: [] });
    const live = createLive(queries);
    const stop = live.follow('team-1');
    await vi.waitFor(() => expect(live.connection()).toBe('live'), patiently);
    streams.shutOut();
    await vi.waitFor(() => expect(live.connection()).toBe('lost'), patiently);
    expect(queries.getQueryState(keys.me)?.isInvalidated).toBe(true);
    stop();
  });
});
