/** The organization of the chosen team. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { patiently } from '../api/page-code.ts';
import { parseAuditSearch, parseInvitationsSearch, parseSshKeysSearch } from '../lib/search.ts';
import { shell } from './shell.tsx';

const organization = createRoute({
  getParentRoute: () => shell,
  path: '/organization',
  component: lazyRouteComponent(
    patiently(() => import('../features/organization/OrganizationPage.tsx')),
    'OrganizationPage',
  ),
});

const membersTab = createRoute({
  getParentRoute: () => organization,
  path: '/',
  component: lazyRouteComponent(
    patiently(() => import('../features/organization/members/MembersTab.tsx')),
    'MembersTab',
  ),
});

const teamsTab = createRoute({
  getParentRoute: () => organization,
  path: '/teams',
  component: lazyRouteComponent(
    patiently(() => import('../features/organization/teams/TeamsTab.tsx')),
    'TeamsTab',
  ),
});

const invitationsTab = createRoute({
  getParentRoute: () => organization,
  path: '/invitations',
  validateSearch: parseInvitationsSearch,
  component: lazyRouteComponent(
    patiently(() => import('../features/organization/invitations/InvitationsTab.tsx')),
    'InvitationsTab',
  ),
});

const orgSettingsTab = createRoute({
  getParentRoute: () => organization,
  path: '/settings',
  component: lazyRouteComponent(
    patiently(() => import('../features/organization/settings/OrgSettingsTab.tsx')),
    'OrgSettingsTab',
  ),
});

const rolesTab = createRoute({
  getParentRoute: () => organization,
  path: '/roles',
  component: lazyRouteComponent(
    patiently(() => import('../features/organization/roles/RolesTab.tsx')),
    'RolesTab',
  ),
});

const orgKeysTab = createRoute({
  getParentRoute: () => organization,
  path: '/keys',
  component: lazyRouteComponent(
    patiently(() => import('../features/organization/keys/OrgKeysTab.tsx')),
    'OrgKeysTab',
  ),
});

const orgSecretsTab = createRoute({
  getParentRoute: () => organization,
  path: '/secrets',
  component: lazyRouteComponent(
    patiently(() => import('../features/organization/secrets/OrgSecretsTab.tsx')),
    'OrgSecretsTab',
  ),
});

const credentialsTab = createRoute({
  getParentRoute: () => organization,
  path: '/credentials',
  component: lazyRouteComponent(
    patiently(() => import('../features/organization/credentials/CredentialsTab.tsx')),
    'CredentialsTab',
  ),
});

const sshKeysTab = createRoute({
  getParentRoute: () => organization,
  path: '/ssh-keys',
  validateSearch: parseSshKeysSearch,
  component: lazyRouteComponent(
    patiently(() => import('../features/organization/ssh-keys/SshKeysTab.tsx')),
    'SshKeysTab',
  ),
});

const auditTab = createRoute({
  getParentRoute: () => organization,
  path: '/audit',
  validateSearch: parseAuditSearch,
  component: lazyRouteComponent(
    patiently(() => import('../features/organization/audit/AuditTab.tsx')),
    'AuditTab',
  ),
});

export const organizationTree = organization.addChildren([
  membersTab,
  invitationsTab,
  teamsTab,
  rolesTab,
  orgKeysTab,
  orgSecretsTab,
  credentialsTab,
  sshKeysTab,
  auditTab,
  orgSettingsTab,
]);
