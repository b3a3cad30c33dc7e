import { afterEach, describe, expect, it } from 'vitest';
import type { LoopbackListener } from '@moorage/cli/io';
import { startLoopbackListener } from './loopback-listener.ts';

let listener: LoopbackListener | undefined;
afterEach(() => listener?.close());

async function start(): Promise<LoopbackListener> {
  listener = await startLoopbackListener();
  return listener;
}

describe('the listener for the browser’s answer', () => {
  it('takes one answer that knows the state', async () => {
    const { redirectUri, answer } = await start();
    const url = new URL(redirectUri);
    expect(url.hostname).toBe('127.0.0.1');
    const stranger = new URL(redirectUri);
    stranger.searchParams.set('state', 'guessed');
    stranger.searchParams.set('code', 'evil');
    expect((await fetch(stranger)).status).toBe(404);
    expect((await fetch(url.origin)).status).toBe(404);
    expect((await fetch(redirectUri)).status).toBe(404);
    url.searchParams.set('code', 'c1');
    expect((await fetch(url, { method: 'POST' })).status).toBe(404);
    const page = await fetch(url);
    expect([page.status, page.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(await page.text()).toContain('Go back to your terminal');
    expect(await answer).toEqual({ kind: 'code', code: 'c1' });
  });

  it('hears of a refusal', async () => {
    const { redirectUri, answer } = await start();
    const url = new URL(redirectUri);
    url.searchParams.set('error', 'access_denied');
    expect(await (await fetch(url)).text()).toContain('Refused');
    expect(await answer).toEqual({ kind: 'refused' });
  });
});
