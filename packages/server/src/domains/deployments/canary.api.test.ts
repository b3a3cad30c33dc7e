import { systemClock } from '@moorage/core/clock';
import { silentLog } from '@moorage/core/log';
import type { UserDeploymentCanaryStatus } from '@moorage/kube/crds/user-deployment';
import { waitUntil } from '@moorage/testkit/wait-until';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Person, useTestServer } from '../../../test/support.ts';
import { createSystemCtx } from '../../platform/http/context.ts';
import type { JobResult } from '../../platform/jobs/job.ts';

const server = useTestServer({ name: 'canaries' });
let ada: Person;
let eve: Person;

beforeAll(async () => {
  ada = await server.signIn('ada@example.com');
  eve = await server.signIn('eve@example.com');
});

const stable = 'node:24-alpine';
const next = 'node:25-alpine';
const start = (name: string, more: object = {}) =>
  ada.post('/api/deployments/canary', { name, service: 'web', image: next, weight: 10, ...more });
const canaryOf = async (name: string) => (await ada.get(`/api/deployments/status?name=${name}`)).body.canary;
const releases = async (name: string) => (await ada.get(`/api/deployments/releases?name=${name}`)).body;
const specOf = (name: string) => server.cluster.objects().find((one) => one.metadata.name === name)?.spec;
const activity = async (name: string) => (await ada.get(`/api/deployments/activity?name=${name}`)).body;

interface Key {
  readonly namespace: string;
  readonly name: string;
}

async function becomesReady(key: Key, release: number): Promise<void> {
  await server.settle();
  server.cluster.report(key, { phase: 'Ready' });
  const isLive = async () =>
    (await releases(key.name)).some((one: { number: number; state: string }) => one.number === release && one.state === 'live');
  await waitUntil(isLive, { describe: `release ${release} is live` });
}

async function live(name: string): Promise<Key> {
  const { body } = await ada.post('/api/deployments', { template: 'hello', name });
  const key = { namespace: String(body.namespace), name };
  await becomesReady(key, 1);
  return key;
}

/** What the operator says of the canary. */
async function reports(key: Key, canary: Partial<UserDeploymentCanaryStatus>): Promise<void> {
  await server.settle();
  const seen = { service: 'web', image: next, weight: 10, replicas: 1, readyReplicas: 1, state: 'Ready', ...canary } as const;
  server.cluster.report(key, { phase: 'Ready', canary: seen });
}
async function becomes(key: Key, phase: string): Promise<void> {
  await waitUntil(async () => (await canaryOf(key.name))?.phase === phase, { describe: `the canary of ${key.name} ${phase}` });
}
async function running(name: string, more: object = {}): Promise<Key> {
  const key = await live(name);
  expect((await start(name, more)).status).toBe(202);
  await reports(key, {});
  await becomes(key, 'running');
  return key;
}

/** Runs the job, as it will be run when this much time has passed. */
async function look(name: string, afterMs: number): Promise<JobResult | undefined> {
  const bound = server.app.jobKinds.find(({ job }) => job.kind === 'deployment.canary');
  const { id } = await server.app.database.system('test', (tx) =>
    tx.selectFrom('deployments').select('id').where('name', '=', name).executeTakeFirstOrThrow(),
  );
  const clock = { ...systemClock, now: () => new Date(systemClock.now().getTime() + afterMs) };
  const parts = { requestId: 'late', log: silentLog, clock, signal: new AbortController().signal };
  const ctx = { ...createSystemCtx(parts, 'job'), kind: 'job', jobId: 'test', attempt: 1 } as const;
  const result = await bound?.run(ctx, { deploymentId: id });
  await server.settle();
  return result;
}

