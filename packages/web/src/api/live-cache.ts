/** Puts what the event stream (or an action) tells of a deployment into every cached query that shows it. */
import type { Deployment, DeploymentSummary } from '@moorage/sdk/types';
import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import type { Page } from './client.ts';
import { type DeploymentFilter, keys } from './queries.ts';

type Pages = InfiniteData<Page<DeploymentSummary>, string>;

/** The pages with one row replaced; undefined when only the server can tell where the row belongs. */
export function replaceInPages(pages: Pages, row: DeploymentSummary, filter: DeploymentFilter): Pages | undefined {
  if (filter.status !== undefined && filter.status !== row.status) return undefined;
  let isFound = false;
  const replaced = pages.pages.map((page) => {
    if (!page.items.some((item) => item.name === row.name)) return page;
    isFound = true;
    return { ...page, items: page.items.map((item) => (item.name === row.name ? row : item)) };
  });
  return isFound ? { ...pages, pages: replaced } : undefined;
}

function filterOf(queryKey: readonly unknown[]): DeploymentFilter {
  const filter = queryKey[1];
  const isFilter = (value: unknown): value is DeploymentFilter => typeof value === 'object' && value !== null;
  return isFilter(filter) ? filter : { teamId: undefined };
}

export function applyDeployment(queries: QueryClient, deployment: Deployment): void {
  const before = queries.getQueryData<Deployment>(keys.deployment(deployment.name));
  queries.setQueryData(keys.deployment(deployment.name), deployment);
  for (const [queryKey, pages] of queries.getQueriesData<Pages>({ queryKey: keys.deploymentLists })) {
    const filter = filterOf(queryKey);
    if (filter.teamId !== undefined && filter.teamId !== deployment.teamId) continue;
    const isElsewhere =
      filter.shared === true && !pages?.pages.some((page) => page.items.some(({ name }) => name === deployment.name));
    if (isElsewhere) continue;
    const replaced = pages === undefined ? undefined : replaceInPages(pages, deployment, filter);
    if (replaced === undefined) void queries.invalidateQueries({ queryKey, exact: true });
    else queries.setQueryData(queryKey, replaced);
  }
  const isSame =
    before?.generation === deployment.generation &&
    before.status === deployment.status &&
    before.restartedAt === deployment.restartedAt;
  if (!isSame) {
    void queries.invalidateQueries({ queryKey: ['deployment-part', deployment.name] });
  }
}

export function forgetDeployment(queries: QueryClient, name: string): void {
  for (const [queryKey, pages] of queries.getQueriesData<Pages>({ queryKey: keys.deploymentLists })) {
    if (pages === undefined) continue;
    const kept = pages.pages.map((page) => ({ ...page, items: page.items.filter((item) => item.name !== name) }));
    queries.setQueryData(queryKey, { ...pages, pages: kept });
  }
  void queries.invalidateQueries({ queryKey: keys.deploymentLists });
  void queries.invalidateQueries({ queryKey: keys.deployment(name) });
  queries.removeQueries({ queryKey: ['deployment-part', name], type: 'inactive' });
}

/** After a lost connection nobody knows what was missed: everything that is on the screen is asked for again. */
export function refreshAll(queries: QueryClient): void {
  void queries.invalidateQueries();
}
