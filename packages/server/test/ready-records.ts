/** Domains with many records that are as they should be: in the database, and in a zone in memory. */
import { systemClock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';
import { createLog } from '@moorage/core/log';
import { sql } from 'kysely';
import type { FakeZones } from '../src/adapters/cloud/zones/zones.fake.ts';
import { fingerprintOf } from '../src/domains/dns/dns-record-create.service.ts';
import { planZone } from '../src/domains/dns/dns-zone.plan.ts';
import type { Database } from '../src/platform/db/database.ts';
import { createSystemCtx } from '../src/platform/http/context.ts';
import type { BoundJob } from '../src/platform/jobs/job.ts';

export interface Place {
  readonly orgId: string;
  readonly domainId: string;
  /** Its name, which is that of the domain. */
  readonly zone: string;
}

/** The next look is about all of them. */
export async function forgetLook(database: Database, domainId: string): Promise<void> {
  await database.system('test', (tx) =>
    tx.updateTable('dns_domains').set({ checked_at: null }).where('id', '=', domainId).execute(),
  );
}

/** With their marks and guards. */
export async function putReadyRecords(database: Database, zones: FakeZones, place: Place & { count: number }): Promise<void> {
  const { orgId, domainId, zone, count } = place;
  const ids = createIds(systemClock);
  const rows = Array.from({ length: count }, (_, index) => {
    const record = { name: `h${index}`, type: 'A' as const, ttl: null, values: ['192.0.2.1'], alias: null };
    return { ...record, id: ids.uuid(), fingerprint: fingerprintOf(record, { domain_name: zone, zone_id: `Z-${zone}` }) };
  });
  const wishes = rows.map((row) => ({ ...row, name: `${row.name}.${zone}` }));
  const plan = planZone({ zone: { id: `Z-${zone}`, name: zone }, orgId, wishes, leftovers: [], observed: [] });
  const sets = plan.bundles.flatMap(({ edits }) => edits).map(({ after }) => after);
  zones.put(zone, ...sets.filter((set) => set !== undefined));
  await database.system('test', async (tx) => {
    await sql`
      insert into dns_records (id, org_id, domain_id, name, type, "values", fingerprint, status, owner, last_error, attempts, revision, created_at, updated_at)
      select r.id, ${orgId}, ${domainId}, r.name, r.type, r."values", r.fingerprint, 'ready', 'autoglue', '', 0, 1, now(), now()
        from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, name text, type text, "values" jsonb, fingerprint text)`.execute(
      tx,
    );
  });
  await forgetLook(database, domainId);
}

/** A run of the job by itself, as another worker would do it. */
export async function reconcileOnce(jobKinds: readonly BoundJob[], domainId: string): Promise<unknown> {
  const job = jobKinds.find((one) => one.job.kind === 'dns.reconcile');
  const log = createLog({ level: 'error', destination: { write: () => {} } });
  const ctx = createSystemCtx({ requestId: 'test', log, clock: systemClock, signal: new AbortController().signal }, 'job');
  return await job?.run({ ...ctx, kind: 'job', jobId: 'test', attempt: 1 }, { domainId });
}
