import { systemClock } from '@moorage/core/clock';
import { describe, expect, it } from 'vitest';
import { useIdentityProvider } from '../../../test/identity-provider.ts';
import { type Answer, useTestServer } from '../../../test/support.ts';

const base = 'http://console.localhost';
const provider = useIdentityProvider({
  redirectUris: [`${base}/oauth2/callback`, `${base}/api/v1/auth/test/callback`],
});
const server = useTestServer({
  name: 'sign_in',
  environment: () => ({
    ...provider.environment,
    DEV_MODE: 'false',
    BASE_URL: base,
    CORS_ALLOWED_ORIGINS: 'http://app.localhost:5173',
  }),
});

/** A browser: it keeps cookies and goes where it is sent, to our server under its base URL and to the provider as it is. */
function aBrowser() {
  const jar = new Map<string, string>();
  async function go(path: string, method = 'GET', body?: unknown): Promise<Answer> {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await server.anybody.call(path, { method, body, headers: cookie === '' ? {} : { cookie } });
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const at = pair.indexOf('=');
      if (/Max-Age=0/i.test(line)) jar.delete(pair.slice(0, at));
      else jar.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return answer;
  }
  const locationOf = (answer: Answer): string => answer.headers.get('location') ?? '';
  return {
    jar,
    go,
    /** To the provider and back, up to the address of our callback. */
    async leave(sub: string, path = '/login'): Promise<string> {
      const begun = await go(path);
      expect(begun.status).toBe(302);
      return (await provider.authorize(locationOf(begun), sub)).replace(base, '');
    },
    async signIn(sub: string, path = '/login'): Promise<Answer> {
      return await go(await this.leave(sub, path));
    },
  };
}

function refusals(): Promise<unknown[]> {
  return server.app.database
    .system('test', (tx) => tx.selectFrom('audit_events').select('data').where('event', '=', 'sign_in.refused').execute())
    .then((rows) => rows.map((row) => row.data));
}

provider.put('ada', { email: 'Ada@example.com', email_verified: true, name: 'Ada Lovelace' });

describe('signing in by a provider', () => {
  it('registers the first one as administrator and lands where he wanted to go', async () => {
    const browser = aBrowser();
    const begun = await browser.go('/login?redirect=/deployments');
    const url = new URL(begun.headers.get('location') ?? '');
    expect(url.origin).toBe(provider.issuer);
    expect(url.searchParams.get('code_challenge_method')).toBe('S256');
    for (const name of ['state', 'nonce', 'code_challenge']) expect(url.searchParams.get(name)).toMatch(/^[\w-]{43}$/);
    const [cookie = ''] = begun.headers.getSetCookie();
    for (const attribute of ['HttpOnly', 'SameSite=Lax', 'Max-Age=600']) expect(cookie).toContain(attribute);

    const landed = await browser.signIn('ada', '/login?redirect=/deployments');
    expect([landed.status, landed.headers.get('location')]).toEqual([302, '/deployments']);
    const { body: me } = await browser.go('/api/me');
    expect(me).toMatchObject({ email: 'ada@example.com', name: 'Ada Lovelace', platformRole: 'platform_admin' });
    const { body: identities } = await browser.go('/api/me/identities');
    expect(identities).toMatchObject([{ provider: 'test', issuer: provider.issuer, email: 'ada@example.com' }]);
  });

  it('knows the account again by its subject, whatever its address is now', async () => {
    const browser = aBrowser();
    provider.put('ada', { email: 'countess@example.com', email_verified: true });
    await browser.signIn('ada');
    expect((await browser.go('/api/me')).body.email).toBe('ada@example.com');
    provider.put('ada', { email: 'ada@example.com', email_verified: true });
  });

  it('opens no account by its address, and says what to do', async () => {
    provider.put('mallory', { email: 'ada@example.com', email_verified: true });
    const answer = await aBrowser().signIn('mallory');
    expect([answer.status, answer.body.details.reason]).toEqual([403, 'identity_not_linked']);
    expect(answer.body.details.nextStep).toContain('link this sign-in');
    expect(await refusals()).toContainEqual({ reason: 'identity_not_linked' });
  });

  it('refuses an address that the provider has not verified', async () => {
    provider.put('eve', { email: 'eve@example.com', email_verified: false });
    const answer = await aBrowser().signIn('eve');
    expect([answer.status, answer.body.details.reason]).toEqual([403, 'email_not_verified']);
  });

  it('lets nobody in who is disabled', async () => {
    provider.put('bob', { email: 'bob@example.com', email_verified: true });
    const browser = aBrowser();
    await browser.signIn('bob');
    await server.app.database.system('test', (tx) =>
      tx.updateTable('users').set({ disabled_at: systemClock.now() }).where('email', '=', 'bob@example.com').execute(),
    );
    const answer = await aBrowser().signIn('bob');
    expect([answer.status, answer.body.details.reason]).toEqual([403, 'account_disabled']);
  });

  it('tells the console how one signs in', async () => {
    const { body } = await server.anybody.get('/api/config');
    expect(body.signInProviders).toEqual([{ id: 'test', name: 'Test', startUrl: '/login?provider=test' }]);
    expect((await server.anybody.get('/login?provider=nobody')).status).toBe(404);
  });
});

