import type { Clock } from '@moorage/core/clock';
import type { Db } from '../../platform/db/database.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import type { JobStatus } from '../../platform/jobs/jobs.ts';
import { countPhases, readFigures } from './admin-metrics.store.ts';
import { platform } from './admin-user.service.ts';
import type { AdminMetricsView } from './admin.view.ts';

export interface AdminMetricsDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly jobs: { list(): Promise<readonly JobStatus[]> };
  readonly version: string;
}

export type ReadMetrics = (ctx: RequestCtx) => Promise<AdminMetricsView>;

export function createAdminMetrics({ db, clock, jobs, version }: AdminMetricsDeps): ReadMetrics {
  const beganAtMs = clock.monotonicMs();
  return async (ctx) => {
    ctx.authorize('platform:read', platform);
    const { figures, deployments } = await db.system('read figures', async (tx) => ({
      figures: await readFigures(tx, clock.now()),
      deployments: await countPhases(tx),
    }));
    const kinds = await jobs.list();
    const sum = (count: (kind: JobStatus) => number): number => kinds.reduce((total, kind) => total + count(kind), 0);
    const { users: total, disabled, day, week, month, orgs, clients } = figures;
    return {
      version,
      uptimeSeconds: Math.floor((clock.monotonicMs() - beganAtMs) / 1000),
      users: { total, disabled, signedIn: { day, week, month } },
      orgs,
      clients,
      deployments,
      jobs: { waiting: sum((kind) => kind.waiting), running: sum((kind) => kind.running), failed: sum((kind) => kind.failed) },
      databaseBytes: Number(figures.databaseBytes),
    };
  };
}
