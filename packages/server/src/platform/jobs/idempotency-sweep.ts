/** Forgets idempotency keys after a day. */
import { sql } from 'kysely';
import { z } from 'zod';
import type { Db } from '../db/db.ts';
import { type BoundJob, bindJob, defineJob, jobDone } from './job.ts';

const sweep = defineJob({
  kind: 'idempotency.sweep',
  actsFor: 'system',
  payload: z.object({}),
  uniqueKey: () => 'all',
  about: 'Forgets the answers that are kept for requests with an `Idempotency-Key`, a day after they were given.',
  cron: '17 * * * *',
});

/** The jobs that keep the table of idempotency keys small. */
export function idempotencyJobs(db: Db): readonly BoundJob[] {
  return [
    bindJob(sweep, async () => {
      await db.system('sweep of idempotency keys', (tx) =>
        sql`delete from idempotency_keys where created_at < now() - interval '1 day'`.execute(tx),
      );
      return jobDone();
    }),
  ];
}
