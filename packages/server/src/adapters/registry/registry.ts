/**
 * Container registries over the distribution protocol (v2): Docker Hub, GHCR, GitLab, Harbor, ECR and every other.
 *
 * Two questions only: what a tag stands for, and which tags there are. Manifests are asked for by HEAD, which Docker Hub does not
 * count as a pull, and read only where a registry does not say the digest in a header. We prove who we are when a registry asks for
 * it, once per repository while the token holds; credentials come from the configuration and serve every tenant, so they should be
 * allowed to read only.
 */
import { createHash } from 'node:crypto';
import type { Clock } from '@moorage/core/clock';
import { configError } from '@moorage/core/config-reader';
import type { Secret } from '@moorage/core/secret';
import { z } from 'zod';
import type { ImageRegistry, ImageRepository } from '../../domains/images/image.ports.ts';
import { createEcrCredentials, ecrRegionOf } from './ecr-credentials.ts';
import { parseRegistryCredentials, type RegistryCredential, type RegistryCredentials } from './registry-credentials.ts';
import { registryFailure } from './registry-failure.ts';
import { type Answer, createRegistryHttp, type Exchange, type RegistryHttpDeps } from './registry-http.ts';
import { basicOf, createRegistryTokens, parseChallenge, parseJson } from './registry-token.ts';

export interface RegistrySettings {
  /** In the shape of Docker's `config.json`. */
  readonly credentials: Secret | undefined;
  readonly insecureHosts: readonly string[];
  readonly ecr: RegistryConfig['ecr'];
}

/** Throws where the credentials are not of that shape. */
export function createConfiguredRegistry(clock: Clock, settings: RegistrySettings): ImageRegistry {
  const text = settings.credentials?.reveal();
  const credentials = text === undefined ? new Map<string, never>() : parseRegistryCredentials(text);
  if (credentials !== undefined) return createImageRegistry(clock, { ...settings, credentials });
  const message = 'must be JSON such as {"auths":{"ghcr.io":{"username":"…","password":"…"}}}';
  throw configError([{ path: 'REGISTRY_CREDENTIALS', message }]);
}

export interface RegistryConfig {
  readonly credentials: RegistryCredentials;
  readonly insecureHosts: readonly string[];
  /** Passwords for ECR come from AWS; `endpoint` for tests and private links. Undefined turns it off. */
  readonly ecr: { readonly endpoint: string | undefined } | undefined;
  readonly timeoutMs?: number;
  readonly resolve?: RegistryHttpDeps['resolve'];
}

const defaultTimeoutMs = 10_000;
const longestWaitSeconds = 6 * 3600;
const digestPattern = /^sha256:[a-f0-9]{64}$/;
const accept = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

const tagsPerPage = 1_000;
const mostPages = 20;
const tagsSchema = z.object({ tags: z.array(z.string().max(128)).max(100_000).nullable() });

/** Where the API of a registry is. */
function apiHost(registry: string): string {
  return registry === 'docker.io' ? 'registry-1.docker.io' : registry;
}

function retryAfterOf(headers: Headers, clock: Clock): number {
  const text = headers.get('retry-after') ?? '';
  const seconds = /^\d{1,7}$/.test(text) ? Number(text) : (Date.parse(text) - clock.now().getTime()) / 1000;
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(Math.ceil(seconds), longestWaitSeconds) : 60;
}

/** `<…>; rel="next"`: the next page, which must be of the same registry. */
function nextPage(headers: Headers, url: URL): URL | undefined {
  const target = /<([^>]*)>\s*;\s*rel="?next"?/i.exec(headers.get('link') ?? '')?.[1];
  if (target === undefined) return undefined;
  const next = URL.canParse(target, url.href) ? new URL(target, url) : undefined;
  if (next?.origin !== url.origin) throw registryFailure('BadAnswer', `${url.host} continues its list of tags elsewhere.`);
  return next;
}

type Ask = ImageRepository & Pick<Exchange, 'method' | 'url' | 'signal'> & { readonly headers?: Record<string, string> };

