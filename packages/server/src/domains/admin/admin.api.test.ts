import { waitUntil } from '@moorage/testkit/wait-until';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Person, useTestServer } from '../../../test/support.ts';

const server = useTestServer({ name: 'admin' });
let admin: Person;
let eve: Person;

beforeAll(async () => {
  admin = await server.signIn('admin@example.com');
  eve = await server.signIn('eve@example.com');
});

const userPath = (person: Person) => `/api/admin/users/${person.userId}`;

describe('users', () => {
  it('are found by a part of their address, page by page', async () => {
    for (const name of ['paul1', 'paul2', 'paul3']) await server.signIn(`${name}@example.com`);
    const first = await admin.get('/api/admin/users?search=PAUL&limit=2');
    expect(first.body.map((user: { email: string }) => user.email)).toEqual(['paul1@example.com', 'paul2@example.com']);
    expect(first.body[0]).toMatchObject({ state: 'active', platformRole: null, tier: 'free', orgCount: 1, clientId: null });
    const next = /<([^>]+)>/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
    expect((await admin.get(next)).body).toMatchObject([{ email: 'paul3@example.com' }]);
    expect((await admin.get(`/api/admin/users?search=${encodeURIComponent("%' or 1=1")}`)).body).toEqual([]);
  });

  it('who are disabled lose sessions, keys and streams at once, and get in again when they are enabled', async () => {
    const bob = await server.signIn('bob@example.com');
    const key = await bob.withKey(['orgs:read']);
    const stream = await fetch(`${server.url()}/api/events?team_id=${bob.teamId}`, { headers: bob.headers });
    expect((await admin.put(userPath(bob), { disabled: true })).body).toMatchObject({ state: 'disabled' });
    expect((await bob.get('/api/me')).status).toBe(401);
    expect((await key.get('/api/orgs')).status).toBe(401);
    await stream.text();
    expect((await server.anybody.get('/dev/login?email=bob@example.com')).status).toBe(403);
    expect((await admin.get('/api/admin/users?state=disabled')).body).toMatchObject([{ email: 'bob@example.com' }]);
    await admin.put(userPath(bob), { disabled: false });
    expect((await key.get('/api/orgs')).status).toBe(200);
    // The session is over all the same.
    expect((await bob.get('/api/me')).status).toBe(401);
  });

  it('are signed out everywhere', async () => {
    const [one, two] = [await server.signIn('kay@example.com'), await server.signIn('kay@example.com')];
    expect((await admin.post(`${userPath(one)}/sign-out`)).status).toBe(204);
    expect([(await one.get('/api/me')).status, (await two.get('/api/me')).status]).toEqual([401, 401]);
  });

  it('always have one among them who runs the platform', async () => {
    for (const change of [{ platformRole: null }, { disabled: true }]) {
      const refused = await admin.put(userPath(admin), change);
      expect([refused.status, refused.body.details.reason]).toEqual([409, 'last_admin']);
    }
    const second = await server.signIn('second@example.com');
    await admin.put(userPath(second), { platformRole: 'platform_admin' });
    const both = [admin.put(userPath(second), { platformRole: null }), second.put(userPath(admin), { platformRole: null })];
    const statuses = (await Promise.all(both)).map((answer) => answer.status);
    const count = async () =>
      await server.app.database.system('test', (tx) =>
        tx.selectFrom('users').select('email').where('platform_role', '=', 'platform_admin').execute(),
      );
    expect(statuses).toContain(200);
    expect(await count()).toHaveLength(1);
    const [left] = await count();
    if (left?.email !== 'admin@example.com') await second.put(userPath(admin), { platformRole: 'platform_admin' });
    admin = await server.signIn('admin@example.com');
  });

  it('are changed in nothing but what may be', async () => {
    for (const body of [{}, { email: 'x@y.example' }, { platformRole: 'root' }, { tier: 'gold' }, { id: admin.userId }]) {
      expect((await admin.put(userPath(eve), body)).status).toBe(400);
    }
  });
});

describe('organizations', () => {
  it('get a plan and a client that offers it, and are seen on its host only from then on', async () => {
    const client = { name: 'Green', slug: 'green', domain: 'green.example.test', plans: ['business'] };
    const { body: green } = await admin.post('/api/clients', client);
    const mia = await server.signIn('mia@example.com');
    const path = `/api/admin/orgs/${mia.orgId}`;
    expect((await admin.put(path, { clientId: green.id })).status).toBe(400);
    const placed = await admin.put(path, { clientId: green.id, plan: 'business' });
    expect(placed.body).toMatchObject({ clientId: green.id, plan: 'business', memberCount: 1 });
    expect((await mia.get('/api/orgs')).body).toEqual([]);
    expect((await admin.get(`/api/admin/orgs?client_id=${green.id}`)).body).toMatchObject([{ id: mia.orgId }]);
    await admin.put(path, { clientId: null });
    await waitUntil(async () => (await mia.get('/api/orgs')).body.length === 1, { describe: 'the organization to be back' });
    expect((await admin.put(path, { plan: 'gold' })).status).toBe(400);
    expect((await admin.put(path, { clientId: mia.orgId })).status).toBe(400);
  });
});

describe('the figures', () => {
  it('count what there is', async () => {
    const { body } = await admin.get('/api/admin/metrics');
    expect(body.users.total).toBeGreaterThan(2);
    expect(body.users.signedIn.day).toBe(body.users.total);
    expect(body.databaseBytes).toBeGreaterThan(1_000_000);
    expect(body).toMatchObject({ jobs: { running: expect.any(Number) }, deployments: {}, uptimeSeconds: expect.any(Number) });
  });
});

describe('who does not run the platform', () => {
  it('finds nothing of all this, and cannot make himself one who does', async () => {
    const key = await eve.withKey(['platform:read', 'platform:write']);
    for (const caller of [eve, key]) {
      for (const path of ['users', 'orgs', 'metrics', `users/${admin.userId}`]) {
        expect([path, (await caller.get(`/api/admin/${path}`)).status]).toEqual([path, 404]);
      }
      expect((await caller.put(userPath(eve), { platformRole: 'platform_admin' })).status).toBe(404);
      expect((await caller.post(`${userPath(admin)}/sign-out`)).status).toBe(404);
      expect((await caller.put(`/api/admin/orgs/${eve.orgId}`, { plan: 'enterprise' })).status).toBe(404);
    }
  });
});
