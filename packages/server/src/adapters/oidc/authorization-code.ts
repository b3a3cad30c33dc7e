/** What the providers have in common: the authorization code flow of openid-client, and what its failures mean to us. */
import { AppError, messageOf } from '@moorage/core/errors';
import {
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  type Configuration,
  type TokenEndpointResponse,
  type TokenEndpointResponseHelpers,
} from 'openid-client';
import type { Attempt, Exchange } from '../../domains/sign-in/sign-in.ports.ts';

/** Seconds that a provider may take to answer one call. */
export const patienceSeconds = 10;

export type Tokens = TokenEndpointResponse & TokenEndpointResponseHelpers;

/** Where to send the browser, with PKCE always. */
export async function authorizationUrlOf(
  config: Configuration,
  attempt: Attempt,
  more: Readonly<Record<string, string>>,
): Promise<string> {
  const url = buildAuthorizationUrl(config, {
    redirect_uri: attempt.redirectUri,
    state: attempt.state,
    code_challenge: await calculatePKCECodeChallenge(attempt.codeVerifier),
    code_challenge_method: 'S256',
    ...more,
  });
  return url.href;
}

/** The address that the provider called, as the library wants to see it. */
function returnedTo({ redirectUri }: Attempt, returned: URLSearchParams): URL {
  const url = new URL(redirectUri);
  for (const [name, value] of returned) url.searchParams.append(name, value);
  return url;
}

export async function exchangeCode(
  config: Configuration,
  attempt: Attempt,
  returned: URLSearchParams,
  nonce: string | undefined,
): Promise<Tokens> {
  return await authorizationCodeGrant(config, returnedTo(attempt, returned), {
    expectedState: attempt.state,
    pkceCodeVerifier: attempt.codeVerifier,
    ...(nonce === undefined ? {} : { expectedNonce: nonce }),
  });
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** Failures of the token itself, as opposed to those of getting one. */
const tokenFailures = /JWT_|INVALID_RESPONSE|KEY_SELECTION|UNSUPPORTED_OPERATION|JWS|CLAIM/;

export function failureOf(error: unknown): Exchange & { kind: 'failed' } {
  const code = codeOf(error);
  const cause = error instanceof Error && error.cause !== undefined ? ` (${messageOf(error.cause)})` : '';
  const reason = tokenFailures.test(code) ? 'id_token_invalid' : 'exchange_failed';
  return { kind: 'failed', reason, internal: `${code} ${messageOf(error)}${cause}` };
}

export function unreachable(name: string, error: unknown): AppError {
  return new AppError('upstream_failed', `${name} cannot be reached for the sign-in.`, {
    details: { reason: 'oidc_discovery_failed', nextStep: 'Try again in a minute.' },
    internal: messageOf(error),
    cause: error,
  });
}
