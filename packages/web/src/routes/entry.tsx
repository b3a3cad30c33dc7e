/** Pages beside the console: before the sign-in, or for one answer. */
import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { patiently } from '../api/page-code.ts';
import { keepInvitation } from '../api/invitation.ts';
import { parseDeviceSearch, parseInviteSearch, parseSignInSearch } from '../lib/search.ts';
import { requireSession, root } from './shell.tsx';

export const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: parseSignInSearch,
  component: lazyRouteComponent(
    patiently(() => import('../features/session/SignInPage.tsx')),
    'SignInPage',
  ),
});

/** The link of an invitation. Its token leaves the address at once: history, screenshots and referrers are no place for it. */
export const invite = createRoute({
  getParentRoute: () => root,
  path: '/invite',
  validateSearch: parseInviteSearch,
  beforeLoad: ({ search }) => {
    if (search.token === undefined) return;
    keepInvitation(search.token);
    throw redirect({ to: '/invite', search: { token: undefined }, replace: true });
  },
  component: lazyRouteComponent(
    patiently(() => import('../features/session/InvitePage.tsx')),
    'InvitePage',
  ),
});

/** Where a program that asks to act for somebody is confirmed. Without the shell: there is one thing to decide. */
export const device = createRoute({
  getParentRoute: () => root,
  path: '/device',
  validateSearch: parseDeviceSearch,
  beforeLoad: ({ context, location }) => requireSession(context, location.href),
  component: lazyRouteComponent(
    patiently(() => import('../features/device/DevicePage.tsx')),
    'DevicePage',
  ),
});

/** Where a sign-in leads while plans bind. */
export const tierSelect = createRoute({
  getParentRoute: () => root,
  path: '/tier/select',
  beforeLoad: ({ context, location }) => requireSession(context, location.href),
  component: lazyRouteComponent(
    patiently(() => import('../features/session/TierPage.tsx')),
    'TierPage',
  ),
});
