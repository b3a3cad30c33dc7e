/** Providers of sign-in and tokens as the program uses them. */
import type { FieldIssue } from '@moorage/core/errors';
import type { Secret } from '@moorage/core/secret';
import type { readEnvironment } from './env.ts';

type Env = ReturnType<typeof readEnvironment>;

interface ClientConfig {
  /** As in addresses: `google`, `github`, or the name of one's own. */
  readonly id: string;
  /** What people read. */
  readonly name: string;
  readonly clientId: string;
  readonly clientSecret: Secret;
  /** Where it sends people back when they sign in to the console. */
  readonly redirectUrl: string;
}

export interface OidcConfig extends ClientConfig {
  readonly kind: 'oidc';
  readonly issuer: string;
  readonly scopes: string;
}

export interface GithubConfig extends ClientConfig {
  readonly kind: 'github';
  readonly baseUrl: string;
  readonly apiUrl: string;
}

export type ProviderConfig = OidcConfig | GithubConfig;

export interface SignInConfig {
  readonly providers: readonly ProviderConfig[];
  /** Origin of the callbacks of `/api/v1`. */
  readonly tokenRedirectBase: string;
  /** Origins that may receive tokens from the popup, beside that one. */
  readonly openerOrigins: readonly string[];
  /** Who runs the platform must have proved himself by several factors. */
  readonly requireAdminMfa: boolean;
}

export interface TokenConfig {
  readonly issuer: string;
  readonly audience: string;
  readonly algorithm: 'EdDSA' | 'RS256';
  /** Undefined where no tokens are issued. */
  readonly sealingKey: Secret | undefined;
  readonly cookieName: string;
}

/** Known to clients of the infrastructure plane. */
export const tokenCookieName = 'ag_jwt';

export function providerProblems(env: Env): FieldIssue[] {
  const problems: FieldIssue[] = [];
  const pair = (name: string, id: unknown, secret: unknown): void => {
    if ((id === undefined) === (secret === undefined)) return;
    problems.push({ path: `${name}_CLIENT_ID`, message: `and ${name}_CLIENT_SECRET are set together or not at all` });
  };
  pair('GOOGLE', env.googleClientId, env.googleClientSecret);
  pair('GITHUB', env.githubClientId, env.githubClientSecret);
  if (env.sessionBackend === 'redis' && env.redisUrl === undefined) {
    problems.push({ path: 'REDIS_URL', message: 'is required when SESSION_BACKEND is redis' });
  }
  if (env.rateLimitStore === 'redis' && env.redisUrl === undefined) {
    problems.push({ path: 'REDIS_URL', message: 'is required when RATE_LIMIT_STORE is redis' });
  }
  for (const origin of env.corsAllowedOrigins) {
    if (!URL.canParse(origin) || new URL(origin).origin !== origin) {
      problems.push({ path: 'CORS_ALLOWED_ORIGINS', message: `must be origins such as https://app.example.com, got ${origin}` });
    }
  }
  return problems;
}

function builtIn(env: Env, callback: string): ProviderConfig[] {
  const { googleClientId, googleClientSecret, githubClientId, githubClientSecret } = env;
  const providers: ProviderConfig[] = [];
  if (googleClientId !== undefined && googleClientSecret !== undefined) {
    const client = { clientId: googleClientId, clientSecret: googleClientSecret, redirectUrl: env.googleRedirectUrl ?? callback };
    const issuer = 'https://accounts.google.com';
    providers.push({ kind: 'oidc', id: 'google', name: 'Google', issuer, scopes: 'openid email profile', ...client });
  }
  if (githubClientId !== undefined && githubClientSecret !== undefined) {
    const client = { clientId: githubClientId, clientSecret: githubClientSecret, redirectUrl: callback };
    const urls = { baseUrl: env.githubBaseUrl, apiUrl: env.githubApiUrl };
    providers.push({ kind: 'github', id: 'github', name: 'GitHub', ...urls, ...client });
  }
  return providers;
}

export function signInConfig(env: Env, baseUrl: string): SignInConfig {
  const callback = `${baseUrl}/oauth2/callback`;
  const own = env.oidcProviders.map(({ label, ...settings }): OidcConfig => ({
    kind: 'oidc',
    name: label,
    redirectUrl: callback,
    ...settings,
  }));
  return {
    providers: [...builtIn(env, callback), ...own],
    tokenRedirectBase: env.oauthRedirectBase ?? baseUrl,
    openerOrigins: env.corsAllowedOrigins,
    requireAdminMfa: env.requireAdminMfa,
  };
}

export function tokenConfig(env: Env): TokenConfig {
  return {
    issuer: env.jwtIssuer,
    audience: env.jwtAudience,
    algorithm: env.jwtAlgorithm,
    sealingKey: env.jwtPrivateEncKey,
    cookieName: tokenCookieName,
  };
}
