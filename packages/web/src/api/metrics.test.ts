import { afterEach, expect, it, vi } from 'vitest';
import { followMetrics, type MetricsState } from './metrics.ts';

const patiently = { timeout: 15_000 };

const sample = (at: string) => `event: sample\ndata: ${JSON.stringify({ at, pods: [] })}\n\n`;
const end = (reason: string) => `event: end\ndata: ${JSON.stringify({ reason })}\n\n`;

function record() {
  const times: string[] = [];
  const states: MetricsState[] = [];
  return {
    times,
    states,
    handlers: {
      onSample: ({ at }: { readonly at: string }) => void times.push(at),
      onState: (state: MetricsState) => void states.push(state),
    },
  };
}

afterEach(() => vi.unstubAllGlobals());

it('asks for one sample and then follows, until the deployment is gone', async () => {
  const seen = record();
  const urls: string[] = [];
  vi.stubGlobal('fetch', (url: string) => {
    urls.push(url);
    const isFollowed = url.includes('follow=true');
    return Promise.resolve(new Response(isFollowed ? sample('2') + sample('3') + end('deleted') : sample('1') + end('complete')));
  });
  const stop = followMetrics('hello', seen.handlers);
  await vi.waitFor(() => expect(seen.states.at(-1)).toEqual({ kind: 'ended', message: 'deleted' }), patiently);
  expect(seen.times).toEqual(['1', '2', '3']);
  expect(urls).toHaveLength(2);
  stop();
});

it('says once, and with the next step, that the cluster measures nothing', async () => {
  const seen = record();
  let calls = 0;
  const body = {
    error: 'The cluster measures nothing.',
    code: 'unavailable',
    requestId: 'r',
    details: { nextStep: 'Install a metrics server.' },
  };
  vi.stubGlobal('fetch', () => {
    calls += 1;
    return Promise.resolve(new Response(JSON.stringify(body), { status: 503 }));
  });
  const stop = followMetrics('hello', seen.handlers);
  await vi.waitFor(() => expect(seen.states).toHaveLength(1), patiently);
  expect(seen.states[0]).toMatchObject({
    kind: 'refused',
    failure: { code: 'unavailable', nextStep: 'Install a metrics server.' },
  });
  expect(calls).toBe(1);
  stop();
});
