import type { BoundRoute } from '../../platform/http/bind.ts';
import type { BoundJob } from '../../platform/jobs/job.ts';
import type { SessionCookieSettings } from './session-cookie.rules.ts';
import { bindSessionJobs } from './session.jobs.ts';
import { bindSessionRoutes } from './session.routes.ts';
import { createSessionService, type SessionService, type SessionServiceDeps } from './session.service.ts';

export { createPostgresSessions } from './postgres-sessions.service.ts';
export { sessionCookie, type SessionCookieSettings } from './session-cookie.rules.ts';
export type { FoundSession, Session, SessionStore } from './session.ports.ts';
export { decideSession, graceUntil, isReused, realmOf } from './session.rules.ts';
export { actorsChannel, type SessionService } from './session.service.ts';

export interface Sessions {
  readonly service: SessionService;
  readonly routes: readonly BoundRoute[];
  readonly jobs: readonly BoundJob[];
}

export interface SessionsDeps extends Omit<SessionServiceDeps, 'limits'> {
  readonly cookie: SessionCookieSettings;
}

export function createSessions({ cookie, ...deps }: SessionsDeps): Sessions {
  const service = createSessionService({ ...deps, limits: cookie });
  return { service, routes: bindSessionRoutes(service, cookie), jobs: bindSessionJobs(service) };
}
