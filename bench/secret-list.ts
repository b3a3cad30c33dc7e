import type { Database } from '@moorage/server/platform/db/database';
import { sql } from '../packages/server/test/database.ts';
import type { Benchmark } from './lib/benchmark.ts';
import { startSignedInApp } from './lib/signed-in-app.ts';
import { median, pairedRatio, quantile, rounded } from './lib/statistics.ts';

const defaultObjects = 1_000;
const defaultRounds = 20;

async function timed(work: () => Promise<unknown>): Promise<number> {
  const beganAt = performance.now();
  await work();
  return performance.now() - beganAt;
}

/** What the list reads, and nothing around it. */
async function bareQuery(db: Database, orgId: string, objects: number): Promise<void> {
  const { rows } = await db.system(
    'benchmark',
    async (tx) => await sql`select * from secrets where org_id = ${orgId} order by path, key`.execute(tx),
  );
  if (rows.length !== objects) throw new Error(`the query found ${rows.length}`);
}

export const secretList: Benchmark = {
  name: 'secret-list',
  what: 'A list of 1,000 secrets of an organization by HTTP, one after the other, in turns with the bare query in the same process.',
  async run({ objects = defaultObjects, rounds = defaultRounds }) {
    const started = await startSignedInApp(0);
    const { app, person } = started;
    try {
      const { orgId, credentials } = person;
      const headers = { ...credentials.session, 'content-type': 'application/json' };
      // One place takes at most so many by the API; the rest are copies of theirs.
      const kept = Math.min(500, objects);
      const text = Array.from({ length: kept }, (_none, n) => `KEY_${n}=value ${n}`).join('\n');
      const body = JSON.stringify({ text, orgId });
      const answered = await fetch(`${app.http.url()}/api/org/secrets/import`, { method: 'POST', headers, body });
      if (!answered.ok) throw new Error(await answered.text());
      await app.database.system(
        'benchmark',
        async (tx) =>
          await sql`
            insert into secrets select copy.* from secrets s, lateral jsonb_populate_record(null::secrets,
              to_jsonb(s) || jsonb_build_object('id', gen_random_uuid(), 'key', s.key || '_COPY')) as copy
             limit ${objects - kept}`.execute(tx),
      );
      const list = async (): Promise<void> => {
        const answer = await fetch(`${app.http.url()}/api/org/secrets?org_id=${orgId}`, { headers: credentials.session });
        const found: unknown = await answer.json();
        if (!Array.isArray(found) || found.length !== objects) throw new Error('the list is not whole');
      };
      const [own, bare] = [new Array<number>(), new Array<number>()];
      for (let round = 0; round <= rounds; round += 1) {
        const [bareMs, ownMs] = [await timed(() => bareQuery(app.database, orgId, objects)), await timed(list)];
        // The first one warms up.
        if (round === 0) continue;
        bare.push(bareMs);
        own.push(ownMs);
      }
      const reference = { name: 'the bare query', value: rounded(median(bare)), ratio: rounded(pairedRatio(own, bare)) };
      const details = { p95: rounded(quantile(own, 0.95)), samples: own.length };
      return [{ name: `list of ${objects} secrets`, unit: 'ms', value: rounded(median(own)), reference, details }];
    } finally {
      await started.stop();
    }
  },
};
