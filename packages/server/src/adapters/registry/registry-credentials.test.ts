import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createFakeClock } from '@moorage/core/clock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEcrCredentials, ecrRegionOf } from './ecr-credentials.ts';
import { parseRegistryCredentials } from './registry-credentials.ts';
import { parseChallenge } from './registry-token.ts';

describe('credentials of registries', () => {
  it('are read as Docker writes them', () => {
    const auth = Buffer.from('ada:pass:word').toString('base64');
    const host = 'index.docker.io';
    const text = JSON.stringify({
      auths: { [`https://${host}/v1/`]: { auth }, 'GHCR.io': { username: 'bob', password: 'x' } },
      credsStore: 'desktop',
    });
    const found = parseRegistryCredentials(text);
    expect([...(found?.keys() ?? [])]).toEqual(['docker.io', 'ghcr.io']);
    expect([found?.get('docker.io')?.username, found?.get('docker.io')?.password.reveal()]).toEqual(['ada', 'pass:word']);
    expect(JSON.stringify([...(found?.values() ?? [])])).not.toContain('pass:word');
  });

  it.each(['', '{}', 'null', '{"auths":{"a.io":{}}}', '{"auths":{"a.io":{"auth":"bm9jb2xvbg=="}}}'])('are not %s', (text) => {
    expect(parseRegistryCredentials(text)).toBeUndefined();
  });
});

describe('challenges', () => {
  it.each([
    [
      'Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:library/nginx:pull"',
      {
        kind: 'bearer',
        realm: 'https://auth.docker.io/token',
        service: 'registry.docker.io',
        scope: 'repository:library/nginx:pull',
      },
    ],
    ['Basic realm="x", Bearer realm="https://a.b/t"', { kind: 'bearer', realm: 'https://a.b/t' }],
    ['bearer realm=https://a.b/t', { kind: 'bearer', realm: 'https://a.b/t' }],
    ['Basic realm="x"', { kind: 'basic' }],
    ['Negotiate', undefined],
    ['Bearer service="x"', undefined],
  ])('are parsed: %s', (header, expected) => {
    const parsed = parseChallenge(header);
    if (expected === undefined) expect(parsed).toBeUndefined();
    else expect(parsed).toMatchObject(expected);
  });
});

describe('ECR', () => {
  let asked = 0;
  let isFailing = false;
  const server = createServer((request, response) => {
    asked += 1;
    const isRight = request.headers['x-amz-target'] === 'AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken';
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    if (isFailing || !isRight) response.writeHead(400).end('{"__type":"AccessDeniedException","message":"no"}');
    else {
      const authorizationToken = Buffer.from(`AWS:password-${asked}`).toString('base64');
      const expiresAt = createFakeClock().now().getTime() / 1000 + 12 * 3600;
      response.end(JSON.stringify({ authorizationData: [{ authorizationToken, expiresAt }] }));
    }
  });
  const before = { ...process.env };
  beforeAll(async () => {
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => {
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) {
      if (before[name] === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = before[name];
    }
    server.close();
  });
  const endpoint = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  it('is known by its host names', () => {
    expect(ecrRegionOf('123456789012.dkr.ecr.eu-central-1.amazonaws.com')).toBe('eu-central-1');
    expect(ecrRegionOf('123456789012.dkr.ecr.eu-central-1.amazonaws.com.evil.example')).toBeUndefined();
    expect(ecrRegionOf('docker.io')).toBeUndefined();
  });

  it('gives a password that is kept until shortly before its end', async () => {
    const clock = createFakeClock();
    const credentials = createEcrCredentials({ clock, endpoint: endpoint() });
    const first = await credentials.find('eu-central-1');
    expect([first.username, first.password.reveal()]).toEqual(['AWS', 'password-1']);
    expect((await credentials.find('eu-central-1')).password.reveal()).toBe('password-1');
    await clock.advance(11 * 3_600_000 + 55 * 60_000);
    expect((await credentials.find('eu-central-1')).password.reveal()).toBe('password-2');
  });

  it('says that AWS gives none', async () => {
    isFailing = true;
    const credentials = createEcrCredentials({ clock: createFakeClock(), endpoint: endpoint() });
    await expect(credentials.find('eu-central-1')).rejects.toMatchObject({ details: { reason: 'Unauthorized' } });
  });
});
