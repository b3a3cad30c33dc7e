/** After a restore: queues again what was waiting when the backup was made. A job may run twice, and must not be lost. */
import type { Service, ServiceStatus } from '@moorage/core/lifecycle';
import type { Log } from '@moorage/core/log';
import type { Db } from '../../platform/db/database.ts';
import type { BoundJob } from '../../platform/jobs/job.ts';
import type { JobQueue } from '../../platform/jobs/jobs.ts';
import { takeRestoredJobs } from './backup.store.ts';

export interface RestoredJobsDeps {
  readonly db: Db;
  readonly log: Log;
  readonly queue: JobQueue;
  readonly kinds: () => readonly BoundJob[];
}

const batch = 200;

async function queueSome({ db, log, queue, kinds }: RestoredJobsDeps): Promise<number> {
  const known = new Map(kinds().map(({ job }) => [job.kind, job]));
  const { taken, dropped } = await db.system('queue restored jobs', async (tx) => {
    const rows = await takeRestoredJobs(tx, batch);
    const lost: string[] = [];
    for (const row of rows) {
      const job = known.get(row.kind);
      // What runs by the clock comes by itself.
      if (job?.cron !== undefined) continue;
      const payload = job?.payload.safeParse(row.payload);
      if (job === undefined || payload?.success !== true) lost.push(row.kind);
      else await queue.enqueue(tx, job, payload.data, { startAfter: row.start_after });
    }
    return { taken: rows.length, dropped: lost };
  });
  if (dropped.length > 0) log.warn('jobs of the backup are not known to this version', { kinds: [...new Set(dropped)] });
  return taken;
}

export function createRestoredJobs(deps: RestoredJobsDeps): Service {
  let status: ServiceStatus = { state: 'stopped' };
  return {
    name: 'restored-jobs',
    status: () => status,
    async start() {
      let queued = 0;
      for (let taken = await queueSome(deps); taken > 0; taken = await queueSome(deps)) queued += taken;
      if (queued > 0) deps.log.info('jobs of the backup are queued again', { queued });
      status = { state: 'running' };
    },
    async stop() {
      status = { state: 'stopped' };
    },
  };
}
