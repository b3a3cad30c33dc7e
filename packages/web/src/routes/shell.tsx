/** The root of all pages, and what stands around those that are for people who are signed in. */
import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, redirect, retainSearchParams } from '@tanstack/react-router';
import { isFailure } from '../api/errors.ts';
import type { Live } from '../api/live.ts';
import { configQuery, meQuery } from '../api/queries.ts';
import { parseTeamSearch } from '../lib/search.ts';
import { AppShell } from '../shared/shell/AppShell.tsx';
import { NotFoundPage, RouteErrorPage } from '../shared/shell/BrokenPages.tsx';

export interface RouterContext {
  readonly queries: QueryClient;
  readonly live: Live;
}

export const root = createRootRouteWithContext<RouterContext>()({
  validateSearch: parseTeamSearch,
  search: { middlewares: [retainSearchParams(['team'])] },
  notFoundComponent: NotFoundPage,
});

/** Who is not signed in goes to the sign-in page and comes back afterwards. */
export async function requireSession({ queries }: RouterContext, href: string): Promise<void> {
  void queries.prefetchQuery(configQuery);
  try {
    await queries.ensureQueryData(meQuery);
  } catch (error) {
    if (isFailure(error, 'unauthenticated')) throw redirect({ to: '/sign-in', search: { redirect: href } });
    throw error;
  }
}

/** Everything behind the sign-in. */
export const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  beforeLoad: ({ context, location }) => requireSession(context, location.href),
  component: AppShell,
  errorComponent: RouteErrorPage,
  notFoundComponent: NotFoundPage,
});
