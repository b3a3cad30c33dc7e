import { z } from 'zod';
import { systemClock } from '@moorage/core/clock';
import { silentLog } from '@moorage/core/log';
import { startHttp } from './http.ts';
import { openDatabase } from './database.ts';
import { bind } from '../src/platform/http/bind.ts';
import { defineRoute } from '../src/platform/http/route.ts';
import { createJobs } from '../src/platform/jobs/jobs.ts';
import { createEvents } from '../src/platform/events/events.ts';
import { idempotencyJobs } from '../src/platform/jobs/idempotency-sweep.ts';
import { createMetrics } from '../src/platform/metrics/metrics.ts';
import { createTestDatabase } from '@moorage/testkit/postgres';
import { migratedDatabase } from './database.ts';
import { sql } from 'kysely';
const tdb = await createTestDatabase(migratedDatabase('bench'));
const db = openDatabase(tdb.dsn);
const t = () => Math.round(performance.now());
let b = t();
await db.start();
console.log('db.start', t() - b);
const events = createEvents({ db, log: silentLog, clock: systemClock });
b = t();
await events.start();
console.log('events.start', t() - b);
for (const n of [1, 2]) {
  const jobs = createJobs({ db, log: silentLog, clock: systemClock, metrics: createMetrics(), work: true });
  jobs.register([...events.jobs, ...idempotencyJobs(db)]);
  b = t();
  await jobs.start();
  console.log('jobs.start', n, t() - b);
  if (n === 1) {
    b = t();
    await jobs.stop();
    console.log('jobs.stop', t() - b);
  } else {
    const c0 = process.cpuUsage();
    await new Promise((r) => setTimeout(r, 10_000));
    const c = process.cpuUsage(c0);
    console.log('idle cpu ms in 10 s', (c.user + c.system) / 1000);
  }
}
const item = z.strictObject({
  id: z.string(),
  name: z.string(),
  n: z.number(),
  at: z.iso.datetime(),
  status: z.enum(['a', 'b']),
  tags: z.array(z.string()),
});
const rows = Array.from({ length: 20 }, (_v, n) => ({
  id: String(n),
  name: 'name' + n,
  n,
  at: '2026-01-02T03:04:05.000Z',
  status: 'a' as const,
  tags: ['x', 'y'],
}));
const base = { surface: 'app', tag: 'T', summary: 's', access: { kind: 'signedIn' }, scope: 'none' } as const;
const list = bind(
  defineRoute({ ...base, id: 'x.list', method: 'GET', path: '/api/list', responses: { 200: z.array(item) } }),
  async () => rows,
);
const org = '11111111-1111-4111-8111-111111111111';
const read = bind(
  defineRoute({ ...base, id: 'x.db', method: 'GET', path: '/api/db', responses: { 200: z.array(item) } }),
  async () => {
    await db.tenant([org], (tx) => tx.selectFrom('events').selectAll().where('org_id', '=', org).limit(20).execute());
    return rows;
  },
);
const server = await startHttp([list, read]);
console.log(server.url());
process.on('SIGTERM', async () => {
  await server.stop();
  await db.stop();
  await tdb.drop();
  process.exit(0);
});
