import { createFakeClock, type FakeClock, systemClock } from '@moorage/core/clock';
import { silentLog } from '@moorage/core/log';
import { useTestDatabase } from '@moorage/testkit/postgres';
import { waitUntil } from '@moorage/testkit/wait-until';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { migratedDatabase, openDatabase } from '../../../test/database.ts';
import { sha256 } from '../../platform/crypto/digest.ts';
import type { Database, Db } from '../../platform/db/database.ts';
import type { CookieOut } from '../../platform/http/bind.ts';
import { actorsChannel, type Authenticator, createAuthenticator } from './authenticator.service.ts';
import type { OrgsPort } from './identity.ports.ts';

const source = useTestDatabase(migratedDatabase('authenticator'));
const day = 24 * 60 * 60;
const userId = '0197a000-0000-7000-8000-00000000000a';
const never = () => Promise.reject(new Error('not asked here'));
const orgs: OrgsPort = {
  belongingOf: async () => ({ orgRoles: { o: 'org_owner' }, teamRoles: {}, teamOrgs: { t: 'o' } }),
  provision: never,
  describe: never,
  permissions: () => [],
};
let database: Database;
let clock: FakeClock;
let transactions = 0;
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
    system: (why, work) => {
      transactions += 1;
      return database.system(why, work);
    },
  };
  const cookie = { name: 'session', domain: undefined, maxAgeSeconds: 7 * day, secure: false };
  here = createAuthenticator({ db: counting, clock, log: silentLog, orgs, cookie });
  elsewhere = createAuthenticator({ db: database, clock, log: silentLog, orgs, cookie });
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
      .values({ id_hash: sha256('good'), handle, user_id: userId, ...where, ...times })
      .execute();
  });
  transactions = 0;
  return async () => {
    await Promise.all([here.stop(), elsewhere.stop()]);
  };
});

const cookies: CookieOut[] = [];
const ask = (who: Authenticator, session = 'good') =>
  who.authenticate({
    headers: {},
    cookies: { session },
    ip: '',
    userAgent: '',
    setCookie: (cookie) => void cookies.push(cookie),
  });

describe('the authenticator', () => {
  it('asks the database once, and then for a minute not at all', async () => {
    expect(await ask(here)).toMatchObject({ kind: 'user', userId, via: 'session', currentTeamId: 't', currentOrgId: 'o' });
    for (let round = 0; round < 50; round += 1) await ask(here);
    expect(transactions).toBe(1);
    await clock.advance(59_999);
    await ask(here);
    expect(transactions).toBe(1);
    await clock.advance(1);
    await ask(here);
    expect(transactions).toBeGreaterThan(1);
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
    expect(transactions).toBe(2);
  });

  it('knows no more of a user who was disabled', async () => {
    await database.system('test', (tx) => tx.updateTable('users').set({ disabled_at: clock.now() }).execute());
    expect((await ask(here)).kind).toBe('anonymous');
    await database.system('test', (tx) => tx.updateTable('users').set({ disabled_at: null }).execute());
  });

  it('ends a session at its time although it knows it, and slides it before', async () => {
    await ask(here);
    await clock.advance(4 * day * 1000);
    cookies.length = 0;
    expect((await ask(here)).kind).toBe('user');
    expect(cookies).toMatchObject([{ name: 'session', value: 'good', maxAgeSeconds: 7 * day, sameSite: 'lax' }]);
    await clock.advance(7 * day * 1000);
    expect((await ask(here)).kind).toBe('anonymous');
  });
});
