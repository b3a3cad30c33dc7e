import { z } from 'zod';
import { type BoundJob, bindJob, defineJob, jobDone } from '../../platform/jobs/job.ts';
import type { DeviceLoginService } from './device-login.service.ts';

/** Removes codes that nobody can use any more. */
export const deviceLoginSweep = defineJob({
  kind: 'device_login.sweep',
  actsFor: 'system',
  payload: z.object({}),
  about: 'Removes codes of the sign-in of devices that nobody can use any more.',
  cron: '*/10 * * * *',
  uniqueKey: () => 'all',
});

export function bindDeviceLoginJobs(logins: DeviceLoginService): BoundJob[] {
  return [
    bindJob(deviceLoginSweep, async (ctx) => {
      const removed = await logins.sweep();
      if (removed > 0) ctx.log.info('old device sign-ins removed', { removed });
      return jobDone();
    }),
  ];
}
