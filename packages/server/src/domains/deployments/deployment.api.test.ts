import { waitUntil } from '@moorage/testkit/wait-until';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Person, useTestServer } from '../../../test/support.ts';

const server = useTestServer({ name: 'deployments' });
let ada: Person;

beforeAll(async () => {
  ada = await server.signIn('ada@example.com');
});

const status = (name: string) => ada.get(`/api/deployments/status?name=${name}`);

async function deployed(name: string, body: object = {}) {
  const answer = await ada.post('/api/deployments', { template: 'hello', name, ...body });
  expect([answer.status, answer.body]).toMatchObject([201, { name }]);
  await server.settle();
  const key = { namespace: String(answer.body.namespace), name };
  return { key, view: answer.body, object: server.cluster.objects().find((one) => one.metadata.name === name) };
}

const readyStatus = (name: string) => ({
  phase: 'Ready' as const,
  services: [{ name: 'web', image: 'node:24-alpine', replicas: 1, readyReplicas: 1, state: 'Ready' as const }],
  ingresses: [{ id: 'web', name: 'web', host: `${name}.apps.localhost`, url: `http://${name}.apps.localhost:8081` }],
  conditions: [
    { type: 'Ready', status: 'True' as const, reason: 'Ready', message: '', lastTransitionTime: '2026-01-01T00:00:00Z' },
  ],
});

describe('creating a deployment', () => {
  it('answers with a generated name and puts a custom resource into the namespace of the organization', async () => {
    const { status: code, body } = await ada.post('/api/deployments', { template: 'hello', envVars: { GREETING: 'Ahoy' } });
    expect(code).toBe(201);
    expect(body).toMatchObject({
      status: 'Pending',
      template: 'hello',
      templateVersion: 1,
      visibility: 'public',
      displayName: 'Hello',
      canDelete: true,
    });
    expect(body.name).toMatch(/^[a-z][a-z0-9]{9}$/);
    await server.settle();
    const object = server.cluster.objects().find((one) => one.metadata.name === body.name);
    expect(object?.metadata.namespace).toBe(body.namespace);
    expect(body.namespace).toBe(`u-${ada.orgId.replaceAll('-', '').slice(-12)}`);
    expect(object?.metadata.labels).toMatchObject({ 'moorage.dev/org': ada.orgId, 'moorage.dev/team': ada.teamId });
    expect(object?.spec).toMatchObject({ userId: ada.userId, orgId: ada.orgId, tier: 'enterprise', visibility: 'public' });
    expect(object?.spec?.services[0]?.env).toEqual([{ name: 'GREETING', value: 'Ahoy' }]);
  });

  it('leaves row, audit entry and job together, or none of them', async () => {
    // That the trail was read is written down too, whenever that is.
    const trail = async (): Promise<{ event: string }[]> =>
      (await ada.get(`/api/audit?org_id=${ada.orgId}`)).body.filter((one: { event: string }) => one.event !== 'audit.read');
    const before = await trail();
    const refused = await ada.post('/api/deployments', { template: 'hello', name: 'once' });
    expect(refused.status).toBe(201);
    const again = await ada.post('/api/deployments', { template: 'hello', name: 'once' });
    expect([again.status, again.body.code]).toEqual([409, 'already_exists']);
    expect(again.body.details.issues).toEqual([{ path: 'name', message: 'is taken' }]);
    const after = await trail();
    expect(after.length - before.length).toBe(1);
    expect(after[0]).toMatchObject({
      event: 'deployment.created',
      actor: { email: 'ada@example.com' },
      target: { name: 'once' },
    });
  });

  it('gives one of two racing creates the name', async () => {
    const answers = await Promise.all([1, 2, 3, 4].map(() => ada.post('/api/deployments', { template: 'hello', name: 'race' })));
    expect(answers.map((answer) => answer.status).toSorted()).toEqual([201, 409, 409, 409]);
  });

  it('makes the same request with one Idempotency-Key only once', async () => {
    const call = { method: 'POST', body: { template: 'hello' }, headers: { 'idempotency-key': 'create-1' } };
    const first = await ada.call('/api/deployments', call);
    const second = await ada.call('/api/deployments', call);
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body.name).toBe(first.body.name);
  });

  it('says which values are wrong, all at once and by name', async () => {
    const answer = await ada.post('/api/deployments', { template: 'worker', envVars: { INTERVAL_SECONDS: 'often', NOPE: 1 } });
    expect(answer.status).toBe(400);
    expect(answer.body.details.issues).toEqual([
      { path: 'envVars.NOPE', message: 'the template has no such parameter; it has INTERVAL_SECONDS, MESSAGE' },
      { path: 'envVars.INTERVAL_SECONDS', message: 'must be a whole number' },
    ]);
  });

  it('names a required parameter that is missing', async () => {
    const answer = await ada.post('/api/deployments', { template: 'postgres' });
    expect(answer.body.details.issues).toEqual([{ path: 'envVars.POSTGRES_PASSWORD', message: 'is required' }]);
  });

  it('refuses an image that is none, a name that is reserved and a template that does not exist', async () => {
    const image = await ada.post('/api/deployments', { template: 'custom-image', envVars: { IMAGE: 'nginx; rm -rf /' } });
    expect([image.status, image.body.details.issues[0].path]).toEqual([400, 'envVars.IMAGE']);
    expect((await ada.post('/api/deployments', { template: 'hello', name: 'admin' })).status).toBe(400);
    expect((await ada.post('/api/deployments', { template: 'nowhere' })).status).toBe(404);
  });

  it('never lets two tenants answer under one host name', async () => {
    const spec = `services: [{ name: app, image: 'nginx:1.29', ports: [{ name: http, containerPort: 80 }] }]
ingresses: [{ id: main, name: main, service: app, port: 80 }, { id: docs, name: docs, service: app, port: 80 }]`;
    await ada.post('/api/templates', { name: 'two-hosts', displayName: 'Two', image: 'nginx:1.29', spec });
    expect((await ada.post('/api/deployments', { template: 'two-hosts', name: 'shop' })).status).toBe(201);
    const bob = await server.signIn('bob@example.com');
    expect((await bob.post('/api/deployments', { template: 'hello', name: 'docs-shop' })).status).toBe(409);
  });
});

