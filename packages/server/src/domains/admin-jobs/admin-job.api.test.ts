import { systemClock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Person, useTestServer } from '../../../test/support.ts';
import { ownerFields } from './admin-job.store.ts';

const server = useTestServer({ name: 'admin_jobs' });
const ids = createIds(systemClock);
const jobsPath = '/api/admin/jobs';
const oldPath = '/api/v1/admin/archer/jobs';
let admin: Person;
let eve: Person;

beforeAll(async () => {
  admin = await server.signIn('admin@example.com');
  eve = await server.signIn('eve@example.com');
});

/** One that is not due for an hour. */
async function put(kind: string, payload: object): Promise<string> {
  const { desk } = server.app.jobs;
  const job = desk.kinds().find((each) => each.kind === kind);
  if (job === undefined) throw new Error(kind);
  const startAfter = new Date(systemClock.now().getTime() + 3_600_000);
  return await server.app.database.system('test', (tx) => desk.enqueue(tx, job, payload, { startAfter }));
}
const putCheck = () => put('domain.check', { id: ids.uuid() });

/** As the engine leaves one that used up its attempts a while ago. */
async function putLetter(kind: string, data: object, output: object): Promise<string> {
  const id = ids.uuid();
  await server.app.database.execute(
    `insert into jobs.job (name, data, source_name, source_id, source_created_on, source_retry_count, source_output)
     values ('dead-letters', $1, $2, $3, now() - interval '8 days', 30, $4)`,
    [JSON.stringify(data), kind, id, JSON.stringify(output)],
  );
  return id;
}

async function noted(id: string): Promise<{ event: string; org_id: string }[]> {
  return await server.app.database.system('test', (tx) =>
    tx.selectFrom('audit_events').select(['event', 'org_id']).where('target_id', '=', id).orderBy('seq').execute(),
  );
}

describe('the list of jobs', () => {
  it('pages by the time they were made, each once', async () => {
    const made = [await putCheck(), await putCheck(), await putCheck(), await putCheck(), await putCheck()];
    const seen: string[] = [];
    let path: string | undefined = `${jobsPath}?kind=domain.check&state=scheduled&limit=2`;
    while (path !== undefined) {
      const answer = await admin.get(path);
      expect(answer.body.length).toBeLessThanOrEqual(2);
      seen.push(...answer.body.map((job: { id: string }) => job.id));
      path = /<([^>]+)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1];
    }
    expect(seen).toEqual(made.toReversed());
    expect((await admin.get(`${jobsPath}?cursor=nonsense`)).body.code).toBe('invalid_request');
  });

  it('knows whose work it is where the payload says so', async () => {
    const { body } = await eve.post('/api/deployments', { template: 'hello' });
    await server.settle();
    const mine = (await admin.get(`${jobsPath}?org_id=${eve.orgId}&kind=deployment.rollout`)).body;
    expect(mine).toMatchObject([{ orgId: eve.orgId, state: 'succeeded', attempts: 1, lastError: null, actions: [] }]);
    expect((await admin.get(`${jobsPath}?org_id=${admin.orgId}`)).body).toEqual([]);
    expect((await admin.get(`${jobsPath}?q=${mine[0].payload.deploymentId}`)).body).toContainEqual(mine[0]);
    expect(body.name).toBeDefined();
  });

  it('can tell of every kind of tenants whose work it is', () => {
    const silent = server.app.jobs.desk.kinds().filter(({ actsFor, payload }) => {
      const fields = 'shape' in payload && typeof payload.shape === 'object' ? Object.keys(payload.shape ?? {}) : [];
      return !/^(system$|platform:)/.test(actsFor) && !fields.some((field) => ownerFields.includes(field));
    });
    // What a registry is asked is asked for several at once; its organizations are in the payload all the same.
    expect(silent.map(({ kind }) => kind)).toEqual([]);
  });

  it('shows a payload as its kind knows it, without secrets, and none of a kind that nobody knows', async () => {
    const known = await putLetter('org.removal', { orgId: eve.orgId, password: 'hunter2' }, { message: 'no' });
    const unknown = await putLetter('old.work', { secret: 'hunter2' }, { message: 'no' });
    const shown = [await admin.get(`${jobsPath}/${known}`), await admin.get(`${jobsPath}/${unknown}`)];
    expect(shown.map(({ body }) => body.payload)).toEqual([{ orgId: eve.orgId }, null]);
    expect(JSON.stringify(shown)).not.toContain('hunter2');
  });
});

