/** What knowing who asks costs, counted in transactions and not in time: nothing while it is warm, and junk no more than it must. */
import { systemClock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';
import { waitUntil } from '@moorage/testkit/wait-until';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { sha256 } from '../src/platform/crypto/digest.ts';
import { type Caller, type Person, useTestServer } from './support.ts';

const server = useTestServer({ name: 'credential_work' });
const ways = ['session', 'JWT', 'scoped key', 'user key', 'org key'] as const;
let ada: Person;
let callers: ReadonlyMap<string, Caller>;
let pair: { readonly id: string; readonly keyId: string; readonly key: string };

async function accessToken(): Promise<string> {
  const ids = createIds(systemClock);
  const [id, refreshToken, now] = [ids.uuid(), ids.token(), systemClock.now()];
  const times = { created_at: now, expires_at: new Date(now.getTime() + 3_600_000) };
  await server.app.database.system('test', async (tx) => {
    await tx
      .insertInto('token_families')
      .values({ id, user_id: ada.userId, ip_address: '', user_agent: '', ...times })
      .execute();
    await tx
      .insertInto('refresh_tokens')
      .values({ token_hash: sha256(refreshToken), family_id: id, ...times })
      .execute();
  });
  return (await server.anybody.post('/api/v1/auth/refresh', { refresh_token: refreshToken })).body.access_token;
}

beforeAll(async () => {
  ada = await server.signIn('ada@example.com');
  const { plain } = (await ada.post('/api/v1/me/api-keys', { name: 'mine' })).body;
  const scoped = (await ada.post('/api/keys', { name: 'scoped', scopes: ['deployments:read'] })).body.key;
  pair = (await ada.post(`/api/orgs/${ada.orgId}/keys`, { kind: 'pair', name: 'pair' })).body;
  const found = [
    ada,
    server.caller({ authorization: `Bearer ${await accessToken()}` }),
    server.caller({ authorization: `Bearer ${scoped}` }),
    server.caller({ 'x-api-key': plain }),
    server.caller({ 'x-org-key': pair.keyId, 'x-org-secret': pair.key }),
  ];
  callers = new Map(ways.map((way, index) => [way, found[index] ?? ada]));
});
afterEach(() => vi.restoreAllMocks());

/** Why each transaction was opened that belongs to authentication, beside how many the route itself opened. */
async function workOf(ask: () => Promise<unknown>): Promise<{ readonly asked: string[]; readonly listed: number }> {
  const { database } = server.app;
  const system = vi.spyOn(database, 'system');
  const tenant = vi.spyOn(database, 'tenant');
  await ask();
  // Both find something out about a credential; noting its use afterwards is nobody's wait.
  const own = new Set(['find session', 'find API key', 'authenticate', 'read signing keys', 'read clients']);
  const work = { asked: system.mock.calls.map(([why]) => why).filter((why) => own.has(why)), listed: tenant.mock.calls.length };
  vi.restoreAllMocks();
  return work;
}

describe('a credential that was checked before', () => {
  it.each(ways)('costs no query: %s', async (way) => {
    const caller = callers.get(way) ?? ada;
    const isFree = async (): Promise<boolean> => {
      const { asked, listed } = await workOf(async () => {
        for (let n = 0; n < 10; n += 1) expect((await caller.get('/api/deployments')).status).toBe(200);
      });
      expect(listed).toBe(10);
      return asked.length === 0;
    };
    // The first round finds it out; so does one on a machine so busy that no news is heard for a second.
    await waitUntil(isFree, { describe: 'ten requests that ask nothing' });
  });
});

describe('a credential that nobody checked yet', () => {
  it.each([
    ['session', ['find session', 'authenticate']],
    ['JWT', ['authenticate']],
    ['scoped key', ['find API key', 'authenticate']],
    ['user key', ['find API key', 'authenticate']],
    ['org key', ['find API key', 'authenticate']],
  ])('costs one look for itself and one for its holder: %s', async (way, expected) => {
    const caller = callers.get(way) ?? ada;
    await server.app.database.system('test', (tx) =>
      server.app.database.notify(tx, 'moorage_actors', way === 'org key' ? pair.id : ada.userId),
    );
    const asked = await waitUntil(
      async () => {
        const work = await workOf(async () => expect((await caller.get('/api/deployments')).status).toBe(200));
        return work.asked.length > 0 ? work.asked : undefined;
      },
      { describe: 'the credential to be forgotten' },
    );
    expect(asked).toEqual(expected);
  });
});

describe('a key that is not good', () => {
  const letters = 'A'.repeat(43);
  const status = async (headers: Record<string, string>): Promise<number> =>
    (await server.caller(headers).get('/api/deployments')).status;

  it('costs the same work whether nobody has it or only its secret is wrong', async () => {
    const known = { 'x-org-key': pair.keyId, 'x-org-secret': letters };
    const unknown = { 'x-org-key': `org_${'b'.repeat(22)}`, 'x-org-secret': letters };
    for (const headers of [known, unknown]) {
      const { asked } = await workOf(async () => expect(await status(headers)).toBe(401));
      expect(asked).toEqual(['find API key']);
    }
  });

  it('costs not even a query where it has not the form of one', async () => {
    for (const text of ['x', `mk_${letters}`, `u_short`, `mk_${'b'.repeat(12)}_short`]) {
      const { asked } = await workOf(async () => expect(await status({ 'x-api-key': text })).toBe(401));
      expect([text, asked]).toEqual([text, []]);
    }
  });
});
