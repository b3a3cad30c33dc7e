import { createFakeClock, systemClock } from '@moorage/core/clock';
import { Secret } from '@moorage/core/secret';
import { pushImage } from '@moorage/testkit/registry-push';
import { type RegistryServer, type RegistryServerOptions, startRegistryServer } from '@moorage/testkit/registry-server';
import { readTestConfig } from '@moorage/testkit/test-config';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { describeImageRegistry } from '../../../test/image-registry.conformance.ts';
import type { ImageRegistry } from '../../domains/images/image.ports.ts';
import { isForbiddenAddress } from './registry-http.ts';
import { createImageRegistry, type RegistryConfig } from './registry.ts';

const signal = new AbortController().signal;

function registryOf(host: string, config: Partial<RegistryConfig> = {}): ImageRegistry {
  const credentials = new Map([[host, { username: 'reader', password: new Secret('sesame') }]]);
  return createImageRegistry(systemClock, { credentials, insecureHosts: [host], ecr: undefined, timeoutMs: 5_000, ...config });
}

function useRegistry(options?: RegistryServerOptions): () => RegistryServer {
  let server: RegistryServer | undefined;
  beforeAll(async () => {
    server = await startRegistryServer(options);
  });
  afterEach(() => server?.misbehave(undefined));
  afterAll(() => server?.stop());
  return () => {
    if (server === undefined) throw new Error('the registry runs from beforeAll on');
    return server;
  };
}

for (const auth of ['none', 'basic', 'token'] as const) {
  describe(`with authentication ${auth}`, () => {
    const server = useRegistry({ auth });
    describeImageRegistry(`of the testkit, authentication ${auth}`, () => ({
      registry: registryOf(server().host),
      stranger: registryOf(server().host, { credentials: new Map() }),
      host: server().host,
      push: (repository, tag, content) => Promise.resolve(server().push(repository, tag, content)),
      isOpen: auth === 'none',
    }));
  });
}

/** `npm run test:real` starts one of Debian. */
const realUrl = readTestConfig().registryUrl;
if (realUrl !== undefined) {
  const { origin, host, username, password } = new URL(realUrl);
  describeImageRegistry('a real one with htpasswd', () => ({
    registry: registryOf(host, { credentials: new Map([[host, { username, password: new Secret(password) }]]) }),
    stranger: registryOf(host, { credentials: new Map([[host, { username, password: new Secret('wrong') }]]) }),
    host,
    push: (repository, tag, content) => pushImage({ url: origin, username, password }, { repository, tag, content }),
    isOpen: false,
  }));
}