describe('an attempt to sign in', () => {
  it('is used once', async () => {
    const browser = aBrowser();
    const callback = await browser.leave('ada');
    const cookies = new Map(browser.jar);
    expect((await browser.go(callback)).status).toBe(302);
    for (const [name, value] of cookies) browser.jar.set(name, value);
    const again = await browser.go(callback);
    expect([again.status, again.body.details.reason]).toEqual([400, 'invalid_state']);
  });

  it('belongs to the browser that began it: nobody is signed in by a link of somebody else', async () => {
    const attacker = aBrowser();
    const callback = await attacker.leave('ada');
    const victim = aBrowser();
    const answer = await victim.go(callback);
    expect([answer.status, victim.jar.has('session')]).toEqual([400, false]);
    expect((await attacker.go(callback)).status).toBe(302);
  });

  it('is not mixed up with another one of the same browser', async () => {
    const browser = aBrowser();
    const first = new URL(await browser.leave('ada'), base);
    const second = new URL(await browser.leave('ada'), base);
    first.searchParams.set('state', second.searchParams.get('state') ?? '');
    const answer = await browser.go(`${first.pathname}${first.search}`);
    expect([answer.status, browser.jar.has('session')]).toEqual([500, false]);
    expect((await browser.go(`/oauth2/callback?code=x&state=${'A'.repeat(43)}`)).status).toBe(400);
  });

  it('needs a code, and tells of one who turned back', async () => {
    const codeless = aBrowser();
    const state = new URL(await codeless.leave('ada'), base).searchParams.get('state') ?? '';
    expect((await codeless.go(`/oauth2/callback?state=${state}`)).status).toBe(400);
    const denied = aBrowser();
    const other = new URL(await denied.leave('ada'), base).searchParams.get('state') ?? '';
    const answer = await denied.go(`/oauth2/callback?state=${other}&error=access_denied`);
    expect([answer.status, answer.body.details.reason]).toEqual([400, 'access_denied']);
    for (const query of ['', '?code=x', '?state=short&code=x']) {
      expect((await server.anybody.get(`/oauth2/callback${query}`)).status).toBe(400);
    }
  });

  it('leads back within this site only', async () => {
    for (const redirect of ['//evil.example', 'https://evil.example', '/\\evil.example', '/\t/evil.example']) {
      const answer = await server.anybody.get(`/login?redirect=${encodeURIComponent(redirect)}`);
      expect([redirect, answer.status, answer.headers.getSetCookie()]).toEqual([redirect, 400, []]);
    }
  });
});

describe('an id token', () => {
  it.each([
    ['of another issuer', { kind: 'claims', claims: { iss: 'https://evil.example' } }],
    ['for another client', { kind: 'claims', claims: { aud: 'somebody-else' } }],
    ['of another attempt', { kind: 'claims', claims: { nonce: 'of-before' } }],
    ['that has expired', { kind: 'claims', claims: { exp: 1 } }],
    ['signed by nobody', { kind: 'none' }],
    ['signed by a stranger', { kind: 'claims', claims: {}, withKey: 'other' }],
  ] as const)('%s is not believed', async (_what, lie) => {
    provider.lieOnce(lie);
    const browser = aBrowser();
    const answer = await browser.signIn('ada');
    expect([answer.status, browser.jar.has('session')]).toEqual([500, false]);
    expect(JSON.stringify(answer.body)).not.toContain('evil.example');
  });

  it('of a new key of the provider is believed, at the second attempt at the latest', async () => {
    await provider.rotateKey();
    const first = await aBrowser().signIn('ada');
    const second = await aBrowser().signIn('ada');
    expect([[302, 500].includes(first.status), second.status]).toEqual([true, 302]);
  });

  it('of a key that the provider has withdrawn is not believed any more', async () => {
    provider.lieOnce({ kind: 'claims', claims: {}, withKey: 'withdrawn' });
    const browser = aBrowser();
    expect([(await browser.signIn('ada')).status, browser.jar.has('session')]).toEqual([500, false]);
    expect((await aBrowser().signIn('ada')).status).toBe(302);
  });
});

