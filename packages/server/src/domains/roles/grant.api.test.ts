import { beforeAll, describe, expect, it } from 'vitest';
import { type Person, useTestServer } from '../../../test/support.ts';

const server = useTestServer({ name: 'grants' });
let ada: Person;
let bob: Person;
let app: string;
let beside: string;

beforeAll(async () => {
  ada = await server.signIn('ada@example.com');
  bob = await server.signIn('bob@example.com');
  const make = async () => (await ada.post('/api/deployments', { template: 'hello', teamId: ada.teamId })).body.name;
  app = await make();
  beside = await make();
});

const grants = '/api/deployments/grants';
const share = async (email: string, role: string, more: object = {}) =>
  await ada.post(grants, { name: app, email, role, ...more });
const status = async (who: Person, name: string): Promise<number> =>
  (await who.get(`/api/deployments/status?name=${name}`)).status;

describe('a guest', () => {
  it('sees what is shared with him, at once, and nothing beside it', async () => {
    expect(await status(bob, app)).toBe(404);
    const made = await share('bob@example.com', 'viewer');
    expect([made.status, made.body.actions]).toEqual([201, ['deployment:read', 'deployment:logs', 'deployment:secret-keys']]);
    expect([await status(bob, app), await status(bob, beside)]).toEqual([200, 404]);
    const { body } = await bob.get('/api/deployments');
    expect(body.map((one: { name: string }) => one.name)).toEqual([app]);
    const shared = await bob.get('/api/deployments?shared=true');
    expect([shared.body.length, (await ada.get('/api/deployments?shared=true')).body]).toEqual([1, []]);
    expect((await bob.get(`/api/deployments/status?name=${app}`)).body.actions).toEqual(made.body.actions);
    expect((await bob.get(`/api/deployments?team_id=${ada.teamId}`)).status).toBe(404);
    expect((await bob.get(`/api/orgs/${ada.orgId}`)).status).toBe(404);
    expect((await bob.post('/api/deployments/restart', { name: app })).status).toBe(403);
    expect((await bob.get(`${grants}?name=${app}`)).status).toBe(403);
    expect((await share('bob@example.com', 'developer')).status).toBe(409);
  });

  it('does what his role allows', async () => {
    const cyd = await server.signIn('cyd@example.com');
    await share('CYD@example.com', 'developer');
    expect((await cyd.post('/api/deployments/restart', { name: app })).status).toBe(202);
    expect((await cyd.put('/api/deployments/config', { name: app, envVars: { GREETING: 'Hi' } })).status).toBe(200);
    expect((await cyd.post(grants, { name: app, email: 'bob@example.com', role: 'viewer' })).status).toBe(403);
    expect((await cyd.post('/api/deployments/restart', { name: beside })).status).toBe(404);
    expect((await cyd.post('/api/deployments', { template: 'hello', teamId: ada.teamId })).status).toBe(404);
  });

  it('is one no more when the grant is taken back', async () => {
    const { body } = await ada.get(`${grants}?name=${app}`);
    const his = body.find((one: { email: string }) => one.email === 'bob@example.com');
    expect((await ada.delete(`${grants}?name=${beside}&id=${his.id}`)).status).toBe(404);
    expect((await ada.delete(`${grants}?name=${app}&id=${his.id}`)).status).toBe(204);
    expect([await status(bob, app), (await bob.get('/api/deployments')).body]).toEqual([404, []]);
  });

  it('may have a role of the organization, whose change he feels', async () => {
    const path = `/api/orgs/${ada.orgId}/roles`;
    await ada.post(path, { name: 'restarter', actions: ['deployment:restart', 'org:members'] });
    const dan = await server.signIn('dan@example.com');
    const made = await share('dan@example.com', 'restarter');
    expect(made.body.actions).toEqual(['deployment:read', 'deployment:restart']);
    expect((await dan.post('/api/deployments/restart', { name: app })).status).toBe(202);
    expect((await ada.delete(`${path}/restarter`)).body.details.holders).toEqual([`dan@example.com (deployment ${app})`]);
    await ada.put(`${path}/restarter`, { actions: [] });
    expect((await dan.post('/api/deployments/restart', { name: app })).status).toBe(403);
    const access = await ada.get(`/api/orgs/${ada.orgId}/members/${dan.userId}/access`);
    expect(access.body.sources).toMatchObject([{ kind: 'deployment', name: app, role: 'restarter' }]);
  });

  it('is one until a time', async () => {
    const eve = await server.signIn('eve@example.com');
    expect((await share('eve@example.com', 'viewer', { expiresAt: '2001-01-01T00:00:00Z' })).status).toBe(400);
    const made = await share('eve@example.com', 'viewer', { expiresAt: '2099-01-01T00:00:00Z' });
    expect(await status(eve, app)).toBe(200);
    await server.app.database.system('test: time passes', async (tx) => {
      await tx
        .updateTable('resource_grants')
        .set({ expires_at: new Date(0) })
        .where('id', '=', made.body.id)
        .execute();
    });
    const sweep = server.app.jobKinds.find(({ job }) => job.kind === 'grant.sweep');
    await server.app.database.system('test: sweep', (tx) => server.app.jobs.enqueue(tx, sweep?.job ?? never(), {}));
    await server.settle();
    expect(await status(eve, app)).toBe(404);
    const { body } = await ada.get(`/api/audit?org_id=${ada.orgId}`);
    expect(JSON.stringify(body)).toContain('grant.expired');
  });
});