describe('the status', () => {
  it('follows the cluster, evidence included', async () => {
    const { key } = await deployed('follow');
    server.cluster.report(key, readyStatus('follow'));
    const ready = await waitUntil(
      async () => {
        const { body } = await status('follow');
        return body.status === 'Ready' && body;
      },
      { describe: 'Ready' },
    );
    expect(ready).toMatchObject({
      url: 'http://follow.apps.localhost:8081',
      servicesReady: 1,
      servicesTotal: 1,
      observedGeneration: 1,
    });
    const evidence = {
      reason: 'CrashLoop',
      message: 'It ends at once.',
      logLines: ['boom'],
      exitCode: 1,
      nextStep: 'Read its log.',
    };
    server.cluster.report(key, { ...readyStatus('follow'), phase: 'Error', lastError: 'It ends at once.', evidence });
    await waitUntil(async () => (await status('follow')).body.status === 'Error', { describe: 'Error' });
    expect((await status('follow')).body).toMatchObject({ lastError: 'It ends at once.', evidence });
  });

  it('is never called unchanged when only the status has changed', async () => {
    const { key } = await deployed('fresh');
    const before = await status('fresh');
    const again = { headers: { 'if-none-match': before.headers.get('etag') ?? '' } };
    expect((await ada.call('/api/deployments/status?name=fresh', again)).status).toBe(304);
    server.cluster.report(key, readyStatus('fresh'));
    await waitUntil(
      async () => {
        const answer = await ada.call('/api/deployments/status?name=fresh', again);
        return answer.status === 200 && answer.body.status === 'Ready';
      },
      { describe: 'an answer with the new status' },
    );
  });

  it('speaks of an old generation until the operator has seen the new one', async () => {
    const { key } = await deployed('gens');
    server.cluster.report(key, readyStatus('gens'));
    await waitUntil(async () => (await status('gens')).body.observedGeneration === 1, { describe: 'generation 1' });
    await ada.put('/api/deployments/config', { name: 'gens', envVars: { GREETING: 'Two' } });
    await server.settle();
    expect((await status('gens')).body).toMatchObject({ generation: 2, observedGeneration: 1 });
    server.cluster.report(key, readyStatus('gens'));
    await waitUntil(async () => (await status('gens')).body.observedGeneration === 2, { describe: 'generation 2' });
  });

  it('makes an object again that the cluster lost', async () => {
    const { key } = await deployed('drift');
    server.cluster.vanish(key);
    await waitUntil(() => server.cluster.objects().some((one) => one.metadata.name === 'drift'), { describe: 'the object' });
  });

  it('says so when the cluster refuses it or has something else of that name', async () => {
    server.cluster.refuseImage('bad.example/app:1');
    await ada.post('/api/deployments', { template: 'custom-image', name: 'refused', envVars: { IMAGE: 'bad.example/app:1' } });
    const namespace = `u-${ada.orgId.replaceAll('-', '').slice(-12)}`;
    server.cluster.put({ apiVersion: 'moorage.dev/v1alpha1', kind: 'UserDeployment', metadata: { namespace, name: 'clash' } });
    await ada.post('/api/deployments', { template: 'hello', name: 'clash' });
    await server.settle();
    expect((await status('refused')).body).toMatchObject({ status: 'Error', evidence: { reason: 'Refused' } });
    expect((await status('clash')).body).toMatchObject({ status: 'Error', evidence: { reason: 'NameClash' } });
  });

  it('is applied when the cluster comes back', async () => {
    server.cluster.failNext(Number.POSITIVE_INFINITY);
    await ada.post('/api/deployments', { template: 'hello', name: 'patient' });
    await waitUntil(async () => (await status('patient')).body.evidence?.reason === 'ClusterUnavailable', {
      describe: 'the reason',
    });
    server.cluster.failNext(0);
    await waitUntil(() => server.cluster.objects().some((one) => one.metadata.name === 'patient'), { describe: 'the object' });
  });
});

