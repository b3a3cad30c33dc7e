/** Settings of the account. */
import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { shell } from './shell.tsx';

const settings = createRoute({
  getParentRoute: () => shell,
  path: '/settings',
  component: lazyRouteComponent(() => import('../features/settings/SettingsPage.tsx'), 'SettingsPage'),
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
  component: lazyRouteComponent(() => import('../features/settings/ApiKeysTab.tsx'), 'ApiKeysTab'),
});

const ownSecretsTab = createRoute({
  getParentRoute: () => settings,
  path: '/secrets',
  component: lazyRouteComponent(() => import('../features/settings/OwnSecretsTab.tsx'), 'OwnSecretsTab'),
});

const sessionsTab = createRoute({
  getParentRoute: () => settings,
  path: '/sessions',
  component: lazyRouteComponent(() => import('../features/settings/SessionsTab.tsx'), 'SessionsTab'),
});

const signInsTab = createRoute({
  getParentRoute: () => settings,
  path: '/sign-ins',
  component: lazyRouteComponent(() => import('../features/settings/SignInsTab.tsx'), 'SignInsTab'),
});

export const settingsTree = settings.addChildren([settingsIndex, apiKeysTab, ownSecretsTab, sessionsTab, signInsTab]);
