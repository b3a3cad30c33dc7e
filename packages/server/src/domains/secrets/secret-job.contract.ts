/** The jobs of secrets: what they are about. What they do is bound in secret.jobs.ts. */
import { z } from 'zod';
import { defineJob } from '../../platform/jobs/job.ts';

/** Brings one document to the store and rolls out whoever receives it. It knows a path, never a value. */
export const secretPublish = defineJob({
  kind: 'secret.publish',
  actsFor: 'deployment:secrets',
  payload: z.strictObject({ orgId: z.uuid(), path: z.string().min(1).max(400) }),
  uniqueKey: ({ path }) => path,
  retryLimit: 1000,
  retryDelaySeconds: 1,
  retryMaxSeconds: 60,
});

/** Brings documents to the store that was chosen, and removes those that nobody points to. */
export const secretUpkeep = defineJob({
  kind: 'secret.upkeep',
  actsFor: 'system',
  payload: z.object({}),
  about: 'Brings secrets to the store that was chosen, and removes those that nobody points to.',
  cron: '*/5 * * * *',
  uniqueKey: () => 'all',
  deadlineMs: 600_000,
  concurrency: 1,
});
