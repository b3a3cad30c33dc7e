import { z } from 'zod';
import { defineJob } from '../../platform/jobs/job.ts';

export const noticeMailJob = defineJob({
  kind: 'notice.mail',
  actsFor: 'system',
  payload: z.object({
    to: z.string(),
    event: z.string(),
    name: z.string().optional(),
    at: z.iso.datetime(),
    ip: z.string(),
  }),
  retryLimit: 8,
  retryDelaySeconds: 5,
});
