import { systemClock } from '@moorage/core/clock';
import { silentLog } from '@moorage/core/log';
import { waitUntil } from '@moorage/testkit/wait-until';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Person, useTestServer } from '../../../test/support.ts';
import { createSystemCtx } from '../../platform/http/context.ts';
import type { JobResult } from '../../platform/jobs/job.ts';

const server = useTestServer({ name: 'releases' });
let ada: Person;

beforeAll(async () => {
  ada = await server.signIn('ada@example.com');
});

const releases = async (name: string) => (await ada.get(`/api/deployments/releases?name=${name}`)).body;
const states = async (name: string) =>
  Object.fromEntries((await releases(name)).map((one: { number: number; state: string }) => [one.number, one.state]));

async function deployed(name: string, body: object = {}) {
  const answer = await ada.post('/api/deployments', { template: 'hello', name, ...body });
  expect([answer.status, answer.body]).toMatchObject([201, { name, release: 1 }]);
  await server.settle();
  return { namespace: String(answer.body.namespace), name };
}

async function becomesReady(key: { namespace: string; name: string }, release: number): Promise<void> {
  await server.settle();
  server.cluster.report(key, { phase: 'Ready' });
  await waitUntil(async () => (await states(key.name))[release] === 'live', { describe: `release ${release} is live` });
}

async function becomesBroken(key: { namespace: string; name: string }): Promise<void> {
  await server.settle();
  const evidence = { reason: 'CrashLooping', message: 'It ends at once.', logLines: ['boom'], nextStep: 'Read its log.' };
  server.cluster.report(key, { phase: 'Error', lastError: 'It ends at once.', evidence });
  const isError = async () => (await ada.get(`/api/deployments/status?name=${key.name}`)).body.status === 'Error';
  await waitUntil(isError, { describe: 'Error' });
}

/** Runs the job that judges a release, as it will be run when this much time has passed. */
async function judge(name: string, release: number, afterMs: number): Promise<JobResult> {
  const bound = server.app.jobKinds.find(({ job }) => job.kind === 'release.deadline');
  const { id } = await server.app.database.system('test', (tx) =>
    tx.selectFrom('deployments').select('id').where('name', '=', name).executeTakeFirstOrThrow(),
  );
  const clock = { ...systemClock, now: () => new Date(systemClock.now().getTime() + afterMs) };
  const parts = { requestId: 'late', log: silentLog, clock, signal: new AbortController().signal };
  const result = await bound?.run(
    { ...createSystemCtx(parts, 'job'), kind: 'job', jobId: 'test', attempt: 1 },
    { deploymentId: id, release },
  );
  if (result === undefined) throw new Error('there is no such job');
  await server.settle();
  return result;
}

const image = (name: string, reference: string, reason?: string) =>
  ada.post('/api/deployments/deploy-image', { name, service: 'web', image: reference, reason });
const imageInCluster = (name: string) =>
  server.cluster.objects().find((one) => one.metadata.name === name)?.spec?.services[0]?.image;

