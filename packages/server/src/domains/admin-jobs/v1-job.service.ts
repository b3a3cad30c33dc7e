import { AppError, isAppError } from '@moorage/core/errors';
import { isUuid } from '@moorage/core/ids';
import type { RequestCtx } from '../../platform/http/context.ts';
import type { Job } from '../../platform/jobs/job.ts';
import { type AdminJobDeps, type AdminJobService, jobOf, missingJob, platform } from './admin-job.service.ts';
import type { AdminJobView, JobState } from './admin-job.contract.ts';
import { countJobs, findJob, listJobs } from './admin-job.store.ts';
import { jobToView } from './admin-job.view.ts';
import type { NewV1Job, V1JobPageView, V1JobView, V1QueueView } from './v1-job.contract.ts';
import { jobToV1 } from './v1-job.view.ts';

export interface V1JobQuery {
  readonly status?: JobState | undefined;
  readonly queue?: string | undefined;
  readonly q?: string | undefined;
  readonly page: number;
  readonly page_size: number;
}

export interface V1JobService {
  list(ctx: RequestCtx, query: V1JobQuery): Promise<V1JobPageView>;
  create(ctx: RequestCtx, wanted: NewV1Job): Promise<V1JobView>;
  retry(ctx: RequestCtx, id: string): Promise<V1JobView>;
  cancel(ctx: RequestCtx, id: string): Promise<V1JobView>;
  queues(ctx: RequestCtx): Promise<V1QueueView[]>;
}

function badRequest(path: string, message: string): AppError {
  return new AppError('invalid_request', `The job cannot be queued. ${path}: ${message}.`, {
    details: { reason: 'bad_request', issues: [{ path, message }] },
  });
}

/** What its clients called the work that is done here under another name. */
const formerNames: Readonly<Record<string, string>> = {
  tokens_cleanup: 'token.sweep',
  org_key_sweeper: 'org_key.sweep',
  dns_reconcile: 'dns.sweep',
  job_logs_cleanup: 'server_log.retention',
};

function checkKind(deps: AdminJobDeps, { type, queue, payload = {} }: NewV1Job): Job {
  const kind = formerNames[type] ?? type;
  const job = jobOf(deps, kind);
  if (job === undefined) throw badRequest('type', 'there is no such type');
  if (job.actsFor !== 'system') throw badRequest('type', `is queued by whoever is allowed ${job.actsFor}`);
  if (queue !== kind && queue !== type && queue !== 'default') throw badRequest('queue', `jobs of this type are in ${kind}`);
  if (!job.payload.safeParse(payload).success) throw badRequest('payload', 'is not one of this type');
  return job;
}

async function create(deps: AdminJobDeps, ctx: RequestCtx, wanted: NewV1Job): Promise<V1JobView> {
  ctx.authorize('platform:jobs', platform);
  const job = checkKind(deps, wanted);
  const options = wanted.run_at === undefined ? {} : { startAfter: new Date(wanted.run_at) };
  return await deps.db.system('queue a job', async (tx) => {
    const id = await deps.desk.enqueue(tx, job, wanted.payload ?? {}, options);
    const row = await findJob(tx, id);
    if (row === undefined) throw missingJob();
    await deps.audit.append(tx, ctx, { event: 'job.queued', target: { type: 'job', id, name: job.kind } });
    return jobToV1(jobToView(row, job));
  });
}

/** There, what a job's state does not allow is a bad request. */
async function changed(change: Promise<AdminJobView>): Promise<V1JobView> {
  try {
    return jobToV1(await change);
  } catch (error) {
    if (!isAppError(error, 'conflict')) throw error;
    throw new AppError('invalid_request', error.message, { details: error.details ?? {}, cause: error });
  }
}

function known(id: string): string {
  if (isUuid(id)) return id;
  throw missingJob();
}

export function createV1Jobs(deps: AdminJobDeps, jobs: AdminJobService): V1JobService {
  return {
    async list(ctx, { status: state, queue: kind, q, page, page_size: size }) {
      ctx.authorize('platform:read', platform);
      const filter = { state, kind, q: q === '' ? undefined : q };
      return await deps.db.system('list jobs', async (tx) => {
        const rows = await listJobs(tx, filter, { limit: size, offset: (page - 1) * size });
        const items = rows.slice(0, size).map((row) => jobToV1(jobToView(row, jobOf(deps, row.kind))));
        return { items, total: await countJobs(tx, filter), page, page_size: size };
      });
    },
    create: (ctx, wanted) => create(deps, ctx, wanted),
    retry: async (ctx, id) => await changed(jobs.retry(ctx, known(id))),
    cancel: async (ctx, id) => await changed(jobs.cancel(ctx, known(id))),
    async queues(ctx) {
      const kinds = await jobs.kinds(ctx);
      return kinds.map(({ kind, queued, running, failed, scheduled }) => ({
        name: kind,
        pending: queued,
        running,
        failed,
        scheduled,
      }));
    },
  };
}
