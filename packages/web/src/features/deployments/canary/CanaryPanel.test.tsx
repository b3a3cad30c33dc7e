import type { Canary } from '@moorage/sdk/types';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it, vi } from 'vitest';
import { CanaryPanel } from './CanaryPanel.tsx';

const canary: Canary = {
  release: 4,
  service: 'web',
  image: 'shop:2',
  phase: 'running',
  weight: 10,
  routedWeight: 10,
  replicas: 1,
  readyReplicas: 1,
  message: null,
  evidence: null,
  steps: [],
  nextStepAt: null,
  promotedBy: null,
};
const sent: { readonly method: string | undefined; readonly url: string; readonly body: unknown }[] = [];

function show(shown: Canary, mayChange = true): void {
  vi.stubGlobal('fetch', (url: string, init: RequestInit & { readonly body?: string }) => {
    sent.push({ method: init.method, url, body: JSON.parse(init.body ?? 'null') });
    const refusal = { error: 'Not now.', code: 'conflict', requestId: 'r' };
    return Promise.resolve(new Response(JSON.stringify(refusal), { status: 409 }));
  });
  render(
    <QueryClientProvider client={new QueryClient()}>
      <CanaryPanel name="shop" canary={shown} mayChange={mayChange} />
    </QueryClientProvider>,
  );
}

afterEach(() => {
  cleanup();
  sent.splice(0);
  vi.unstubAllGlobals();
});

it('sends the share that was chosen, and says why it was refused', async () => {
  show(canary);
  const set = screen.getByRole('button', { name: 'Set the share' });
  expect(set.hasAttribute('disabled')).toBe(true);
  fireEvent.change(screen.getByRole('slider', { name: 'Share of the requests' }), { target: { value: '40' } });
  await userEvent.click(set);
  expect(sent).toEqual([{ method: 'PUT', url: '/api/deployments/canary', body: { name: 'shop', weight: 40 } }]);
  expect(await screen.findByText('Not now.')).toBeDefined();
});

it.each(['Promote', 'Abort'])('asks before it does this: %s', async (action) => {
  show(canary);
  await userEvent.click(screen.getByRole('button', { name: action }));
  expect(sent).toEqual([]);
  await userEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: action }));
  expect(sent).toMatchObject([
    { method: 'POST', url: `/api/deployments/canary/${action.toLowerCase()}`, body: { name: 'shop' } },
  ]);
});

it('offers nothing for one that has ended, nor to who may only look', () => {
  show({ ...canary, phase: 'aborted' });
  show(canary, false);
  expect(screen.queryByRole('slider')).toBeNull();
});
