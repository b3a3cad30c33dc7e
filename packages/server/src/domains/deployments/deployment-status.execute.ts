import type { Clock } from '@moorage/core/clock';
import { unreachable } from '@moorage/core/errors';
import type { Db } from '../../platform/db/database.ts';
import type { Events } from '../../platform/events/events.ts';
import type { JobQueue } from '../../platform/jobs/jobs.ts';
import { settleRelease } from './canary-change.service.ts';
import { canaryWatch, deploymentRollout } from './deployment-job.contract.ts';
import type { RolloutService } from './deployment-rollout.service.ts';
import type { StatusAction } from './deployment-status.plan.ts';
import { type StatusRow, updateStatus } from './deployment-status.store.ts';
import { announce } from './deployment-news.service.ts';

export interface StatusExecuteDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly events: Pick<Events, 'publish'>;
  readonly jobs: JobQueue;
  readonly rollouts: Pick<RolloutService, 'finishRemoval'>;
}

async function executeOne(deps: StatusExecuteDeps, row: StatusRow, action: StatusAction): Promise<void> {
  switch (action.kind) {
    case 'write-status':
      await deps.db.system('write the status of a deployment', async (tx) => {
        if (!(await updateStatus(tx, row.id, action.next, deps.clock.now()))) return;
        await announce(deps, tx, row);
        if (action.next.observed.canary !== undefined) await deps.jobs.enqueue(tx, canaryWatch, { deploymentId: row.id });
      });
      return;
    case 'release-live':
      await deps.db.system('settle a release', async (tx) => {
        if (await settleRelease(deps, tx, row, action.release)) await announce(deps, tx, row);
      });
      return;
    case 'roll-out':
      await deps.db.system('repair a deployment', (tx) => deps.jobs.enqueue(tx, deploymentRollout, { deploymentId: row.id }));
      return;
    case 'finish-removal':
      await deps.rollouts.finishRemoval(row);
      return;
    default:
      unreachable(action);
  }
}

/** In order; the first failure ends it, and the next round plans anew. */
export async function executeStatus(deps: StatusExecuteDeps, row: StatusRow, actions: readonly StatusAction[]): Promise<void> {
  for (const action of actions) await executeOne(deps, row, action);
}
