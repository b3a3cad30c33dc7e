import { type BoundJob, bindJob } from '../../platform/jobs/job.ts';
import type { CanaryWatchService } from './canary-watch.service.ts';
import { canaryWatch, deploymentRemoval, deploymentRollout, releaseDeadline } from './deployment-job.contract.ts';
import type { RolloutService } from './deployment-rollout.service.ts';
import type { ReleaseDeadlineService } from './release-deadline.service.ts';

export interface DeploymentJobDeps {
  readonly rollouts: RolloutService;
  readonly deadlines: ReleaseDeadlineService;
  readonly canaries: CanaryWatchService;
}

export function bindDeploymentJobs({ rollouts, deadlines, canaries }: DeploymentJobDeps): BoundJob[] {
  return [
    bindJob(deploymentRollout, (ctx, { deploymentId }) => rollouts.rollout(ctx, deploymentId)),
    bindJob(deploymentRemoval, (ctx, { deploymentId }) => rollouts.removal(ctx, deploymentId)),
    bindJob(releaseDeadline, (ctx, { deploymentId, release }) => deadlines.expire(ctx, deploymentId, release)),
    bindJob(canaryWatch, (ctx, { deploymentId }) => canaries.look(ctx, deploymentId)),
  ];
}
