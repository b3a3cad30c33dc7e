import { createHmac, randomUUID } from 'node:crypto';
import { systemClock } from '@moorage/core/clock';
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify, UnsecuredJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { useIdentityProvider } from '../../../test/identity-provider.ts';
import { type Answer, useTestServer } from '../../../test/support.ts';
import { sha256 } from '../../platform/crypto/digest.ts';

const base = 'http://console.localhost';
const provider = useIdentityProvider({ redirectUris: [`${base}/api/v1/auth/test/callback`] });
/** Where the server's time stands still, while it does: what lies between two requests then is nothing, however slow they are. */
const standing: { at: Date | undefined } = { at: undefined };
const clock = { ...systemClock, now: () => standing.at ?? systemClock.now() };
const server = useTestServer({
  name: 'token_sign_in',
  clock,
  environment: () => ({
    ...provider.environment,
    BASE_URL: base,
    CORS_ALLOWED_ORIGINS: 'http://app.localhost:5173',
  }),
});
provider.put('ada', { email: 'ada@example.com', email_verified: true });

async function returnFrom(query = ''): Promise<Answer> {
  const begun = await server.anybody.call(`/api/v1/auth/test/start${query}`, { method: 'POST' });
  expect(begun.status).toBe(200);
  const cookie = begun.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const callback = (await provider.authorize(begun.body.auth_url, 'ada')).replace(base, '');
  return await server.anybody.call(callback, { headers: { cookie } });
}

const refresh = (token: string): Promise<Answer> => server.anybody.post('/api/v1/auth/refresh', { refresh_token: token });

async function whileTimeStands<T>(work: () => Promise<T>): Promise<T> {
  standing.at = systemClock.now();
  try {
    return await work();
  } finally {
    standing.at = undefined;
  }
}

const reuseEvents = () =>
  server.app.database.system('test', (tx) =>
    tx.selectFrom('audit_events').select(['id', 'actor_email']).where('event', '=', 'token.reuse_detected').execute(),
  );

const bearer = (token: string) => server.caller({ authorization: `Bearer ${token}` });

describe('signing in for tokens', () => {
  it('gives a pair of which the access token can be checked by anybody', async () => {
    const { status, body, headers } = await returnFrom();
    expect(status).toBe(200);
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 3600 });
    const [cookie = ''] = headers.getSetCookie().filter((line) => line.startsWith('ag_jwt='));
    for (const attribute of ['HttpOnly', 'SameSite=Lax', 'Max-Age=3600', 'Path=/']) expect(cookie).toContain(attribute);
    for (const path of ['/.well-known/jwks.json', '/api/v1/.well-known/jwks.json']) {
      const keys = createRemoteJWKSet(new URL(`${server.url()}${path}`));
      const { payload, protectedHeader } = await jwtVerify(body.access_token, keys, { issuer: 'moorage', audience: 'moorage' });
      expect(protectedHeader).toMatchObject({ alg: 'EdDSA', typ: 'at+jwt' });
      expect(payload).toMatchObject({ email: 'ada@example.com' });
      const set = await server.anybody.get(path);
      expect(set.body.keys[0]).toMatchObject({ kty: 'OKP', crv: 'Ed25519', use: 'sig' });
      expect(JSON.stringify(set.body)).not.toContain('"d"');
    }
    expect((await bearer(body.access_token).get('/api/me')).body).toMatchObject({ email: 'ada@example.com', via: 'jwt' });
    const byCookie = server.caller({ cookie: `ag_jwt=${encodeURIComponent(`Bearer ${body.access_token}`)}` });
    expect((await byCookie.get('/api/me')).body.via).toBe('jwt');
    const foreign = await byCookie.call('/api/keys', { method: 'POST', body: {}, headers: { 'sec-fetch-site': 'cross-site' } });
    expect(foreign.status).toBe(403);
  });

  it('hands them to the page that asked only where that is allowed, else to our own', async () => {
    for (const [asked, target] of [
      ['http://app.localhost:5173', 'http://app.localhost:5173'],
      ['https://evil.example', base],
    ] as const) {
      const answer = await returnFrom(`?mode=spa&origin=${encodeURIComponent(asked)}`);
      expect(answer.headers.get('content-type')).toContain('text/html');
      expect(answer.body).toContain(`data-target="${target}"`);
      expect(answer.body).not.toContain('evil.example');
      expect(answer.headers.get('content-security-policy')).toMatch(/script-src 'sha256-[\w+/=]+'/);
      expect(answer.headers.get('cross-origin-opener-policy')).toBe('unsafe-none');
      expect(answer.headers.get('cache-control')).toBe('no-store');
    }
  });

  it('answers with the words of the infrastructure plane', async () => {
    const unknown = await server.anybody.call('/api/v1/auth/nobody/start/', { method: 'POST' });
    expect([unknown.status, unknown.body]).toMatchObject([400, { code: 'unsupported_provider' }]);
    expect(Object.keys(unknown.body)).toEqual(['code', 'message']);
    const stolen = await server.anybody.get(`/api/v1/auth/test/callback?code=x&state=${'A'.repeat(43)}`);
    expect([stolen.status, stolen.body.code]).toEqual([400, 'invalid_state']);
    for (const [rawBody, status, code] of [
      ['{', 400, 'invalid_json'],
      ['', 400, 'invalid_json'],
      ['{}', 400, 'invalid_request'],
    ] as const) {
      const answer = await server.anybody.call('/api/v1/auth/refresh', { method: 'POST', rawBody });
      expect([rawBody, answer.status, answer.body.code]).toEqual([rawBody, status, code]);
    }
    const headers = { 'content-type': 'text/plain' };
    const other = await server.anybody.call('/api/v1/auth/refresh', { method: 'POST', rawBody: 'x', headers });
    expect([other.status, other.body]).toEqual([415, undefined]);
    expect((await refresh('unknown')).body).toEqual({ code: 'invalid_refresh', message: 'This refresh token is not valid.' });
  });
});

