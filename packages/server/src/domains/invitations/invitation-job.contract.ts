import { z } from 'zod';
import { defineJob } from '../../platform/jobs/job.ts';

export const invitationMailJob = defineJob({
  kind: 'invitation.mail',
  actsFor: 'team:members',
  payload: z.object({ invitationId: z.uuid() }),
  uniqueKey: ({ invitationId }) => invitationId,
  retryLimit: 8,
  retryDelaySeconds: 5,
});

/** Removes invitations long past their time. They are refused without it. */
export const invitationSweep = defineJob({
  kind: 'invitation.sweep',
  actsFor: 'system',
  payload: z.object({}),
  about: 'Removes invitations long past their time; they are refused without it.',
  cron: '17 * * * *',
  uniqueKey: () => 'all',
});
