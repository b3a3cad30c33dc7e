import { z } from 'zod';
import { type BoundJob, bindJob, defineJob, jobDone } from '../../platform/jobs/job.ts';
import { type KeySweepDeps, sweepEndedKeys } from './key-sweep.service.ts';

const keySweep = defineJob({
  kind: 'org_key.sweep',
  actsFor: 'system',
  payload: z.object({}),
  about: 'Forgets keys of organizations whose end is long past; they are refused from their end on.',
  cron: '7 * * * *',
  uniqueKey: () => 'all',
  deadlineMs: 300_000,
});

export function bindApiKeyJobs(deps: KeySweepDeps): BoundJob[] {
  return [
    bindJob(keySweep, async (ctx) => {
      const removed = await sweepEndedKeys(deps, ctx);
      if (removed > 0) ctx.log.info('ended keys of organizations forgotten', { removed });
      return jobDone();
    }),
  ];
}
