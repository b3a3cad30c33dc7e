/**
 * GitHub, which speaks OAuth but not OpenID Connect: who it is and which address is verified comes from its API.
 *
 * The subject is the number of the account, which stays when the account is renamed or its addresses change. Of the addresses only
 * the primary one counts, and only when GitHub has verified it.
 */
import { messageOf } from '@moorage/core/errors';
import type { Secret } from '@moorage/core/secret';
import { allowInsecureRequests, Configuration } from 'openid-client';
import { z } from 'zod';
import type { Exchange, Profile, SignInProvider } from '../../domains/sign-in/sign-in.ports.ts';
import { authorizationUrlOf, exchangeCode, failureOf, patienceSeconds } from './authorization-code.ts';

export interface GithubProviderSettings {
  readonly id: string;
  readonly name: string;
  readonly baseUrl: string;
  readonly apiUrl: string;
  readonly clientId: string;
  readonly clientSecret: Secret;
  readonly redirectUrl: string;
}

const account = z.object({
  id: z.int().positive(),
  name: z.string().nullish(),
  login: z.string(),
  avatar_url: z.string().nullish(),
});
const addresses = z.array(z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() }));

function configurationOf({ baseUrl, clientId, clientSecret }: GithubProviderSettings): Configuration {
  const server = {
    issuer: baseUrl,
    authorization_endpoint: `${baseUrl}/login/oauth/authorize`,
    token_endpoint: `${baseUrl}/login/oauth/access_token`,
  };
  const config = new Configuration(server, clientId, clientSecret.reveal());
  config.timeout = patienceSeconds;
  if (baseUrl.startsWith('http:')) allowInsecureRequests(config);
  return config;
}

async function read(settings: GithubProviderSettings, path: string, accessToken: string): Promise<unknown> {
  const response = await fetch(`${settings.apiUrl}${path}`, {
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${accessToken}`,
      'user-agent': 'moorage',
      'x-github-api-version': '2022-11-28',
    },
    redirect: 'error',
    signal: AbortSignal.timeout(patienceSeconds * 1000),
  });
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return await response.json();
}

async function fetchProfile(settings: GithubProviderSettings, accessToken: string): Promise<Exchange> {
  let raw: [unknown, unknown];
  try {
    raw = await Promise.all([read(settings, '/user', accessToken), read(settings, '/user/emails', accessToken)]);
  } catch (error) {
    return { kind: 'failed', reason: 'email_fetch_failed', internal: messageOf(error) };
  }
  const [user, emails] = [account.safeParse(raw[0]), addresses.safeParse(raw[1])];
  if (!user.success || !emails.success) {
    return { kind: 'failed', reason: 'email_parse_failed', internal: 'the account or its addresses have another form' };
  }
  const primary = emails.data.find((address) => address.primary);
  const profile: Profile = {
    issuer: settings.baseUrl,
    subject: String(user.data.id),
    email: primary?.email,
    isEmailVerified: primary?.verified === true,
    name: user.data.name ?? user.data.login,
    avatarUrl: user.data.avatar_url ?? undefined,
    // It does not say how somebody signed in.
    isMultiFactor: false,
  };
  return { kind: 'profile', profile };
}

export function createGithubProvider(settings: GithubProviderSettings): SignInProvider {
  const config = configurationOf(settings);
  return {
    id: settings.id,
    name: settings.name,
    redirectUri: settings.redirectUrl,
    authorizationUrl: (attempt) => authorizationUrlOf(config, attempt, { scope: 'read:user user:email' }),
    async exchange(attempt, returned) {
      let accessToken: string;
      try {
        const tokens = await exchangeCode(config, attempt, returned, undefined);
        accessToken = tokens.access_token;
      } catch (error) {
        return failureOf(error);
      }
      return await fetchProfile(settings, accessToken);
    },
  };
}