describe('a dead letter', () => {
  it('is a job that failed, long after its own row is gone, and runs again', async () => {
    const id = await putLetter('domain.check', { id: ids.uuid() }, { message: 'the resolver is away' });
    const shown = (await admin.get(`${jobsPath}/${id}`)).body;
    expect(shown).toMatchObject({ kind: 'domain.check', state: 'failed', attempts: 31, lastError: 'the resolver is away' });
    expect((await admin.get(`${jobsPath}?state=failed&kind=domain.check`)).body).toEqual([shown]);
    expect((await admin.post(`${jobsPath}/${id}/cancel`)).body).toMatchObject({ code: 'conflict' });
    expect((await admin.post(`${jobsPath}/${id}/retry`)).body).toMatchObject({ id, state: 'queued', attempts: 0 });
    await server.settle();
    expect((await admin.get(`${jobsPath}/${id}`)).body.state).not.toBe('failed');
    expect((await noted(id)).map(({ event }) => event)).toEqual(['job.retried']);
  });

  it('of a kind that is no more stays what it is', async () => {
    const id = await putLetter('old.work', {}, { message: 'gone' });
    expect((await admin.post(`${jobsPath}/${id}/retry`)).body.code).toBe('conflict');
    expect((await admin.get(`${jobsPath}/${id}`)).body.state).toBe('failed');
    expect(await noted(id)).toEqual([]);
  });
});

describe('a job that waits', () => {
  it('is called off and queued again, and the organization can read of it', async () => {
    const id = await put('org.removal', { orgId: eve.orgId });
    expect((await admin.post(`${jobsPath}/${id}/retry`)).body.code).toBe('conflict');
    expect((await admin.post(`${jobsPath}/${id}/cancel`)).body).toMatchObject({ state: 'canceled', actions: ['retry'] });
    expect((await admin.post(`${jobsPath}/${id}/cancel`)).body.code).toBe('conflict');
    expect(await noted(id)).toEqual([{ event: 'job.canceled', org_id: eve.orgId }]);
    expect((await admin.get(`${jobsPath}/${ids.uuid()}`)).status).toBe(404);
    expect((await admin.post(`${jobsPath}/${ids.uuid()}/retry`)).status).toBe(404);
  });
});

describe('kinds and schedules', () => {
  it('say how much there is, when it runs next and how it went', async () => {
    const { desk } = server.app.jobs;
    const kinds = (await admin.get('/api/admin/job-kinds')).body;
    expect(kinds).toContainEqual(expect.objectContaining({ kind: 'old.work', actsFor: 'unknown', failed: 2 }));
    expect(kinds.find((each: { kind: string }) => each.kind === 'domain.check').scheduled).toBeGreaterThanOrEqual(5);
    await server.app.database.system('test', async (tx) => {
      const sweep = desk.kinds().find(({ kind }) => kind === 'token.sweep');
      if (sweep !== undefined) await desk.enqueue(tx, sweep, {});
    });
    await server.settle();
    const schedules = (await admin.get('/api/admin/schedules')).body;
    expect(schedules).toHaveLength(desk.kinds().filter(({ cron }) => cron !== undefined).length);
    const sweep = schedules.find((each: { kind: string }) => each.kind === 'token.sweep');
    expect(sweep).toMatchObject({ cron: '45 3 * * *', lastRun: { state: 'succeeded', error: null } });
    // Whoever looks knows what each is for, and what was configured.
    expect(schedules.filter(({ about }: { about: string }) => about === '')).toEqual([]);
    expect(schedules.find((each: { kind: string }) => each.kind === 'server_log.retention')).toMatchObject({
      cron: '15 4 * * *',
      settings: [{ name: 'SERVER_LOG_RETENTION_DAYS', value: '45' }],
    });
    expect(Date.parse(sweep.nextRunAt)).toBeGreaterThan(systemClock.now().getTime() - 60_000);
  });
});

