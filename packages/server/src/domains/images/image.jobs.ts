import { type BoundJob, bindJob } from '../../platform/jobs/job.ts';
import { releaseImages } from '../deployments/index.ts';
import { imageCheck } from './image-job.contract.ts';
import type { ImageWatchService } from './image-watch.service.ts';

export function bindImageJobs(watcher: ImageWatchService): BoundJob[] {
  return [
    bindJob(imageCheck, (ctx, { key, orgs }) => watcher.check(ctx, key, orgs)),
    bindJob(releaseImages, (ctx, { deploymentId, release }) => watcher.resolve(ctx, deploymentId, release)),
  ];
}
