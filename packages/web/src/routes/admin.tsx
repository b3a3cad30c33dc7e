/** What belongs to the whole platform. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { patiently } from '../api/page-code.ts';
import { parseAdminAuditSearch, parseAdminOrgsSearch, parseAdminUsersSearch, parseJobsSearch } from '../lib/search.ts';
import { shell } from './shell.tsx';

/** What belongs to the whole platform; the page itself says so to whom it is not for. */
const admin = createRoute({
  getParentRoute: () => shell,
  path: '/admin',
  component: lazyRouteComponent(
    patiently(() => import('../features/admin/AdminPage.tsx')),
    'AdminPage',
  ),
});

const figuresTab = createRoute({
  getParentRoute: () => admin,
  path: '/',
  component: lazyRouteComponent(
    patiently(() => import('../features/admin/FiguresTab.tsx')),
    'FiguresTab',
  ),
});

const adminUsersTab = createRoute({
  getParentRoute: () => admin,
  path: '/users',
  validateSearch: parseAdminUsersSearch,
  component: lazyRouteComponent(
    patiently(() => import('../features/admin/users/UsersTab.tsx')),
    'UsersTab',
  ),
});

const adminOrgsTab = createRoute({
  getParentRoute: () => admin,
  path: '/organizations',
  validateSearch: parseAdminOrgsSearch,
  component: lazyRouteComponent(
    patiently(() => import('../features/admin/orgs/OrgsTab.tsx')),
    'OrgsTab',
  ),
});

const clientsTab = createRoute({
  getParentRoute: () => admin,
  path: '/clients',
  component: lazyRouteComponent(
    patiently(() => import('../features/admin/clients/ClientsTab.tsx')),
    'ClientsTab',
  ),
});

const jobsTab = createRoute({
  getParentRoute: () => admin,
  path: '/jobs',
  validateSearch: parseJobsSearch,
  component: lazyRouteComponent(
    patiently(() => import('../features/admin/jobs/JobsTab.tsx')),
    'JobsTab',
  ),
});

const schedulesTab = createRoute({
  getParentRoute: () => admin,
  path: '/schedules',
  component: lazyRouteComponent(
    patiently(() => import('../features/admin/jobs/SchedulesTab.tsx')),
    'SchedulesTab',
  ),
});

const adminAuditTab = createRoute({
  getParentRoute: () => admin,
  path: '/audit',
  validateSearch: parseAdminAuditSearch,
  component: lazyRouteComponent(
    patiently(() => import('../features/admin/audit/AdminAuditTab.tsx')),
    'AdminAuditTab',
  ),
});

const encryptionTab = createRoute({
  getParentRoute: () => admin,
  path: '/encryption',
  component: lazyRouteComponent(() => import('../features/admin/encryption/EncryptionTab.tsx'), 'EncryptionTab'),
});

const backupsTab = createRoute({
  getParentRoute: () => admin,
  path: '/backups',
  component: lazyRouteComponent(() => import('../features/admin/backups/BackupsTab.tsx'), 'BackupsTab'),
});

export const adminTree = admin.addChildren([
  figuresTab,
  adminUsersTab,
  adminOrgsTab,
  clientsTab,
  jobsTab,
  schedulesTab,
  adminAuditTab,
  encryptionTab,
  backupsTab,
]);
