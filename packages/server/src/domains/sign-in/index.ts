import type { Ids } from '@moorage/core/ids';
import type { BoundRoute } from '../../platform/http/bind.ts';
import type { BoundJob } from '../../platform/jobs/job.ts';
import { createFlowService } from './flow.service.ts';
import { bindSignInJobs } from './sign-in.jobs.ts';
import { bindSignInRoutes, type SignInRouteDeps } from './sign-in.routes.ts';
import { createSignInService, type SignInServiceDeps } from './sign-in.service.ts';

export type { SignInProvider } from './sign-in.ports.ts';

export interface SignInDeps extends Omit<SignInServiceDeps, 'flows'>, Omit<SignInRouteDeps, 'signIn' | 'providerIds'> {
  readonly ids: Ids;
}

export interface SignIn {
  readonly routes: readonly BoundRoute[];
  readonly jobs: readonly BoundJob[];
}

export function createSignIn({ devLogin, sessionCookie, tokenCookie, ids, ...deps }: SignInDeps): SignIn {
  const { db, clock, providers } = deps;
  const flows = createFlowService({ db, clock, ids, secureCookies: sessionCookie.secure });
  const signIn = createSignInService({ ...deps, flows });
  const providerIds = providers.map(({ id }) => id);
  const routes = bindSignInRoutes({ signIn, providerIds, devLogin, sessionCookie, tokenCookie });
  return { routes, jobs: bindSignInJobs(flows) };
}
