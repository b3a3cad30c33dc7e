/** Whoever is refused all the time fills no log. */
import { createFakeClock, systemClock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';
import { silentLog } from '@moorage/core/log';
import { useTestDatabase } from '@moorage/testkit/postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migratedDatabase, openDatabase } from '../../../test/database.ts';
import { anonymous } from '../../platform/authz/actor.ts';
import type { Database } from '../../platform/db/database.ts';
import type { Refusal } from '../../platform/http/server-deps.ts';
import { createAuditNotes } from './audit-note.service.ts';
import { createAudit } from './audit.service.ts';

const source = useTestDatabase(migratedDatabase('audit_notes'));
const ids = createIds(systemClock);
let db: Database;

beforeAll(async () => {
  db = openDatabase(source.dsn);
  await db.start();
});
afterAll(() => db.stop());

const refusal = (orgId: string, subject = 'x'): Refusal => ({
  kind: 'forbidden',
  actor: {
    ...anonymous,
    kind: 'user',
    userId: ids.uuid().replace(/^.{8}/, '00000000'),
    email: 'eve@example.com',
    currentOrgId: orgId,
  },
  ip: '192.0.2.1',
  requestId: 'r',
  route: 'things.delete',
  method: 'DELETE',
  action: 'thing:delete',
  resource: { type: 'thing', orgId },
  subject,
});

function setUp() {
  const clock = createFakeClock();
  const notes = createAuditNotes({ db, audit: createAudit({ db, ids }), clock, log: silentLog });
  return { clock, notes };
}

async function counts(orgId: string): Promise<unknown[]> {
  const rows = await db.tenant([orgId], (tx) =>
    tx.selectFrom('audit_events').select(['target_id', 'data']).where('org_id', '=', orgId).orderBy('seq').execute(),
  );
  return rows.map(({ target_id: target, data }) => [target, Object(data).count]);
}

describe('refusals of one actor, action and object', () => {
  it('are one event a minute that counts them', async () => {
    const orgId = ids.uuid();
    const { clock, notes } = setUp();
    await notes.start();
    const one = refusal(orgId);
    for (let index = 0; index < 1_000; index += 1) notes.refused(one);
    await notes.settled();
    expect(await counts(orgId)).toEqual([['x', 1]]);
    await clock.advance(60_000);
    await notes.settled();
    expect(await counts(orgId)).toEqual([
      ['x', 1],
      ['x', 999],
    ]);
    await clock.advance(120_000);
    notes.refused(one);
    await notes.settled();
    expect(await counts(orgId)).toHaveLength(3);
    await notes.stop();
  });

  it('are written with their count when the process ends, and not after', async () => {
    const orgId = ids.uuid();
    const { notes } = setUp();
    await notes.start();
    const one = refusal(orgId);
    for (let index = 0; index < 5; index += 1) notes.refused(one);
    await notes.stop();
    notes.refused(one);
    await notes.settled();
    expect(await counts(orgId)).toEqual([
      ['x', 1],
      ['x', 4],
    ]);
  });

  it('share one event when there are more than a thousand kinds in a minute', async () => {
    const orgId = ids.uuid();
    const { notes } = setUp();
    await notes.start();
    const one = refusal(orgId);
    for (let index = 0; index < 1_500; index += 1) notes.refused({ ...one, subject: `s${index}` });
    await notes.stop();
    expect(await counts(orgId)).toHaveLength(1_000);
  });
});

describe('a database that is away', () => {
  it('loses the note and nothing else', async () => {
    const away = openDatabase('postgresql://nobody@127.0.0.1:1/none');
    const notes = createAuditNotes({ db: away, audit: createAudit({ db: away, ids }), clock: createFakeClock(), log: silentLog });
    await notes.start();
    notes.refused(refusal(ids.uuid()));
    await notes.settled();
    await notes.stop();
    expect(notes.status()).toMatchObject({ state: 'stopped' });
  });
});
