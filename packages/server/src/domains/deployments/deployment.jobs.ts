import { type BoundJob, bindJob } from '../../platform/jobs/job.ts';
import { deploymentRemoval, deploymentRollout, releaseDeadline } from './deployment-job.contract.ts';
import type { RolloutService } from './deployment-rollout.service.ts';
import type { ReleaseDeadlineService } from './release-deadline.service.ts';

export function bindDeploymentJobs(rollouts: RolloutService, deadlines: ReleaseDeadlineService): BoundJob[] {
  return [
    bindJob(deploymentRollout, (ctx, { deploymentId }) => rollouts.rollout(ctx, deploymentId)),
    bindJob(deploymentRemoval, (ctx, { deploymentId }) => rollouts.removal(ctx, deploymentId)),
    bindJob(releaseDeadline, (ctx, { deploymentId, release }) => deadlines.expire(ctx, deploymentId, release)),
  ];
}
