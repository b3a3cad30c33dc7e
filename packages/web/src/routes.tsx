/** The one route tree. Pages are loaded when they are first visited, their data when a link to them is hovered. */
import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
  retainSearchParams,
} from '@tanstack/react-router';
import { isFailure } from './api/errors.ts';
import { keepInvitation } from './api/invitation.ts';
import type { Live } from './api/live.ts';
import {
  activityQuery,
  clusterEventsQuery,
  configQuery,
  customDomainsQuery,
  deploymentConfigQuery,
  deploymentQuery,
  deploymentsQuery,
  manifestQuery,
  meQuery,
  releasesQuery,
  templateQuery,
  templatesQuery,
  templateVersionsQuery,
} from './api/queries.ts';
import {
  parseAuditSearch,
  parseDeploymentsSearch,
  parseDeploySearch,
  parseDeviceSearch,
  parseInvitationsSearch,
  parseInviteSearch,
  parseLogsSearch,
  parseSignInSearch,
  parseTeamSearch,
} from './lib/search.ts';
import { AppShell } from './shared/shell/AppShell.tsx';
import { NotFoundPage, RouteErrorPage } from './shared/shell/BrokenPages.tsx';

export interface RouterContext {
  readonly queries: QueryClient;
  readonly live: Live;
}

const root = createRootRouteWithContext<RouterContext>()({
  validateSearch: parseTeamSearch,
  search: { middlewares: [retainSearchParams(['team'])] },
  notFoundComponent: NotFoundPage,
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: parseSignInSearch,
  component: lazyRouteComponent(() => import('./features/session/SignInPage.tsx'), 'SignInPage'),
});

/** The link of an invitation. Its token leaves the address at once: history, screenshots and referrers are no place for it. */
const invite = createRoute({
  getParentRoute: () => root,
  path: '/invite',
  validateSearch: parseInviteSearch,
  beforeLoad: ({ search }) => {
    if (search.token === undefined) return;
    keepInvitation(search.token);
    throw redirect({ to: '/invite', search: { token: undefined }, replace: true });
  },
  component: lazyRouteComponent(() => import('./features/session/InvitePage.tsx'), 'InvitePage'),
});

/** Who is not signed in goes to the sign-in page and comes back afterwards. */
async function requireSession({ queries }: RouterContext, href: string): Promise<void> {
  void queries.prefetchQuery(configQuery);
  try {
    await queries.ensureQueryData(meQuery);
  } catch (error) {
    if (isFailure(error, 'unauthenticated')) throw redirect({ to: '/sign-in', search: { redirect: href } });
    throw error;
  }
}

/** Where a program that asks to act for somebody is confirmed. Without the shell: there is one thing to decide. */
const device = createRoute({
  getParentRoute: () => root,
  path: '/device',
  validateSearch: parseDeviceSearch,
  beforeLoad: ({ context, location }) => requireSession(context, location.href),
  component: lazyRouteComponent(() => import('./features/device/DevicePage.tsx'), 'DevicePage'),
});

/** Everything behind the sign-in. */
const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  beforeLoad: ({ context, location }) => requireSession(context, location.href),
  component: AppShell,
  errorComponent: RouteErrorPage,
  notFoundComponent: NotFoundPage,
});

const dashboard = createRoute({
  getParentRoute: () => shell,
  path: '/',
  component: lazyRouteComponent(() => import('./features/dashboard/DashboardPage.tsx'), 'DashboardPage'),
});

const deployments = createRoute({
  getParentRoute: () => shell,
  path: '/deployments',
  validateSearch: parseDeploymentsSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => {
    const me = context.queries.getQueryData(meQuery.queryKey);
    const teamId = deps.team ?? me?.currentTeamId ?? undefined;
    void context.queries.prefetchInfiniteQuery(deploymentsQuery({ teamId, status: deps.status, search: deps.search }));
  },
  component: lazyRouteComponent(() => import('./features/deployments/DeploymentsPage.tsx'), 'DeploymentsPage'),
});

const deploy = createRoute({
  getParentRoute: () => shell,
  path: '/deploy',
  validateSearch: parseDeploySearch,
  loader: ({ context }) => void context.queries.prefetchQuery(templatesQuery),
  component: lazyRouteComponent(() => import('./features/deployments/create/DeployPage.tsx'), 'DeployPage'),
});

const deployment = createRoute({
  getParentRoute: () => shell,
  path: '/deployments/$name',
  loader: ({ context, params }) => void context.queries.prefetchQuery(deploymentQuery(params.name)),
  component: lazyRouteComponent(() => import('./features/deployments/DeploymentPage.tsx'), 'DeploymentPage'),
});

