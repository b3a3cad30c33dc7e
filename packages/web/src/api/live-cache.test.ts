import type { Deployment } from '@moorage/sdk/types';
import { type InfiniteData, QueryClient } from '@tanstack/react-query';
import { describe, expect, it } from 'vitest';
import type { Page } from './client.ts';
import { applyDeployment, forgetDeployment } from './live-cache.ts';
import { deploymentsQuery, keys } from './queries.ts';

const team = '11111111-1111-4111-8111-111111111111';

function deployment(over: Partial<Deployment>): Deployment {
  return {
    name: 'hello',
    displayName: 'Hello',
    status: 'Provisioning',
    template: 'web',
    visibility: 'public',
    ingresses: [],
    lastError: null,
    canDelete: true,
    teamId: team,
    url: null,
    servicesReady: 0,
    servicesTotal: 1,
    createdAt: '2026-11-21T10:00:00.000Z',
    updatedAt: '2026-11-21T10:00:00.000Z',
    orgId: team,
    namespace: 'u-1',
    message: null,
    evidence: null,
    services: [],
    conditions: [],
    generation: 1,
    templateVersion: 1,
    observedGeneration: 1,
    release: 1,
    canary: null,
    restartedAt: null,
    canUpdate: true,
    actions: ['deployment:read', 'deployment:update'],
    embedded: true,
    ...over,
  };
}

function pagesOf(...items: readonly Deployment[]): InfiniteData<Page<Deployment>, string> {
  return { pages: [{ items, next: undefined }], pageParams: [''] };
}

function listIn(queries: QueryClient, filter: Parameters<typeof deploymentsQuery>[0]) {
  const { queryKey } = deploymentsQuery(filter);
  return {
    items: queries.getQueryData(queryKey)?.pages[0]?.items ?? [],
    isStale: queries.getQueryState(queryKey)?.isInvalidated,
  };
}

describe('an event about a deployment', () => {
  it('changes its row and its page without asking the server', () => {
    const queries = new QueryClient();
    queries.setQueryData(deploymentsQuery({ teamId: team }).queryKey, pagesOf(deployment({}), deployment({ name: 'other' })));
    applyDeployment(queries, deployment({ status: 'Ready' }));
    const list = listIn(queries, { teamId: team });
    expect(list.items.map((item) => [item.name, item.status])).toEqual([
      ['hello', 'Ready'],
      ['other', 'Provisioning'],
    ]);
    expect(list.isStale).toBe(false);
    expect(queries.getQueryData(keys.deployment('hello'))).toMatchObject({ status: 'Ready' });
  });

  it('makes lists stale where only the server knows the place of the row', () => {
    const queries = new QueryClient();
    queries.setQueryData(deploymentsQuery({ teamId: team }).queryKey, pagesOf());
    queries.setQueryData(deploymentsQuery({ teamId: team, status: 'Provisioning' }).queryKey, pagesOf(deployment({})));
    applyDeployment(queries, deployment({ status: 'Ready' }));
    expect(listIn(queries, { teamId: team }).isStale).toBe(true);
    expect(listIn(queries, { teamId: team, status: 'Provisioning' }).isStale).toBe(true);
  });

  it('leaves the lists of other teams alone', () => {
    const queries = new QueryClient();
    const other = '22222222-2222-4222-8222-222222222222';
    queries.setQueryData(deploymentsQuery({ teamId: other }).queryKey, pagesOf());
    applyDeployment(queries, deployment({}));
    expect(listIn(queries, { teamId: other }).isStale).toBe(false);
  });

  it('makes configuration and activity stale when the generation moved, not at every sign of life', () => {
    const queries = new QueryClient();
    const part = keys.deploymentPart('hello', 'config');
    applyDeployment(queries, deployment({}));
    queries.setQueryData(part, { generation: 1 });
    applyDeployment(queries, deployment({ servicesReady: 1 }));
    expect(queries.getQueryState(part)?.isInvalidated).toBe(false);
    applyDeployment(queries, deployment({ generation: 2 }));
    expect(queries.getQueryState(part)?.isInvalidated).toBe(true);
  });
});

describe('the end of a deployment', () => {
  it('takes its row away at once', () => {
    const queries = new QueryClient();
    queries.setQueryData(deploymentsQuery({ teamId: team }).queryKey, pagesOf(deployment({}), deployment({ name: 'other' })));
    forgetDeployment(queries, 'hello');
    expect(listIn(queries, { teamId: team }).items.map((item) => item.name)).toEqual(['other']);
  });
});