describe('a canary', () => {
  it('runs beside the live release, with a release of its own', async () => {
    const key = await live('first');
    const answer = await start('first', { reason: 'Let us see' });
    expect([answer.status, answer.body.release]).toEqual([202, 1]);
    expect(answer.body.canary).toMatchObject({
      release: 2,
      service: 'web',
      image: next,
      phase: 'starting',
      weight: 10,
      routedWeight: 0,
    });
    await server.settle();
    expect(specOf('first')).toMatchObject({ services: [{ image: stable }], canary: { service: 'web', image: next, weight: 10 } });
    expect(specOf('first')?.canary).not.toHaveProperty('env');
    await reports(key, {});
    await becomes(key, 'running');
    expect(await canaryOf('first')).toMatchObject({ routedWeight: 10, replicas: 1, readyReplicas: 1 });
    expect(await releases('first')).toMatchObject([
      {
        number: 2,
        kind: 'canary',
        from: 1,
        state: 'canary',
        isCurrent: false,
        reason: 'Let us see',
        services: [{ image: next }],
      },
      { number: 1, state: 'live', isCurrent: true },
    ]);
    expect((await activity('first'))[0]).toMatchObject({
      event: 'canary.started',
      actor: { email: 'ada@example.com' },
      data: { release: 2, service: 'web', image: next, weight: 10 },
    });
  });

  it('is one at a time, and everything else waits for it', async () => {
    const { body: config } = await ada.get('/api/deployments/config?name=first');
    const body = { name: 'first' };
    const refusals = await Promise.all([
      start('first'),
      ada.put('/api/deployments/config', { ...body, displayName: 'Other' }),
      ada.post('/api/deployments/deploy-image', { ...body, service: 'web', image: 'node:26' }),
      ada.post('/api/deployments/scale', { ...body, service: 'web', replicas: 3 }),
      ada.post('/api/deployments/rollback', { ...body, release: 1 }),
      ada.post('/api/deployments/restart', body),
    ]);
    for (const refusal of refusals) {
      expect([refusal.status, refusal.body.code]).toEqual([409, 'conflict']);
      expect(JSON.stringify(refusal.body)).toContain('Promote it or abort it first.');
    }
    expect((await ada.get('/api/deployments/config?name=first')).body).toEqual(config);
    expect(await releases('first')).toHaveLength(2);
  });

  it('gets another share, and its steps are dropped', async () => {
    const key = await running('weighed', { steps: [{ weight: 50, minutes: 5 }] });
    const answer = await ada.put('/api/deployments/canary', { name: 'weighed', weight: 35 });
    expect(answer.body.canary).toMatchObject({ weight: 35, steps: [], nextStepAt: null });
    await server.settle();
    expect(specOf(key.name)?.canary?.weight).toBe(35);
    expect((await activity('weighed'))[0]).toMatchObject({
      event: 'canary.weighed',
      data: { from: 10, weight: 35, automatic: false },
    });
  });

  it('that was aborted is gone from the cluster, and is remembered until something changes', async () => {
    const answer = await ada.post('/api/deployments/canary/abort', { name: 'weighed', reason: 'Too slow' });
    expect(answer.body.canary).toMatchObject({ phase: 'aborted', weight: 0, message: 'Too slow' });
    await server.settle();
    expect(specOf('weighed')).not.toHaveProperty('canary');
    expect(await releases('weighed')).toMatchObject([
      { number: 2, state: 'aborted', message: 'Too slow' },
      { number: 1, state: 'live', isCurrent: true },
    ]);
    const again = await ada.post('/api/deployments/canary/abort', { name: 'weighed' });
    expect([again.status, again.body.details.nextStep]).toEqual([409, 'Start one.']);
    const changed = await ada.post('/api/deployments/deploy-image', { name: 'weighed', service: 'web', image: 'node:26' });
    expect(changed.body).toMatchObject({ release: 3, canary: null });
    expect((await releases('weighed'))[0]).toMatchObject({ number: 3, from: 1 });
  });

  it('is promoted by an ordinary release, and serves until that is ready', async () => {
    const key = await running('promoted', { envVars: { GREETING: 'New' } });
    const answer = await ada.post('/api/deployments/canary/promote', { name: 'promoted', reason: 'It is good' });
    expect([answer.status, answer.body.release]).toEqual([202, 3]);
    expect(answer.body.canary).toMatchObject({ phase: 'promoting', promotedBy: 3, weight: 10 });
    await server.settle();
    expect(specOf('promoted')).toMatchObject({ services: [{ image: next }], canary: { weight: 10 } });
    expect((await ada.get('/api/deployments/config?name=promoted')).body.envVars.GREETING).toBe('New');
    await becomesReady(key, 3);
    expect(await canaryOf('promoted')).toBeNull();
    await server.settle();
    expect(specOf('promoted')).not.toHaveProperty('canary');
    expect(await releases('promoted')).toMatchObject([
      { number: 3, kind: 'promote', from: 2, state: 'live', isCurrent: true, reason: 'It is good' },
      { number: 2, kind: 'canary', state: 'promoted' },
      { number: 1, state: 'superseded' },
    ]);
  });

  it('is not promoted before it is ready', async () => {
    await live('eager');
    await start('eager');
    const answer = await ada.post('/api/deployments/canary/promote', { name: 'eager' });
    expect([answer.status, answer.body.details.nextStep]).toEqual([409, 'Wait until it is ready, or abort it.']);
  });

  it('runs with other variables, whose secrets nobody sees', async () => {
    const made = await ada.post('/api/deployments', { template: 'hello', name: 'varied' });
    const key = { namespace: String(made.body.namespace), name: 'varied' };
    await becomesReady(key, 1);
    const answer = await start('varied', { image: undefined, envVars: { GREETING: 'Ahoy' } });
    expect(answer.body.canary).toMatchObject({ image: stable });
    await server.settle();
    expect(specOf('varied')?.canary?.env).toContainEqual({ name: 'GREETING', value: 'Ahoy' });
    expect((await ada.get('/api/deployments/config?name=varied')).body.envVars.GREETING).not.toBe('Ahoy');
  });
});