const overviewTab = createRoute({
  getParentRoute: () => deployment,
  path: '/',
  component: lazyRouteComponent(() => import('./features/deployments/overview/OverviewTab.tsx'), 'OverviewTab'),
});

const logsTab = createRoute({
  getParentRoute: () => deployment,
  path: '/logs',
  validateSearch: parseLogsSearch,
  component: lazyRouteComponent(() => import('./features/deployments/logs/LogsTab.tsx'), 'LogsTab'),
});

const metricsTab = createRoute({
  getParentRoute: () => deployment,
  path: '/metrics',
  loader: ({ context, params }) => void context.queries.prefetchQuery(deploymentConfigQuery(params.name)),
  component: lazyRouteComponent(() => import('./features/deployments/metrics/MetricsTab.tsx'), 'MetricsTab'),
});

const domainsTab = createRoute({
  getParentRoute: () => deployment,
  path: '/domains',
  loader: ({ context, params }) => void context.queries.prefetchQuery(customDomainsQuery(params.name)),
  component: lazyRouteComponent(() => import('./features/deployments/domains/DomainsTab.tsx'), 'DomainsTab'),
});

const configTab = createRoute({
  getParentRoute: () => deployment,
  path: '/config',
  loader: ({ context, params }) => void context.queries.prefetchQuery(deploymentConfigQuery(params.name)),
  component: lazyRouteComponent(() => import('./features/deployments/config/ConfigTab.tsx'), 'ConfigTab'),
});

const activityTab = createRoute({
  getParentRoute: () => deployment,
  path: '/activity',
  loader: ({ context, params }) => void context.queries.prefetchQuery(activityQuery(params.name)),
  component: lazyRouteComponent(() => import('./features/deployments/ActivityTab.tsx'), 'ActivityTab'),
});

const releasesTab = createRoute({
  getParentRoute: () => deployment,
  path: '/releases',
  loader: ({ context, params }) => void context.queries.prefetchInfiniteQuery(releasesQuery(params.name)),
  component: lazyRouteComponent(() => import('./features/deployments/releases/ReleasesTab.tsx'), 'ReleasesTab'),
});

const eventsTab = createRoute({
  getParentRoute: () => deployment,
  path: '/events',
  loader: ({ context, params }) => void context.queries.prefetchQuery(clusterEventsQuery(params.name)),
  component: lazyRouteComponent(() => import('./features/deployments/EventsTab.tsx'), 'EventsTab'),
});

const terminalTab = createRoute({
  getParentRoute: () => deployment,
  path: '/terminal',
  component: lazyRouteComponent(() => import('./features/deployments/terminal/TerminalTab.tsx'), 'TerminalTab'),
});

const yamlTab = createRoute({
  getParentRoute: () => deployment,
  path: '/yaml',
  loader: ({ context, params }) => void context.queries.prefetchQuery(manifestQuery(params.name)),
  component: lazyRouteComponent(() => import('./features/deployments/YamlTab.tsx'), 'YamlTab'),
});

const apiTab = createRoute({
  getParentRoute: () => deployment,
  path: '/api',
  component: lazyRouteComponent(() => import('./features/deployments/ApiTab.tsx'), 'ApiTab'),
});

const dangerTab = createRoute({
  getParentRoute: () => deployment,
  path: '/danger',
  component: lazyRouteComponent(() => import('./features/deployments/DangerTab.tsx'), 'DangerTab'),
});

const templates = createRoute({
  getParentRoute: () => shell,
  path: '/templates',
  loader: ({ context }) => void context.queries.prefetchQuery(templatesQuery),
  component: lazyRouteComponent(() => import('./features/templates/TemplatesPage.tsx'), 'TemplatesPage'),
});

const template = createRoute({
  getParentRoute: () => shell,
  path: '/templates/$name',
  loader: ({ context, params }) => void context.queries.prefetchQuery(templateQuery(params.name)),
  component: lazyRouteComponent(() => import('./features/templates/TemplatePage.tsx'), 'TemplatePage'),
});

const templateEdit = createRoute({
  getParentRoute: () => shell,
  path: '/templates/$name/edit',
  loader: ({ context, params }) => void context.queries.prefetchQuery(templateQuery(params.name)),
  component: lazyRouteComponent(() => import('./features/templates/editor/EditTemplatePage.tsx'), 'EditTemplatePage'),
});

