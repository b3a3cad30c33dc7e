import type { AdminJobView } from './admin-job.contract.ts';
import type { V1JobView } from './v1-job.contract.ts';

export function jobToV1(job: AdminJobView): V1JobView {
  return {
    id: job.id,
    type: job.kind,
    queue: job.kind,
    status: job.state,
    attempts: job.attempts,
    max_attempts: job.maxAttempts,
    created_at: job.createdAt,
    updated_at: job.endedAt ?? job.startedAt ?? job.createdAt,
    ...(job.lastError === null ? {} : { last_error: job.lastError }),
    run_at: job.runAt,
    ...(job.payload === null ? {} : { payload: job.payload }),
  };
}
