/**
 * What happens to a release that is not ready in time.
 *
 * A job that was queued with the release looks at it when its deadline has passed. Not ready then means failed: what was last
 * seen of it is kept as evidence, and unless the deployment says otherwise the last release that was ready takes its place as a
 * new one. A release that was gone back to is never taken back itself, so this cannot go round in circles: if that one
 * fails too, the deployment stays as it is and says why. What never reached the cluster is not judged before it did.
 */
import type { Db, Tx } from '../../platform/db/database.ts';
import { cancelJob, type JobCtx, jobDone, type JobResult, snooze } from '../../platform/jobs/job.ts';
import type { DeploymentSecrets, UsedSecret } from '../secrets/index.ts';
import { settleRelease } from './canary-change.service.ts';
import { applyChange } from './deployment-change.service.ts';
import { announce } from './deployment-news.service.ts';
import { claimDeployment, findDeployment } from './deployment.store.ts';
import type { DeploymentRow } from './deployment.view.ts';
import type { EvidenceValue } from './observed.rules.ts';
import type { ChangeDeps } from './release-record.service.ts';
import { mayRollBackByItself, refuseRollback, wishOfRollback, wishWithDigests } from './release.rules.ts';
import type { Wish } from './wish.rules.ts';
import { findLiveRelease, findRelease, updateReleaseState } from './release.store.ts';
import { restorationOf } from './release-restoration.service.ts';
import type { ReleaseRow } from './release.view.ts';

export interface ReleaseDeadlineDeps extends ChangeDeps {
  readonly db: Db;
  readonly domains: { verifiedHosts(tx: Tx, deploymentId: string): Promise<readonly string[]> };
  readonly secrets: ChangeDeps['secrets'] & Pick<DeploymentSecrets, 'prepare'>;
}

export interface ReleaseDeadlineService {
  expire(ctx: JobCtx, deploymentId: string, release: number): Promise<JobResult>;
}

/** How long until one that the cluster does not have yet is looked at again. */
const notAppliedYetMs = 60_000;

function evidenceOf({ observed, status }: DeploymentRow, message: string): EvidenceValue {
  const ofService = observed.services.find((service) => service.state !== 'Ready' && service.evidence !== undefined)?.evidence;
  const nextStep = 'Read the logs and events of the deployment, correct it and deploy again.';
  const seen = observed.message === undefined ? `The deployment was ${status}.` : observed.message;
  return observed.evidence ?? ofService ?? { reason: 'DeadlineExceeded', message: `${message} ${seen}`, nextStep };
}

interface Successor {
  readonly number: number;
  readonly wish: Wish;
  readonly restore: readonly UsedSecret[];
}

async function successorOf(
  deps: ReleaseDeadlineDeps,
  tx: Tx,
  row: DeploymentRow,
  failed: ReleaseRow,
): Promise<Successor | undefined> {
  if (!mayRollBackByItself(failed.kind, row.wish)) return undefined;
  const live = await findLiveRelease(tx, row.id);
  if (live === undefined) return undefined;
  const pinnedWish = wishWithDigests(live, { wish: row.wish, digests: failed.digests });
  const wish = wishOfRollback(row.wish, pinnedWish, await deps.domains.verifiedHosts(tx, row.id));
  const restore = await restorationOf(tx, live, failed);
  if (restore.length === 0 && refuseRollback(row.wish, wish) !== undefined) return undefined;
  return { number: live.number, wish, restore };
}

async function fail(deps: ReleaseDeadlineDeps, tx: Tx, ctx: JobCtx, { row, failed }: { row: DeploymentRow; failed: ReleaseRow }) {
  const message = `Release ${failed.number} was not ready within ${failed.wish.readyDeadlineSeconds} s.`;
  const evidence = evidenceOf(row, message);
  const at = deps.clock.now();
  const { number } = failed;
  await updateReleaseState(tx, { deploymentId: row.id, number, when: ['rolling-out'], to: 'failed', message, evidence, at });
  const target = await successorOf(deps, tx, row, failed);
  await deps.audit.append(tx, ctx, {
    orgId: row.orgId,
    event: 'release.failed',
    target: { type: 'deployment', id: row.id, name: row.name },
    // The evidence stays with the release; the trail is for ever, and log lines are not.
    data: { release: number, message, reason: evidence.reason, rollsBackTo: target?.number ?? null },
  });
  if (target === undefined) {
    await announce(deps, tx, row);
    return;
  }
  await applyChange(deps, tx, ctx, {
    present: row,
    wish: target.wish,
    restore: target.restore,
    kind: 'auto-rollback',
    from: target.number,
    reason: message,
    event: 'deployment.rolled_back',
    data: { to: target.number, from: number, automatic: true },
  });
}

async function judge(deps: ReleaseDeadlineDeps, tx: Tx, ctx: JobCtx, key: { deploymentId: string; release: number }) {
  const row = await claimDeployment(tx, key.deploymentId);
  if (row === undefined || row.deletingSince !== null || row.release !== key.release) {
    return cancelJob('the release is not wanted any more');
  }
  const current = await findRelease(tx, row.id, key.release);
  if (current?.state !== 'rolling-out' || current.deadlineAt === null) return cancelJob('the release is settled');
  const leftMs = current.deadlineAt.getTime() - ctx.clock.now().getTime();
  if (leftMs > 0) return snooze(leftMs);
  if (row.status === 'Ready' && row.observedGeneration >= current.generation) {
    await settleRelease(deps, tx, row, current.number);
    return jobDone();
  }
  if (row.appliedGeneration < current.generation && row.status !== 'Error') return snooze(notAppliedYetMs);
  await fail(deps, tx, ctx, { row, failed: current });
  ctx.log.info('release failed', { deployment: row.name, release: current.number });
  return jobDone();
}

export function createReleaseDeadlineService(deps: ReleaseDeadlineDeps): ReleaseDeadlineService {
  return {
    async expire(ctx, deploymentId, release) {
      const row = await deps.db.system('find the deployment of a release', (tx) => findDeployment(tx, deploymentId));
      if (row === undefined) return cancelJob('the deployment is gone');
      // Going back may bring secrets back.
      await deps.secrets.prepare(row.orgId);
      return await deps.db.system('judge a release', (tx) => judge(deps, tx, ctx, { deploymentId, release }));
    },
  };
}
