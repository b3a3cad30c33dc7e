/**
 * Any OpenID Connect provider.
 *
 * Its configuration is discovered at the first sign-in and kept for an hour. The signature of an id token is always checked against
 * the provider's published keys, although the code flow would let one trust the connection. Those keys are kept as long as the
 * configuration; a token of a key that is not among them makes the library ask again, and any token that cannot be believed makes
 * us forget the configuration, so that a provider that changed everything at once is out for one attempt only.
 */
import type { Clock } from '@moorage/core/clock';
import type { Secret } from '@moorage/core/secret';
import { allowInsecureRequests, type Configuration, discovery, enableNonRepudiationChecks, fetchUserInfo } from 'openid-client';
import type { Exchange, Profile, SignInProvider } from '../../domains/sign-in/sign-in.ports.ts';
import { saysSeveralFactors } from './several-factors.ts';
import { authorizationUrlOf, exchangeCode, failureOf, patienceSeconds, type Tokens, unreachable } from './authorization-code.ts';

export interface OidcProviderSettings {
  readonly id: string;
  readonly name: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: Secret;
  readonly scopes: string;
  readonly redirectUrl: string;
}

const keepMs = 3_600_000;

interface Kept {
  readonly config: Promise<Configuration>;
  readonly atMs: number;
}

async function discover(settings: OidcProviderSettings): Promise<Configuration> {
  const { issuer, clientId, clientSecret } = settings;
  const isPlain = issuer.startsWith('http:');
  return await discovery(new URL(issuer), clientId, clientSecret.reveal(), undefined, {
    timeout: patienceSeconds,
    // Plain http is for issuers on this machine only; the configuration refuses others.
    execute: isPlain ? [allowInsecureRequests, enableNonRepudiationChecks] : [enableNonRepudiationChecks],
  });
}

type Claims = Readonly<Record<string, unknown>>;

interface Told {
  readonly issuer: string;
  readonly subject: string;
  readonly claims: Claims;
  readonly isMultiFactor: boolean;
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

function profileOf({ issuer, subject, claims, isMultiFactor }: Told): Profile {
  return {
    issuer,
    subject,
    email: textOf(claims['email']),
    isEmailVerified: claims['email_verified'] === true,
    name: textOf(claims['name']),
    avatarUrl: textOf(claims['picture']),
    isMultiFactor,
  };
}

async function claimsOf(config: Configuration, tokens: Tokens): Promise<Told | undefined> {
  const idToken = tokens.claims();
  if (idToken === undefined) return undefined;
  const { sub: subject, iss: issuer } = idToken;
  // Of this very sign-in, so only the signed token can say it.
  const isMultiFactor = saysSeveralFactors(idToken);
  if (idToken['email'] !== undefined || config.serverMetadata().userinfo_endpoint === undefined) {
    return { subject, issuer, claims: idToken, isMultiFactor };
  }
  // The library sees to it that this is about the same subject.
  const more = await fetchUserInfo(config, tokens.access_token, subject);
  return { subject, issuer, claims: more, isMultiFactor };
}

export function createOidcProvider(clock: Clock, settings: OidcProviderSettings): SignInProvider {
  const { id, name, redirectUrl, scopes } = settings;
  let kept: Kept | undefined;

  async function configuration(): Promise<Configuration> {
    const nowMs = clock.monotonicMs();
    if (kept === undefined || nowMs - kept.atMs >= keepMs) kept = { config: discover(settings), atMs: nowMs };
    try {
      return await kept.config;
    } catch (error) {
      kept = undefined;
      throw unreachable(name, error);
    }
  }

  return {
    id,
    name,
    redirectUri: redirectUrl,
    async authorizationUrl(attempt) {
      const config = await configuration();
      return await authorizationUrlOf(config, attempt, { scope: scopes, nonce: attempt.nonce });
    },
    async exchange(attempt, returned): Promise<Exchange> {
      const config = await configuration();
      try {
        const tokens = await exchangeCode(config, attempt, returned, attempt.nonce);
        const found = await claimsOf(config, tokens);
        if (found === undefined) return { kind: 'failed', reason: 'no_id_token', internal: 'the answer has no id token' };
        return { kind: 'profile', profile: profileOf(found) };
      } catch (error) {
        const failure = failureOf(error);
        if (failure.reason === 'id_token_invalid') kept = undefined;
        return failure;
      }
    },
  };
}
