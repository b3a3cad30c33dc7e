/** Load balancers and the DNS: tabs of the page of the infrastructure, and a page for each domain. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { patiently } from '../api/page-code.ts';
import { parseBalancersSearch, parseDomainsSearch, parseRecordsSearch } from '../lib/networking-search.ts';
import { infrastructure } from './infrastructure.tsx';
import { shell } from './shell.tsx';

export const loadBalancersTab = createRoute({
  getParentRoute: () => infrastructure,
  path: '/load-balancers',
  validateSearch: parseBalancersSearch,
  component: lazyRouteComponent(
    patiently(() => import('../features/networking/load-balancers/LoadBalancersTab.tsx')),
    'LoadBalancersTab',
  ),
});

export const domainsTab = createRoute({
  getParentRoute: () => infrastructure,
  path: '/dns',
  validateSearch: parseDomainsSearch,
  component: lazyRouteComponent(
    patiently(() => import('../features/networking/domains/DomainsTab.tsx')),
    'DomainsTab',
  ),
});

export const domain = createRoute({
  getParentRoute: () => shell,
  path: '/infrastructure/dns/$id',
  validateSearch: parseRecordsSearch,
  component: lazyRouteComponent(
    patiently(() => import('../features/networking/domains/DomainPage.tsx')),
    'DomainPage',
  ),
});
