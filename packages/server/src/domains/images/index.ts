import type { Clock } from '@moorage/core/clock';
import { AppError } from '@moorage/core/errors';
import type { Ids } from '@moorage/core/ids';
import type { Service } from '@moorage/core/lifecycle';
import type { Log } from '@moorage/core/log';
import type { ConstraintErrors } from '../../platform/db/constraints.ts';
import type { Db } from '../../platform/db/database.ts';
import type { BoundRoute } from '../../platform/http/bind.ts';
import type { BoundJob } from '../../platform/jobs/job.ts';
import type { JobQueue } from '../../platform/jobs/jobs.ts';
import type { Audit } from '../audit/index.ts';
import type { DeploymentImages } from '../deployments/index.ts';
import type { Vault } from '../vault/index.ts';
import { createImageHookService } from './image-hook.service.ts';
import { createImageReconcile } from './image-watch.reconcile.ts';
import { createImageWatchService } from './image-watch.service.ts';
import { bindImageJobs } from './image.jobs.ts';
import type { ImageRegistry } from './image.ports.ts';
import { bindImageRoutes } from './image.routes.ts';
import { createImageService } from './image.service.ts';

export interface ImagesDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly audit: Audit;
  readonly jobs: JobQueue;
  readonly deployments: DeploymentImages;
  /** Undefined where registries are not asked. */
  readonly registry: ImageRegistry | undefined;
  readonly intervalMs: number;
  /** Where secrets of hooks are kept. */
  readonly vault: Vault;
  /** Under which hooks are reached. */
  readonly baseUrl: string;
}

export interface Images {
  readonly routes: readonly BoundRoute[];
  readonly jobs: readonly BoundJob[];
  /** For a worker: queues what is due; undefined where registries are not asked. */
  readonly watcher: Service | undefined;
}

export const imageConstraints: ConstraintErrors = {
  image_hooks__name_unique: () =>
    new AppError('already_exists', 'The team has a hook of this name already.', {
      details: { issues: [{ path: 'name', message: 'is taken' }] },
    }),
};

export function createImages(deps: ImagesDeps): Images {
  const enabled = deps.registry !== undefined;
  const watcher = createImageWatchService(deps);
  return {
    routes: bindImageRoutes(createImageService({ ...deps, enabled }), createImageHookService({ ...deps, enabled })),
    jobs: bindImageJobs(watcher),
    watcher: enabled ? createImageReconcile({ ...deps, watcher }) : undefined,
  };
}
