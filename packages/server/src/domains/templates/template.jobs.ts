import { type BoundJob, bindJob, cancelJob, jobDone } from '../../platform/jobs/job.ts';
import { templateSync } from './template-job.contract.ts';
import type { TemplateSyncService } from './template-sync.service.ts';

/** Without a cluster there is nothing to bring up to date. */
export function bindTemplateJobs(sync: TemplateSyncService | undefined): BoundJob[] {
  return [
    bindJob(templateSync, async (_ctx, { templateId }) => {
      if (sync === undefined) return cancelJob('no cluster is connected');
      await sync.one(templateId);
      return jobDone();
    }),
  ];
}
