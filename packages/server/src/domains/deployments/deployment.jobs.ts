import { type BoundJob, bindJob } from '../../platform/jobs/job.ts';
import { deploymentRemoval, deploymentRollout } from './deployment-job.contract.ts';
import type { RolloutService } from './deployment-rollout.service.ts';

export function bindDeploymentJobs(rollouts: RolloutService): BoundJob[] {
  return [
    bindJob(deploymentRollout, (ctx, { deploymentId }) => rollouts.rollout(ctx, deploymentId)),
    bindJob(deploymentRemoval, (ctx, { deploymentId }) => rollouts.removal(ctx, deploymentId)),
  ];
}
