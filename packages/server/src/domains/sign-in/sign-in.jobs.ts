import { z } from 'zod';
import { type BoundJob, bindJob, defineJob, jobDone } from '../../platform/jobs/job.ts';
import type { FlowService } from './flow.service.ts';

/** Removes attempts to sign in that nobody came back from. */
export const flowSweep = defineJob({
  kind: 'sign_in.sweep',
  actsFor: 'system',
  payload: z.object({}),
  about: 'Removes attempts to sign in that nobody came back from.',
  cron: '*/10 * * * *',
  uniqueKey: () => 'all',
});

export function bindSignInJobs(flows: FlowService): BoundJob[] {
  return [
    bindJob(flowSweep, async (ctx) => {
      const removed = await flows.sweep();
      if (removed > 0) ctx.log.info('abandoned attempts to sign in removed', { removed });
      return jobDone();
    }),
  ];
}
