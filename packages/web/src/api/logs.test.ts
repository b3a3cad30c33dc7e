import { afterEach, expect, it, vi } from 'vitest';
import type { FollowState } from './follow-state.ts';
import { followLogs } from './logs.ts';

const patiently = { timeout: 15_000 };

const request = { name: 'hello', service: undefined, tail: 10, since: undefined, previous: false };

function sse(...events: readonly { readonly event: string; readonly data: unknown; readonly id?: string }[]): string {
  return events
    .map(({ event, data, id }) => `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
    .join('');
}

function record() {
  const lines: string[] = [];
  const states: FollowState[] = [];
  const notices: string[] = [];
  return {
    lines,
    states,
    notices,
    handlers: {
      onLine: ({ line }: { readonly line: string }) => void lines.push(line),
      onNotice: (message: string) => void notices.push(message),
      onState: (state: FollowState) => void states.push(state),
    },
  };
}

const line = (text: string, id: string) => ({
  event: 'line',
  id,
  data: { service: 'web', pod: 'p', container: 'web', at: id, line: text },
});

afterEach(() => vi.unstubAllGlobals());

it('hands on lines and notices, and says why the log ended', async () => {
  const seen = record();
  vi.stubGlobal('fetch', () =>
    Promise.resolve(
      new Response(
        sse(
          line('one', '1'),
          { event: 'notice', data: { message: 'web started' } },
          { event: 'end', data: { reason: 'The pod is gone.' } },
        ),
      ),
    ),
  );
  const stop = followLogs(request, seen.handlers);
  await vi.waitFor(() => expect(seen.states.at(-1)).toEqual({ kind: 'ended', message: 'The pod is gone.' }), patiently);
  expect(seen.lines).toEqual(['one']);
  expect(seen.notices).toEqual(['web started']);
  stop();
});

it('goes on after the last line when the connection was lost', async () => {
  const seen = record();
  const resumedAfter: (string | null)[] = [];
  const bodies = [sse(line('one', '1')), sse(line('two', '2'), { event: 'end', data: { reason: 'done' } })];
  vi.stubGlobal('fetch', (_url: string, init: RequestInit) => {
    resumedAfter.push(new Headers(init.headers).get('last-event-id'));
    return Promise.resolve(new Response(bodies.shift()));
  });
  const stop = followLogs(request, seen.handlers);
  await vi.waitFor(() => expect(seen.lines).toEqual(['one', 'two']), patiently);
  expect(resumedAfter).toEqual([null, '1']);
  expect(seen.states.map((state) => state.kind)).toContain('lost');
  stop();
});

it('says in the words of the server why a log cannot be followed', async () => {
  const seen = record();
  const body = { error: 'There is no deployment "hello".', code: 'not_found', requestId: 'r' };
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(JSON.stringify(body), { status: 404 })));
  const stop = followLogs(request, seen.handlers);
  await vi.waitFor(
    () => expect(seen.states.at(-1)).toEqual({ kind: 'ended', message: 'There is no deployment "hello".' }),
    patiently,
  );
  stop();
});