function never(): never {
  throw new Error('there is no such job');
}

describe('a guest who has not signed in yet', () => {
  const sweep = async (): Promise<void> => {
    const job = server.app.jobKinds.find((bound) => bound.job.kind === 'grant.sweep')?.job ?? never();
    await server.app.database.system('test: sweep', (tx) => server.app.jobs.enqueue(tx, job, {}));
    await server.settle();
  };

  it('is known by his address, and sees what is shared from the moment he comes', async () => {
    const made = await share('Fay@Example.com', 'viewer');
    expect([made.status, made.body.userId, made.body.email]).toEqual([201, null, 'fay@example.com']);
    expect((await share('fay@example.com', 'viewer')).status).toBe(409);
    expect((await share('gil@example.com', 'viewer')).status).toBe(201);
    const fay = await server.signIn('fay@example.com');
    expect([await status(fay, app), await status(fay, beside)]).toEqual([200, 404]);
    const seen = async () => (await ada.get(`${grants}?name=${app}`)).body.find((one: { id: string }) => one.id === made.body.id);
    expect((await seen()).userId).toBe(fay.userId);
    await sweep();
    expect([(await seen()).userId, await status(fay, app)]).toEqual([fay.userId, 200]);
    expect((await ada.delete(`${grants}?name=${app}&id=${made.body.id}`)).status).toBe(204);
    expect(await status(fay, app)).toBe(404);
  });

  it('may be uninvited before he comes', async () => {
    const made = await share('hal@example.com', 'developer');
    expect((await ada.delete(`${grants}?name=${app}&id=${made.body.id}`)).status).toBe(204);
    expect(await status(await server.signIn('hal@example.com'), app)).toBe(404);
  });

  it('gets nothing twice, and nothing of what was meant for another', async () => {
    const made = await share('ida@example.com', 'viewer');
    const ida = await server.signIn('ida@example.com');
    expect((await share('ida@example.com', 'developer')).status).toBe(409);
    await sweep();
    const { body } = await ada.get(`${grants}?name=${app}`);
    const hers = body.filter((one: { userId: string }) => one.userId === ida.userId);
    expect(hers).toMatchObject([{ role: 'viewer', id: made.body.id }]);
    expect(await status(await server.signIn('jon@example.com'), app)).toBe(404);
  });
});

describe('a deployment', () => {
  it('is shared by those who lead its team', async () => {
    await server.signIn('dev@example.com');
    const dev = await server.addMember('dev@example.com', ada, 'developer');
    expect((await dev.post(grants, { name: app, email: 'bob@example.com', role: 'viewer' })).status).toBe(403);
    await server.signIn('lead@example.com');
    const lead = await server.addMember('lead@example.com', ada, 'team_admin');
    expect((await lead.post(grants, { name: app, email: 'bob@example.com', role: 'developer' })).status).toBe(201);
  });

  it('takes its grants along when it goes', async () => {
    await server.app.database.system('test: a deployment goes', async (tx) => {
      const row = await tx.selectFrom('deployments').select('id').where('name', '=', app).executeTakeFirstOrThrow();
      await tx.deleteFrom('deployments').where('id', '=', row.id).execute();
      expect(await tx.selectFrom('resource_grants').select('id').where('deployment_id', '=', row.id).execute()).toEqual([]);
    });
  });
});
