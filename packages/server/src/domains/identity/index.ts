import type { Clock } from '@moorage/core/clock';
import { AppError } from '@moorage/core/errors';
import type { Ids } from '@moorage/core/ids';
import type { Log } from '@moorage/core/log';
import type { ConstraintErrors } from '../../platform/db/constraints.ts';
import type { Db } from '../../platform/db/database.ts';
import type { BoundRoute } from '../../platform/http/bind.ts';
import type { BoundJob } from '../../platform/jobs/job.ts';
import type { Audit } from '../audit/index.ts';
import { createApiKeyService } from './api-key.service.ts';
import { type Authenticator, createAuthenticator } from './authenticator.service.ts';
import { bindIdentityJobs } from './identity.jobs.ts';
import type { OrgsPort } from './identity.ports.ts';
import { bindIdentityRoutes } from './identity.routes.ts';
import { createIdentityService, type IdentityService } from './identity.service.ts';
import type { PublicConfigView } from './identity.view.ts';
import type { RegistrationSettings } from './registration.rules.ts';
import type { SessionCookieSettings } from './session-cookie.rules.ts';

export { actorsChannel } from './authenticator.service.ts';
export { identityRoutes } from './identity.contract.ts';
export type { Belonging, NewUser, OrgsOfUser, OrgsPort } from './identity.ports.ts';
export type { PublicConfigView } from './identity.view.ts';

export interface IdentityDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly audit: Audit;
  readonly orgs: OrgsPort;
  readonly settings: {
    readonly cookie: SessionCookieSettings;
    readonly registration: RegistrationSettings;
    readonly devLogin: boolean;
    readonly publicConfig: PublicConfigView;
  };
}

export interface Identity {
  readonly service: IdentityService;
  readonly authenticator: Authenticator;
  readonly routes: readonly BoundRoute[];
  readonly jobs: readonly BoundJob[];
}

export const identityConstraints: ConstraintErrors = {
  users__email_unique: () => new AppError('already_exists', 'A user of this address exists already.'),
};

export function createIdentity(deps: IdentityDeps): Identity {
  const { settings, ...shared } = deps;
  const authenticator = createAuthenticator({ ...shared, cookie: settings.cookie });
  const { registration, cookie } = settings;
  const service = createIdentityService({
    ...shared,
    authenticator,
    registration,
    sessionMaxAgeSeconds: cookie.maxAgeSeconds,
  });
  const apiKeys = createApiKeyService({ ...shared, authenticator });
  return {
    service,
    authenticator,
    routes: bindIdentityRoutes({ identity: service, apiKeys, ...settings }),
    jobs: bindIdentityJobs(service),
  };
}
