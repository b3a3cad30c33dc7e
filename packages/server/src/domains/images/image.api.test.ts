import { systemClock } from '@moorage/core/clock';
import { silentLog } from '@moorage/core/log';
import { startRegistryServer } from '@moorage/testkit/registry-server';
import { waitUntil } from '@moorage/testkit/wait-until';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Person, useTestServer } from '../../../test/support.ts';
import { createSystemCtx } from '../../platform/http/context.ts';
import type { JobCtx } from '../../platform/jobs/job.ts';

const registry = await startRegistryServer({ auth: 'token' });
const password = { [registry.host]: { username: 'reader', password: 'sesame' } };
const server = useTestServer({
  name: 'images',
  environment: {
    IMAGE_WATCHER_ENABLED: 'true',
    // Nothing is asked by itself while the tests run.
    IMAGE_WATCHER_INTERVAL: '86400',
    REGISTRY_INSECURE: registry.host,
    REGISTRY_CREDENTIALS: JSON.stringify({ auths: password }),
  },
});
let ada: Person;
let eve: Person;

beforeAll(async () => {
  ada = await server.signIn('ada@example.com');
  eve = await server.signIn('eve@example.com');
});
afterEach(() => registry.misbehave(undefined));
afterAll(() => registry.stop());

const imageOf = (name: string, tag: string) => `${registry.host}/acme/${name}:${tag}`;
const releases = async (name: string) => (await ada.get(`/api/deployments/releases?name=${name}`)).body;
const stateOf = async (name: string) => (await ada.get(`/api/images?name=${name}`)).body[0];
const imageInCluster = (name: string) => server.cluster.objects().find((one) => one.metadata.name === name)?.spec?.services[0];

/** A deployment of an image of the registry, which takes new ones by itself. */
async function following(name: string, tag: string, autoUpdate: object = { policy: 'digest' }) {
  const answer = await ada.post('/api/deployments', { template: 'hello', name });
  expect([answer.status, answer.body]).toMatchObject([201, { name }]);
  const change = { name, images: { web: imageOf(name, tag) }, autoUpdate: { web: autoUpdate } };
  expect(await ada.put('/api/deployments/config', change)).toMatchObject({
    status: 200,
    body: { autoUpdate: { web: autoUpdate } },
  });
  await server.settle();
  return { namespace: String(answer.body.namespace), name };
}

/** Asks until it was asked; two questions in a row are one. */
async function check(name: string): Promise<void> {
  const before = (await stateOf(name)).checkedAt;
  const isAsked = async () => {
    expect((await ada.post('/api/images/check', { name })).status).toBe(202);
    await server.settle();
    return (await stateOf(name)).checkedAt !== before;
  };
  await waitUntil(isAsked, { describe: 'the registry to be asked' });
}

/** Runs the job that judges a release, as it is run when its deadline has passed. */
async function judge(name: string, release: number): Promise<void> {
  const bound = server.app.jobKinds.find(({ job }) => job.kind === 'release.deadline');
  const { id } = await server.app.database.system('test', (tx) =>
    tx.selectFrom('deployments').select('id').where('name', '=', name).executeTakeFirstOrThrow(),
  );
  const clock = { ...systemClock, now: () => new Date(systemClock.now().getTime() + 86_400_000) };
  const parts = { requestId: 'late', log: silentLog, clock, signal: new AbortController().signal };
  const ctx: JobCtx = { ...createSystemCtx(parts, 'job'), kind: 'job', jobId: 'test', attempt: 1 };
  const isJudged = async () => (await bound?.run(ctx, { deploymentId: id, release }))?.kind === 'done';
  await waitUntil(isJudged, { describe: 'the release to be judged' });
  await server.settle();
}

describe('a release', () => {
  it('is told what its tag stands for, once the registry was asked', async () => {
    const digest = registry.push('told', '1', 'x');
    const first = registry.push('acme/told', '1', 'x');
    expect(first).toBe(digest);
    await following('told', '1');
    expect(await releases('told')).toMatchObject([
      { number: 2, services: [{ image: imageOf('told', '1'), digest: first }] },
      { number: 1, services: [{ digest: null }] },
    ]);
  });

  it('is made although the registry does not answer', async () => {
    registry.misbehave((_request, response) => Boolean(response.writeHead(403).end()));
    await following('unheard', '1');
    expect(await releases('unheard')).toMatchObject([{ number: 2, services: [{ digest: null }] }, {}]);
  });

  it('shows the digest in a comparison, and is gone back to by its digest', async () => {
    const first = registry.push('acme/pinned', '1', 'first');
    await following('pinned', '1');
    const second = registry.push('acme/pinned', '1', 'second');
    await ada.put('/api/deployments/config', { name: 'pinned', envVars: { GREETING: 'Ahoy' } });
    await server.settle();
    const diff = await ada.get('/api/deployments/releases/diff?name=pinned&from=2&to=3');
    expect(diff.body.changes).toContainEqual({ path: 'services.web.digest', from: first, to: second });
    expect((await ada.post('/api/deployments/rollback', { name: 'pinned', release: 2 })).status).toBe(202);
    await server.settle();
    expect(imageInCluster('pinned')?.image).toBe(`${imageOf('pinned', '1')}@${first}`);
    expect((await releases('pinned'))[0]).toMatchObject({ kind: 'rollback', services: [{ digest: first }] });
  });
});