describe('the list', () => {
  it('pages with a Link header, newest first, and finds by text', async () => {
    const bare = await ada.get('/api/deployments');
    expect(bare.headers.get('link')).toBeNull();
    const names: string[] = [];
    let path: string | undefined = '/api/deployments?limit=3';
    while (path !== undefined) {
      const page = await ada.get(path);
      names.push(...page.body.map((one: { name: string }) => one.name));
      path = /<([^>]+)>; rel="next"/.exec(page.headers.get('link') ?? '')?.[1];
    }
    expect(names).toEqual(bare.body.map((one: { name: string }) => one.name));
    const found = await ada.get('/api/deployments?search=follo');
    expect(found.body.map((one: { name: string }) => one.name)).toEqual(['follow']);
    expect((await ada.get('/api/deployments?search=%25')).body).toEqual([]);
    expect((await ada.get('/api/deployments?limit=3&cursor=nonsense')).status).toBe(400);
  });
});

describe('the configuration', () => {
  it('changes with a generation, refuses an old one, and tells nobody a secret', async () => {
    await deployed('config', { template: 'postgres', envVars: { POSTGRES_PASSWORD: 'very-secret-1' } });
    const read = await ada.get('/api/deployments/config?name=config');
    expect(read.headers.get('etag')).toBe('"1"');
    expect(read.body).toMatchObject({ replicas: { db: 1 }, paused: false, envVars: { POSTGRES_PASSWORD: '********' } });
    const change = { name: 'config', envVars: { ...read.body.envVars, STORAGE: '5Gi' }, replicas: { db: 2 }, paused: true };
    const changed = await ada.call('/api/deployments/config', { method: 'PUT', body: change, headers: { 'if-match': '"1"' } });
    expect([changed.status, changed.body.generation, changed.body.replicas]).toEqual([200, 2, { db: 2 }]);
    const late = await ada.call('/api/deployments/config', { method: 'PUT', body: change, headers: { 'if-match': '"1"' } });
    expect([late.status, late.body.code]).toEqual([412, 'precondition_failed']);
    await server.settle();
    const object = server.cluster.objects().find((one) => one.metadata.name === 'config');
    expect(object?.spec).toMatchObject({ paused: true, services: [{ replicas: 2, volumes: [{ size: '5Gi' }] }] });
    expect(JSON.stringify(object)).not.toContain('very-secret-1');
    expect(object?.spec?.services[0]?.secrets).toEqual({ name: 'config-db-pushed' });
    expect(server.cluster.secretsOf({ namespace: object?.metadata.namespace ?? '', name: 'config' })).toEqual({
      db: { POSTGRES_PASSWORD: 'very-secret-1' },
    });
    const manifest = await ada.get('/api/deployments/manifest?name=config');
    expect(manifest.body.yaml).toContain('kind: UserDeployment');
    expect(manifest.body.yaml).not.toContain('very-secret-1');
    expect(JSON.stringify((await ada.get('/api/deployments/activity?name=config')).body)).not.toContain('very-secret-1');
  });

  it('changes nothing when nothing is different', async () => {
    await deployed('same');
    const { body } = await ada.get('/api/deployments/config?name=same');
    const answer = await ada.put('/api/deployments/config', { name: 'same', envVars: body.envVars, paused: false });
    expect(answer.body.generation).toBe(1);
    expect((await ada.get('/api/deployments/activity?name=same')).body).toHaveLength(1);
  });

  it('names services, images and quantities that are wrong', async () => {
    const answer = await ada.put('/api/deployments/config', {
      name: 'same',
      replicas: { wbe: 1 },
      images: { web: 'no image' },
      resources: { web: { memoryLimit: 'lots' } },
    });
    expect(answer.status).toBe(400);
    expect(answer.body.details.issues.map((issue: { path: string }) => issue.path)).toEqual([
      'replicas.wbe',
      'images.web',
      'resources.web.memoryLimit',
    ]);
  });
});

