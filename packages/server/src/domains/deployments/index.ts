import type { Clock } from '@moorage/core/clock';
import { AppError } from '@moorage/core/errors';
import type { Ids } from '@moorage/core/ids';
import type { Service } from '@moorage/core/lifecycle';
import type { Log } from '@moorage/core/log';
import type { ConstraintErrors } from '../../platform/db/constraints.ts';
import type { Db, Tx } from '../../platform/db/database.ts';
import type { Events } from '../../platform/events/events.ts';
import { type BoundRoute, bindSocket } from '../../platform/http/bind.ts';
import type { BoundJob } from '../../platform/jobs/job.ts';
import type { JobQueue } from '../../platform/jobs/jobs.ts';
import type { Audit } from '../audit/index.ts';
import type { OrgContent } from '../orgs/index.ts';
import type { DeploymentSecrets } from '../secrets/index.ts';
import { createCanaryWatchService } from './canary-watch.service.ts';
import { bindCanaryRoutes } from './canary.routes.ts';
import { createCanaryService } from './canary.service.ts';
import { createDeploymentConfigService } from './deployment-config.service.ts';
import { createDeploymentHosts, type DeploymentHosts } from './deployment-host.service.ts';
import { createDeploymentImages, type DeploymentImages } from './deployment-image.service.ts';
import { createDeploymentEventService } from './deployment-event.service.ts';
import { createDeploymentLogService } from './deployment-log.service.ts';
import { createDeploymentMetricsService } from './deployment-metrics.service.ts';
import { createRolloutService } from './deployment-rollout.service.ts';
import { createParameterMove } from './parameter-move.service.ts';
import { createStatusReconcile } from './deployment-status.reconcile.ts';
import { bindDeploymentJobs } from './deployment.jobs.ts';
import type { DeploymentCluster, DeploymentWatch } from './deployment.ports.ts';
import { bindDeploymentRoutes } from './deployment.routes.ts';
import { execRoutes } from './exec.contract.ts';
import { createExecService, type ExecSettings } from './exec.service.ts';
import { createOrgContent } from './org-content.service.ts';
import { createReleaseDeadlineService } from './release-deadline.service.ts';
import { bindReleaseRoutes } from './release.routes.ts';
import { createReleaseService } from './release.service.ts';
import { createDeploymentService, type DeploymentServiceDeps, type DeploymentSettings } from './deployment.service.ts';

export type { DeploymentHosts, HostedDeployment, SeenHost } from './deployment-host.service.ts';
export { canaryRoutes } from './canary.contract.ts';
export type { DeploymentImages, ImageOffer, WatchedImage } from './deployment-image.service.ts';
export { releaseImages } from './deployment-job.contract.ts';
export { normalizedRepository, parseImageReference } from './image-reference.rules.ts';
export { isNewerTag, newestTag } from './image-version.service.ts';
export { isImageReference } from '../templates/index.ts';
export { createSecretTargets } from './deployment-target.service.ts';
export { deploymentsRoutes } from './deployment.contract.ts';
export { ownLabelOf } from './deployment.rules.ts';
export { execRoutes } from './exec.contract.ts';
export { releasesRoutes } from './release.contract.ts';
export { deploymentActions } from './deployment.rules.ts';

export interface DeploymentsDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly audit: Audit;
  readonly jobs: JobQueue;
  readonly events: Events;
  readonly templates: DeploymentServiceDeps['templates'];
  readonly domains: DeploymentServiceDeps['domains'];
  readonly plans: DeploymentServiceDeps['plans'] & { planOf(tx: Tx, orgId: string): Promise<string> };
  readonly secrets: DeploymentSecrets;
  readonly cluster: DeploymentCluster;
  readonly watch: DeploymentWatch;
  readonly settings: DeploymentSettings;
  readonly exec: ExecSettings;
}

export interface Deployments {
  readonly routes: readonly BoundRoute[];
  readonly jobs: readonly BoundJob[];
  /** For the domain of custom domains. */
  readonly hosts: DeploymentHosts;
  /** For whoever deletes an organization or a team. */
  readonly content: OrgContent;
  /** For the domain of images. */
  readonly images: DeploymentImages;
  /** For a worker: brings status back from the cluster. */
  readonly statusReconcile: Service;
  /** Before jobs run: takes secret parameters of older rows out of them. */
  readonly parameterMove: Service;
}

function nameTaken(): AppError {
  return new AppError('already_exists', 'A deployment of this name, or one that answers under it, exists already.', {
    details: {
      issues: [{ path: 'name', message: 'is taken' }],
      nextStep: 'Choose another name, or leave it out to have one made.',
    },
  });
}

export const deploymentConstraints: ConstraintErrors = {
  deployments__name_unique: nameTaken,
  deployment_hosts__label_unique: nameTaken,
};

export function createDeployments(deps: DeploymentsDeps): Deployments {
  const rollouts = createRolloutService(deps);
  const execs = createExecService(deps);
  return {
    routes: [
      ...bindDeploymentRoutes({
        deployments: createDeploymentService(deps),
        config: createDeploymentConfigService(deps),
        logs: createDeploymentLogService(deps),
        events: createDeploymentEventService(deps),
        metrics: createDeploymentMetricsService(deps),
      }),
      ...bindReleaseRoutes(createReleaseService(deps)),
      ...bindCanaryRoutes(createCanaryService(deps)),
      bindSocket(execRoutes.exec, (ctx, { query }, upgrade) => execs.run(ctx, query, upgrade)),
    ],
    content: createOrgContent(deps),
    jobs: bindDeploymentJobs({
      rollouts,
      deadlines: createReleaseDeadlineService(deps),
      canaries: createCanaryWatchService(deps),
    }),
    hosts: createDeploymentHosts(deps),
    images: createDeploymentImages(deps),
    parameterMove: createParameterMove(deps),
    statusReconcile: createStatusReconcile({ ...deps, rollouts }),
  };
}
