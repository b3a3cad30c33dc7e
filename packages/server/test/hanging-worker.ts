/** A worker process that takes a job and never ends it, for tests that kill it: `node hanging-worker.ts <dsn>`. */
import { systemClock } from '@moorage/core/clock';
import { silentLog } from '@moorage/core/log';
import { z } from 'zod';
import { bindJob, defineJob } from '../src/platform/jobs/job.ts';
import { createJobs } from '../src/platform/jobs/jobs.ts';
import { createMetrics } from '../src/platform/metrics/metrics.ts';
import { openDatabase } from './database.ts';

const [dsn = ''] = process.argv.slice(2);
const db = openDatabase(dsn);
await db.start();
const jobs = createJobs({ db, log: silentLog, clock: systemClock, metrics: createMetrics(), work: true });
const hang = bindJob(defineJob({ kind: 'test.hang', actsFor: 'system', payload: z.object({ n: z.number() }) }), async () => {
  process.stdout.write('taken\n');
  await new Promise(() => {});
  return { kind: 'done' };
});
jobs.register([hang]);
await jobs.start();
process.stdin.resume();
