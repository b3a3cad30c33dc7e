/** Fifty thousand events, in the memory of a few hundred. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { systemClock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';
import { useTestDatabase } from '@moorage/testkit/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migratedDatabase, openDatabase } from '../../../test/database.ts';
import type { Database } from '../../platform/db/database.ts';
import { exportAudit } from './audit-export.service.ts';
import { orgTrail, platformTrail } from './audit-trail.service.ts';
import { verifyChain } from './audit-verify.service.ts';

const source = useTestDatabase(migratedDatabase('audit_export'));
const orgId = createIds(systemClock).uuid();
const count = 50_000;
let db: Database;

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');
const megabyte = 1024 * 1024;
/** Half of what is read: who keeps it has twice as much. Other tests of the process leave something to collect or to compile, too. */
const mostGrowthMb = 12;

function heap(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed / megabyte;
}

beforeAll(async () => {
  const client = new pg.Client({ connectionString: source.dsn });
  await client.connect();
  await client.query(`set moorage.system = 'on'`);
  await client.query(
    `insert into audit_events (org_id, seq, id, event, actor_kind, actor_via, target_type, target_id, data, request_id, at)
     select $1, n, gen_random_uuid(), 'thing.done', 'system', 'internal', 'thing', n::text,
            jsonb_build_object('text', repeat('x', 400)), 'r', date_trunc('milliseconds', now()) from generate_series(1, $2::int) n`,
    [orgId, count],
  );
  await client.query('insert into audit_heads (org_id, seq) values ($1, $2)', [orgId, count]);
  await client.end();
  db = openDatabase(source.dsn);
  await db.start();
});
afterAll(() => db.stop());

describe('a long chain', () => {
  it.each([
    ['by its organization', () => orgTrail(db, orgId)],
    ['with all others by the platform', () => platformTrail(db, undefined)],
  ])('is exported %s in order and in little memory', { timeout: 60_000 }, async (_by, trailOf) => {
    let lines = 0;
    let bytes = 0;
    const heaps: number[] = [];
    const download = {
      signal: new AbortController().signal,
      begin: () => {},
      write(text: string): Promise<void> {
        bytes += text.length;
        lines += text.split('\n').length - 1;
        if (lines % 10_000 === 0) heaps.push(heap());
        return Promise.resolve();
      },
    };
    await exportAudit({ trail: trailOf(), format: 'ndjson' }, download);
    expect([lines, bytes > 25 * megabyte]).toEqual([count, true]);
    expect(heaps.length).toBeGreaterThanOrEqual(count / 10_000);
    expect(Math.min(...heaps.slice(-2)) - Math.min(...heaps.slice(0, 2))).toBeLessThan(mostGrowthMb);
  });

  it('is verified in little memory', { timeout: 60_000 }, async () => {
    const before = heap();
    const report = await verifyChain(db, orgId, new AbortController().signal);
    expect(report).toMatchObject({ checked: count, problemCount: count, problems: { length: 100 } });
    expect(heap() - before).toBeLessThan(mostGrowthMb);
  });
});