describe('what a service may take by itself', () => {
  it('is checked, planned, shown and carried to the cluster', async () => {
    registry.push('acme/settings', '1.0.0', 'x');
    await following('settings', '1.0.0');
    const put = (autoUpdate: object, images: object = {}) =>
      ada.put('/api/deployments/config', { name: 'settings', autoUpdate, images });
    const issueOf = async (answer: Promise<{ body: { details?: { issues?: unknown } } }>) => (await answer).body.details?.issues;
    expect(await issueOf(put({ web: { policy: 'semver', range: 'often' } }))).toMatchObject([{ path: 'autoUpdate.web.range' }]);
    expect(await issueOf(put({ db: { policy: 'digest' } }))).toMatchObject([{ path: 'autoUpdate.db' }]);
    expect(await issueOf(put({ web: { policy: 'digest', range: '1' } }))).toMatchObject([{ path: 'autoUpdate.web.range' }]);
    const bare = { web: `${registry.host}/acme/settings@sha256:${'a'.repeat(64)}` };
    expect(await issueOf(put({ web: { policy: 'digest' } }, bare))).toMatchObject([{ path: 'autoUpdate.web.policy' }]);
    const plan = await ada.post('/api/deployments/plan', {
      name: 'settings',
      autoUpdate: { web: { policy: 'semver', range: '^1' } },
    });
    expect(plan.body).toMatchObject({
      changes: [{ path: 'services.web.autoUpdate', from: 'digest', to: 'semver ^1' }],
      services: [{ name: 'web', effect: 'stays' }],
    });
    expect(imageInCluster('settings')?.autoUpdate).toEqual({ policy: 'digest' });
    expect((await put({ web: null })).body.autoUpdate).toEqual({});
    expect((await ada.get('/api/images?name=settings')).body).toEqual([]);
    expect(await ada.post('/api/images/check', { name: 'settings' })).toMatchObject({ status: 409 });
  });
});

