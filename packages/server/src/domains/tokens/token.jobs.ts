import { z } from 'zod';
import { type BoundJob, bindJob, defineJob, jobDone } from '../../platform/jobs/job.ts';
import type { TokenService } from './token.service.ts';

/** Removes families of refresh tokens that ended; they are refused without it. */
export const tokenSweep = defineJob({
  kind: 'token.sweep',
  actsFor: 'system',
  payload: z.object({}),
  about: 'Removes refresh tokens that ended; they are refused without it.',
  cron: '45 3 * * *',
  uniqueKey: () => 'all',
});

export function bindTokenJobs(tokens: TokenService): BoundJob[] {
  return [
    bindJob(tokenSweep, async (ctx) => {
      const removed = await tokens.sweep();
      if (removed > 0) ctx.log.info('expired tokens removed', { removed });
      return jobDone();
    }),
  ];
}
