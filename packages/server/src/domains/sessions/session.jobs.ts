import { z } from 'zod';
import { type BoundJob, bindJob, defineJob, jobDone } from '../../platform/jobs/job.ts';
import type { SessionService } from './session.service.ts';

/** Removes sessions that ended. They are refused without it; it keeps the table small. */
export const sessionSweep = defineJob({
  kind: 'session.sweep',
  actsFor: 'system',
  payload: z.object({}),
  about: 'Removes sessions that ended; they are refused without it.',
  cron: '*/10 * * * *',
  uniqueKey: () => 'all',
});

export function bindSessionJobs(sessions: SessionService): BoundJob[] {
  return [
    bindJob(sessionSweep, async (ctx) => {
      const removed = await sessions.sweep();
      if (removed > 0) ctx.log.info('expired sessions removed', { removed });
      return jobDone();
    }),
  ];
}