export function createImageRegistry(clock: Clock, config: RegistryConfig): ImageRegistry {
  const { insecureHosts, timeoutMs = defaultTimeoutMs, resolve } = config;
  const http = createRegistryHttp({ clock, insecureHosts, timeoutMs, ...(resolve === undefined ? {} : { resolve }) });
  const tokens = createRegistryTokens({ clock, http });
  const ecr = config.ecr === undefined ? undefined : createEcrCredentials({ clock, endpoint: config.ecr.endpoint });

  async function credentialOf(registry: string): Promise<RegistryCredential | undefined> {
    const region = ecrRegionOf(registry);
    return config.credentials.get(registry) ?? (region === undefined ? undefined : await ecr?.find(region));
  }

  async function authorizationFor(ask: Ask, refused: Answer): Promise<string> {
    const { registry, repository, url, signal } = ask;
    const challenge = parseChallenge(refused.headers.get('www-authenticate') ?? '');
    const credential = await credentialOf(registry);
    if (challenge?.kind === 'bearer') {
      const token = await tokens.ask({ registry, repository, host: url.host, challenge, credential, signal });
      return `Bearer ${token}`;
    }
    if (challenge?.kind === 'basic' && credential !== undefined) return basicOf(credential);
    throw registryFailure('Unauthorized', `${registry} wants credentials for ${repository}.`);
  }

  async function send(ask: Ask): Promise<Answer> {
    const { registry, repository, url, method, signal, headers = {} } = ask;
    const kept = tokens.find(registry, repository);
    const first = await http.send({
      url,
      method,
      signal,
      headers,
      authorization: kept === undefined ? undefined : `Bearer ${kept}`,
    });
    const isAsking = first.status === 401;
    const authorization = isAsking ? await authorizationFor(ask, first) : undefined;
    const answer = isAsking ? await http.send({ url, method, signal, headers, authorization }) : first;
    if (answer.status === 429) {
      const options = { retryAfterSeconds: retryAfterOf(answer.headers, clock) };
      throw registryFailure('RateLimited', `${registry} asks us to wait.`, options);
    }
    if (answer.status === 401 || answer.status === 403) {
      throw registryFailure('Unauthorized', `${registry} does not let us read ${repository}.`);
    }
    if (answer.status >= 500) throw registryFailure('Unreachable', `${registry} answered with status ${answer.status}.`);
    return answer;
  }

  function urlOf({ registry, repository }: ImageRepository, rest: string): URL {
    const host = apiHost(registry);
    return new URL(`${http.isInsecure(host) ? 'http' : 'https'}://${host}/v2/${repository}/${rest}`);
  }

  async function readDigest(ask: Ask): Promise<string | undefined> {
    const { status, headers, body } = await send({ ...ask, method: 'GET' });
    if (status === 404) return undefined;
    if (status !== 200) throw registryFailure('BadAnswer', `${ask.registry} answered with status ${status}.`);
    return headers.get('docker-content-digest') ?? `sha256:${createHash('sha256').update(body).digest('hex')}`;
  }

  return {
    async findDigest({ registry, repository, reference }, { known, signal }) {
      const url = urlOf({ registry, repository }, `manifests/${reference}`);
      const condition = known === undefined ? {} : { 'if-none-match': `"${known}"` };
      const ask: Ask = { registry, repository, url, method: 'HEAD', signal, headers: { accept, ...condition } };
      const { status, headers } = await send(ask);
      if (status === 304 && known !== undefined) return known;
      if (status === 404) return undefined;
      const told = status === 200 ? headers.get('docker-content-digest') : null;
      // Some do not know HEAD, and some do not say the digest.
      const digest = told ?? (await readDigest({ ...ask, headers: { accept } }));
      if (digest === undefined || digestPattern.test(digest)) return digest;
      throw registryFailure('BadAnswer', `${registry} answered with a digest that is none.`);
    },
    async listTags({ registry, repository }, { signal }) {
      const tags: string[] = [];
      let url: URL | undefined = urlOf({ registry, repository }, `tags/list?n=${tagsPerPage}`);
      for (let page = 0; url !== undefined; page += 1) {
        if (page === mostPages) throw registryFailure('BadAnswer', `${registry}/${repository} has more tags than are read.`);
        const answer: Answer = await send({
          registry,
          repository,
          url,
          method: 'GET',
          signal,
          headers: { accept: 'application/json' },
        });
        if (answer.status === 404) return undefined;
        const parsed = answer.status === 200 ? tagsSchema.safeParse(parseJson(answer.body)) : undefined;
        if (parsed?.success !== true) throw registryFailure('BadAnswer', `${registry} answered without a list of tags.`);
        tags.push(...(parsed.data.tags ?? []));
        url = nextPage(answer.headers, url);
      }
      return tags;
    },
  };
}