const templateVersions = createRoute({
  getParentRoute: () => shell,
  path: '/templates/$name/versions',
  loader: ({ context, params }) => void context.queries.prefetchInfiniteQuery(templateVersionsQuery(params.name)),
  component: lazyRouteComponent(() => import('./features/templates/history/TemplateHistoryPage.tsx'), 'TemplateHistoryPage'),
});

/** Beside the templates and not below them, where a template could be called "new". */
const newTemplate = createRoute({
  getParentRoute: () => shell,
  path: '/new-template',
  validateSearch: parseDeploySearch,
  component: lazyRouteComponent(() => import('./features/templates/editor/NewTemplatePage.tsx'), 'NewTemplatePage'),
});

const organization = createRoute({
  getParentRoute: () => shell,
  path: '/organization',
  component: lazyRouteComponent(() => import('./features/organization/OrganizationPage.tsx'), 'OrganizationPage'),
});

const membersTab = createRoute({
  getParentRoute: () => organization,
  path: '/',
  component: lazyRouteComponent(() => import('./features/organization/members/MembersTab.tsx'), 'MembersTab'),
});

const teamsTab = createRoute({
  getParentRoute: () => organization,
  path: '/teams',
  component: lazyRouteComponent(() => import('./features/organization/teams/TeamsTab.tsx'), 'TeamsTab'),
});

const invitationsTab = createRoute({
  getParentRoute: () => organization,
  path: '/invitations',
  validateSearch: parseInvitationsSearch,
  component: lazyRouteComponent(() => import('./features/organization/invitations/InvitationsTab.tsx'), 'InvitationsTab'),
});

const orgSettingsTab = createRoute({
  getParentRoute: () => organization,
  path: '/settings',
  component: lazyRouteComponent(() => import('./features/organization/settings/OrgSettingsTab.tsx'), 'OrgSettingsTab'),
});

const rolesTab = createRoute({
  getParentRoute: () => organization,
  path: '/roles',
  component: lazyRouteComponent(() => import('./features/organization/roles/RolesTab.tsx'), 'RolesTab'),
});

const orgKeysTab = createRoute({
  getParentRoute: () => organization,
  path: '/keys',
  component: lazyRouteComponent(() => import('./features/organization/keys/OrgKeysTab.tsx'), 'OrgKeysTab'),
});

const auditTab = createRoute({
  getParentRoute: () => organization,
  path: '/audit',
  validateSearch: parseAuditSearch,
  component: lazyRouteComponent(() => import('./features/organization/audit/AuditTab.tsx'), 'AuditTab'),
});

const settings = createRoute({
  getParentRoute: () => shell,
  path: '/settings',
  component: lazyRouteComponent(() => import('./features/settings/SettingsPage.tsx'), 'SettingsPage'),
});

const settingsIndex = createRoute({
  getParentRoute: () => settings,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/settings/api-keys', replace: true });
  },
});

const apiKeysTab = createRoute({
  getParentRoute: () => settings,
  path: '/api-keys',
  component: lazyRouteComponent(() => import('./features/settings/ApiKeysTab.tsx'), 'ApiKeysTab'),
});

const sessionsTab = createRoute({
  getParentRoute: () => settings,
  path: '/sessions',
  component: lazyRouteComponent(() => import('./features/settings/SessionsTab.tsx'), 'SessionsTab'),
});

const signInsTab = createRoute({
  getParentRoute: () => settings,
  path: '/sign-ins',
  component: lazyRouteComponent(() => import('./features/settings/SignInsTab.tsx'), 'SignInsTab'),
});

const routeTree = root.addChildren([
  signIn,
  invite,
  device,
  shell.addChildren([
    dashboard,
    deployments,
    deploy,
    deployment.addChildren([
      overviewTab,
      logsTab,
      terminalTab,
      metricsTab,
      configTab,
      domainsTab,
      releasesTab,
      eventsTab,
      activityTab,
      yamlTab,
      apiTab,
      dangerTab,
    ]),
    templates,
    template,
    templateEdit,
    templateVersions,
    newTemplate,
    organization.addChildren([membersTab, invitationsTab, teamsTab, rolesTab, orgKeysTab, auditTab, orgSettingsTab]),
    settings.addChildren([settingsIndex, apiKeysTab, sessionsTab, signInsTab]),
  ]),
]);

export function createConsoleRouter(context: RouterContext) {
  return createRouter({
    routeTree,
    context,
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    defaultErrorComponent: RouteErrorPage,
    scrollRestoration: true,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createConsoleRouter>;
  }
}
