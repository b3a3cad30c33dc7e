/** The jobs of images: what they are about. What they do is bound in image.jobs.ts. */
import { z } from 'zod';
import { defineJob } from '../../platform/jobs/job.ts';

/** Asks a registry one question and offers the answer to every service that waits for it. */
export const imageCheck = defineJob({
  kind: 'image.check',
  actsFor: 'deployment:update',
  payload: z.strictObject({
    /** See image_watches. */
    key: z.string().min(1).max(700),
    /** Some of the organizations that wait; the work is counted against one of them. */
    orgs: z.array(z.uuid()).min(1).max(8),
  }),
  uniqueKey: ({ key }) => key,
  retryLimit: 5,
  retryDelaySeconds: 5,
  deadlineMs: 300_000,
  concurrency: 32,
});
