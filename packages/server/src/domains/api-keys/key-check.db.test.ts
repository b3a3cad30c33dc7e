import { createFakeClock } from '@moorage/core/clock';
import { silentLog } from '@moorage/core/log';
import { useTestDatabase } from '@moorage/testkit/postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migratedDatabase, openDatabase } from '../../../test/database.ts';
import { checkOf, type KeyVerifier } from '../../platform/crypto/key-verifier.ts';
import type { Database } from '../../platform/db/database.ts';
import type { KeysPort } from '../identity/index.ts';
import { createKeyCheck } from './key-check.service.ts';
import { createIds } from '@moorage/core/ids';
import { type Actor, anonymous } from '../../platform/authz/actor.ts';
import { createAudit } from '../audit/index.ts';

const source = useTestDatabase(migratedDatabase('key_check'));
const clock = createFakeClock();
const [prefix, secret] = ['u_bbbbbbbbbbbb', 'q'.repeat(43)];
const userId = '0197a000-0000-7000-8000-00000000000a';
let database: Database;
let keys: KeysPort;
/** What was hashed, in place of the milliseconds that it takes. */
const hashed: string[] = [];
const verifier: KeyVerifier = {
  hash: async (text) => `kept ${text}`,
  matches: async (stored, text) => {
    hashed.push(text);
    return stored === `kept ${text}`;
  },
};

beforeAll(async () => {
  database = openDatabase(source.dsn);
  await database.start();
  keys = createKeyCheck({
    db: database,
    clock,
    log: silentLog,
    verifier,
    audit: createAudit({ db: database, ids: createIds(clock) }),
  });
  await database.system('test', async (tx) => {
    const user = { id: userId, email: 'ada@example.com', name: 'Ada', created_at: clock.now() };
    await tx.insertInto('users').values(user).execute();
    await tx
      .insertInto('api_keys')
      .values({
        id: '0197a000-0000-7000-8000-0000000000aa',
        ...{ kind: 'user', user_id: userId, name: 'mine', prefix, created_at: clock.now() },
        ...{ secret_hash: await verifier.hash(secret), secret_check: checkOf(secret) },
      })
      .execute();
  });
});
afterAll(() => database.stop());

describe('the check of a key', () => {
  it('hashes a right secret once, and neither a wrong one nor that of an unknown key', async () => {
    expect(await keys.check({ prefix, secret })).toMatchObject({ via: 'user-key', owner: { kind: 'user', userId } });
    expect(hashed).toEqual([secret]);
    hashed.length = 0;
    expect(await keys.check({ prefix, secret: `${secret.slice(1)}r` })).toBeUndefined();
    expect(await keys.check({ prefix: 'u_cccccccccccc', secret })).toBeUndefined();
    expect(hashed).toEqual([]);
  });
});

describe('a use', () => {
  const use = async (ip: string, id = '0197a000-0000-7000-8000-0000000000aa'): Promise<unknown[]> => {
    const actor: Actor = { ...anonymous, kind: 'user', userId, via: 'user-key', apiKeyId: id };
    await keys.used({ id, name: 'mine', actor }, { at: clock.now(), ip, requestId: `from ${ip}` });
    const event = 'api_key.used_from_new_address';
    const rows = await database.system('test', (tx) =>
      tx
        .selectFrom('audit_events')
        .select(['ip_address', 'actor_id', 'request_id'])
        .where('event', '=', event)
        .orderBy('seq')
        .execute(),
    );
    return rows;
  };
  const told = (ip: string) => ({ ip_address: ip, actor_id: userId, request_id: `from ${ip}` });

  it('from an address that the key was never used from is an event, but for the very first', async () => {
    expect(await use('192.0.2.1')).toEqual([]);
    expect(await use('192.0.2.1')).toEqual([]);
    expect(await use('198.51.100.7')).toEqual([told('198.51.100.7')]);
    await Promise.all([use('203.0.113.5'), use('203.0.113.5'), use('198.51.100.7')]);
    expect(await use('192.0.2.1')).toEqual([told('198.51.100.7'), told('203.0.113.5')]);
    expect(await use('192.0.2.9', '0197a000-0000-7000-8000-0000000000ff')).toHaveLength(2);
  });
});
