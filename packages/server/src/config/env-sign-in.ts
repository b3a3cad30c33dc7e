/** Sign-in, sessions and tokens: their part of the environment. */
import { configError, type Environment, readConfig, type ReadOptions, text, variable } from '@moorage/core/config-reader';
import type { FieldIssue } from '@moorage/core/errors';
import type { Secret } from '@moorage/core/secret';
import { z } from 'zod';
import { parseKey } from '../platform/crypto/sealed-box.ts';

const optionalText = z.string().optional();

export const signIn = {
  sessionBackend: variable({
    names: ['SESSION_BACKEND'],
    schema: z.enum(['postgres', 'redis', 'memory'], { error: 'must be postgres, redis or memory' }),
    default: 'postgres',
    doc: 'Where sessions are kept. `redis` needs `REDIS_URL`; `memory` is for one process and forgets them when it ends.',
    group: 'Sign-in',
  }),
  redisUrl: variable({
    names: ['REDIS_URL'],
    schema: z
      .string()
      .regex(/^rediss?:\/\//, 'must begin with redis:// or rediss://')
      .pipe(text.secret)
      .optional(),
    secret: true,
    doc: 'Redis 7 or newer, for `SESSION_BACKEND=redis` and for limits that replicas share.',
    group: 'Sign-in',
  }),
  sessionCookieName: variable({
    names: ['SESSION_COOKIE_NAME'],
    schema: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be letters, digits, hyphens and underscores'),
    default: 'session',
    doc: 'Name of the session cookie. `__Host-session` makes browsers see to it that no other host can set it; it needs https and no `SESSION_COOKIE_DOMAIN`.',
    group: 'Sign-in',
  }),
  sessionCookieDomain: variable({
    names: ['SESSION_COOKIE_DOMAIN'],
    schema: optionalText,
    doc: 'Domain of the cookie, to span subdomains.',
    group: 'Sign-in',
  }),
  sessionMaxAge: variable({
    names: ['SESSION_MAX_AGE'],
    schema: text.integer(60, 31_536_000),
    default: '604800',
    doc: 'Seconds a session lasts without a visit; it is renewed at half-life. 1800 for half an hour.',
    group: 'Sign-in',
  }),
  sessionMaxLifetime: variable({
    names: ['SESSION_MAX_LIFETIME'],
    schema: text.integer(60, 31_536_000),
    default: '2592000',
    doc: 'Seconds after which a session ends however often its user comes; 43200 for a working day.',
    group: 'Sign-in',
  }),
  requireAdminMfa: variable({
    names: ['REQUIRE_ADMIN_MFA'],
    schema: text.flag,
    default: 'false',
    doc: 'Platform administrators get in only where their OpenID provider says that it asked for several factors: `mfa` in the claim `amr`, or an `acr` that means it.',
    group: 'Sign-in',
  }),
  registrationPolicy: variable({
    names: ['REGISTRATION_POLICY'],
    schema: z.enum(['open', 'domains', 'invite']),
    default: 'open',
    doc: 'Who may register: everyone (`open`), the e-mail domains of `ALLOWED_EMAIL_DOMAINS` (`domains`) or invited people (`invite`).',
    group: 'Sign-in',
  }),
  allowedEmailDomains: variable({
    names: ['ALLOWED_EMAIL_DOMAINS'],
    schema: text.list,
    default: '',
    doc: 'For the policy `domains`, separated by commas.',
    group: 'Sign-in',
  }),
  jwtIssuer: variable({
    names: ['JWT_ISSUER'],
    schema: z.string().min(1).max(200),
    default: 'moorage',
    doc: 'Claim `iss` of access tokens.',
    group: 'Tokens',
  }),
  jwtAudience: variable({
    names: ['JWT_AUDIENCE'],
    schema: z.string().min(1).max(200),
    default: 'moorage',
    doc: 'Claim `aud` of access tokens.',
    group: 'Tokens',
  }),
  jwtAlgorithm: variable({
    names: ['JWT_ALGORITHM'],
    schema: z.enum(['EdDSA', 'RS256'], { error: 'must be EdDSA or RS256' }),
    default: 'EdDSA',
    doc: 'What new signing keys are for.',
    group: 'Tokens',
  }),
  jwtPrivateEncKey: variable({
    names: ['JWT_PRIVATE_ENC_KEY'],
    schema: z
      .string()
      .refine((value) => parseKey(value) !== undefined, 'must be 32 bytes in base64')
      .pipe(text.secret)
      .optional(),
    secret: true,
    doc: 'What signing keys and secrets of hooks were sealed with before there was a root key (`ROOT_KEY`); 32 bytes in base64. Needed only until those are sealed anew, which happens by itself within an hour.',
    group: 'Tokens',
  }),
  oauthRedirectBase: variable({
    names: ['OAUTH_REDIRECT_BASE'],
    schema: text.url.optional(),
    doc: 'Public origin to which providers send people back in the token flow of `/api/v1`. `BASE_URL` when unset.',
    group: 'Tokens',
  }),
  corsAllowedOrigins: variable({
    names: ['CORS_ALLOWED_ORIGINS'],
    schema: text.list,
    default: '',
    doc: 'Origins of other pages that may call the API with the credentials of their users and receive tokens from the sign-in popup, separated by commas.',
    group: 'Tokens',
  }),
};

const secretText = text.secret.optional();

export const providerVariables = {
  googleClientId: variable({
    names: ['GOOGLE_CLIENT_ID'],
    schema: z.string().optional(),
    doc: 'Sign-in with Google; needs `GOOGLE_CLIENT_SECRET`.',
    group: 'Sign-in',
  }),
  googleClientSecret: variable({
    names: ['GOOGLE_CLIENT_SECRET'],
    schema: secretText,
    secret: true,
    doc: 'Secret of the Google client.',
    group: 'Sign-in',
  }),
  googleRedirectUrl: variable({
    names: ['GOOGLE_REDIRECT_URL'],
    schema: text.url.optional(),
    doc: 'Where Google sends people back, ending in `/oauth2/callback`. Below `BASE_URL` when unset.',
    group: 'Sign-in',
  }),
  githubClientId: variable({
    names: ['GITHUB_CLIENT_ID'],
    schema: z.string().optional(),
    doc: 'Sign-in with GitHub; needs `GITHUB_CLIENT_SECRET`.',
    group: 'Sign-in',
  }),
  githubClientSecret: variable({
    names: ['GITHUB_CLIENT_SECRET'],
    schema: secretText,
    secret: true,
    doc: 'Secret of the GitHub client.',
    group: 'Sign-in',
  }),
  githubBaseUrl: variable({
    names: ['GITHUB_BASE_URL'],
    schema: text.url,
    default: 'https://github.com',
    doc: 'Another GitHub, such as an Enterprise Server.',
    group: 'Sign-in',
  }),
  githubApiUrl: variable({
    names: ['GITHUB_API_URL'],
    schema: text.url,
    default: 'https://api.github.com',
    doc: 'Its API; `https://<host>/api/v3` for an Enterprise Server.',
    group: 'Sign-in',
  }),
  ...oidcVariables('<NAME>'),
};

/** One OpenID provider of the installation's own, by the middle part of its variables. */
function oidcVariables(name: string) {
  return {
    oidcIssuer: variable({
      names: [`OIDC_${name}_ISSUER`],
      schema: text.url.optional(),
      doc: 'Sign-in with any OpenID provider, as many as there are names (capital letters and digits): its issuer, under which it publishes its configuration.',
      group: 'Sign-in',
    }),
    oidcClientId: variable({
      names: [`OIDC_${name}_CLIENT_ID`],
      schema: z.string().optional(),
      doc: 'Client of that provider; required with its issuer.',
      group: 'Sign-in',
    }),
    oidcClientSecret: variable({
      names: [`OIDC_${name}_CLIENT_SECRET`],
      schema: secretText,
      secret: true,
      doc: 'Secret of that client; required with its issuer.',
      group: 'Sign-in',
    }),
    oidcLabel: variable({
      names: [`OIDC_${name}_LABEL`],
      schema: z.string().max(60).optional(),
      doc: 'What people read on the button. The name when unset.',
      group: 'Sign-in',
    }),
    oidcScopes: variable({
      names: [`OIDC_${name}_SCOPES`],
      schema: z.string().regex(/(^| )openid( |$)/, 'must contain openid'),
      default: 'openid email profile',
      doc: 'What is asked of that provider.',
      group: 'Sign-in',
    }),
  };
}

export interface OidcSettings {
  /** As in addresses, lower case. */
  readonly id: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: Secret;
  readonly label: string;
  readonly scopes: string;
}

const issuerName = /^OIDC_([A-Z0-9]+)_ISSUER(?:_FILE)?$/;
const reserved = ['GOOGLE', 'GITHUB'];

function isLoopbackHttp(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}

function oidcProvider(name: string, env: Environment, options: ReadOptions): OidcSettings | FieldIssue[] {
  const values = readConfig(oidcVariables(name), env, options);
  const { oidcIssuer: issuer, oidcClientId: clientId, oidcClientSecret: clientSecret } = values;
  const problems: FieldIssue[] = [];
  if (reserved.includes(name))
    problems.push({ path: `OIDC_${name}_ISSUER`, message: 'is the name of a provider that is built in' });
  if (issuer !== undefined && !issuer.startsWith('https:') && !isLoopbackHttp(issuer)) {
    problems.push({ path: `OIDC_${name}_ISSUER`, message: 'must be https' });
  }
  if (clientId === undefined) problems.push({ path: `OIDC_${name}_CLIENT_ID`, message: 'is required with its issuer' });
  if (clientSecret === undefined) problems.push({ path: `OIDC_${name}_CLIENT_SECRET`, message: 'is required with its issuer' });
  if (problems.length > 0 || issuer === undefined || clientId === undefined || clientSecret === undefined) return problems;
  const label = values.oidcLabel ?? name.charAt(0) + name.slice(1).toLowerCase();
  return { id: name.toLowerCase(), issuer, clientId, clientSecret, label, scopes: values.oidcScopes };
}

/** Every OpenID provider that the environment names; throws one error with all problems. */
export function readOidcProviders(env: Environment, options: ReadOptions): OidcSettings[] {
  const set = Object.keys(env).filter((key) => (env[key] ?? '') !== '');
  const names = [...new Set(set.flatMap((key) => issuerName.exec(key)?.[1] ?? []))].toSorted();
  const results = names.map((name) => oidcProvider(name, env, options));
  const problems = results.flatMap((result) => (Array.isArray(result) ? result : []));
  if (problems.length > 0) throw configError(problems);
  return results.flatMap((result) => (Array.isArray(result) ? [] : [result]));
}
