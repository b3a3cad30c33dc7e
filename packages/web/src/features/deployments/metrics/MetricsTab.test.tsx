import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createMemoryHistory, createRootRoute, createRoute, createRouter, Outlet, RouterProvider } from '@tanstack/react-router';
import { cleanup, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

const pod = (name: string, cpuMillicores: number) => ({
  pod: name,
  service: 'web',
  cpuMillicores,
  memoryBytes: 64 * 1024 * 1024,
});
const sample = (at: string, ...pods: readonly unknown[]) => `event: sample\ndata: ${JSON.stringify({ at, pods })}\n\n`;
const end = `event: end\ndata: ${JSON.stringify({ reason: 'complete' })}\n\n`;
const resources = { cpuRequest: '100m', cpuLimit: '500m', memoryRequest: '64Mi', memoryLimit: '128Mi' };

/** A server with a stream of these events; without events its cluster measures nothing. */
function serve(events: string | undefined): void {
  const refusal = { error: 'The cluster measures nothing.', code: 'unavailable', requestId: 'r' };
  vi.stubGlobal('fetch', (url: string) => {
    if (url.includes('/config')) return Promise.resolve(new Response(JSON.stringify({ resources: { web: resources } })));
    if (events === undefined) return Promise.resolve(new Response(JSON.stringify(refusal), { status: 503 }));
    return Promise.resolve(new Response(url.includes('follow=true') ? events + end : end));
  });
}

/** The graphs look at the screen when they are loaded, which the test's browser has only a part of. */
async function show(): Promise<void> {
  vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: () => {}, removeEventListener: () => {} }));
  const { MetricsTab } = await import('./MetricsTab.tsx');
  const root = createRootRoute();
  const shell = createRoute({ getParentRoute: () => root, id: 'shell', component: Outlet });
  const tab = createRoute({ getParentRoute: () => shell, path: '/deployments/$name', component: MetricsTab });
  const history = createMemoryHistory({ initialEntries: ['/deployments/hello'] });
  const router = createRouter({ routeTree: root.addChildren([shell.addChildren([tab])]), history });
  render(
    <QueryClientProvider client={new QueryClient()}>
      <RouterProvider<typeof router> router={router} />
    </QueryClientProvider>,
  );
}

/** The rows of a table as texts. */
async function rowsOf(name: string): Promise<(string | null)[][]> {
  const table = await screen.findByRole('table', { name });
  const [, ...rows] = within(table).getAllByRole('row');
  return rows.map((row) =>
    within(row)
      .getAllByRole('cell')
      .map((cell) => cell.textContent),
  );
}

beforeEach(() => {
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe = () => {};
      disconnect = () => {};
    },
  );
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null);
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

it('tells in numbers what the graphs show, with request and limit', async () => {
  serve(sample('2026-03-01T12:00:00Z', pod('web-1', 20)) + sample('2026-03-01T12:00:05Z', pod('web-1', 40), pod('web-2', 10)));
  await show();
  expect(await rowsOf('Usage of web')).toEqual([
    ['CPU', 'web-1', '40m', '30m', '40m', '100m', '500m'],
    ['CPU', 'web-2', '10m', '10m', '10m', '100m', '500m'],
    ['Memory', 'web-1', '64 MiB', '64 MiB', '64 MiB', '64 MiB', '128 MiB'],
    ['Memory', 'web-2', '64 MiB', '64 MiB', '64 MiB', '64 MiB', '128 MiB'],
  ]);
  await userEvent.click(screen.getByRole('button', { name: 'All pods together' }));
  expect((await rowsOf('Usage of web'))[0]).toEqual(['CPU', 'web', '50m', '35m', '50m', '200m', '1 core']);
});

it('says what to install where the cluster measures nothing', async () => {
  serve(undefined);
  await show();
  expect(await screen.findByText('This cluster measures nothing')).toBeDefined();
  expect(screen.getByText(/metrics-server\/metrics-server/)).toBeDefined();
});
