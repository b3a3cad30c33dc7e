/** Deployments, and the parts of one. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { patiently } from '../api/page-code.ts';
import {
  activityQuery,
  clusterEventsQuery,
  customDomainsQuery,
  deploymentConfigQuery,
  deploymentQuery,
  deploymentsQuery,
  manifestQuery,
  meQuery,
  releasesQuery,
  templatesQuery,
} from '../api/queries.ts';
import { effectiveSecretsQuery } from '../api/secrets.ts';
import { parseDeploySearch, parseDeploymentsSearch, parseLogsSearch } from '../lib/search.ts';
import { shell } from './shell.tsx';

export const deployments = createRoute({
  getParentRoute: () => shell,
  path: '/deployments',
  validateSearch: parseDeploymentsSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => {
    const me = context.queries.getQueryData(meQuery.queryKey);
    const teamId = deps.team ?? me?.currentTeamId ?? undefined;
    void context.queries.prefetchInfiniteQuery(deploymentsQuery({ teamId, status: deps.status, search: deps.search }));
  },
  component: lazyRouteComponent(
    patiently(() => import('../features/deployments/DeploymentsPage.tsx')),
    'DeploymentsPage',
  ),
});

export const deploy = createRoute({
  getParentRoute: () => shell,
  path: '/deploy',
  validateSearch: parseDeploySearch,
  loader: ({ context }) => void context.queries.prefetchQuery(templatesQuery),
  component: lazyRouteComponent(
    patiently(() => import('../features/deployments/create/DeployPage.tsx')),
    'DeployPage',
  ),
});

const deployment = createRoute({
  getParentRoute: () => shell,
  path: '/deployments/$name',
  loader: ({ context, params }) => void context.queries.prefetchQuery(deploymentQuery(params.name)),
  component: lazyRouteComponent(
    patiently(() => import('../features/deployments/DeploymentPage.tsx')),
    'DeploymentPage',
  ),
});

const overviewTab = createRoute({
  getParentRoute: () => deployment,
  path: '/',
  component: lazyRouteComponent(
    patiently(() => import('../features/deployments/overview/OverviewTab.tsx')),
    'OverviewTab',
  ),
});

const logsTab = createRoute({
  getParentRoute: () => deployment,
  path: '/logs',
  validateSearch: parseLogsSearch,
  component: lazyRouteComponent(
    patiently(() => import('../features/deployments/logs/LogsTab.tsx')),
    'LogsTab',
  ),
});

const metricsTab = createRoute({
  getParentRoute: () => deployment,
  path: '/metrics',
  loader: ({ context, params }) => void context.queries.prefetchQuery(deploymentConfigQuery(params.name)),
  component: lazyRouteComponent(
    patiently(() => import('../features/deployments/metrics/MetricsTab.tsx')),
    'MetricsTab',
  ),
});

const domainsTab = createRoute({
  getParentRoute: () => deployment,
  path: '/domains',
  loader: ({ context, params }) => void context.queries.prefetchQuery(customDomainsQuery(params.name)),
  component: lazyRouteComponent(
    patiently(() => import('../features/deployments/domains/DomainsTab.tsx')),
    'DomainsTab',
  ),
});

const accessTab = createRoute({
  getParentRoute: () => deployment,
  path: '/access',
  component: lazyRouteComponent(
    patiently(() => import('../features/deployments/access/AccessTab.tsx')),
    'AccessTab',
  ),
});

const configTab = createRoute({
  getParentRoute: () => deployment,
  path: '/config',
  loader: ({ context, params }) => void context.queries.prefetchQuery(deploymentConfigQuery(params.name)),
  component: lazyRouteComponent(
    patiently(() => import('../features/deployments/config/ConfigTab.tsx')),
    'ConfigTab',
  ),
});

const secretsTab = createRoute({
  getParentRoute: () => deployment,
  path: '/secrets',
  loader: ({ context, params }) => void context.queries.prefetchQuery(effectiveSecretsQuery(params.name)),
  component: lazyRouteComponent(
    patiently(() => import('../features/deployments/secrets/SecretsTab.tsx')),
    'SecretsTab',
  ),
});

const activityTab = createRoute({
  getParentRoute: () => deployment,
  path: '/activity',
  loader: ({ context, params }) => void context.queries.prefetchQuery(activityQuery(params.name)),
  component: lazyRouteComponent(
    patiently(() => import('../features/deployments/ActivityTab.tsx')),
    'ActivityTab',
  ),
});

const releasesTab = createRoute({
  getParentRoute: () => deployment,
  path: '/releases',
  loader: ({ context, params }) => void context.queries.prefetchInfiniteQuery(releasesQuery(params.name)),
  component: lazyRouteComponent(
    patiently(() => import('../features/deployments/releases/ReleasesTab.tsx')),
    'ReleasesTab',
  ),
});

const eventsTab = createRoute({
  getParentRoute: () => deployment,
  path: '/events',
  loader: ({ context, params }) => void context.queries.prefetchQuery(clusterEventsQuery(params.name)),
  component: lazyRouteComponent(
    patiently(() => import('../features/deployments/EventsTab.tsx')),
    'EventsTab',
  ),
});

const terminalTab = createRoute({
  getParentRoute: () => deployment,
  path: '/terminal',
  component: lazyRouteComponent(
    patiently(() => import('../features/deployments/terminal/TerminalTab.tsx')),
    'TerminalTab',
  ),
});

const yamlTab = createRoute({
  getParentRoute: () => deployment,
  path: '/yaml',
  loader: ({ context, params }) => void context.queries.prefetchQuery(manifestQuery(params.name)),
  component: lazyRouteComponent(
    patiently(() => import('../features/deployments/YamlTab.tsx')),
    'YamlTab',
  ),
});

const apiTab = createRoute({
  getParentRoute: () => deployment,
  path: '/api',
  component: lazyRouteComponent(
    patiently(() => import('../features/deployments/ApiTab.tsx')),
    'ApiTab',
  ),
});

const dangerTab = createRoute({
  getParentRoute: () => deployment,
  path: '/danger',
  component: lazyRouteComponent(
    patiently(() => import('../features/deployments/DangerTab.tsx')),
    'DangerTab',
  ),
});

export const deploymentTree = deployment.addChildren([
  overviewTab,
  logsTab,
  terminalTab,
  metricsTab,
  configTab,
  secretsTab,
  domainsTab,
  accessTab,
  releasesTab,
  eventsTab,
  activityTab,
  yamlTab,
  apiTab,
  dangerTab,
]);