describe('what a registry may do to us', () => {
  const server = useRegistry({ auth: 'none' });
  const other = useRegistry({ auth: 'none' });
  const find = (registry: ImageRegistry = registryOf(server().host), host = server().host) =>
    registry.findDigest({ registry: host, repository: 'acme/shop', reference: 'latest' }, { signal });

  it('is asking us to wait', async () => {
    server().misbehave((_request, response) => Boolean(response.writeHead(429, { 'retry-after': '120' }).end()));
    await expect(find()).rejects.toMatchObject({ details: { reason: 'RateLimited' }, retryAfterSeconds: 120 });
    server().misbehave((_request, response) => Boolean(response.writeHead(429, { 'retry-after': 'soon' }).end()));
    await expect(find()).rejects.toMatchObject({ retryAfterSeconds: 60 });
  });

  it('is failing', async () => {
    server().misbehave((_request, response) => Boolean(response.writeHead(502).end()));
    await expect(find()).rejects.toMatchObject({ code: 'unavailable', details: { reason: 'Unreachable' } });
  });

  it('is never answering', async () => {
    const clock = createFakeClock();
    server().misbehave(() => {
      void clock.advance(60_000);
      return true;
    });
    const late = createImageRegistry(clock, { credentials: new Map(), insecureHosts: [server().host], ecr: undefined });
    await expect(find(late)).rejects.toThrow('did not answer in time');
  });

  it('is answering without end', async () => {
    server().misbehave((request, response) => {
      if (request.method === 'HEAD') return Boolean(response.writeHead(200).end());
      return Boolean(response.end(Buffer.alloc(5 * 1024 * 1024)));
    });
    await expect(find()).rejects.toMatchObject({ details: { reason: 'BadAnswer' } });
  });

  it('is saying no digest: it is computed, and an unknown HEAD is no failure', async () => {
    const digest = server().push('acme/shop', 'latest', 'x');
    server().misbehave((request, response) => {
      if (request.method === 'HEAD') return Boolean(response.writeHead(405).end());
      return Boolean(
        response.end(
          JSON.stringify({
            schemaVersion: 2,
            mediaType: 'application/vnd.oci.image.manifest.v1+json',
            annotations: { content: 'x' },
          }),
        ),
      );
    });
    expect(await find()).toBe(digest);
  });

  it('is redirecting: credentials do not follow to another host, and not without encryption', async () => {
    const digest = other().push('acme/shop', 'latest', 'elsewhere');
    server().misbehave((request, response) =>
      Boolean(response.writeHead(307, { location: `http://${other().host}${request.url ?? ''}` }).end()),
    );
    await expect(find()).rejects.toMatchObject({ details: { reason: 'NotAllowed' } });
    const both = registryOf(server().host, { insecureHosts: [server().host, other().host] });
    expect(await find(both)).toBe(digest);
    expect(other().requests.map((request) => request.authorization)).toEqual([undefined]);
  });

  it('is redirecting in a circle', async () => {
    server().misbehave((request, response) => Boolean(response.writeHead(302, { location: request.url ?? '/' }).end()));
    await expect(find()).rejects.toThrow('redirects without end');
  });

  it('is naming another host for tokens: our password is not for that one', async () => {
    server().misbehave((request, response) => {
      if (request.headers.authorization !== undefined) return Boolean(response.writeHead(404).end());
      const realm = `Bearer realm="http://${other().host}/steal",service="registry.test"`;
      return Boolean(response.writeHead(401, { 'www-authenticate': realm }).end());
    });
    await expect(find()).rejects.toMatchObject({ details: { reason: 'NotAllowed' } });
    let seen: string | undefined = 'nothing';
    other().misbehave((request, response) => {
      seen = request.headers.authorization;
      return Boolean(response.end('{"token":"t","expires_in":300}'));
    });
    const both = registryOf(server().host, { insecureHosts: [server().host, other().host] });
    expect(await find(both)).toBeUndefined();
    expect(seen).toBeUndefined();
  });

  it('is continuing its tags elsewhere', async () => {
    server().misbehave((_request, response) =>
      Boolean(response.writeHead(200, { link: '<https://evil.example/v2/x>; rel="next"' }).end('{"tags":["a"]}')),
    );
    const asked = registryOf(server().host).listTags({ registry: server().host, repository: 'acme/shop' }, { signal });
    await expect(asked).rejects.toThrow('elsewhere');
  });

  it('is this machine: it is not asked unless the configuration names it', async () => {
    const strict = registryOf(server().host, { insecureHosts: [] });
    await expect(find(strict)).rejects.toMatchObject({ details: { reason: 'NotAllowed' } });
    const named = registryOf('metadata.example', { insecureHosts: [], resolve: () => Promise.resolve(['169.254.169.254']) });
    await expect(find(named, 'metadata.example')).rejects.toMatchObject({ details: { reason: 'NotAllowed' } });
  });

  it.each([
    ['127.0.0.1', true],
    ['169.254.169.254', true],
    ['::1', true],
    ['fe80::1', true],
    ['::ffff:127.0.0.1', true],
    ['10.1.2.3', false],
    ['2a00::1', false],
  ])('knows %s as forbidden: %s', (address, expected) => {
    expect(isForbiddenAddress(address)).toBe(expected);
  });
});

it('asks once for a token and keeps it while it holds', async () => {
  const server = await startRegistryServer({ auth: 'token' });
  server.push('acme/shop', 'latest', 'x');
  const registry = registryOf(server.host);
  for (let times = 0; times < 3; times += 1) {
    await registry.findDigest({ registry: server.host, repository: 'acme/shop', reference: 'latest' }, { signal });
  }
  expect(server.requests.map(({ method, path }) => `${method} ${path.split('?')[0]}`)).toEqual([
    'HEAD /v2/acme/shop/manifests/latest',
    'GET /token',
    'HEAD /v2/acme/shop/manifests/latest',
    'HEAD /v2/acme/shop/manifests/latest',
    'HEAD /v2/acme/shop/manifests/latest',
  ]);
  await server.stop();
});