describe('releases', () => {
  it('are one for each accepted change, with who and why', async () => {
    await deployed('history', { reason: 'First try' });
    await ada.put('/api/deployments/config', { name: 'history', envVars: { GREETING: 'Ahoy' }, reason: 'Friendlier' });
    await ada.put('/api/deployments/config', { name: 'history', envVars: { GREETING: 'Ahoy' } });
    await image('history', 'node:22-alpine');
    await ada.post('/api/deployments/restart', { name: 'history' });
    expect(await releases('history')).toMatchObject([
      { number: 3, kind: 'image', from: 2, isCurrent: true, state: 'rolling-out', services: [{ image: 'node:22-alpine' }] },
      { number: 2, kind: 'config', from: 1, isCurrent: false, state: 'superseded', reason: 'Friendlier' },
      { number: 1, kind: 'create', from: null, by: { kind: 'user', email: 'ada@example.com' }, reason: 'First try' },
    ]);
  });

  it('are paged', async () => {
    const first = await ada.get('/api/deployments/releases?name=history&limit=2');
    const next = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
    const second = await ada.get(next);
    expect([...first.body, ...second.body].map((one: { number: number }) => one.number)).toEqual([3, 2, 1]);
    expect((await ada.get('/api/deployments/releases?name=history&cursor=eA')).status).toBe(400);
  });

  it('show no secret, and keep it', async () => {
    await ada.post('/api/deployments', { template: 'postgres', name: 'vault', envVars: { POSTGRES_PASSWORD: 'first-secret' } });
    await ada.put('/api/deployments/config', { name: 'vault', envVars: { POSTGRES_PASSWORD: 'second-secret' } });
    const diff = await ada.get('/api/deployments/releases/diff?name=vault&from=1&to=2');
    const path = 'secrets.POSTGRES_PASSWORD';
    expect(diff.body).toMatchObject({
      changes: [{ path, from: 'version 1 of deployment', to: 'version 2 of deployment' }],
      services: [{ name: 'db', effect: 'rolls' }],
    });
    expect(JSON.stringify(await releases('vault'))).not.toContain('-secret');
    expect((await ada.post('/api/deployments/rollback', { name: 'vault', release: 1 })).status).toBe(202);
    await server.settle();
    const object = server.cluster.objects().find((one) => one.metadata.name === 'vault');
    expect(JSON.stringify(object?.spec)).not.toContain('-secret');
    expect(server.cluster.secretsOf({ namespace: object?.metadata.namespace ?? '', name: 'vault' })).toEqual({
      db: { POSTGRES_PASSWORD: 'first-secret' },
    });
  });

  it('never change in the database', async () => {
    const { database } = server.app;
    const changed = database.system('test', (tx) => tx.updateTable('releases').set({ reason: 'x' }).execute());
    await expect(changed).rejects.toThrow('releases never change');
    const removed = database.system('test', (tx) => tx.deleteFrom('releases').execute());
    await expect(removed).rejects.toThrow('releases never change');
  });

  it('go with their deployment', async () => {
    await deployed('shortlived');
    await ada.post('/api/deployments/delete', { name: 'shortlived' });
    await waitUntil(async () => (await ada.get('/api/deployments/status?name=shortlived')).status === 404, { describe: 'gone' });
    expect((await ada.get('/api/deployments/releases?name=shortlived')).status).toBe(404);
  });

  it('are numbered without gaps however many change at once', async () => {
    await deployed('busy');
    const answers = await Promise.all([2, 3, 4, 5].map((replicas) => scale('busy', replicas)));
    expect(answers.map((answer) => answer.status)).toEqual([202, 202, 202, 202]);
    expect((await releases('busy')).map((one: { number: number }) => one.number)).toEqual([5, 4, 3, 2, 1]);
  });

  it('become live when the cluster says that this very one is ready', async () => {
    const key = await deployed('alive');
    await becomesReady(key, 1);
    await image('alive', 'node:22-alpine');
    expect(await states('alive')).toEqual({ 1: 'live', 2: 'rolling-out' });
    await becomesReady(key, 2);
    expect(await states('alive')).toEqual({ 1: 'superseded', 2: 'live' });
    const object = server.cluster.objects().find((one) => one.metadata.name === 'alive');
    expect(object?.metadata.annotations).toMatchObject({ 'moorage.dev/release': '2' });
  });
});

const scale = (name: string, replicas: number) => ada.post('/api/deployments/scale', { name, service: 'web', replicas });

describe('going back', () => {
  it('makes a new release that is equal to the old one', async () => {
    const key = await deployed('back');
    await becomesReady(key, 1);
    await ada.put('/api/deployments/config', {
      name: 'back',
      envVars: { GREETING: 'Broken' },
      images: { web: 'node:22-alpine' },
      visibility: 'internal',
    });
    const answer = await ada.post('/api/deployments/rollback', { name: 'back', release: 1, reason: 'It was better' });
    expect([answer.status, answer.body.release]).toEqual([202, 3]);
    const diff = await ada.get('/api/deployments/releases/diff?name=back&from=1&to=3');
    expect(diff.body).toEqual({ from: 1, to: 3, changes: [], services: [{ name: 'web', effect: 'stays' }] });
    expect(await releases('back')).toMatchObject([
      { number: 3, kind: 'rollback', from: 1, reason: 'It was better', visibility: 'public', hostLabels: ['back'] },
      { number: 2, state: 'rolled-back', visibility: 'internal', hostLabels: [] },
      { number: 1, state: 'live' },
    ]);
    await becomesReady(key, 3);
    expect(imageInCluster('back')).toBe('node:24-alpine');
  });

  it('is refused to a release that does not exist or is there already', async () => {
    await deployed('same');
    expect((await ada.post('/api/deployments/rollback', { name: 'same', release: 9 })).status).toBe(404);
    const same = await ada.post('/api/deployments/rollback', { name: 'same', release: 1 });
    expect([same.status, same.body.code]).toEqual([409, 'conflict']);
  });
});

