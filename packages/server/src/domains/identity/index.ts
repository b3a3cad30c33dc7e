import type { Clock } from '@moorage/core/clock';
import { AppError } from '@moorage/core/errors';
import type { Ids } from '@moorage/core/ids';
import type { Log } from '@moorage/core/log';
import type { ConstraintErrors } from '../../platform/db/constraints.ts';
import type { Db } from '../../platform/db/database.ts';
import type { BoundRoute } from '../../platform/http/bind.ts';
import type { Audit } from '../audit/index.ts';
import type { SessionCookieSettings, SessionService, SessionStore } from '../sessions/index.ts';
import { type Authenticator, createAuthenticator } from './authenticator.service.ts';
import { createCredentialService, type CredentialService } from './credential.service.ts';
import type { InvitesPort, JoinsPort, KeysPort, OrgsPort, SitesPort, TokensPort } from './identity.ports.ts';
import { bindIdentityRoutes } from './identity.routes.ts';
import { createIdentityService, type IdentityService } from './identity.service.ts';
import type { PublicConfigView } from './identity.view.ts';
import { createLinkedIdentityService, type LinkedIdentityService } from './linked-identity.service.ts';
import type { RegistrationSettings } from './registration.rules.ts';

export { actorsChannel } from '../sessions/index.ts';
export type { Admission } from './admission.service.ts';
export type { Authenticator } from './authenticator.service.ts';
export { identityRoutes } from './identity.contract.ts';
export type {
  Belonging,
  CheckedKey,
  InvitesPort,
  JoinsPort,
  KeysPort,
  NewUser,
  OrgsOfUser,
  OrgsPort,
  ProvenIdentity,
  SitesPort,
} from './identity.ports.ts';
export type { Arrival, IdentityService } from './identity.service.ts';
export { type AccountRow, voidSessions } from './user.store.ts';
export type { PublicConfigView } from './identity.view.ts';
export type { LinkedIdentityService } from './linked-identity.service.ts';
export type { Refusal } from './registration.rules.ts';

export interface IdentityDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly audit: Audit;
  readonly orgs: OrgsPort;
  readonly invites: InvitesPort;
  readonly sites: SitesPort;
  readonly joins: JoinsPort;
  readonly sessions: SessionService;
  readonly sessionStore: SessionStore;
  readonly tokens: TokensPort;
  readonly keys: KeysPort;
  readonly settings: {
    readonly cookie: SessionCookieSettings;
    readonly tokenCookieName: string;
    readonly registration: RegistrationSettings;
    readonly devLogin: boolean;
    readonly publicConfig: Omit<PublicConfigView, 'plans'>;
  };
}

export interface Identity {
  readonly service: IdentityService;
  readonly identities: LinkedIdentityService;
  readonly authenticator: Authenticator;
  readonly credentials: CredentialService;
  readonly routes: readonly BoundRoute[];
}

export const identityConstraints: ConstraintErrors = {
  users__email_unique: () => new AppError('already_exists', 'A user of this address exists already.'),
  identities__subject_unique: () => new AppError('already_exists', 'This sign-in belongs to another account.'),
};

export function createIdentity(deps: IdentityDeps): Identity {
  const { settings, sessionStore, ...shared } = deps;
  const { cookie, tokenCookieName, registration } = settings;
  const { adminsNeedMfa } = registration;
  const authenticator = createAuthenticator({ ...shared, sessions: sessionStore, cookie, tokenCookieName, adminsNeedMfa });
  const service = createIdentityService({ ...shared, authenticator, registration, cookieDomain: cookie.domain });
  const identities = createLinkedIdentityService(shared);
  const routes = bindIdentityRoutes({ identity: service, identities, sites: deps.sites, ...settings });
  const credentials = createCredentialService(service);
  return { service, identities, authenticator, credentials, routes };
}
