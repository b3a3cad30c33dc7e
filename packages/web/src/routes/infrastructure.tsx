/** What a fleet is described with. Lists are tabs of one page, each thing has a page of its own. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { patiently } from '../api/page-code.ts';
import { parseMetadataSearch, parseNameSearch, parseServersSearch } from '../lib/infrastructure-search.ts';
import { shell } from './shell.tsx';

export const infrastructure = createRoute({
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

const poolsTab = createRoute({
  getParentRoute: () => infrastructure,
  path: '/pools',
  validateSearch: parseNameSearch,
  component: lazyRouteComponent(
    patiently(() => import('../features/infrastructure/pools/PoolsTab.tsx')),
    'PoolsTab',
  ),
});

const metadataTab = createRoute({
  getParentRoute: () => infrastructure,
  path: '/labels',
  validateSearch: parseMetadataSearch,
  component: lazyRouteComponent(
    patiently(() => import('../features/infrastructure/metadata/MetadataTab.tsx')),
    'MetadataTab',
  ),
});

const clustersTab = createRoute({
  getParentRoute: () => infrastructure,
  path: '/clusters',
  validateSearch: parseNameSearch,
  component: lazyRouteComponent(
    patiently(() => import('../features/infrastructure/clusters/ClustersTab.tsx')),
    'ClustersTab',
  ),
});

const actionsTab = createRoute({
  getParentRoute: () => infrastructure,
  path: '/actions',
  component: lazyRouteComponent(
    patiently(() => import('../features/infrastructure/actions/ActionsTab.tsx')),
    'ActionsTab',
  ),
});

export const cluster = createRoute({
  getParentRoute: () => shell,
  path: '/infrastructure/clusters/$id',
  component: lazyRouteComponent(
    patiently(() => import('../features/infrastructure/clusters/ClusterPage.tsx')),
    'ClusterPage',
  ),
});

export const pool = createRoute({
  getParentRoute: () => shell,
  path: '/infrastructure/pools/$id',
  component: lazyRouteComponent(
    patiently(() => import('../features/infrastructure/pools/PoolPage.tsx')),
    'PoolPage',
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

export const infrastructureTabs = [serversTab, poolsTab, metadataTab, clustersTab, actionsTab] as const;
