import { type BoundJob, bindJob, jobDone, snooze } from '../../platform/jobs/job.ts';
import { secretPublish, secretUpkeep } from './secret-job.contract.ts';
import { publishAndRollOut } from './secret-publish.service.ts';
import { keepUp, type UpkeepDeps } from './secret-upkeep.service.ts';

/** One that ran out of time goes on in a moment. */
const goOnMs = 1_000;

export function bindSecretJobs(deps: UpkeepDeps): BoundJob[] {
  return [
    bindJob(secretPublish, (ctx, key) => publishAndRollOut(deps, ctx, key)),
    bindJob(secretUpkeep, async (ctx) => {
      const { moved, failed, removed, isDone } = await keepUp(deps, ctx.signal);
      if (moved + failed + removed > 0) ctx.log.info('documents of secrets kept up', { moved, failed, removed });
      return isDone ? jobDone() : snooze(goOnMs);
    }),
  ];
}
