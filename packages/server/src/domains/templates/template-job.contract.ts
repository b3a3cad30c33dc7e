/** The job of templates: what it is about. What it does is bound in template.jobs.ts. */
import { z } from 'zod';
import { defineJob } from '../../platform/jobs/job.ts';

/** Brings the cluster's copy of a template to what its row says. */
export const templateSync = defineJob({
  kind: 'template.sync',
  actsFor: 'template:update',
  payload: z.strictObject({ templateId: z.uuid() }),
  uniqueKey: ({ templateId }) => templateId,
  // What is given up here, the period makes good.
  retryLimit: 5,
  retryDelaySeconds: 1,
  retryMaxSeconds: 30,
});
