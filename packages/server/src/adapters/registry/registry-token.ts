/** How a registry says that it wants to know who asks, and the tokens that follow from it. */
import type { Clock } from '@moorage/core/clock';
import { z } from 'zod';
import type { RegistryCredential } from './registry-credentials.ts';
import { registryFailure } from './registry-failure.ts';
import type { RegistryHttp } from './registry-http.ts';

export type Challenge =
  | { readonly kind: 'basic' }
  | { readonly kind: 'bearer'; readonly realm: string; readonly service: string | undefined; readonly scope: string | undefined };

/** Services that give tokens for the registry of another host; with all others, passwords stay with the registry's own host. */
const tokenHosts: Readonly<Record<string, string>> = { 'docker.io': 'auth.docker.io', 'registry.gitlab.com': 'gitlab.com' };

/** Of a `WWW-Authenticate` header; undefined where it asks for something that we do not have. */
export function parseChallenge(header: string): Challenge | undefined {
  const bearer = /(?:^|,\s*)Bearer\s+(.*)$/i.exec(header);
  if (bearer === null) return /(?:^|,\s*)Basic\b/i.test(header) ? { kind: 'basic' } : undefined;
  const fields = new Map<string, string>();
  for (const [, name = '', quoted, plain] of (bearer[1] ?? '').matchAll(/([a-z]+)=(?:"([^"]*)"|([^\s,]+))/gi)) {
    fields.set(name.toLowerCase(), quoted ?? plain ?? '');
  }
  const realm = fields.get('realm');
  return realm === undefined ? undefined : { kind: 'bearer', realm, service: fields.get('service'), scope: fields.get('scope') };
}

export function basicOf({ username, password }: RegistryCredential): string {
  return `Basic ${Buffer.from(`${username}:${password.reveal()}`).toString('base64')}`;
}

const answerSchema = z.object({
  token: z.string().min(1).max(32_768).optional(),
  access_token: z.string().min(1).max(32_768).optional(),
  expires_in: z.number().positive().max(86_400).catch(60).default(60),
});

export interface TokenRequest {
  /** As references name it. */
  readonly registry: string;
  /** Where its API is. */
  readonly host: string;
  readonly repository: string;
  readonly challenge: Challenge & { readonly kind: 'bearer' };
  readonly credential: RegistryCredential | undefined;
  readonly signal: AbortSignal;
}

export interface RegistryTokens {
  /** One that was given before and still holds. */
  find(registry: string, repository: string): string | undefined;
  ask(request: TokenRequest): Promise<string>;
}

const marginMs = 10_000;
const mostKept = 1_000;

function realmUrl({ registry, challenge }: TokenRequest): URL {
  if (!URL.canParse(challenge.realm)) throw registryFailure('BadAnswer', `${registry} names no place that gives tokens.`);
  return new URL(challenge.realm);
}

/** Tokens that repositories may be read with, kept while they hold. */
export function createRegistryTokens({ clock, http }: { readonly clock: Clock; readonly http: RegistryHttp }): RegistryTokens {
  const kept = new Map<string, { readonly token: string; readonly untilMs: number }>();

  function keep(key: string, token: string, expiresInSeconds: number): void {
    const oldest = kept.keys().next();
    if (kept.size >= mostKept && oldest.done !== true) kept.delete(oldest.value);
    kept.set(key, { token, untilMs: clock.now().getTime() + expiresInSeconds * 1000 - marginMs });
  }

  return {
    find(registry, repository) {
      const present = kept.get(`${registry}/${repository}`);
      return present !== undefined && present.untilMs > clock.now().getTime() ? present.token : undefined;
    },
    async ask(request) {
      const { registry, repository, host, challenge, credential, signal } = request;
      const url = realmUrl(request);
      if (challenge.service !== undefined) url.searchParams.set('service', challenge.service);
      // What we need and nothing more, whatever the registry proposes.
      url.searchParams.set('scope', `repository:${repository}:pull`);
      const isTrusted = url.host === host || url.host === tokenHosts[registry];
      const authorization = credential !== undefined && isTrusted ? basicOf(credential) : undefined;
      const { status, body } = await http.send({
        url,
        method: 'GET',
        headers: { accept: 'application/json' },
        authorization,
        signal,
      });
      if (status === 429) throw registryFailure('RateLimited', `${url.host} asks us to wait.`, { retryAfterSeconds: 60 });
      if (status >= 500) throw registryFailure('Unreachable', `${url.host} answered with status ${status}.`);
      if (status !== 200) throw registryFailure('Unauthorized', `${url.host} gives no token for ${registry}/${repository}.`);
      const parsed = answerSchema.safeParse(parseJson(body));
      const token = parsed.success ? (parsed.data.token ?? parsed.data.access_token) : undefined;
      if (!parsed.success || token === undefined || !/^[\x21-\x7e]+$/.test(token)) {
        throw registryFailure('BadAnswer', `${url.host} answered without a token.`);
      }
      keep(`${registry}/${repository}`, token, parsed.data.expires_in);
      return token;
    },
  };
}

/** Undefined where it is not JSON. */
export function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
