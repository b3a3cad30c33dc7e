import { type BoundJob, bindJob } from '../../platform/jobs/job.ts';
import { secretPublish } from './secret-job.contract.ts';
import { type PublishDeps, publishAndRollOut } from './secret-publish.service.ts';

export function bindSecretJobs(deps: PublishDeps): BoundJob[] {
  return [bindJob(secretPublish, (ctx, key) => publishAndRollOut(deps, ctx, key))];
}
