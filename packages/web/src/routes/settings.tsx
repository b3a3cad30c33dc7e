/** Settings of the account. */
import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { patiently } from '../api/page-code.ts';
import { shell } from './shell.tsx';

const settings = createRoute({
  getParentRoute: () => shell,
  path: '/settings',
  component: lazyRouteComponent(
    patiently(() => import('../features/settings/SettingsPage.tsx')),
    'SettingsPage',
  ),
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
  component: lazyRouteComponent(
    patiently(() => import('../features/settings/ApiKeysTab.tsx')),
    'ApiKeysTab',
  ),
});

const ownSecretsTab = createRoute({
  getParentRoute: () => settings,
  path: '/secrets',
  component: lazyRouteComponent(
    patiently(() => import('../features/settings/OwnSecretsTab.tsx')),
    'OwnSecretsTab',
  ),
});

const sessionsTab = createRoute({
  getParentRoute: () => settings,
  path: '/sessions',
  component: lazyRouteComponent(
    patiently(() => import('../features/settings/SessionsTab.tsx')),
    'SessionsTab',
  ),
});

const signInsTab = createRoute({
  getParentRoute: () => settings,
  path: '/sign-ins',
  component: lazyRouteComponent(
    patiently(() => import('../features/settings/SignInsTab.tsx')),
    'SignInsTab',
  ),
});

export const settingsTree = settings.addChildren([settingsIndex, apiKeysTab, ownSecretsTab, sessionsTab, signInsTab]);
