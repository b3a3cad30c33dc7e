import type { Me, Template } from '@moorage/sdk/types';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createMemoryHistory, createRootRoute, createRoute, createRouter, RouterProvider } from '@tanstack/react-router';
import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { keys } from '../../../api/queries.ts';
import { DeployForm } from './DeployForm.tsx';

const teamId = '11111111-1111-4111-8111-111111111111';
const me: Me = {
  id: teamId,
  email: 'dev@localhost',
  name: 'Dev',
  avatarUrl: null,
  tier: 'enterprise',
  platformRole: null,
  currentOrgId: teamId,
  currentTeamId: teamId,
  orgs: [{ id: teamId, name: 'Org', slug: 'org', role: 'org_owner' }],
  teams: [{ id: teamId, name: 'Team', orgId: teamId, role: 'team_admin' }],
  permissions: ['deployment:create'],
  via: 'session',
};
const template: Template = {
  name: 'hello',
  version: 1,
  actions: ['template:read'],
  displayName: 'Hello',
  description: '',
  category: 'web',
  image: 'node:24',
  containerPort: 8080,
  cpuRequest: '100m',
  cpuLimit: '500m',
  memoryRequest: '128Mi',
  memoryLimit: '512Mi',
  healthCheckPath: '/',
  enabled: true,
  hasConfigMap: false,
  isSystem: true,
  envVars: [
    { name: 'GREETING', label: 'Greeting', description: '', type: 'string', default: 'Hello', required: true, secret: false },
    { name: 'TOKEN', label: 'Token', description: '', type: 'string', required: false, secret: true },
  ],
  visibility: 'public',
  orgId: null,
  teamId: null,
  orgName: null,
  teamName: null,
  services: ['web'],
  spec: '',
};

/** What the network gets; the answer is the server's refusal, with an issue for a field. */
const sent: { readonly url: string; readonly body: unknown; readonly key: string | null }[] = [];
function refuse(issues: readonly { readonly path: string; readonly message: string }[]): void {
  vi.stubGlobal('fetch', (url: string, init: RequestInit) => {
    sent.push({
      url,
      body: typeof init.body === 'string' ? JSON.parse(init.body) : undefined,
      key: new Headers(init.headers).get('idempotency-key'),
    });
    const body = { error: 'The request is malformed.', code: 'invalid_request', requestId: 'r1', details: { issues } };
    return Promise.resolve(new Response(JSON.stringify(body), { status: 400 }));
  });
}

function show(): void {
  const queries = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
  queries.setQueryData(keys.me, me);
  queries.setQueryData(keys.config, { deploymentDomain: 'localhost:8081' });
  const root = createRootRoute();
  const form = createRoute({ getParentRoute: () => root, path: '/', component: () => <DeployForm template={template} /> });
  const router = createRouter({ routeTree: root.addChildren([form]), history: createMemoryHistory() });
  render(
    <QueryClientProvider client={queries}>
      <RouterProvider<typeof router> router={router} />
    </QueryClientProvider>,
  );
}

beforeEach(() => void sent.splice(0));
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

it('refuses here what the server would refuse, and sends nothing', async () => {
  refuse([]);
  show();
  const greeting = await screen.findByRole('textbox', { name: /Greeting/ });
  await userEvent.clear(greeting);
  await userEvent.type(screen.getByRole('textbox', { name: /^Name/ }), 'No Good');
  await userEvent.click(screen.getByRole('button', { name: 'Deploy' }));
  expect(await screen.findByText('is required')).toBeDefined();
  expect(screen.getByText('begins with a letter; lower-case letters, digits and hyphens, 2 to 40')).toBeDefined();
  expect(sent).toEqual([]);
});

it("shows the server's issue at its field, and repeats with the same key", async () => {
  refuse([{ path: 'name', message: 'is taken' }]);
  show();
  await userEvent.type(await screen.findByRole('textbox', { name: /^Name/ }), 'hello');
  await userEvent.click(screen.getByRole('button', { name: 'Deploy' }));
  expect(await screen.findByText('is taken')).toBeDefined();
  expect(sent[0]).toMatchObject({
    url: '/api/deployments',
    body: { template: 'hello', name: 'hello', envVars: {}, visibility: 'public' },
  });
  await userEvent.click(screen.getByRole('button', { name: 'Deploy' }));
  await vi.waitFor(() => expect(sent).toHaveLength(2));
  expect(sent[1]?.key).toBe(sent[0]?.key);
});

it('shows the same request as curl while it is filled in, without the secret', async () => {
  refuse([]);
  show();
  await userEvent.type(await screen.findByRole('textbox', { name: /^Name/ }), 'hi');
  await userEvent.type(screen.getByLabelText(/Token/, { selector: 'input' }), 'hunter2');
  const code = screen.getByLabelText('the curl command').textContent ?? '';
  expect(code).toContain('"name":"hi"');
  expect(code).toContain('"TOKEN":"…"');
  expect(code).not.toContain('hunter2');
});