describe('the image watcher', () => {
  it('makes a release of a new image under the same tag, and of the same image none', async () => {
    const first = registry.push('acme/shop', '1', 'first');
    await following('shop', '1');
    await check('shop');
    expect(await stateOf('shop')).toMatchObject({ state: 'current', digest: first, found: { tag: '1', digest: first } });
    expect(await releases('shop')).toHaveLength(2);
    const second = registry.push('acme/shop', '1', 'second');
    await check('shop');
    const [newest] = await releases('shop');
    expect(newest).toMatchObject({
      number: 3,
      kind: 'image',
      by: { kind: 'system', email: null, name: 'image watcher' },
      services: [{ image: `${imageOf('shop', '1')}@${second}`, digest: second }],
    });
    expect(newest.reason).toContain(first.slice(7, 19));
    expect(newest.reason).toContain(second.slice(7, 19));
    expect(imageInCluster('shop')?.image).toBe(`${imageOf('shop', '1')}@${second}`);
    const { body: trail } = await ada.get('/api/deployments/activity?name=shop');
    expect(trail[0]).toMatchObject({ event: 'deployment.image_deployed', data: { by: 'image watcher' } });
    await check('shop');
    expect(await releases('shop')).toHaveLength(3);
  });

  it('takes the newest version within the range, and never an older one', async () => {
    for (const tag of ['1.0.0', '1.1.0', '2.0.0', '1.2.0-rc.1', 'latest']) registry.push('acme/versions', tag, tag);
    await following('versions', '1.0.0', { policy: 'semver', range: '^1' });
    await check('versions');
    expect((await releases('versions'))[0].services[0].image).toContain(':1.1.0@sha256:');
    await ada.put('/api/deployments/config', { name: 'versions', images: { web: imageOf('versions', '2.0.0') } });
    await server.settle();
    await check('versions');
    expect((await releases('versions'))[0].services[0].image).toBe(imageOf('versions', '2.0.0'));
    expect(await stateOf('versions')).toMatchObject({ state: 'current' });
  });

  it('does not try again what was taken back, until there is a newer one', async () => {
    registry.push('acme/fragile', '1', 'good');
    const key = await following('fragile', '1');
    server.cluster.report(key, { phase: 'Ready' });
    await waitUntil(async () => (await releases('fragile'))[0].state === 'live', { describe: 'live' });
    const bad = registry.push('acme/fragile', '1', 'bad');
    await check('fragile');
    expect((await releases('fragile'))[0]).toMatchObject({ number: 3, services: [{ digest: bad }] });
    await ada.post('/api/deployments/rollback', { name: 'fragile', release: 2 });
    await server.settle();
    await check('fragile');
    expect(await releases('fragile')).toHaveLength(4);
    expect(await stateOf('fragile')).toMatchObject({ state: 'held-back', found: { digest: bad } });
    const better = registry.push('acme/fragile', '1', 'better');
    await check('fragile');
    expect((await releases('fragile'))[0]).toMatchObject({ number: 5, services: [{ digest: better }] });
  });

  it('does not try again what was taken back by itself', async () => {
    registry.push('acme/late', '1', 'good');
    const key = await following('late', '1');
    server.cluster.report(key, { phase: 'Ready' });
    await waitUntil(async () => (await releases('late'))[0].state === 'live', { describe: 'live' });
    const bad = registry.push('acme/late', '1', 'bad');
    await check('late');
    server.cluster.report(key, { phase: 'Error', lastError: 'It ends at once.' });
    await judge('late', 3);
    expect((await releases('late'))[0]).toMatchObject({ number: 4, kind: 'auto-rollback', from: 2 });
    await check('late');
    expect(await releases('late')).toHaveLength(4);
    expect(await stateOf('late')).toMatchObject({ state: 'held-back', found: { digest: bad } });
  });

  it('leaves paused deployments alone', async () => {
    registry.push('acme/asleep', '1', 'first');
    await following('asleep', '1');
    await ada.put('/api/deployments/config', { name: 'asleep', paused: true });
    registry.push('acme/asleep', '1', 'second');
    expect((await ada.post('/api/images/check', { name: 'asleep' })).body).toMatchObject([
      { state: 'paused', nextCheckAt: null },
    ]);
    await server.settle();
    expect(await releases('asleep')).toHaveLength(3);
  });

  it('asks once for any number of services, and says why it cannot', async () => {
    registry.push('acme/common', '1', 'first');
    for (const name of ['many-a', 'many-b', 'many-c']) {
      await ada.post('/api/deployments', { template: 'hello', name });
      const change = { name, images: { web: imageOf('common', '1') }, autoUpdate: { web: { policy: 'digest' } } };
      await ada.put('/api/deployments/config', change);
    }
    await server.settle();
    const before = registry.requests.length;
    registry.push('acme/common', '1', 'second');
    await check('many-a');
    const asked = registry.requests.slice(before).filter(({ path }) => path.includes('/acme/common/'));
    expect(asked).toHaveLength(1);
    for (const name of ['many-a', 'many-b', 'many-c'])
      expect((await releases(name))[0]).toMatchObject({ number: 3, kind: 'image' });
    registry.misbehave((_request, response) => Boolean(response.writeHead(403).end()));
    await check('many-b');
    expect(await stateOf('many-c')).toMatchObject({
      state: 'error',
      error: {
        reason: 'Unauthorized',
        message: expect.stringContaining('acme/common'),
        nextStep: expect.stringContaining('REGISTRY_CREDENTIALS'),
      },
    });
  });

  it('says what does not exist', async () => {
    await following('nowhere', '9');
    await check('nowhere');
    expect(await stateOf('nowhere')).toMatchObject({ state: 'error', error: { reason: 'NotFound' } });
  });

  it('is nothing to strangers', async () => {
    expect((await eve.get('/api/images?name=shop')).status).toBe(404);
    expect((await eve.post('/api/images/check', { name: 'shop' })).status).toBe(404);
    expect((await eve.get('/api/images')).body).toEqual([]);
    expect((await eve.get(`/api/images?team_id=${ada.teamId}`)).status).toBe(404);
    expect((await ada.get('/api/images')).body.length).toBeGreaterThan(3);
  });

  it('leaves a registry alone that asks it to wait', async () => {
    registry.push('acme/limited', '1', 'x');
    await following('limited', '1');
    registry.misbehave((_request, response) => Boolean(response.writeHead(429, { 'retry-after': '3000' }).end()));
    await check('limited');
    const { error } = await stateOf('limited');
    expect(error).toMatchObject({ reason: 'RateLimited' });
    const before = registry.requests.length;
    await ada.post('/api/images/check', { name: 'shop' });
    await server.settle();
    expect(registry.requests.length).toBe(before);
  });
});
