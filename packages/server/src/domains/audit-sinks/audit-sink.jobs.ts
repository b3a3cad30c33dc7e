import { type BoundJob, bindJob, jobDone } from '../../platform/jobs/job.ts';
import { runDelivery, type SinkDeps, sweepDeliveries } from './audit-sink-delivery.service.ts';
import { auditDelivery, auditDeliverySweep } from './audit-sink-job.contract.ts';

export function bindAuditSinkJobs(deps: SinkDeps): BoundJob[] {
  return [
    bindJob(auditDelivery, (ctx, { sinkId }) => runDelivery(deps, ctx, sinkId)),
    bindJob(auditDeliverySweep, async () => {
      await sweepDeliveries(deps);
      return jobDone();
    }),
  ];
}
