/** Whoever gets past the trigger is found out. */
import { systemClock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';
import { useTestDatabase } from '@moorage/testkit/postgres';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { migratedDatabase, openDatabase } from '../../../test/database.ts';
import { type Actor, anonymous } from '../../platform/authz/actor.ts';
import type { Database } from '../../platform/db/database.ts';
import { verifyAllChains, verifyChain } from './audit-verify.service.ts';
import { createAudit } from './audit.service.ts';

const source = useTestDatabase(migratedDatabase('audit_chain'));
const ids = createIds(systemClock);
const { signal } = new AbortController();
let db: Database;
let intruder: pg.Client;
let orgId: string;

const user: Actor = { ...anonymous, kind: 'user', userId: ids.uuid(), email: 'ada@example.com', via: 'session' };
const robot: Actor = { ...anonymous, kind: 'machine', apiKeyId: ids.uuid(), apiKeyName: 'ci', via: 'org-key' };

async function write(count: number, data: Record<string, unknown> = {}, actor = user): Promise<void> {
  const audit = createAudit({ db, ids });
  for (let index = 0; index < count; index += 1) {
    const entry = { orgId, event: 'thing.done', target: { type: 'thing', id: `t${index}` }, data };
    const ctx = { actor, requestId: 'r', ip: '127.0.0.1', clock: systemClock };
    await db.tenant([orgId], (tx) => audit.append(tx, ctx, entry));
  }
}
const verify = () => verifyChain(db, orgId, signal);
const found = async (): Promise<(readonly [number, string])[]> =>
  (await verify()).problems.map(({ seq, kind }) => [seq, kind] as const);
const tamper = (statement: string): Promise<unknown> => intruder.query(statement.replaceAll(':org', `'${orgId}'`));

beforeAll(async () => {
  db = openDatabase(source.dsn);
  await db.start();
  intruder = new pg.Client({ connectionString: source.dsn });
  await intruder.connect();
  await intruder.query(`set moorage.system = 'on'`);
});
afterAll(async () => {
  await intruder.end();
  await db.stop();
});
beforeEach(async () => {
  orgId = ids.uuid();
  await write(6);
});

describe('the trigger', () => {
  it('refuses to change and to remove an event, whoever asks', async () => {
    await expect(tamper('update audit_events set event = event where org_id = :org')).rejects.toThrow('append-only');
    await expect(tamper('delete from audit_events where org_id = :org')).rejects.toThrow('append-only');
    await expect(tamper('truncate audit_events')).rejects.toThrow('append-only');
  });
});

describe('a chain', () => {
  beforeAll(() => intruder.query('alter table audit_events disable trigger user'));
  afterAll(() => intruder.query('alter table audit_events enable trigger user'));

  it('verifies as it was written, with whatever data it holds', async () => {
    await write(1, {
      text: 'a\0b \uD800 é',
      big: 1e21,
      small: 1.5e-7,
      minus: -0,
      nested: [{ b: 1, a: undefined }],
      at: new Date(0),
    });
    await write(1, {}, robot);
    expect(await verify()).toMatchObject({ ok: true, checked: 8, unsealed: 0, head: { seq: 8 }, problems: [] });
    const { rows } = await intruder.query('select * from audit_events where org_id = $1 and seq = 8', [orgId]);
    expect(rows[0]).toMatchObject({ actor_kind: 'machine', actor_id: robot.apiKeyId, actor_email: 'key ci' });
  });

  it.each([
    ['event', `event = 'thing.undone'`],
    ['actor', `actor_email = 'eve@example.com'`],
    ['target', `target_name = 'other'`],
    ['data', `data = '{"amount": 1}'`],
    ['time', `at = at + interval '1 ms'`],
    ['address', `ip_address = null`],
    ['hash', `hash = sha256('x')`],
  ])('shows a changed %s', async (what, change) => {
    await tamper(`update audit_events set ${change} where org_id = :org and seq = 3`);
    const expected =
      what === 'hash'
        ? [
            [3, 'changed'],
            [3, 'relinked'],
          ]
        : [[3, 'changed']];
    expect(await found()).toEqual(expected);
  });

  it('shows removed events', async () => {
    await tamper('delete from audit_events where org_id = :org and seq in (3, 4)');
    expect(await verify()).toMatchObject({
      ok: false,
      problems: [{ seq: 3, kind: 'missing', message: 'Events 3 to 4 are missing.' }],
    });
  });

  it('shows a removed first event', async () => {
    await tamper('delete from audit_events where org_id = :org and seq = 1');
    expect(await found()).toEqual([[1, 'missing']]);
  });

  it('shows events that changed places', async () => {
    await tamper('update audit_events set seq = 100 where org_id = :org and seq = 2');
    await tamper('update audit_events set seq = 2 where org_id = :org and seq = 3');
    await tamper('update audit_events set seq = 3 where org_id = :org and seq = 100');
    expect(await found()).toEqual(
      expect.arrayContaining([
        [2, 'changed'],
        [3, 'changed'],
      ]),
    );
  });

  it('shows a cut tail', async () => {
    await tamper('delete from audit_events where org_id = :org and seq > 4');
    expect(await found()).toEqual([[5, 'missing']]);
  });

  it('shows a cut tail with the head set back', async () => {
    await tamper('update audit_heads set seq = 4 where org_id = :org');
    expect(await found()).toEqual([
      [5, 'unexpected'],
      [4, 'head-differs'],
    ]);
  });

  it('shows a head that is gone', async () => {
    await tamper('delete from audit_heads where org_id = :org');
    expect(await found()).toEqual([[6, 'head-missing']]);
  });

  it('shows an event whose hash was made anew, by the one after it', async () => {
    await tamper(`update audit_events set event = 'x', hash = sha256('y') where org_id = :org and seq = 6`);
    expect(await found()).toEqual([
      [6, 'changed'],
      [6, 'head-differs'],
    ]);
  });

  it('shows a missing hash', async () => {
    await tamper('update audit_events set hash = null, prev_hash = null where org_id = :org and seq = 2');
    expect(await found()).toEqual([[2, 'unsealed']]);
  });

  it('counts what is older than the chain and checks it for gaps only', async () => {
    await tamper(`update audit_events set hash = null, prev_hash = null where org_id = :org and seq <= 2`);
    await tamper(`insert into audit_checkpoints (org_id, seq, kind, hash, at)
      select :org, 2, 'start', prev_hash, now() from audit_events where org_id = :org and seq = 3`);
    expect(await verify()).toMatchObject({ ok: true, unsealed: 2, checked: 6 });
    await tamper('delete from audit_events where org_id = :org and seq = 1');
    expect(await found()).toEqual([[1, 'missing']]);
  });

  it('is one of many that the platform verifies at once', async () => {
    await tamper('delete from audit_events where org_id = :org and seq = 3');
    const broken: string[] = [];
    const sum = await verifyAllChains(db, signal, (report) => {
      if (!report.ok) broken.push(report.orgId);
    });
    expect(sum.chains).toBeGreaterThan(1);
    expect([sum.broken > 0, broken.includes(orgId)]).toEqual([true, true]);
  });
});

describe('concurrent writers', () => {
  it('make one chain', async () => {
    await Promise.all(Array.from({ length: 20 }, () => write(2)));
    expect(await verify()).toMatchObject({ ok: true, checked: 46 });
  });
});
