/** What is old goes, and what remains can still be verified. */
import { createFakeClock, systemClock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';
import { silentLog } from '@moorage/core/log';
import { useTestDatabase } from '@moorage/testkit/postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { migratedDatabase, openDatabase } from '../../../test/database.ts';
import { system } from '../../platform/authz/actor.ts';
import type { Database } from '../../platform/db/database.ts';
import { createSystemCtx } from '../../platform/http/context.ts';
import { trimAudit } from './audit-retention.service.ts';
import { verifyChain } from './audit-verify.service.ts';
import { createAudit } from './audit.service.ts';

const source = useTestDatabase(migratedDatabase('audit_retention'));
const ids = createIds(systemClock);
const { signal } = new AbortController();
const dayMs = 86_400_000;
let db: Database;
let orgId: string;
let clock: ReturnType<typeof createFakeClock>;

beforeAll(async () => {
  db = openDatabase(source.dsn);
  await db.start();
});
afterAll(() => db.stop());

async function write(): Promise<void> {
  const ctx = { actor: system, requestId: 'r', ip: '', clock };
  const entry = { orgId, event: 'thing.done', target: { type: 'thing', id: 't' } };
  await db.tenant([orgId], (tx) => createAudit({ db, ids }).append(tx, ctx, entry));
}
function trim(retentionDays: number | undefined, delivered?: number): Promise<number> {
  const ctx = {
    ...createSystemCtx({ requestId: 'r', log: silentLog, clock, signal }, 'job'),
    kind: 'job' as const,
    jobId: 'j',
    attempt: 1,
  };
  const audit = createAudit({ db, ids });
  return trimAudit({ db, clock, audit, retentionDays, deliveredThrough: () => Promise.resolve(delivered) }, ctx);
}
const verify = () => verifyChain(db, orgId, signal);

/** One event a day, ten of them. */
beforeEach(async () => {
  orgId = ids.uuid();
  clock = createFakeClock();
  for (let day = 0; day < 10; day += 1) {
    await write();
    await clock.advance(dayMs);
  }
});

describe('retention', () => {
  it('is what an organization wants, where that is shorter than what the platform does', async () => {
    const put = (days: number | null) =>
      db.system('test', async (tx) => {
        await tx.deleteFrom('orgs').where('id', '=', orgId).execute();
        const org = { id: orgId, name: 'Brief', slug: `b${orgId.slice(-12)}`, plan: 'free', created_at: clock.now() };
        await tx
          .insertInto('orgs')
          .values({ ...org, audit_retention_days: days })
          .execute();
      });
    await clock.advance(28 * dayMs);
    await put(30);
    await trim(36);
    expect(await verify()).toMatchObject({ ok: true, removedThrough: 8 });
    await put(60);
    await trim(undefined);
    expect(await verify()).toMatchObject({ ok: true, removedThrough: 8 });
  });

  it('keeps everything where nothing is set', async () => {
    expect(await trim(undefined)).toBe(0);
    expect(await verify()).toMatchObject({ ok: true, checked: 10 });
  });

  it('removes what is older, says so in the chain, and leaves it whole', async () => {
    // Other tests of this file have left chains too.
    expect(await trim(4)).toBeGreaterThanOrEqual(6);
    expect(await verify()).toMatchObject({ ok: true, checked: 5, removedThrough: 6, head: { seq: 11 } });
    expect(await trim(4)).toBe(0);
    await write();
    expect(await verify()).toMatchObject({ ok: true, checked: 6 });
  });

  it('removes again later, the note of the first time included', async () => {
    await trim(4);
    await clock.advance(30 * dayMs);
    await trim(4);
    expect(await verify()).toMatchObject({ ok: true, checked: 1, removedThrough: 11 });
  });

  it('waits for receivers that have not taken everything', async () => {
    await trim(1, 3);
    expect(await verify()).toMatchObject({ ok: true, removedThrough: 3 });
  });

  it('does not hide what is missing behind it', async () => {
    await trim(4);
    await expect(
      db.system('test', (tx) => tx.deleteFrom('audit_events').where('org_id', '=', orgId).where('seq', '=', '8').execute()),
    ).rejects.toThrow();
    expect(await verify()).toMatchObject({ ok: true });
  });
});
