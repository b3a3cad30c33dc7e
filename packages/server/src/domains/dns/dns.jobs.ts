import { type BoundJob, bindJob, cancelJob, jobDone, snooze } from '../../platform/jobs/job.ts';
import type { JobQueue } from '../../platform/jobs/jobs.ts';
import { dnsReconcileJob, dnsSweepJob } from './dns-job.contract.ts';
import type { Reconciler } from './dns-reconcile.service.ts';
import { sweepDomains, type SweepDeps } from './dns-sweep.service.ts';

export function bindDnsJobs(deps: SweepDeps & { readonly jobs: JobQueue; readonly reconciler: Reconciler }): BoundJob[] {
  return [
    bindJob(dnsSweepJob, async (ctx) => {
      const due = await sweepDomains(deps);
      if (due > 0) ctx.log.info('domains due', { due });
      return jobDone();
    }),
    bindJob(dnsReconcileJob, async (ctx, { domainId }) => {
      const result = await deps.reconciler.reconcile(ctx, domainId);
      if (result.kind === 'gone') return cancelJob('the domain is gone');
      return result.kind === 'again' ? snooze(result.afterMs) : jobDone();
    }),
  ];
}
