/** Signing in on the host of a client, told by a proxy: believed from one that is trusted, and from nobody else. */
import { beforeAll, describe, expect, it } from 'vitest';
import { useIdentityProvider } from '../../../test/identity-provider.ts';
import { callOnHost } from '../../../test/on-host.ts';
import { type Answer, type TestServer, useTestServer } from '../../../test/support.ts';

const base = 'http://console.localhost';
const red = 'red.example.test';
const provider = useIdentityProvider({ redirectUris: [`${base}/oauth2/callback`, `http://${red}/oauth2/callback`] });
const environment = () => ({ ...provider.environment, BASE_URL: base });
const behindProxy = useTestServer({
  name: 'sign_in_proxied',
  environment: () => ({ ...environment(), TRUSTED_PROXIES: '127.0.0.1' }),
});
const exposed = useTestServer({ name: 'sign_in_exposed', environment });
const forwarded = { 'x-forwarded-host': red };

provider.put('ada', { email: 'ada@example.com', email_verified: true });
beforeAll(async () => {
  for (const server of [behindProxy, exposed]) {
    const admin = await server.signIn('admin@example.com');
    const made = await admin.post('/api/clients', { name: 'Red', slug: 'red', domain: red });
    expect(made.status).toBe(201);
  }
});

/** As a proxy passes it on: the name of the machine as `Host`, that of the site beside it. */
const pass = (server: TestServer, path: string, cookie?: string, headers: Record<string, string> = forwarded): Promise<Answer> =>
  callOnHost(server, 'localhost', path, { cookie, headers });

interface Left {
  readonly redirectUri: string;
  /** Path and query that the provider sends the browser back to. */
  readonly back: string;
  readonly cookie: string;
}

async function leave(server: TestServer): Promise<Left> {
  const begun = await pass(server, '/login?provider=test');
  const url = begun.headers.get('location') ?? '';
  const cookie = begun.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const { pathname, search } = new URL(await provider.authorize(url, 'ada'));
  return { redirectUri: new URL(url).searchParams.get('redirect_uri') ?? '', back: `${pathname}${search}`, cookie };
}

const sessionOf = ({ headers }: Answer): string | undefined =>
  headers
    .getSetCookie()
    .find((line) => line.startsWith('session='))
    ?.split(';')[0];

describe('behind a trusted proxy', () => {
  it('one comes back to the host of the client, and the session is good there only', async () => {
    const { redirectUri, back, cookie } = await leave(behindProxy);
    expect(redirectUri).toBe(`http://${red}/oauth2/callback`);
    const landed = await pass(behindProxy, back, cookie);
    expect([landed.status, landed.headers.get('location')]).toEqual([302, '/']);
    const session = sessionOf(landed);
    const statusBy = async (headers: Record<string, string>): Promise<number> =>
      (await pass(behindProxy, '/api/me', session, headers)).status;
    expect([await statusBy(forwarded), await statusBy({}), await statusBy({ 'x-forwarded-host': 'blue.example.test' })]).toEqual([
      200, 401, 401,
    ]);
    expect((await pass(behindProxy, '/api/orgs', session)).body).toHaveLength(1);
  });

  it('an attempt that began on one host gives no session on another', async () => {
    const { back, cookie } = await leave(behindProxy);
    const elsewhere = await pass(behindProxy, back, cookie, {});
    expect(elsewhere.status).toBeGreaterThanOrEqual(400);
    expect(sessionOf(elsewhere)).toBeUndefined();
    expect(sessionOf(await pass(behindProxy, back, cookie))).toBeUndefined();
  });
});

describe('without a trusted proxy', () => {
  it('the name that a client tells leads nowhere: one comes back to the platform, and the session is good there only', async () => {
    const { redirectUri, back, cookie } = await leave(exposed);
    expect(redirectUri).toBe(`${base}/oauth2/callback`);
    const session = sessionOf(await pass(exposed, back, cookie));
    const here = await pass(exposed, '/api/me', session);
    expect([here.status, here.body.email]).toEqual([200, 'ada@example.com']);
    expect((await callOnHost(exposed, red, '/api/me', { cookie: session })).status).toBe(401);
  });
});
