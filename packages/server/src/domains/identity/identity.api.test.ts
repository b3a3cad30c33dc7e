import { systemClock } from '@moorage/core/clock';
import { describe, expect, it } from 'vitest';
import { type Answer, useTestServer } from '../../../test/support.ts';

const server = useTestServer({ name: 'identity' });

describe('the development login', () => {
  it('makes the first user the administrator of the platform, with an organization and a team of his own', async () => {
    const first = await server.signIn('ada@example.com');
    const { body } = await first.get('/api/me');
    expect(body).toMatchObject({ email: 'ada@example.com', tier: 'enterprise', platformRole: 'platform_admin', via: 'session' });
    expect(body.orgs).toEqual([{ id: body.currentOrgId, name: 'Ada', slug: 'ada', role: 'org_owner' }]);
    expect(body.teams).toEqual([{ id: body.currentTeamId, name: 'Default', orgId: body.currentOrgId, role: 'team_admin' }]);
    expect(body.permissions).toContain('deployment:create');
  });

  it('makes nobody else one, and gives a second user of a like name a slug of his own', async () => {
    const second = await server.signIn('ada@elsewhere.org');
    const { body } = await second.get('/api/me');
    expect(body).toMatchObject({ tier: 'free', platformRole: null });
    expect(body.orgs[0].slug).toMatch(/^ada-/);
  });

  it('does not care about the case of an address', async () => {
    const again = await server.signIn('Ada@Example.com');
    expect((await again.get('/api/me')).body.email).toBe('ada@example.com');
  });

  it('registers a user once, however many sign in at the same moment', async () => {
    const people = await Promise.all(Array.from({ length: 6 }, () => server.signIn('rush@example.com')));
    expect(new Set(people.map((person) => person.userId)).size).toBe(1);
    expect((await people[0]?.get('/api/me'))?.body.orgs).toHaveLength(1);
  });

  it('sets a cookie that scripts cannot read and other sites do not send', async () => {
    const answer = await server.anybody.get('/dev/login?email=cookie@example.com&redirect=/deployments');
    expect(answer.headers.get('location')).toBe('/deployments');
    const [cookie = ''] = answer.headers.getSetCookie();
    expect(cookie).toMatch(/^session=[\w-]{43}; /);
    for (const attribute of ['HttpOnly', 'SameSite=Lax', 'Path=/', 'Max-Age=']) expect(cookie).toContain(attribute);
    expect(cookie).not.toContain('Secure');
  });

  it('redirects within this site only', async () => {
    const browsersLeave = ['//evil.example', 'https://evil.example', '/\\evil.example', '/\t/evil.example', '\t//evil.example'];
    const headersCannotCarry = ['/\n/evil.example', '/\r\nx: y', '/\u0000', '/\u20ac', '/\u007f'];
    for (const redirect of [...browsersLeave, ...headersCannotCarry]) {
      const answer = await server.anybody.get(`/dev/login?email=a@example.com&redirect=${encodeURIComponent(redirect)}`);
      expect([redirect, answer.status, answer.headers.getSetCookie()]).toEqual([redirect, 400, []]);
      const out = await server.anybody.call(`/logout?redirect=${encodeURIComponent(redirect)}`, { method: 'POST' });
      expect([redirect, out.status]).toEqual([redirect, 400]);
    }
  });

  it('signs nobody in because another site says so, and does not exist behind a proxy', async () => {
    const path = '/dev/login?email=lured@example.com';
    const sites: Readonly<Record<string, string>>[] = [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'http://hello.localhost:8081' },
    ];
    for (const headers of sites) expect((await server.anybody.call(path, { headers })).status).toBe(403);
    for (const name of ['x-forwarded-for', 'x-forwarded-host', 'forwarded', 'x-real-ip', 'via']) {
      expect([name, (await server.anybody.call(path, { headers: { [name]: 'proxy' } })).status]).toEqual([name, 404]);
    }
    const users = await server.app.database.system('test', (tx) =>
      tx.selectFrom('users').select('id').where('email', '=', 'lured@example.com').execute(),
    );
    expect(users).toEqual([]);
    expect((await server.anybody.call(path, { headers: { 'sec-fetch-site': 'same-origin' } })).status).toBe(303);
    expect((await server.anybody.call(path, { headers: { 'sec-fetch-site': 'none' } })).status).toBe(303);
  });

  it('replaces the session that the browser had', async () => {
    const before = await server.signIn('rotate@example.com');
    await server.caller({ cookie: before.cookie }).get('/dev/login?email=rotate@example.com');
    expect((await before.get('/api/me')).status).toBe(401);
  });
});

