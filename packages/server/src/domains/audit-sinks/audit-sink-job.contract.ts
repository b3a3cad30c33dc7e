import { z } from 'zod';
import { defineJob } from '../../platform/jobs/job.ts';

/** Delivers what is new to one sink, then waits for more. */
export const auditDelivery = defineJob({
  kind: 'audit.delivery',
  actsFor: 'audit:sinks',
  payload: z.object({ sinkId: z.uuid() }),
  uniqueKey: ({ sinkId }) => sinkId,
  deadlineMs: 60_000,
  retryMaxSeconds: 60,
});

/** Sees to it that every sink that is on has its delivery, whatever became of the last one. */
export const auditDeliverySweep = defineJob({
  kind: 'audit.delivery_sweep',
  actsFor: 'system',
  payload: z.object({}),
  about: 'Sees to it that every webhook of the audit trail that is on has its delivery.',
  cron: '*/5 * * * *',
  uniqueKey: () => 'all',
});
