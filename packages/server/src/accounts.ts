/** The part of the composition root that is about people: who they are, how they sign in, and what they carry then. */
import type { Clock } from '@moorage/core/clock';
import type { Ids } from '@moorage/core/ids';
import type { Service } from '@moorage/core/lifecycle';
import type { Log } from '@moorage/core/log';
import type { Config } from './config/config.ts';
import type { Audit } from './domains/audit/index.ts';
import {
  actorsChannel,
  createIdentity,
  type Identity,
  type InvitesPort,
  type JoinsPort,
  type KeysPort,
  type OrgsPort,
  type PublicConfigView,
  type SitesPort,
} from './domains/identity/index.ts';
import { createSessions, type Sessions, type SessionStore } from './domains/sessions/index.ts';
import { createSignIn, type SignInProvider } from './domains/sign-in/index.ts';
import { createTokens, type Tokens } from './domains/tokens/index.ts';
import type { Vault } from './domains/vault/index.ts';
import type { Db, Tx } from './platform/db/database.ts';
import type { BoundRoute } from './platform/http/bind.ts';
import type { BoundJob } from './platform/jobs/job.ts';

export interface AccountsDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly audit: Audit;
  readonly orgs: OrgsPort;
  readonly invites: InvitesPort;
  readonly joins: JoinsPort;
  readonly keys: KeysPort;
  readonly sites: SitesPort;
  readonly vault: Vault;
  readonly sessionStore: SessionStore;
  readonly providers: readonly SignInProvider[];
  readonly config: Pick<Config, 'session' | 'tokens' | 'signIn' | 'registration'>;
  readonly billingEnabled: boolean;
  readonly devLogin: boolean;
  readonly publicConfig: Omit<PublicConfigView, 'signInProviders' | 'plans'>;
}

export interface Accounts {
  readonly identity: Identity;
  readonly sessions: Sessions;
  readonly tokens: Tokens;
  readonly routes: readonly BoundRoute[];
  readonly jobs: readonly BoundJob[];
  /** In the order in which they start. */
  readonly services: readonly Service[];
}

function cookiesOf({ session, tokens }: Pick<Config, 'session' | 'tokens'>) {
  const secure = session.secureCookie;
  const { cookieName: name, cookieDomain: domain, maxAgeSeconds, lifetimeSeconds } = session;
  const cookie = { name, domain, maxAgeSeconds, lifetimeSeconds, secure };
  return { cookie, tokenCookie: { name: tokens.cookieName, secure } };
}

function registrationOf({ registration, signIn }: Pick<Config, 'registration' | 'signIn'>, billingEnabled: boolean) {
  const { policy, allowedEmailDomains: allowedDomains } = registration;
  return { policy, allowedDomains, billingEnabled, adminsNeedMfa: signIn.requireAdminMfa };
}

type CarrierDeps = Pick<AccountsDeps, 'db' | 'clock' | 'ids' | 'log' | 'audit' | 'vault'> & {
  readonly forgetActor: (userId: string) => void;
};

/** What a user carries after he has signed in: a session in the browser, tokens elsewhere. Who ends one may end the other. */
function createCarriers(deps: CarrierDeps, config: AccountsDeps['config'], store: SessionStore) {
  const { cookie, tokenCookie } = cookiesOf(config);
  const { issuer, audience, algorithm } = config.tokens;
  const tokens = createTokens({ ...deps, issuer, audience, algorithm, cookie: tokenCookie, actorsChannel });
  const endTokens = (tx: Tx, userId: string): Promise<void> => tokens.service.endAllOf(tx, userId);
  return { tokens, sessions: createSessions({ ...deps, store, cookie, endTokens }) };
}

export function createAccounts(deps: AccountsDeps): Accounts {
  const {
    config,
    billingEnabled,
    devLogin,
    publicConfig,
    providers,
    sessionStore,
    invites,
    joins,
    orgs,
    keys,
    sites,
    ...shared
  } = deps;
  // What ends a session or a token makes the authenticator forget, and that one reads both.
  const forgetActor = (userId: string): void => identity.authenticator.forget(userId);
  const { cookie, tokenCookie } = cookiesOf(config);
  const { sessions, tokens } = createCarriers({ ...shared, forgetActor }, config, sessionStore);
  const signInProviders = providers.map(({ id, name }) => ({ id, name, startUrl: `/login?provider=${id}` }));
  const identity = createIdentity({
    ...shared,
    orgs,
    invites,
    sites,
    joins,
    sessions: sessions.service,
    sessionStore,
    tokens: tokens.service,
    keys,
    settings: {
      cookie,
      tokenCookieName: tokenCookie.name,
      registration: registrationOf(config, billingEnabled),
      devLogin,
      publicConfig: { ...publicConfig, signInProviders },
    },
  });
  const signIn = createSignIn({
    ...shared,
    identity: identity.service,
    identities: identity.identities,
    sessions: sessions.service,
    tokens: tokens.service,
    providers,
    devLogin,
    forgetActor,
    sessionCookie: cookie,
    tokenCookie,
    settings: { billingEnabled, tokenRedirectBase: config.signIn.tokenRedirectBase, openerOrigins: config.signIn.openerOrigins },
  });
  return {
    identity,
    sessions,
    tokens,
    routes: [...identity.routes, ...sessions.routes, ...tokens.routes, ...signIn.routes],
    jobs: [...sessions.jobs, ...tokens.jobs, ...signIn.jobs],
    services: [tokens, identity.authenticator],
  };
}
