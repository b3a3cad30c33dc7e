import { z } from 'zod';
import { type BoundJob, bindJob, defineJob, jobDone, snooze } from '../../platform/jobs/job.ts';
import { type LogRetentionDeps, trimServerLogs } from './server-log-retention.service.ts';

const logRetention = defineJob({
  kind: 'server_log.retention',
  actsFor: 'system',
  payload: z.object({}),
  about: 'Removes entries of servers’ logs that are older than they are kept.',
  cron: '15 4 * * *',
  uniqueKey: () => 'all',
  deadlineMs: 600_000,
  concurrency: 1,
});

const restMs = 1_000;

export function bindServerJobs(deps: LogRetentionDeps): BoundJob[] {
  return [
    bindJob(logRetention, async (ctx) => {
      const { removed, isDone } = await trimServerLogs(deps, ctx.signal);
      if (removed > 0) ctx.log.info('old entries of servers removed', { removed });
      return isDone ? jobDone() : snooze(restMs);
    }),
  ];
}
