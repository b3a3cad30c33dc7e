import { createServer, type Server } from 'node:http';
import { Secret } from '@moorage/core/secret';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SignInProvider } from '../../domains/sign-in/sign-in.ports.ts';
import { createGithubProvider } from './github-provider.ts';

/** What the server on loopback answers by path. */
const answers: Record<string, { status: number; body: unknown }> = {};
const asked: { path: string; authorization: string | undefined; body: string }[] = [];
let server: Server;
let provider: SignInProvider;

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      const path = request.url ?? '';
      asked.push({ path, authorization: request.headers.authorization, body });
      const { status, body: answer } = answers[path] ?? { status: 404, body: {} };
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  provider = createGithubProvider({
    id: 'github',
    name: 'GitHub',
    baseUrl: url,
    apiUrl: url,
    clientId: 'client',
    clientSecret: new Secret('a secret'),
    redirectUrl: 'https://console.test/oauth2/callback',
  });
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const attempt = { redirectUri: 'https://console.test/oauth2/callback', state: 's', nonce: 'n', codeVerifier: 'v'.repeat(43) };
const exchange = () => provider.exchange(attempt, new URLSearchParams({ code: 'c', state: 's' }));

beforeEach(() => {
  asked.length = 0;
  answers['/login/oauth/access_token'] = { status: 200, body: { access_token: 'gho_token', token_type: 'bearer', scope: '' } };
  answers['/user'] = { status: 200, body: { id: 42, login: 'ada', name: null, avatar_url: 'https://avatars.test/42' } };
  answers['/user/emails'] = {
    status: 200,
    body: [
      { email: 'old@example.com', primary: false, verified: true },
      { email: 'ada@example.com', primary: true, verified: true },
    ],
  };
});

describe('GitHub', () => {
  it('is asked with PKCE and the state', async () => {
    const url = new URL(await provider.authorizationUrl(attempt));
    expect(url.pathname).toBe('/login/oauth/authorize');
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      state: 's',
      code_challenge_method: 'S256',
      scope: 'read:user user:email',
    });
  });

  it('names an account by its number and its primary address', async () => {
    expect(await exchange()).toMatchObject({
      kind: 'profile',
      profile: { subject: '42', email: 'ada@example.com', isEmailVerified: true, name: 'ada' },
    });
    expect(asked.find(({ path }) => path === '/login/oauth/access_token')?.body).toContain(`code_verifier=${'v'.repeat(43)}`);
    expect(asked.find(({ path }) => path === '/user')?.authorization).toBe('Bearer gho_token');
  });

  it('says of an address that it is not verified, although another one is', async () => {
    answers['/user/emails'] = {
      status: 200,
      body: [
        { email: 'other@example.com', primary: false, verified: true },
        { email: 'victim@example.com', primary: true, verified: false },
      ],
    };
    expect(await exchange()).toMatchObject({ kind: 'profile', profile: { email: 'victim@example.com', isEmailVerified: false } });
  });

  it('fails with a word for each way to fail', async () => {
    answers['/user/emails'] = { status: 403, body: {} };
    expect(await exchange()).toMatchObject({ kind: 'failed', reason: 'email_fetch_failed' });
    answers['/user/emails'] = { status: 200, body: { message: 'no list' } };
    expect(await exchange()).toMatchObject({ kind: 'failed', reason: 'email_parse_failed' });
    answers['/login/oauth/access_token'] = { status: 200, body: { error: 'bad_verification_code' } };
    expect(await exchange()).toMatchObject({ kind: 'failed' });
    expect(await provider.exchange(attempt, new URLSearchParams({ code: 'c', state: 'another' }))).toMatchObject({
      kind: 'failed',
    });
  });
});