describe('a release that is not ready in time', () => {
  it('gives way to the last one that was, with its evidence kept', async () => {
    const key = await deployed('late');
    await becomesReady(key, 1);
    await image('late', 'node:broken');
    await becomesBroken(key);
    expect((await judge('late', 2, 0)).kind).toBe('snooze');
    expect((await judge('late', 2, 601_000)).kind).toBe('done');
    expect(await releases('late')).toMatchObject([
      { number: 3, kind: 'auto-rollback', from: 1, by: { kind: 'system' }, state: 'rolling-out' },
      { number: 2, state: 'rolled-back', evidence: { reason: 'CrashLooping', logLines: ['boom'] } },
      { number: 1, state: 'live' },
    ]);
    expect(imageInCluster('late')).toBe('node:24-alpine');
    const activity = await ada.get('/api/deployments/activity?name=late');
    expect(activity.body.slice(0, 2)).toMatchObject([
      { event: 'deployment.rolled_back', actor: { kind: 'system' }, data: { to: 1, from: 2, automatic: true } },
      { event: 'release.failed', actor: { kind: 'system' }, data: { release: 2, reason: 'CrashLooping', rollsBackTo: 1 } },
    ]);
  });

  it('never goes round in circles', async () => {
    await becomesBroken({ namespace: String((await ada.get('/api/deployments/status?name=late')).body.namespace), name: 'late' });
    expect((await judge('late', 3, 601_000)).kind).toBe('done');
    expect((await judge('late', 3, 601_000)).kind).toBe('cancel');
    expect(await states('late')).toMatchObject({ 3: 'failed', 2: 'rolled-back', 1: 'live' });
    expect((await ada.get('/api/deployments/status?name=late')).body).toMatchObject({ status: 'Error', release: 3 });
  });

  it('stays failed where there was none before it, or where nobody wants to go back', async () => {
    const first = await deployed('firstborn');
    await becomesBroken(first);
    await judge('firstborn', 1, 601_000);
    expect(await states('firstborn')).toEqual({ 1: 'failed' });
    const key = await deployed('stubborn');
    await becomesReady(key, 1);
    await ada.put('/api/deployments/config', { name: 'stubborn', autoRollback: false, images: { web: 'node:broken' } });
    await becomesBroken(key);
    await judge('stubborn', 2, 601_000);
    expect(await states('stubborn')).toEqual({ 2: 'failed', 1: 'live' });
    await becomesReady(key, 2);
    expect(await states('stubborn')).toEqual({ 2: 'live', 1: 'superseded' });
  });

  it('is not judged when another one is wanted already', async () => {
    const key = await deployed('replaced');
    await becomesBroken(key);
    await image('replaced', 'node:22-alpine');
    expect((await judge('replaced', 1, 601_000)).kind).toBe('cancel');
    expect(await states('replaced')).toEqual({ 2: 'rolling-out', 1: 'superseded' });
  });
});

describe('deploying an image', () => {
  it('records the old image, and refuses what is none', async () => {
    await deployed('pictures');
    const digest = `sha256:${'b'.repeat(64)}`;
    expect((await image('pictures', `node@${digest}`)).status).toBe(202);
    const [event] = (await ada.get('/api/deployments/activity?name=pictures&limit=1')).body;
    expect(event).toMatchObject({
      event: 'deployment.image_deployed',
      data: { service: 'web', oldImage: 'node:24-alpine', image: `node@${digest}`, digest },
    });
    expect((await image('pictures', 'no image')).body.details.issues[0].path).toBe('images.web');
    const nowhere = await ada.post('/api/deployments/deploy-image', { name: 'pictures', service: 'db', image: 'node:22' });
    expect(nowhere.body.details.issues[0].path).toBe('service');
  });
});

describe('scaling', () => {
  it('goes to zero and back', async () => {
    await deployed('elastic');
    expect((await scale('elastic', 0)).body).toMatchObject({ release: 2 });
    expect((await scale('elastic', 0)).body).toMatchObject({ release: 2 });
    expect((await scale('elastic', 2)).body).toMatchObject({ release: 3 });
    expect((await scale('elastic', 21)).status).toBe(400);
  });
});

describe('a plan', () => {
  it('says what would change, and changes nothing', async () => {
    await deployed('careful');
    const body = { name: 'careful', envVars: { GREETING: 'Planned' }, replicas: { web: 3 } };
    const plan = await ada.post('/api/deployments/plan', body);
    expect([plan.status, plan.body]).toEqual([
      200,
      {
        name: 'careful',
        generation: 1,
        release: 1,
        changes: [
          { path: 'envVars.GREETING', from: 'Hello from Moorage', to: 'Planned' },
          { path: 'services.web.replicas', from: '1', to: '3' },
        ],
        services: [{ name: 'web', effect: 'rolls' }],
      },
    ]);
    expect(await releases('careful')).toHaveLength(1);
    expect((await ada.post('/api/deployments/plan', { name: 'careful', replicas: { db: 3 } })).status).toBe(400);
  });
});
