import { z } from 'zod';
import { defineJob } from '../../platform/jobs/job.ts';

/** Gives an organization, or with null the platform, a new key. */
export const keyRotation = defineJob({
  kind: 'vault.rotation',
  actsFor: 'platform:encryption',
  payload: z.object({ orgId: z.uuid().nullable(), askedAt: z.iso.datetime() }),
  uniqueKey: ({ orgId }) => orgId ?? 'platform',
  deadlineMs: 600_000,
  concurrency: 1,
});

/** Seals anew what is not under its owner's newest key, and destroys keys that nothing needs. */
export const vaultUpkeep = defineJob({
  kind: 'vault.upkeep',
  actsFor: 'system',
  payload: z.object({}),
  about: 'Seals anew what is not under its owner’s newest key, and destroys keys that nothing needs.',
  cron: '37 * * * *',
  uniqueKey: () => 'all',
  deadlineMs: 600_000,
  concurrency: 1,
});

/** Opens every value. */
export const vaultVerification = defineJob({
  kind: 'vault.verification',
  actsFor: 'system',
  payload: z.object({}),
  about: 'Opens every sealed value once, to know that it can be.',
  cron: '20 3 * * *',
  uniqueKey: () => 'all',
  deadlineMs: 3_600_000,
  concurrency: 1,
});
