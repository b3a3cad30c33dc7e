import { isAppError } from '@moorage/core/errors';
import { z } from 'zod';
import { type BoundJob, bindJob, cancelJob, defineJob, jobDone, snooze } from '../../platform/jobs/job.ts';
import type { JobQueue } from '../../platform/jobs/jobs.ts';
import { type CheckDeps, checkDomain, sweepDomains } from './custom-domain-check.service.ts';

const domainCheck = defineJob({
  kind: 'domain.check',
  actsFor: 'deployment:update',
  payload: z.object({ id: z.uuid() }),
  uniqueKey: ({ id }) => id,
  retryLimit: 3,
});

/** Finds the claims whose time has come; each is looked at by a job of its own. */
const domainSweep = defineJob({
  kind: 'domain.sweep',
  actsFor: 'system',
  payload: z.object({}),
  about: 'Finds the hosts of tenants whose proof or records are to be looked at again.',
  cron: '* * * * *',
  uniqueKey: () => 'all',
});

export function bindCustomDomainJobs(deps: CheckDeps & { readonly jobs: JobQueue }): BoundJob[] {
  return [
    bindJob(domainSweep, async (ctx) => {
      const due = await sweepDomains(deps, (tx, id) => deps.jobs.enqueue(tx, domainCheck, { id }));
      if (due > 0) ctx.log.info('custom domains due', { due });
      return jobDone();
    }),
    bindJob(domainCheck, async (ctx, { id }) => {
      try {
        const checked = await checkDomain(deps, ctx, id, { isAsked: false });
        return checked === undefined ? cancelJob('the domain is gone') : jobDone();
      } catch (error) {
        // A canary beside it lets no other release be made, and of two that prove a host at once one is looked at anew.
        if (isAppError(error, 'conflict')) return snooze(60_000);
        throw error;
      }
    }),
  ];
}