describe('restarting', () => {
  it('leaves a mark on all services or on one', async () => {
    await deployed('restart');
    expect((await ada.post('/api/deployments/restart', { name: 'restart' })).status).toBe(202);
    expect((await ada.post('/api/deployments/restart', { name: 'restart', service: 'web' })).status).toBe(202);
    expect((await ada.post('/api/deployments/restart', { name: 'restart', service: 'nope' })).status).toBe(400);
    await server.settle();
    const object = server.cluster.objects().find((one) => one.metadata.name === 'restart');
    expect(object?.spec?.restartedAt).toMatch(/^\d{4}-/);
    expect(Object.keys(object?.spec?.serviceRestarts ?? {})).toEqual(['web']);
  });

  it('is refused while paused', async () => {
    await ada.put('/api/deployments/config', { name: 'restart', paused: true });
    const answer = await ada.post('/api/deployments/restart', { name: 'restart' });
    expect([answer.status, answer.body.code]).toEqual([409, 'conflict']);
  });
});

describe('deleting', () => {
  it('shows Deleting until the last of it is gone, and then nothing', async () => {
    const { key } = await deployed('leave');
    server.cluster.holdRemovals(true);
    const answer = await ada.post('/api/deployments/delete', { name: 'leave' });
    expect([answer.status, answer.body.status, answer.body.canDelete]).toEqual([202, 'Deleting', false]);
    expect((await ada.post('/api/deployments/delete', { name: 'leave' })).status).toBe(202);
    expect((await ada.put('/api/deployments/config', { name: 'leave', paused: true })).status).toBe(409);
    await waitUntil(
      () => server.cluster.objects().some((one) => one.metadata.name === 'leave' && one.metadata.deletionTimestamp !== undefined),
      { describe: 'the removal' },
    );
    expect((await status('leave')).body.status).toBe('Deleting');
    server.cluster.vanish(key);
    server.cluster.holdRemovals(false);
    await waitUntil(async () => (await status('leave')).status === 404, { describe: 'the end' });
    expect((await deployed('leave')).view.generation).toBe(1);
  });

  it('works by DELETE too', async () => {
    await deployed('alias');
    expect((await ada.delete('/api/deployments/alias')).status).toBe(202);
    await waitUntil(async () => (await status('alias')).status === 404, { describe: 'the end' });
  });
});

describe('the events of the cluster', () => {
  it('are told newest first, and only so many', async () => {
    const { key } = await deployed('eventful');
    const event = { type: 'Warning', reason: 'BackOff', object: { kind: 'Pod', name: 'eventful-web-1' }, count: 2 } as const;
    for (const second of [1, 2, 3]) {
      const lastAt = new Date(`2026-03-01T10:00:0${second}Z`);
      server.cluster.addEvent(key, { ...event, id: `e${second}`, message: `no. ${second}`, firstAt: undefined, lastAt });
    }
    const { body } = await ada.get('/api/deployments/cluster-events?name=eventful&limit=2');
    expect(body).toMatchObject([
      { id: 'e3', message: 'no. 3', lastAt: '2026-03-01T10:00:03.000Z', firstAt: null },
      { id: 'e2', object: { kind: 'Pod' } },
    ]);
  });
});