describe('whoever does not run the platform', () => {
  it('finds none of it, on either plane', async () => {
    const id = await putCheck();
    for (const caller of [eve, await eve.withKey(['platform:read', 'platform:write'])]) {
      for (const path of [jobsPath, `${jobsPath}/${id}`, '/api/admin/job-kinds', '/api/admin/schedules', oldPath]) {
        expect([path, (await caller.get(path)).status]).toEqual([path, 404]);
      }
      for (const path of [`${jobsPath}/${id}/cancel`, `${jobsPath}/${id}/retry`, `${oldPath}/${id}/cancel`]) {
        expect([path, (await caller.post(path)).status]).toEqual([path, 404]);
      }
      expect((await caller.post(oldPath, { queue: 'default', type: 'token.sweep' })).status).toBe(404);
    }
    expect((await admin.get(`${jobsPath}/${id}`)).body.state).toBe('scheduled');
  });
});

describe('the older routes', () => {
  it('page by number, count everything and find by what is in a job', async () => {
    const id = await putCheck();
    const first = (await admin.get(`${oldPath}?queue=domain.check&status=scheduled&page=1&page_size=2`)).body;
    const second = (await admin.get(`${oldPath}?queue=domain.check&status=scheduled&page=2&page_size=2`)).body;
    expect(first).toMatchObject({ page: 1, page_size: 2, total: second.total, items: [{ id }, {}] });
    expect(second.items).not.toContainEqual(first.items[1]);
    expect((await admin.get(`${oldPath}?q=${id.slice(4)}`)).body.items).toMatchObject([{ id }]);
    expect((await admin.get(`${oldPath}?page_size=101`)).status).toBe(400);
  });

  it('queue the platform’s own work and nothing that acts for tenants', async () => {
    const queued = await admin.post(oldPath, { queue: 'default', type: 'tokens_cleanup', run_at: '2099-01-01T00:00:00Z' });
    expect(queued.body).toMatchObject({ type: 'token.sweep', status: 'scheduled', attempts: 0 });
    expect(await noted(queued.body.id)).toMatchObject([{ event: 'job.queued' }]);
    const bad = [
      { queue: 'default', type: 'no.such' },
      { queue: 'default', type: 'deployment.removal', payload: { deploymentId: ids.uuid() } },
      { queue: 'elsewhere', type: 'token.sweep' },
      { queue: '', type: 'token.sweep' },
      { queue: 'default' },
      { queue: 'default', type: 'token.sweep', run_at: 'soon' },
    ];
    for (const body of bad) {
      const answer = await admin.post(oldPath, body);
      expect([answer.status, answer.body.code]).toEqual([400, 'bad_request']);
    }
    const canceled = await admin.post(`${oldPath}/${queued.body.id}/cancel`);
    expect([canceled.status, canceled.body.status]).toEqual([200, 'canceled']);
    expect((await admin.post(`${oldPath}/${queued.body.id}/cancel`)).body.code).toBe('not_cancellable');
    expect((await admin.post(`${oldPath}/${queued.body.id}/retry`)).body.status).toBe('queued');
    await server.settle();
    expect((await admin.post(`${oldPath}/${queued.body.id}/retry`)).body.code).toBe('not_eligible');
    expect((await admin.post(`${oldPath}/nope/retry`)).body.code).toBe('not_found');
  });
});
