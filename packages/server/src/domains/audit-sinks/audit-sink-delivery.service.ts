/**
 * Delivers the trail of an organization to a webhook: in order, in batches, at least once.
 *
 * The cursor moves only when a batch was answered with a 2xx, so a batch may come twice after a crash between the two; every event
 * carries its number and hash, by which a receiver knows it. A delivery is signed over its time and its body: HMAC-SHA256 with the
 * secret of the sink, in `moorage-signature: t=<unix seconds>,v1=<hex>`. A receiver that is away is asked again with growing
 * pauses, and given up after three days, with the reason.
 */
import { createHmac } from 'node:crypto';
import type { Clock } from '@moorage/core/clock';

import type { Ids } from '@moorage/core/ids';
import type { Db, Tx } from '../../platform/db/database.ts';
import { cancelJob, type JobCtx, type JobResult, snooze } from '../../platform/jobs/job.ts';
import type { JobQueue } from '../../platform/jobs/jobs.ts';
import { type Audit, type AuditEventView, readAuditSlice } from '../audit/index.ts';
import type { Vault } from '../vault/index.ts';
import { auditDelivery } from './audit-sink-job.contract.ts';
import type { SinkAnswer, SinkSender } from './audit-sink.ports.ts';
import { pauseAfterFailure, pauseWhenIdle, reasonToDisable, type SinkRow } from './audit-sink.rules.ts';
import { claimSink, findSink, listActiveSinkIds, updateSink } from './audit-sink.store.ts';

export interface SinkDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly audit: Audit;
  readonly jobs: JobQueue;
  readonly sender: SinkSender;
  readonly vault: Vault;
}

const batchSize = 100;
/** What one run delivers before others have their turn. */
const mostBatches = 20;

/** Where the secret of a sink is kept. */
export function secretPlace(orgId: string, id: string) {
  return { orgId, table: 'audit_sinks', row: id, column: 'sealed_secret' };
}

/** One signed request. */
export async function deliver(deps: SinkDeps, row: SinkRow, events: readonly AuditEventView[]): Promise<SinkAnswer> {
  const body = JSON.stringify({ sinkId: row.id, orgId: row.org_id, events });
  const time = Math.floor(deps.clock.now().getTime() / 1000);
  const secret = await deps.vault.open(secretPlace(row.org_id, row.id), row.sealed_secret);
  const signature = createHmac('sha256', secret).update(`${time}.${body}`).digest('hex');
  const [first, last] = [events.at(0)?.seq ?? 0, events.at(-1)?.seq ?? 0];
  return await deps.sender.post({
    url: row.url,
    headers: {
      'content-type': 'application/json',
      'moorage-signature': `t=${time},v1=${signature}`,
      'moorage-delivery': `${first}-${last}`,
    },
    body,
  });
}

async function recordSuccess(deps: SinkDeps, row: SinkRow, seq: number): Promise<SinkRow | undefined> {
  return await deps.db.tenant([row.org_id], async (tx) => {
    const present = await claimSink(tx, row.org_id, row.id);
    if (present === undefined || present.disabled_reason !== null) return undefined;
    const change = { failures: 0, failing_since: null, last_error: null, delivered_at: deps.clock.now() };
    return await updateSink(tx, row.id, { ...change, delivered_seq: String(Math.max(seq, Number(present.delivered_seq))) });
  });
}

async function recordFailure(deps: SinkDeps, ctx: JobCtx, row: SinkRow, message: string): Promise<JobResult> {
  return await deps.db.tenant([row.org_id], async (tx) => {
    const present = await claimSink(tx, row.org_id, row.id);
    if (present === undefined || present.disabled_reason !== null) return cancelJob('the sink is gone or off');
    const now = deps.clock.now();
    const failingSince = present.failing_since ?? now;
    const failures = present.failures + 1;
    const reason = reasonToDisable(failingSince, now);
    const change = { failures, failing_since: failingSince, last_error: message.slice(0, 500) };
    if (reason === undefined) {
      await updateSink(tx, row.id, change);
      return snooze(pauseAfterFailure(failures));
    }
    await updateSink(tx, row.id, { ...change, disabled_at: now, disabled_reason: reason });
    const target = { type: 'audit_sink', id: row.id, name: row.url };
    await deps.audit.append(tx, ctx, {
      orgId: row.org_id,
      event: 'audit_sink.disabled',
      target,
      data: { reason, lastError: message },
    });
    return cancelJob(reason);
  });
}

export async function runDelivery(deps: SinkDeps, ctx: JobCtx, sinkId: string): Promise<JobResult> {
  let row = await deps.db.system('deliver the audit trail', (tx) => findSink(tx, sinkId));
  for (let batch = 0; batch < mostBatches && !ctx.signal.aborted; batch += 1) {
    if (row === undefined || row.disabled_reason !== null) return cancelJob('the sink is gone or off');
    const events = await readAuditSlice(deps.db, { orgId: row.org_id, after: Number(row.delivered_seq), limit: batchSize });
    const last = events.at(-1);
    if (last === undefined) return snooze(pauseWhenIdle(row.delivered_at, deps.clock.now()));
    const answer = await deliver(deps, row, events);
    if (answer.kind === 'failed') return await recordFailure(deps, ctx, row, answer.message);
    row = await recordSuccess(deps, row, last.seq);
  }
  return snooze(0);
}

export async function startDelivery(deps: Pick<SinkDeps, 'jobs'>, tx: Tx, sinkId: string): Promise<void> {
  await deps.jobs.enqueue(tx, auditDelivery, { sinkId });
}

/** Later than a delivery that just runs comes back by itself. */
const sweepPauseMs = 60_000;

export async function sweepDeliveries(deps: SinkDeps): Promise<void> {
  const startAfter = new Date(deps.clock.now().getTime() + sweepPauseMs);
  await deps.db.system('start deliveries of the audit trail', async (tx) => {
    for (const sinkId of await listActiveSinkIds(tx)) await deps.jobs.enqueue(tx, auditDelivery, { sinkId }, { startAfter });
  });
}
