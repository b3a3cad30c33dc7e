/**
 * Hands on the domains whose time has come: those to be tried again, and those whose zone is to be compared with what is wanted.
 *
 * It runs every minute and, where the interval is shorter, has itself run once more in between.
 */
import type { Clock } from '@moorage/core/clock';
import type { Db } from '../../platform/db/database.ts';
import type { JobQueue } from '../../platform/jobs/jobs.ts';
import { claimDueDomains } from './dns-domain.store.ts';
import { dnsReconcileJob, dnsSweepJob } from './dns-job.contract.ts';

export interface SweepDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly jobs: JobQueue;
  readonly settings: { readonly intervalMs: number; readonly maxDomains: number };
}

/** As long as a job may take, and a little more. */
const leaseMs = 150_000;

/** How many were handed on. */
export async function sweepDomains({ db, clock, jobs, settings }: SweepDeps): Promise<number> {
  const at = clock.now();
  const until = new Date(at.getTime() + leaseMs);
  return await db.system('sweep of domains', async (tx) => {
    const due = await claimDueDomains(tx, { at, until, most: settings.maxDomains });
    for (const domainId of due) await jobs.enqueue(tx, dnsReconcileJob, { domainId });
    const nextAt = new Date(at.getTime() + settings.intervalMs);
    if (settings.intervalMs < 60_000) await jobs.enqueue(tx, dnsSweepJob, {}, { startAfter: nextAt });
    return due.length;
  });
}
