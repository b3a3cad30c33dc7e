/** The one route tree. Pages are loaded when they are first visited, their data when a link to them is hovered. */
import { createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { patiently } from './api/page-code.ts';
import { adminTree } from './routes/admin.tsx';
import { deploy, deployments, deploymentTree } from './routes/deployments.tsx';
import { device, invite, signIn, tierSelect } from './routes/entry.tsx';
import { cluster, infrastructure, infrastructureTabs, pool, server } from './routes/infrastructure.tsx';
import { domain, domainsTab, loadBalancersTab } from './routes/networking.tsx';
import { organizationTree } from './routes/organization.tsx';
import { settingsTree } from './routes/settings.tsx';
import { root, type RouterContext, shell } from './routes/shell.tsx';
import { newTemplate, template, templateAccess, templateEdit, templates, templateVersions } from './routes/templates.tsx';
import { RouteErrorPage } from './shared/shell/BrokenPages.tsx';

const dashboard = createRoute({
  getParentRoute: () => shell,
  path: '/',
  component: lazyRouteComponent(
    patiently(() => import('./features/dashboard/DashboardPage.tsx')),
    'DashboardPage',
  ),
});

const routeTree = root.addChildren([
  signIn,
  invite,
  device,
  tierSelect,
  shell.addChildren([
    dashboard,
    deployments,
    deploy,
    deploymentTree,
    templates,
    template,
    templateEdit,
    templateAccess,
    templateVersions,
    newTemplate,
    infrastructure.addChildren([...infrastructureTabs, loadBalancersTab, domainsTab]),
    cluster,
    pool,
    server,
    domain,
    organizationTree,
    settingsTree,
    adminTree,
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