describe('the steps of a canary', () => {
  it('are taken in time, each recorded, whoever runs the job', async () => {
    await running('stepped', {
      steps: [
        { weight: 25, minutes: 5 },
        { weight: 60, minutes: 10 },
      ],
    });
    const before = await canaryOf('stepped');
    expect(Date.parse(before.nextStepAt)).toBeGreaterThan(systemClock.now().getTime() + 4 * 60_000);
    expect((await look('stepped', 0))?.kind).toBe('snooze');
    expect(await canaryOf('stepped')).toMatchObject({ weight: 10 });
    expect((await look('stepped', 5 * 60_000 + 1_000))?.kind).toBe('done');
    expect(await canaryOf('stepped')).toMatchObject({ weight: 25, steps: [{ weight: 60 }] });
    expect((await look('stepped', 6 * 60_000))?.kind).toBe('snooze');
    expect((await look('stepped', 30 * 60_000))?.kind).toBe('done');
    expect((await look('stepped', 31 * 60_000))?.kind).toBe('snooze');
    expect(await canaryOf('stepped')).toMatchObject({ weight: 60, steps: [], nextStepAt: null, phase: 'running' });
    expect(specOf('stepped')?.canary?.weight).toBe(60);
    const [second, first] = await activity('stepped');
    expect(second).toMatchObject({
      event: 'canary.weighed',
      actor: { kind: 'system' },
      data: { from: 25, weight: 60, automatic: true },
    });
    expect(first).toMatchObject({ data: { from: 10, weight: 25, stepsLeft: 1 } });
  });
});

describe('a canary that fails', () => {
  const crash = { reason: 'CrashLooping', message: 'It ends at once.', logLines: ['boom'], nextStep: 'Read its log.' };

  it('ends by itself, with its evidence kept', async () => {
    const key = await live('brittle');
    await start('brittle');
    await reports(key, { state: 'Failed', readyReplicas: 0, weight: 0, evidence: crash });
    await becomes(key, 'aborted');
    expect(await canaryOf('brittle')).toMatchObject({ weight: 0, evidence: { reason: 'CrashLooping', logLines: ['boom'] } });
    await server.settle();
    expect(specOf('brittle')).not.toHaveProperty('canary');
    expect((await releases('brittle'))[0]).toMatchObject({ state: 'aborted', evidence: { logLines: ['boom'] } });
    const [event] = await activity('brittle');
    expect(event).toMatchObject({
      event: 'canary.aborted',
      actor: { kind: 'system' },
      data: { automatic: true, evidence: 'CrashLooping' },
    });
    expect(JSON.stringify(event)).not.toContain('boom');
    expect((await start('brittle')).status).toBe(202);
  });

  it('ends when it fails while it serves', async () => {
    const key = await running('faded');
    await reports(key, { state: 'Degraded', evidence: { ...crash, reason: 'ProbeFailing' } });
    await becomes(key, 'aborted');
  });

  it('has until its deadline for what may heal by itself', async () => {
    const key = await live('slow');
    await start('slow');
    await reports(key, { state: 'Failed', readyReplicas: 0, evidence: { ...crash, reason: 'ImagePullFailed' } });
    await waitUntil(async () => (await canaryOf('slow')).evidence !== null, { describe: 'its evidence' });
    expect((await look('slow', 0))?.kind).toBe('snooze');
    expect(await canaryOf('slow')).toMatchObject({ phase: 'starting', evidence: { reason: 'ImagePullFailed' } });
    expect((await look('slow', 601_000))?.kind).toBe('done');
    expect(await canaryOf('slow')).toMatchObject({ phase: 'aborted', evidence: { reason: 'ImagePullFailed' } });
    expect((await look('slow', 601_000))?.kind).toBe('cancel');
  });

  it('is not taken for the one before it', async () => {
    const key = await running('replaced');
    await ada.post('/api/deployments/canary/abort', { name: 'replaced' });
    await server.settle();
    server.cluster.report(key, { phase: 'Ready' });
    await start('replaced', { image: 'node:26' });
    expect(await canaryOf('replaced')).toMatchObject({ phase: 'starting', routedWeight: 0, readyReplicas: 0 });
    expect((await look('replaced', 0))?.kind).toBe('snooze');
  });
});

