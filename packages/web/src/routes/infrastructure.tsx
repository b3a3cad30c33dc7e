/** What a fleet is described with. Lists are tabs of one page, each thing has a page of its own. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { patiently } from '../api/page-code.ts';
import { parseServersSearch } from '../lib/infrastructure-search.ts';
import { shell } from './shell.tsx';

const infrastructure = createRoute({
  getParentRoute: () => shell,
  path: '/infrastructure',
  component: lazyRouteComponent(
    patiently(() => import('../features/infrastructure/InfrastructurePage.tsx')),
    'InfrastructurePage',
  ),
});

const serversTab = createRoute({
  getParentRoute: () => infrastructure,
  path: '/',
  validateSearch: parseServersSearch,
  component: lazyRouteComponent(
    patiently(() => import('../features/infrastructure/servers/ServersTab.tsx')),
    'ServersTab',
  ),
});

export const server = createRoute({
  getParentRoute: () => shell,
  path: '/infrastructure/servers/$id',
  component: lazyRouteComponent(
    patiently(() => import('../features/infrastructure/servers/ServerPage.tsx')),
    'ServerPage',
  ),
});

export const infrastructureTree = infrastructure.addChildren([serversTab]);
