import { z } from 'zod';
import { type BoundJob, bindJob, defineJob, jobDone } from '../../platform/jobs/job.ts';
import { type RetentionDeps, trimAudit } from './audit-retention.service.ts';

const auditRetention = defineJob({
  kind: 'audit.retention',
  actsFor: 'system',
  payload: z.object({}),
  about:
    'Removes audit events that are older than the platform or their organization wants them; what remains can still be verified.',
  cron: '43 3 * * *',
  uniqueKey: () => 'all',
  deadlineMs: 600_000,
});

export function bindAuditJobs(deps: RetentionDeps): BoundJob[] {
  return [
    bindJob(auditRetention, async (ctx) => {
      const removed = await trimAudit(deps, ctx);
      if (removed > 0) ctx.log.info('old audit events removed', { removed });
      return jobDone();
    }),
  ];
}