describe('the session', () => {
  it('is never one that the browser had before: fixing one in advance gains nothing', async () => {
    const browser = aBrowser();
    browser.jar.set('session', 'B'.repeat(43));
    await browser.signIn('ada');
    expect(browser.jar.get('session')).not.toBe('B'.repeat(43));
    const before = browser.jar.get('session') ?? '';
    await browser.signIn('ada');
    expect((await server.caller({ cookie: `session=${before}` }).get('/api/me')).status).toBe(401);
  });

  it('is worth nothing after the sign-out, which a plain form can ask for', async () => {
    const browser = aBrowser();
    await browser.signIn('ada');
    const cookie = `session=${browser.jar.get('session') ?? ''}`;
    const out = await fetch(`${server.url()}/logout`, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie, 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' },
      body: 'redirect=%2Fbye',
    });
    expect([out.status, out.headers.get('location')]).toEqual([303, '/bye']);
    expect((await server.caller({ cookie }).get('/api/me')).status).toBe(401);
    await browser.signIn('ada');
    const signedIn = { cookie: `session=${browser.jar.get('session') ?? ''}` };
    const form = { method: 'POST', headers: signedIn, body: new URLSearchParams({ provider: 'test' }) };
    const toApi = await fetch(`${server.url()}/api/me/identities`, form);
    expect(toApi.status).toBe(400);
    expect(await toApi.json()).toMatchObject({ details: { reason: 'unsupported_media_type' } });
  });

  it('is worth nothing on another host', async () => {
    const browser = aBrowser();
    await browser.signIn('ada');
    const cookie = `session=${browser.jar.get('session') ?? ''}`;
    const at = (host: string) => server.caller({ cookie, 'x-forwarded-host': host }).get('/api/me');
    expect((await at('brand.localhost')).status).toBe(200);
    const row = { realm: 'brand.localhost' };
    const hash = await server.app.database.system('test', (tx) =>
      tx.updateTable('sessions').set(row).where('realm', '=', '127.0.0.1').returning('user_id').execute(),
    );
    expect(hash.length).toBeGreaterThan(0);
    for (const { user_id: userId } of hash) {
      await server.app.database.system('test', (tx) => server.app.database.notify(tx, 'moorage_actors', userId));
    }
    await expect.poll(async () => (await server.caller({ cookie }).get('/api/me')).status).toBe(401);
  });

  it('ends everywhere at once, tokens included', async () => {
    const [laptop, phone] = [aBrowser(), aBrowser()];
    await laptop.signIn('ada');
    await phone.signIn('ada');
    expect((await laptop.go('/api/sessions?keepCurrent=true', 'DELETE')).status).toBe(204);
    expect([(await laptop.go('/api/me')).status, (await phone.go('/api/me')).status]).toEqual([200, 401]);
    expect((await laptop.go('/api/sessions', 'DELETE')).status).toBe(204);
    expect((await laptop.go('/api/me')).status).toBe(401);
  });
});

describe('linking another way to sign in', () => {
  it('takes a fresh session and both proofs, and then opens the same account', async () => {
    provider.put('ada-at-work', { email: 'ada@work.example', email_verified: true });
    const browser = aBrowser();
    await browser.signIn('ada');
    const { body } = await browser.go('/api/me/identities', 'POST', { provider: 'test', redirect: '/settings' });
    const callback = (await provider.authorize(body.url, 'ada-at-work')).replace(base, '');
    const stranger = aBrowser();
    for (const [name, value] of browser.jar) if (name !== 'session') stranger.jar.set(name, value);
    const linked = await browser.go(callback);
    expect([linked.status, linked.headers.get('location')]).toEqual([302, '/settings']);
    expect((await stranger.go(callback)).status).toBe(400);
    const other = aBrowser();
    await other.signIn('ada-at-work');
    expect((await other.go('/api/me')).body.email).toBe('ada@example.com');
    const { body: identities } = await other.go('/api/me/identities');
    expect(identities).toHaveLength(2);
    expect((await other.go(`/api/me/identities/${identities[1].id}`, 'DELETE')).status).toBe(204);
    expect((await other.go(`/api/me/identities/${identities[0].id}`, 'DELETE')).status).toBe(409);
  });

  it('is refused to a session that began long ago, and to another session', async () => {
    const browser = aBrowser();
    await browser.signIn('ada');
    const { body } = await browser.go('/api/me/identities', 'POST', { provider: 'test' });
    const callback = (await provider.authorize(body.url, 'ada-at-work')).replace(base, '');
    browser.jar.delete('session');
    expect((await browser.go(callback)).status).toBe(403);
    const old = aBrowser();
    await old.signIn('ada');
    await server.app.database.system('test', (tx) =>
      tx
        .updateTable('sessions')
        .set({ created_at: new Date(systemClock.now().getTime() - 11 * 60_000) })
        .execute(),
    );
    const refused = await old.go('/api/me/identities', 'POST', { provider: 'test' });
    expect([refused.status, refused.body.details.reason]).toEqual([403, 'reauthentication_required']);
    expect((await old.go('/api/me')).status).toBe(200);
  });
});