describe('a canary is refused', () => {
  it('where the ingress cannot split requests, with the reason and what would help', async () => {
    await live('plain');
    const ingress = { name: 'main', className: 'front', annotations: {} };
    server.cluster.setRouting({ ingresses: [{ ...ingress, controller: 'example.com/other' }], servesIngressRoutes: false });
    const other = await start('plain');
    expect([other.status, other.body.details.reason]).toEqual([409, 'IngressClassUnsupported']);
    expect(other.body.details.nextStep).toContain('k8s.io/ingress-nginx');
    server.cluster.setRouting({
      ingresses: [{ ...ingress, controller: 'traefik.io/ingress-controller' }],
      servesIngressRoutes: false,
    });
    expect((await start('plain')).body.details.reason).toBe('IngressRoutesMissing');
    server.cluster.setRouting({
      ingresses: [{ ...ingress, controller: 'traefik.io/ingress-controller' }],
      servesIngressRoutes: true,
    });
    expect((await start('plain')).status).toBe(202);
    expect(await releases('plain')).toHaveLength(2);
  });

  it('where nothing is ready to compare with', async () => {
    await ada.post('/api/deployments', { template: 'hello', name: 'fresh' });
    const answer = await start('fresh');
    expect([answer.status, answer.body.details.nextStep]).toEqual([409, 'Wait until it is ready, or go back to one that was.']);
  });

  it.each([
    ['service', { service: 'db' }],
    ['image', { image: stable }],
    ['images.web', { image: 'no image' }],
    ['weight', { weight: 100 }],
    ['weight', { weight: 0 }],
    ['steps[0].minutes', { steps: [{ weight: 20, minutes: 0 }] }],
  ])('with %s named where that is wrong', async (path, more) => {
    await live(`wrong-${path.replaceAll(/[^a-z]/g, '')}${JSON.stringify(more).length}`);
    const name = `wrong-${path.replaceAll(/[^a-z]/g, '')}${JSON.stringify(more).length}`;
    const answer = await start(name, more);
    expect(answer.status).toBe(400);
    expect(answer.body.details.issues[0].path).toBe(path);
  });

  it('to whoever may not see the deployment', async () => {
    const body = { name: 'promoted', service: 'web', image: next, weight: 10 };
    for (const [method, path] of [
      ['POST', '/api/deployments/canary'],
      ['PUT', '/api/deployments/canary'],
      ['POST', '/api/deployments/canary/promote'],
      ['POST', '/api/deployments/canary/abort'],
    ] as const) {
      const { service: _service, image: _image, ...weight } = body;
      const { weight: _weight, ...name } = weight;
      const sent = path.endsWith('canary') ? (method === 'POST' ? body : weight) : name;
      expect((await eve.call(path, { method, body: sent })).status).toBe(404);
    }
  });

  it('to all but one of those who ask at once', async () => {
    await live('crowded');
    const answers = await Promise.all([start('crowded'), start('crowded'), start('crowded')]);
    expect(answers.map((answer) => answer.status).toSorted()).toEqual([202, 409, 409]);
    expect(await releases('crowded')).toHaveLength(2);
  });
});
