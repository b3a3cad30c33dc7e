import { AppError } from '@moorage/core/errors';
import type { Db, Tx } from '../../platform/db/database.ts';
import { decodeCursor, type Page, pageLimit, type PageRequest, toPage } from '../../platform/db/paging.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import type { Job } from '../../platform/jobs/job.ts';
import type { JobDesk, Retried } from '../../platform/jobs/desk.ts';
import type { Audit } from '../audit/index.ts';
import type { AdminJobKindView, AdminJobView, AdminScheduleView } from './admin-job.contract.ts';
import { countKinds, findJob, type JobFilter, listJobs, listLastRuns } from './admin-job.store.ts';
import { type JobRow, jobToView, kindsToView, type ScheduleSetting, scheduleToView } from './admin-job.view.ts';

export interface AdminJobDeps {
  readonly db: Db;
  readonly audit: Audit;
  readonly desk: JobDesk;
  /** What is configured, by the kind of the job. */
  readonly settings: Readonly<Record<string, readonly ScheduleSetting[]>>;
}

export type JobQuery = Omit<JobFilter, 'id'> & { readonly [K in keyof PageRequest]?: PageRequest[K] | undefined };

export interface AdminJobService {
  list(ctx: RequestCtx, query: JobQuery): Promise<Page<AdminJobView>>;
  get(ctx: RequestCtx, id: string): Promise<AdminJobView>;
  retry(ctx: RequestCtx, id: string): Promise<AdminJobView>;
  cancel(ctx: RequestCtx, id: string): Promise<AdminJobView>;
  kinds(ctx: RequestCtx): Promise<AdminJobKindView[]>;
  schedules(ctx: RequestCtx): Promise<AdminScheduleView[]>;
}

export const platform = { type: 'platform' } as const;

const refusals: Readonly<Record<Exclude<Retried, 'queued'>, string>> = {
  taken: 'Another job of its key waits already and does the same.',
  'not-ended': 'It neither failed nor was canceled.',
  'unknown-kind': 'This version does not know its kind or its payload.',
};

export function missingJob(): AppError {
  return new AppError('not_found', 'There is no such job.', {
    details: { nextStep: 'List the jobs; what succeeded is kept for a week.' },
  });
}

function cannot(reason: 'not_eligible' | 'not_cancellable', message: string): AppError {
  return new AppError('conflict', message, { details: { reason, nextStep: 'Read the job to see its state.' } });
}

export function jobOf(deps: Pick<AdminJobDeps, 'desk'>, kind: string): Job | undefined {
  return deps.desk.kinds().find((job) => job.kind === kind);
}

async function note(deps: AdminJobDeps, tx: Tx, ctx: RequestCtx, { event, row }: { event: string; row: JobRow }): Promise<void> {
  await deps.audit.append(tx, ctx, {
    ...(row.org_id === null ? {} : { orgId: row.org_id }),
    event,
    target: { type: 'job', id: row.id, name: row.kind },
    data: { before: { state: row.state, attempts: row.attempts, lastError: row.error?.slice(0, 500) ?? null } },
  });
}

async function change(
  deps: AdminJobDeps,
  ctx: RequestCtx,
  id: string,
  how: { event: string; act(tx: Tx, row: JobRow): Promise<void> },
): Promise<AdminJobView> {
  ctx.authorize('platform:jobs', platform);
  return await deps.db.system(how.event, async (tx) => {
    const row = await findJob(tx, id);
    if (row === undefined) throw missingJob();
    await how.act(tx, row);
    await note(deps, tx, ctx, { event: how.event, row });
    const after = await findJob(tx, id);
    if (after === undefined) throw missingJob();
    return jobToView(after, jobOf(deps, after.kind));
  });
}

export function createAdminJobs(deps: AdminJobDeps): AdminJobService {
  const { db, desk } = deps;
  const view = (row: JobRow): AdminJobView => jobToView(row, jobOf(deps, row.kind));
  return {
    async list(ctx, { cursor, limit = pageLimit.default, ...filter }) {
      ctx.authorize('platform:read', platform);
      const after = cursor === undefined ? undefined : decodeCursor(cursor, 2);
      const rows = await db.system('list jobs', (tx) => listJobs(tx, filter, { after, limit }));
      return toPage(rows, limit, (row) => [row.created_key, row.id], view);
    },
    async get(ctx, id) {
      ctx.authorize('platform:read', platform);
      const row = await db.system('read job', (tx) => findJob(tx, id));
      if (row === undefined) throw missingJob();
      return view(row);
    },
    retry: (ctx, id) =>
      change(deps, ctx, id, {
        event: 'job.retried',
        async act(tx, row) {
          const retried = await desk.retry(tx, row);
          if (retried !== 'queued') throw cannot('not_eligible', `The job cannot run again. ${refusals[retried]}`);
        },
      }),
    cancel: (ctx, id) =>
      change(deps, ctx, id, {
        event: 'job.canceled',
        async act(tx, row) {
          if (!(await desk.cancel(tx, row))) throw cannot('not_cancellable', 'The job has ended already.');
        },
      }),
    async kinds(ctx) {
      ctx.authorize('platform:read', platform);
      return kindsToView(desk.kinds(), await db.system('count jobs', countKinds));
    },
    async schedules(ctx) {
      ctx.authorize('platform:read', platform);
      const timed = desk.kinds().flatMap((job) => {
        const nextRun = desk.nextRun(job, ctx.clock.now());
        return nextRun === undefined ? [] : [{ job, nextRun, settings: deps.settings[job.kind] ?? [] }];
      });
      const kinds = timed.map(({ job }) => job.kind);
      const runs = await db.system('read last runs', (tx) => listLastRuns(tx, kinds));
      return timed.map((each) =>
        scheduleToView(
          each,
          runs.find((run) => run.kind === each.job.kind),
        ),
      );
    },
  };
}