describe('a refresh token', () => {
  it('is good once, and what it gave still names its user', async () => {
    const { body: first } = await returnFrom();
    const { status, body: second } = await refresh(first.refresh_token);
    expect(status).toBe(200);
    expect(decodeJwt(second.access_token)).toMatchObject({ email: 'ada@example.com' });
    expect(second.refresh_token).not.toBe(first.refresh_token);
    expect((await refresh(second.refresh_token)).status).toBe(200);
  });

  it('is won by one of fifty who show it at once, and the winner goes on', async () => {
    const { body } = await returnFrom();
    const before = await reuseEvents();
    const answers = await whileTimeStands(() => Promise.all(Array.from({ length: 50 }, () => refresh(body.refresh_token))));
    const winners = answers.filter((answer) => answer.status === 200);
    expect(winners).toHaveLength(1);
    // 503 is who waited longer for a connection to the database than anybody may.
    for (const answer of answers) expect([200, 401, 503]).toContain(answer.status);
    expect((await refresh(winners[0]?.body.refresh_token)).status).toBe(200);
    expect(await reuseEvents()).toEqual(before);
  });

  it('that is shown again later ends all that came of the sign-in, access tokens too', async () => {
    const { body: first } = await returnFrom();
    const { body: second } = await refresh(first.refresh_token);
    const longAgo = new Date(systemClock.now().getTime() - 11_000);
    const known = (await reuseEvents()).map(({ id }) => id);
    await server.app.database.system('test', (tx) =>
      tx.updateTable('refresh_tokens').set({ used_at: longAgo }).where('token_hash', '=', sha256(first.refresh_token)).execute(),
    );
    expect((await bearer(second.access_token).get('/api/me')).status).toBe(200);
    expect((await refresh(first.refresh_token)).status).toBe(401);
    expect((await refresh(second.refresh_token)).status).toBe(401);
    expect((await bearer(second.access_token).get('/api/me')).status).toBe(401);
    const detected = (await reuseEvents()).filter(({ id }) => !known.includes(id));
    expect(detected.map((event) => event.actor_email)).toEqual(['ada@example.com']);
  });

  it('is worth nothing after the sign-out, and neither is the access token; unknown ones are no error', async () => {
    const { body } = await returnFrom();
    expect((await bearer(body.access_token).get('/api/me')).status).toBe(200);
    expect((await server.anybody.post('/api/v1/auth/logout', { refresh_token: body.refresh_token })).status).toBe(204);
    expect((await refresh(body.refresh_token)).status).toBe(401);
    expect((await bearer(body.access_token).get('/api/me')).status).toBe(401);
    expect((await server.anybody.post('/api/v1/auth/logout', { refresh_token: 'unknown' })).status).toBe(204);
  });
});

describe('an access token', () => {
  it('is refused when anything about it is not ours', async () => {
    const { body } = await returnFrom();
    const claims = decodeJwt(body.access_token);
    const header = decodeProtectedHeader(body.access_token);
    const [head = '', payload = '', signature = ''] = body.access_token.split('.');
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const { body: set } = await server.anybody.get('/.well-known/jwks.json');
    const hs256 = `${encode({ ...header, alg: 'HS256' })}.${payload}`;
    const confused = createHmac('sha256', Buffer.from(set.keys[0].x, 'base64url')).update(hs256).digest('base64url');
    for (const token of [
      new UnsecuredJWT(claims).encode(),
      `${encode({ ...header, alg: 'none' })}.${payload}.`,
      `${hs256}.${confused}`,
      `${encode({ ...header, kid: 'unknown' })}.${payload}.${signature}`,
      `${encode({ ...header, typ: 'JWT' })}.${payload}.${signature}`,
      `${head}.${encode({ ...claims, sub: randomUUID() })}.${signature}`,
      `${head}.${payload}.${signature.slice(0, -4)}AAAA`,
    ]) {
      expect((await bearer(token).get('/api/me')).status).toBe(401);
    }
    expect((await bearer(body.access_token).get('/api/me')).status).toBe(200);
  });

  it('is refused once its key was retired at once, and a new key takes over', async () => {
    const { body } = await returnFrom();
    const kid = decodeProtectedHeader(body.access_token).kid ?? '';
    await server.app.database.system('test', async (tx) => {
      const at = systemClock.now();
      await tx.updateTable('signing_keys').set({ retired_at: at, verifies_until: at }).where('kid', '=', kid).execute();
      await server.app.database.notify(tx, 'moorage_signing_keys', kid);
    });
    await expect.poll(async () => (await bearer(body.access_token).get('/api/me')).status).toBe(401);
    const { body: next } = await refresh(body.refresh_token);
    expect(decodeProtectedHeader(next.access_token).kid).not.toBe(kid);
    expect((await bearer(next.access_token).get('/api/me')).status).toBe(200);
  });
});