describe('sessions', () => {
  it('stores only a hash of the id', async () => {
    const person = await server.signIn('hash@example.com');
    const id = person.cookie.replace('session=', '');
    const rows = await server.app.database.system('test', (tx) =>
      tx.selectFrom('sessions').selectAll().where('email', '=', 'hash@example.com').execute(),
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]?.id_hash).toHaveLength(32);
    expect(JSON.stringify(rows)).not.toContain(id);
  });

  it('refuses a forged, a truncated and an empty cookie alike', async () => {
    const person = await server.signIn('forge@example.com');
    for (const cookie of [`session=${'A'.repeat(43)}`, person.cookie.slice(0, -1), 'session=', 'session="; drop table users"']) {
      const answer = await server.caller({ cookie }).get('/api/me');
      expect([cookie, answer.status, answer.body.code]).toEqual([cookie, 401, 'unauthenticated']);
    }
  });

  it('refuses one that has expired', async () => {
    const person = await server.signIn('late@example.com');
    await server.app.database.system('test', (tx) =>
      tx.updateTable('sessions').set({ expires_at: systemClock.now() }).where('email', '=', 'late@example.com').execute(),
    );
    await server.app.database.system('test', (tx) => server.app.database.notify(tx, 'moorage_actors', person.userId));
    await expect.poll(async () => (await person.get('/api/me')).status).toBe(401);
  });

  /** With a session that is due to be renewed. */
  async function dueToBeRenewed(email: string) {
    const person = await server.signIn(email);
    const soon = new Date(systemClock.now().getTime() + 1000 * 60 * 60);
    await server.app.database.system('test', async (tx) => {
      await tx.updateTable('sessions').set({ expires_at: soon }).where('email', '=', email).execute();
      await server.app.database.notify(tx, 'moorage_actors', person.userId);
    });
    return { ...person, soon };
  }
  const cookiesOf = ({ headers }: Answer): string[] =>
    headers.getSetCookie().flatMap((cookie) => /^session=[^;]+/.exec(cookie) ?? []);
  /** As a browser that has this cookie and none that came later. */
  const show = (cookie: string) => server.caller({ cookie }).get('/api/me');

  it('slides at half of its life, with a cookie of another id', async () => {
    const person = await dueToBeRenewed('slide@example.com');
    await expect.poll(async () => cookiesOf(await show(person.cookie))).not.toEqual([]);
    const [next = ''] = cookiesOf(await show(person.cookie));
    expect(next).toMatch(/^session=[\w-]{43}$/);
    expect(next).not.toBe(person.cookie);
    const [row] = await server.app.database.system('test', (tx) =>
      tx.selectFrom('sessions').select('expires_at').where('email', '=', 'slide@example.com').execute(),
    );
    expect(row?.expires_at.getTime()).toBeGreaterThan(person.soon.getTime());
    const answer = await show(next);
    expect([answer.status, cookiesOf(answer)]).toEqual([200, []]);
  });

  it('outlives the loss of the answer that renewed it, and ends when the id before is shown after the new one', async () => {
    const { cookie } = await dueToBeRenewed('lost@example.com');
    // The answers are thrown away, and the browser comes back with what it has.
    await expect.poll(async () => cookiesOf(await show(cookie))).not.toEqual([]);
    const again = await Promise.all([show(cookie), show(cookie), show(cookie)]);
    const offered = new Set(again.flatMap(cookiesOf));
    expect([again.map(({ status }) => status), offered.size]).toEqual([[200, 200, 200], 1]);
    const [next = ''] = offered;
    const both = await Promise.all([show(next), show(cookie)]);
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    await server.app.database.system('test', (tx) =>
      tx.updateTable('sessions').set({ previous_until: systemClock.now() }).where('email', '=', 'lost@example.com').execute(),
    );
    // Until every cache has heard that the id is another one.
    await expect.poll(async () => (await show(cookie)).status).toBe(401);
    await expect.poll(async () => (await show(next)).status).toBe(401);
    const events = await server.app.database.system('test', (tx) =>
      tx.selectFrom('audit_events').selectAll().where('event', '=', 'session.reuse_detected').execute(),
    );
    expect(events).toMatchObject([{ actor_email: 'lost@example.com', target_type: 'session', ip_address: '127.0.0.1' }]);
  });

  it('lists them, tells the current one, and ends another at once', async () => {
    const laptop = await server.signIn('two@example.com');
    const phone = await server.signIn('two@example.com');
    const { body: sessions } = await laptop.get('/api/sessions');
    expect(sessions).toHaveLength(2);
    expect(sessions.filter((session: { current: boolean }) => session.current)).toHaveLength(1);
    const other = sessions.find((session: { current: boolean }) => !session.current);
    expect((await laptop.delete(`/api/sessions/${other.id}`)).status).toBe(204);
    expect((await phone.get('/api/me')).status).toBe(401);
    expect((await laptop.delete(`/api/sessions/${other.id}`)).status).toBe(404);
  });

  it("cannot end somebody else's", async () => {
    const mine = await server.signIn('mine@example.com');
    const theirs = await server.signIn('theirs@example.com');
    const { body: sessions } = await theirs.get('/api/sessions');
    expect((await mine.delete(`/api/sessions/${sessions[0].id}`)).status).toBe(404);
    expect((await theirs.get('/api/me')).status).toBe(200);
  });

  it('ends with the sign-out, which may be repeated', async () => {
    const person = await server.signIn('out@example.com');
    const answer = await person.call('/logout?redirect=/bye', { method: 'POST' });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/bye']);
    expect(answer.headers.getSetCookie()[0]).toMatch(/^session=; .*Max-Age=0/);
    expect((await person.get('/api/me')).status).toBe(401);
    expect((await person.call('/logout', { method: 'POST' })).status).toBe(303);
  });
});

describe('the public configuration', () => {
  it('needs no session, not even a good one', async () => {
    const answer = await server.caller({ cookie: 'session=stale' }).get('/api/config');
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ devMode: true, kubernetesEnabled: true, deploymentDomain: 'apps.localhost' });
  });
});
