/**
 * The job that looks after a canary: it notes when it is ready, takes the next step when that is due, and ends it when it fails or is
 * late. It is queued with every change of the canary and with every change of what the cluster says of it, so nothing is polled; that
 * it looks once a minute all the same is for news that nobody brings. What it knows is in the row, so a worker that dies loses
 * nothing: whoever runs the job next decides from the same facts.
 */
import type { Db, Tx } from '../../platform/db/database.ts';
import { cancelJob, type JobCtx, type JobResult, jobDone, snooze } from '../../platform/jobs/job.ts';
import { abortCanary, noteReady, weighCanary } from './canary-change.service.ts';
import { decideCanary, isUnderWay } from './canary.rules.ts';
import { seenOf } from './canary.view.ts';
import { claimDeployment } from './deployment.store.ts';
import type { ChangeDeps } from './release-record.service.ts';

export interface CanaryWatchDeps extends ChangeDeps {
  readonly db: Db;
}

export interface CanaryWatchService {
  look(ctx: JobCtx, deploymentId: string): Promise<JobResult>;
}

/** After a change it looks again at once, for the next thing may be due already. */
const againMs = 1_000;

async function look(deps: CanaryWatchDeps, tx: Tx, ctx: JobCtx, deploymentId: string): Promise<JobResult> {
  const row = await claimDeployment(tx, deploymentId);
  if (row === undefined || row.deletingSince !== null || !isUnderWay(row.canary)) return cancelJob('no canary is under way');
  const present = row.canary;
  const decision = decideCanary(present, seenOf(row), ctx.clock.now());
  switch (decision.kind) {
    case 'wait':
      return snooze(decision.ms);
    case 'ready':
      await noteReady(deps, tx, { row, canary: decision.canary });
      return snooze(againMs);
    case 'step':
      await weighCanary(deps, tx, ctx, { row, canary: decision.canary, from: present.weight });
      ctx.log.info('canary took a step', { deployment: row.name, weight: decision.canary.weight });
      return jobDone();
    case 'abort': {
      const { message, evidence } = decision;
      await abortCanary(deps, tx, ctx, { row, canary: present, message, evidence });
      ctx.log.info('canary aborted', { deployment: row.name, release: present.release, reason: evidence.reason });
      return jobDone();
    }
  }
}

export function createCanaryWatchService(deps: CanaryWatchDeps): CanaryWatchService {
  return {
    look: (ctx, deploymentId) => deps.db.system('look after a canary', (tx) => look(deps, tx, ctx, deploymentId)),
  };
}
