/** Keys of organizations that ended long ago are forgotten, and no others. */
import { systemClock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';
import { createLog } from '@moorage/core/log';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Person, useTestServer } from '../../../test/support.ts';
import { createAudit } from '../audit/index.ts';
import { createSystemCtx } from '../../platform/http/context.ts';
import type { JobCtx } from '../../platform/jobs/job.ts';
import { sweepEndedKeys } from './key-sweep.service.ts';

const server = useTestServer({ name: 'key_sweep', environment: { ORG_KEY_RETENTION_DAYS: '10' } });
const dayMs = 86_400_000;
let owner: Person;

beforeAll(async () => {
  owner = await server.signIn('owner@example.com');
});

function ctxOf(signal = new AbortController().signal): JobCtx {
  const log = createLog({ level: 'error', destination: { write: () => {} } });
  const ctx = createSystemCtx({ requestId: 'test', log, clock: systemClock, signal }, 'job');
  return { ...ctx, kind: 'job', jobId: 'test', attempt: 1 };
}

/** A key of the organization that ended so many days ago, or never ends. */
async function keyThatEnded(name: string, daysAgo: number | undefined): Promise<void> {
  const made = await owner.post(`/api/v1/orgs/${owner.orgId}/api-keys`, { name, expires_in_hours: 1 });
  expect(made.status).toBe(201);
  const expires_at = daysAgo === undefined ? null : new Date(systemClock.now().getTime() - daysAgo * dayMs);
  await server.app.database.system('test', (tx) =>
    tx.updateTable('api_keys').set({ expires_at }).where('id', '=', made.body.id).execute(),
  );
}

async function names(): Promise<string[]> {
  const { body } = await owner.get(`/api/v1/orgs/${owner.orgId}/api-keys`);
  return body.map((key: { name: string }) => key.name).toSorted();
}

async function sweep(batchSize: number, signal?: AbortSignal): Promise<number> {
  const { database: db, jobKinds } = server.app;
  expect(jobKinds.map(({ job }) => job.kind)).toContain('org_key.sweep');
  const audit = createAudit({ db, ids: createIds(systemClock) });
  return await sweepEndedKeys({ db, clock: systemClock, audit, retainDays: 10, batchSize }, ctxOf(signal));
}

describe('the sweep of keys of organizations', () => {
  it('forgets those that ended longer ago than they are kept, and says so in the trail', async () => {
    await keyThatEnded('long gone', 11);
    await keyThatEnded('just gone', 9);
    await keyThatEnded('for ever', undefined);
    const personal = await owner.post('/api/v1/me/api-keys', { name: 'mine', expires_in_hours: 1 });
    await server.app.database.system('test', (tx) =>
      tx
        .updateTable('api_keys')
        .set({ expires_at: new Date(0) })
        .where('id', '=', personal.body.id)
        .execute(),
    );
    const job = server.app.jobKinds.find((one) => one.job.kind === 'org_key.sweep');
    await job?.run(ctxOf(), {});
    expect(await names()).toEqual(['for ever', 'just gone']);
    expect((await owner.get('/api/v1/me/api-keys')).body).toHaveLength(1);
    const { body } = await owner.get(`/api/audit?org_id=${owner.orgId}&event=api_key.forgotten`);
    expect(body.map((entry: { target: { name: string } }) => entry.target.name)).toEqual(['long gone']);
  });

  it('goes batch by batch to the end, unless it is told to stop', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) await keyThatEnded(name, 20);
    const stopped = new AbortController();
    stopped.abort();
    expect(await sweep(2, stopped.signal)).toBe(0);
    expect(await sweep(2)).toBe(5);
    expect(await names()).toEqual(['for ever', 'just gone']);
  });

  it('is done once by two at once', async () => {
    for (const name of ['a', 'b', 'c']) await keyThatEnded(name, 20);
    const counts = await Promise.all([sweep(1), sweep(1)]);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(3);
    await sweep(1);
    expect(await names()).toEqual(['for ever', 'just gone']);
  });
});
