import { z } from 'zod';
import { type BoundJob, bindJob, defineJob, jobDone } from '../../platform/jobs/job.ts';
import type { GrantService } from './grant.service.ts';

/** An actor counts what is over for a minute at most: as long as one is kept in memory. This tells the audit trail. */
const grantSweep = defineJob({
  kind: 'grant.sweep',
  actsFor: 'system',
  payload: z.strictObject({}),
  about: 'Ends what guests were granted for a time, and tells the audit trail.',
  cron: '*/5 * * * *',
});

export function bindGrantJobs(grants: GrantService): BoundJob[] {
  return [
    bindJob(grantSweep, async (ctx) => {
      while (await grants.sweep(ctx)) ctx.signal.throwIfAborted();
      return jobDone();
    }),
  ];
}
