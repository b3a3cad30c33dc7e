import { createFakeClock, type FakeClock, systemClock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';
import { silentLog } from '@moorage/core/log';
import { useTestDatabase } from '@moorage/testkit/postgres';
import { waitUntil } from '@moorage/testkit/wait-until';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { migratedDatabase, openDatabase } from '../../../test/database.ts';
import { sha256 } from '../../platform/crypto/digest.ts';
import type { Database, Db } from '../../platform/db/database.ts';
import type { CookieOut } from '../../platform/http/bind.ts';
import { createAudit } from '../audit/index.ts';
import { actorsChannel, createPostgresSessions } from '../sessions/index.ts';
import { type Authenticator, createAuthenticator } from './authenticator.service.ts';
import type { CheckedKey, KeysPort, OrgsPort, TokensPort } from './identity.ports.ts';
import { digestOfRights } from './session-actor.service.ts';

const source = useTestDatabase(migratedDatabase('authenticator'));
const day = 24 * 60 * 60;
const userId = '0197a000-0000-7000-8000-00000000000a';
const never = () => Promise.reject(new Error('not asked here'));
const orgs: OrgsPort = {
  belongingOf: async () => ({ orgRoles: { o: 'org_owner' }, teamRoles: {}, teamOrgs: { t: 'o' }, orgSites: {} }),
  teamsOf: async () => ['t'],
  clientOf: async () => null,
  provision: never,
  describe: never,
  permissions: () => [],
};
const bearer = { userId, familyId: '0197a000-0000-7000-8000-00000000000f', expiresAt: new Date('2026-03-01T13:00:00Z') };
let isTokenLive = true;
const tokens: TokensPort = {
  verify: async (token) => (token === 'good.token.signed' ? bearer : undefined),
  isLive: async () => isTokenLive,
};
let checks = 0;
const machine: CheckedKey = {
  id: '0197a000-0000-7000-8000-0000000000aa',
  name: 'ci',
  via: 'api-key',
  scopes: ['orgs:read'],
  owner: { kind: 'machine', orgId: 'o', orgRoles: { o: 'org_admin' }, teamRoles: {} },
  ratePerSecond: undefined,
  expiresAt: new Date('2026-03-01T12:10:00Z'),
  lastUsedAt: null,
  lastUsedIp: null,
  severalFactors: false,
  allows: (ip) => ip !== '203.0.113.9',
};
const keys: KeysPort = {
  parse: (text) => (text.startsWith('mk_') ? { prefix: 'mk', secret: text } : undefined),
  parsePair: (key, secret) => (key === 'org_good' ? { prefix: key, secret } : undefined),
  check: async ({ secret }) => {
    checks += 1;
    return secret === 'mk_good' || secret === 'pair' ? machine : undefined;
  },
  isExpired: (expiresAt, now) => expiresAt !== null && expiresAt <= now,
  isUseWorthWriting: () => false,
  used: never,
};
const rights = digestOfRights(undefined, { orgRoles: { o: 'org_owner' }, teamRoles: {} });
let database: Database;
let clock: FakeClock;
let transactions = 0;
let hearsNews = true;
let here: Authenticator;
let elsewhere: Authenticator;

beforeAll(async () => {
  database = openDatabase(source.dsn);
  await database.start();
  await database.system('test', (tx) =>
    tx.insertInto('users').values({ id: userId, email: 'ada@example.com', name: 'Ada', created_at: systemClock.now() }).execute(),
  );
});
afterAll(() => database.stop());

beforeEach(async () => {
  clock = createFakeClock(new Date('2026-03-01T12:00:00Z'));
  const counting: Db = {
    ...database,
    hearsNews: () => hearsNews,
    system: (why, work) => {
      transactions += 1;
      return database.system(why, work);
    },
  };
  const cookie = { name: 'session', domain: undefined, maxAgeSeconds: 7 * day, lifetimeSeconds: 30 * day, secure: false };
  const ids = createIds(clock);
  const audit = createAudit({ db: database, ids });
  const shared = { clock, ids, audit, log: silentLog, orgs, tokens, keys, cookie, tokenCookieName: 'ag_jwt' };
  here = createAuthenticator({ ...shared, db: counting, sessions: createPostgresSessions(counting) });
  elsewhere = createAuthenticator({ ...shared, db: database, sessions: createPostgresSessions(database) });
  await Promise.all([here.start(), elsewhere.start()]);
  await database.system('test', async (tx) => {
    await tx.deleteFrom('sessions').execute();
    const times = {
      created_at: clock.now(),
      last_seen_at: clock.now(),
      expires_at: new Date(clock.now().getTime() + 7 * day * 1000),
    };
    const where = { ip_address: '', user_agent: '', tier: 'free', email: 'ada@example.com', current_team_id: null };
    const handle = '0197a000-0000-7000-8000-0000000000ff';
    await tx
      .insertInto('sessions')
      .values({ id_hash: sha256('good'), handle, user_id: userId, realm: 'console.test', rights, ...where, ...times })
      .execute();
  });
  transactions = 0;
  return async () => {
    await Promise.all([here.stop(), elsewhere.stop()]);
  };
});

const cookies: CookieOut[] = [];
const ask = (who: Authenticator, session = 'good', host = 'console.test') =>
  who.authenticate({
    headers: {},
    cookies: { session },
    ip: '',
    host,
    userAgent: '',
    setCookie: (cookie) => void cookies.push(cookie),
  });

/** As a stream does while it lasts: nothing can go out any more. */
const look = (who: Authenticator) =>
  who.authenticate({ headers: {}, cookies: { session: 'good' }, ip: '', host: 'console.test', userAgent: '' });

describe('the authenticator', () => {
  it('asks the database for the session and its user, and then for a minute not at all', async () => {
    expect(await ask(here)).toMatchObject({ kind: 'user', userId, via: 'session', currentTeamId: 't', currentOrgId: 'o' });
    for (let round = 0; round < 50; round += 1) await ask(here);
    expect(transactions).toBe(2);
    await clock.advance(59_999);
    await ask(here);
    expect(transactions).toBe(2);
    await clock.advance(1);
    await ask(here);
    expect(transactions).toBeGreaterThan(2);
  });

  it('trusts what it knows for a second only while it may miss news', async () => {
    await ask(here);
    hearsNews = false;
    transactions = 0;
    await ask(here);
    expect(transactions).toBe(0);
    await clock.advance(1_000);
    await ask(here);
    expect(transactions).toBeGreaterThan(0);
    hearsNews = true;
  });

  it('forgets in every process what one of them revoked', async () => {
    await Promise.all([ask(here), ask(elsewhere)]);
    await database.system('test', async (tx) => {
      await tx.deleteFrom('sessions').execute();
      await database.notify(tx, actorsChannel, userId);
    });
    await waitUntil(async () => (await ask(here)).kind === 'anonymous' && (await ask(elsewhere)).kind === 'anonymous', {
      describe: 'both to forget',
    });
  });

  it('does not keep what it loaded while it was told to forget', async () => {
    const loading = ask(here);
    here.forget(userId);
    expect((await loading).kind).toBe('user');
    await ask(here);
    expect(transactions).toBe(4);
  });

  it('knows no more of a user who was disabled', async () => {
    await database.system('test', (tx) => tx.updateTable('users').set({ disabled_at: clock.now() }).execute());
    expect((await ask(here)).kind).toBe('anonymous');
    await database.system('test', (tx) => tx.updateTable('users').set({ disabled_at: null }).execute());
  });

  it('believes no session that began before its user had to sign in again', async () => {
    const mark = (at: Date | null) =>
      database.system('test', async (tx) => {
        await tx.updateTable('users').set({ sessions_void_before: at }).where('id', '=', userId).execute();
        await database.notify(tx, actorsChannel, userId);
      });
    await mark(new Date(clock.now().getTime() + 1));
    await expect.poll(async () => (await ask(here)).kind).toBe('anonymous');
    await mark(null);
    expect((await ask(here)).kind).toBe('user');
  });

  it('ends a session at its time although it knows it, and slides it before', async () => {
    await ask(here);
    await clock.advance(4 * day * 1000);
    cookies.length = 0;
    expect((await ask(here)).kind).toBe('user');
    expect(cookies).toMatchObject([{ name: 'session', maxAgeSeconds: 7 * day, sameSite: 'lax' }]);
    expect(cookies[0]?.value).toMatch(/^[\w-]{43}$/);
    await clock.advance(7 * day * 1000);
    expect((await ask(here)).kind).toBe('anonymous');
  });

  it('knows a session on its own host only', async () => {
    expect((await ask(here)).kind).toBe('user');
    expect((await ask(here, 'good', 'brand.test')).kind).toBe('anonymous');
    expect((await ask(here, 'good', 'CONSOLE.test:8443')).kind).toBe('user');
  });

  it('gives a session another id when its user has other roles, once, and the old one half a minute', async () => {
    await database.system('test', (tx) => tx.updateTable('sessions').set({ rights: 'of before' }).execute());
    cookies.length = 0;
    const answers = await Promise.all([ask(here), ask(elsewhere), ask(here)]);
    expect(answers.map((actor) => actor.kind)).toEqual(['user', 'user', 'user']);
    expect(cookies).toHaveLength(1);
    const next = cookies[0]?.value ?? '';
    expect(next).toMatch(/^[\w-]{43}$/);
    expect((await ask(here, next)).kind).toBe('user');
    await clock.advance(29_000);
    expect((await ask(here)).kind).toBe('user');
    expect((await ask(elsewhere, next)).kind).toBe('user');
    await clock.advance(1_000);
    expect((await look(here)).kind).toBe('anonymous');
    expect((await look(elsewhere)).kind).toBe('anonymous');
    expect((await ask(elsewhere, next)).kind).toBe('user');
    expect(cookies).toHaveLength(1);
  });

  const reuses = () =>
    database.system('test', (tx) =>
      tx
        .selectFrom('audit_events')
        .selectAll()
        .where('event', '=', 'session.reuse_detected')
        .where('at', '>=', clock.now())
        .execute(),
    );

  /** With a session that is due to be renewed, and the id that it is offered. */
  async function renewed(): Promise<string> {
    await clock.advance(4 * day * 1000);
    cookies.length = 0;
    await Promise.all([ask(here), ask(elsewhere), ask(here)]);
    const values = new Set(cookies.map((cookie) => cookie.value));
    expect(values.size).toBe(1);
    return cookies[0]?.value ?? '';
  }

  it('offers a session that it renews the same id again, in every process, until that is shown', async () => {
    const next = await renewed();
    for (const who of [here, elsewhere]) {
      cookies.length = 0;
      await clock.advance(day * 1000);
      expect((await ask(who)).kind).toBe('user');
      expect(cookies).toMatchObject([{ value: next }]);
    }
    // It slides once more, by the id of which the answer was lost twice.
    await clock.advance(3 * day * 1000);
    cookies.length = 0;
    expect((await ask(elsewhere)).kind).toBe('user');
    expect(cookies).toMatchObject([{ value: next }]);
    cookies.length = 0;
    expect((await ask(here, next)).kind).toBe('user');
    expect(cookies).toEqual([]);
  });

  it('takes both ids of a renewed session for half a minute from the first use of the new one', async () => {
    const next = await renewed();
    const both = await Promise.all([ask(here, next), ask(elsewhere), ask(elsewhere, next), ask(here)]);
    expect(both.map((actor) => actor.kind)).toEqual(['user', 'user', 'user', 'user']);
    await clock.advance(29_000);
    expect((await ask(here)).kind).toBe('user');
    expect((await ask(elsewhere, next)).kind).toBe('user');
  });

  it('ends a session of which the id before is shown later than that, and writes it down', async () => {
    const next = await renewed();
    await ask(here, next);
    await clock.advance(60_000);
    expect((await look(elsewhere)).kind).toBe('anonymous');
    expect((await ask(elsewhere, next)).kind).toBe('user');
    expect(await reuses()).toEqual([]);
    expect((await ask(here)).kind).toBe('anonymous');
    expect(await reuses()).toMatchObject([{ actor_id: userId, actor_kind: 'user', target_type: 'session' }]);
    await waitUntil(
      async () => (await ask(elsewhere, next)).kind === 'anonymous' && (await ask(here, next)).kind === 'anonymous',
      {
        describe: 'the session to be over everywhere',
      },
    );
  });

  it('takes an access token by header and by cookie, until what it came of is ended', async () => {
    isTokenLive = true;
    const show = (headers: Record<string, string>, jar: Record<string, string>) =>
      here.authenticate({ headers, cookies: jar, ip: '', host: 'console.test', userAgent: '' });
    const byHeader = { authorization: 'Bearer good.token.signed' };
    const byCookie = { ag_jwt: 'Bearer good.token.signed' };
    expect(await show(byHeader, {})).toMatchObject({ kind: 'user', userId, via: 'jwt' });
    expect(await show({}, byCookie)).toMatchObject({ kind: 'user', via: 'jwt' });
    expect((await show({}, { ag_jwt: 'Bearer other.token.signed' })).kind).toBe('anonymous');
    await expect(show({ authorization: 'Bearer other.token.signed' }, { session: 'good' })).rejects.toThrow('not valid');
    isTokenLive = false;
    here.forget(userId);
    await expect(show(byHeader, {})).rejects.toThrow('not valid');
  });

  const show = (headers: Record<string, string>, ip = '') =>
    here.authenticate({ headers, cookies: { session: 'good' }, ip, host: 'console.test', userAgent: '' });

  it('checks a key once a minute, and asks nothing for it in between', async () => {
    checks = 0;
    const byKey = { authorization: 'Bearer mk_good' };
    expect(await show(byKey)).toMatchObject({
      kind: 'machine',
      userId: undefined,
      orgRoles: { o: 'org_admin' },
      teamOrgs: { t: 'o' },
    });
    transactions = 0;
    for (let round = 0; round < 50; round += 1) await show(byKey);
    expect([checks, transactions]).toEqual([1, 0]);
    await clock.advance(60_000);
    await show(byKey);
    expect(checks).toBe(2);
    await database.system('test', (tx) => database.notify(tx, actorsChannel, machine.id));
    await waitUntil(async () => (await show(byKey)).kind === 'machine' && checks > 2, {
      describe: 'the key to be checked again',
    });
  });

  it('refuses a key at its end although it knows it, and from an address that it is not for', async () => {
    const byKey = { authorization: 'Bearer mk_good' };
    await expect(show(byKey, '203.0.113.9')).rejects.toThrow('may not be used from your address');
    await clock.advance(9 * 60_000 + 59_000);
    expect((await show(byKey)).kind).toBe('machine');
    await clock.advance(1_000);
    await expect(show(byKey)).rejects.toThrow('not valid');
  });

  it('takes the first credential of the contract, and a failure of it is final', async () => {
    const pair = { 'x-org-key': 'org_good', 'x-org-secret': 'pair' };
    expect((await show({ ...pair, authorization: 'Bearer good.token.signed' })).kind).toBe('machine');
    await expect(show({ 'x-org-key': 'org_good', authorization: 'Bearer mk_good' })).rejects.toThrow('not valid');
    await expect(show({ authorization: 'Bearer wrong', 'x-api-key': 'mk_good' })).rejects.toThrow('not valid');
    expect((await show({ 'x-api-key': 'mk_good' })).kind).toBe('machine');
    await expect(show({ 'x-api-key': 'nonsense' })).rejects.toThrow('not valid');
    expect((await show({})).via).toBe('session');
  });
});
