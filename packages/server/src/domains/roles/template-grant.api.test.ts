import { beforeAll, describe, expect, it } from 'vitest';
import { type Person, useTestServer } from '../../../test/support.ts';

const server = useTestServer({ name: 'template_grants' });
const grants = '/api/templates/grants';
let ada: Person;
let bob: Person;

const document = (part: object = {}) => ({
  displayName: 'Shop',
  image: 'nginx:1.29',
  visibility: 'team',
  teamId: ada.teamId,
  ...part,
});
const share = async (email: string, role: string, name = 'shop') => await ada.post(grants, { name, email, role });
const status = async (who: Person, path: string): Promise<number> => (await who.get(`/api/templates/${path}`)).status;
const named = async (who: Person): Promise<string[]> => {
  const { body } = await who.get('/api/templates');
  return body.flatMap((one: { name: string; isSystem: boolean }) => (one.isSystem ? [] : [one.name]));
};
const deploy = async (who: Person) => await who.post('/api/deployments', { template: 'shop', teamId: who.teamId });
const takeBack = async (id: string, name = 'shop') => (await ada.delete(`${grants}?name=${name}&id=${id}`)).status;

beforeAll(async () => {
  ada = await server.signIn('ada@example.com');
  bob = await server.signIn('bob@example.com');
  for (const name of ['shop', 'beside']) await ada.post('/api/templates', { name, ...document() });
  await ada.put('/api/templates/shop', document({ displayName: 'Shop, second' }));
});

describe('a guest of a template', () => {
  it('reads it and its versions and deploys from it in his own team, from the moment it is shared until it is taken back', async () => {
    const seen = async () => [await status(bob, 'shop'), await status(bob, 'shop/versions/1'), await status(bob, 'beside')];
    expect([await seen(), await named(bob), (await deploy(bob)).status]).toEqual([[404, 404, 404], [], 404]);
    const made = await share('bob@example.com', 'viewer');
    expect([made.status, made.body.actions]).toEqual([201, ['template:read']]);
    expect([await seen(), await named(bob)]).toEqual([[200, 200, 404], ['shop']]);
    const hello = await ada.get('/api/templates/hello');
    const own = await ada.get('/api/templates/shop');
    expect((await bob.get('/api/templates/shop')).body.actions).toEqual(made.body.actions);
    expect([hello.body.actions, own.body.actions]).toEqual([
      ['template:read'],
      ['template:read', 'template:update', 'template:delete', 'template:share'],
    ]);
    const { body: versions } = await bob.get('/api/templates/shop/versions');
    expect(versions.map((one: { version: number; actor: object }) => [one.version, one.actor])).toEqual([
      [2, { kind: 'user', email: null }],
      [1, { kind: 'user', email: null }],
    ]);
    expect((await deploy(bob)).status).toBe(201);
    expect((await share('bob@example.com', 'developer')).status).toBe(409);
    expect(await takeBack(made.body.id, 'beside')).toBe(404);
    expect(await takeBack(made.body.id)).toBe(204);
    expect([await seen(), await named(bob), (await deploy(bob)).status]).toEqual([[404, 404, 404], [], 404]);
  });

  it('as viewer changes nothing, and shares nothing on', async () => {
    const made = await share('bob@example.com', 'viewer');
    expect((await bob.put('/api/templates/shop', document({ displayName: 'Mine' }))).status).toBe(403);
    expect((await bob.delete('/api/templates/shop')).status).toBe(403);
    expect((await bob.get(`${grants}?name=shop`)).status).toBe(403);
    expect((await bob.post(grants, { name: 'shop', email: 'cyd@example.com', role: 'viewer' })).status).toBe(403);
    expect((await bob.put('/api/templates/beside', document())).status).toBe(404);
    expect((await bob.post('/api/templates', { name: 'new', ...document() })).status).toBe(404);
    expect((await bob.get(`/api/orgs/${ada.orgId}`)).status).toBe(404);
    await takeBack(made.body.id);
  });

  it('as developer changes it where it is, and moves it nowhere', async () => {
    const dev = await server.signIn('dev@example.com');
    await share('DEV@example.com', 'developer');
    const changed = await dev.put('/api/templates/shop', document({ displayName: 'Shop, third' }));
    expect([changed.status, changed.body.version, (await ada.get('/api/templates/shop')).body.displayName]).toEqual([
      200,
      3,
      'Shop, third',
    ]);
    expect((await dev.put('/api/templates/shop', document({ visibility: 'private', teamId: undefined }))).status).toBe(403);
    expect((await dev.put('/api/templates/shop', document({ teamId: dev.teamId }))).status).toBe(400);
    expect((await dev.put('/api/templates/shop', document({ visibility: 'org', teamId: undefined }))).status).toBe(404);
    expect((await dev.delete('/api/templates/shop')).status).toBe(403);
    expect((await dev.put('/api/templates/beside', document())).status).toBe(404);
  });

  it('may have a role of the organization', async () => {
    const path = `/api/orgs/${ada.orgId}/roles`;
    await ada.post(path, { name: 'keeper', actions: ['template:update', 'template:share', 'org:members'] });
    const eve = await server.signIn('eve@example.com');
    expect((await share('eve@example.com', 'keeper')).body.actions).toEqual(['template:read', 'template:update']);
    expect((await eve.put('/api/templates/shop', document({ displayName: 'Shop, of Eve' }))).status).toBe(200);
    expect((await ada.delete(`${path}/keeper`)).body.details.holders).toEqual(['eve@example.com (template shop)']);
    await ada.put(`${path}/keeper`, { actions: [] });
    expect((await eve.put('/api/templates/shop', document())).status).toBe(403);
    const { body } = await ada.get(`/api/orgs/${ada.orgId}/members/${eve.userId}/access`);
    expect(body.sources).toMatchObject([{ kind: 'template', name: 'shop', role: 'keeper' }]);
  });

  it('is known by his address before he comes', async () => {
    const made = await share('Fay@Example.com', 'viewer');
    expect([made.status, made.body.userId, made.body.email]).toEqual([201, null, 'fay@example.com']);
    expect((await share('fay@example.com', 'viewer')).status).toBe(409);
    const fay = await server.signIn('fay@example.com');
    expect([await status(fay, 'shop'), await status(fay, 'beside')]).toEqual([200, 404]);
    expect(await takeBack(made.body.id)).toBe(204);
    expect(await status(fay, 'shop')).toBe(404);
  });
});

describe('a template', () => {
  it('that is private is shared by its owner, and keeps what it was before it came to a team', async () => {
    const mine = { displayName: 'Secret', image: 'nginx:1.29' };
    await ada.post('/api/templates', { name: 'mine', ...mine });
    const made = await share('bob@example.com', 'viewer', 'mine');
    expect([made.status, await status(bob, 'mine'), await status(bob, 'mine/versions/1')]).toEqual([201, 200, 200]);
    await ada.put('/api/templates/mine', document({ displayName: 'Open' }));
    expect([await status(bob, 'mine'), await status(bob, 'mine/versions/1')]).toEqual([200, 404]);
    const { body } = await bob.get('/api/templates/mine/versions');
    expect(body.map((one: { version: number }) => one.version)).toEqual([2]);
  });

  it('is shared by those who may change it, and never where everybody sees it', async () => {
    await server.signIn('mate@example.com');
    const mate = await server.addMember('mate@example.com', ada, 'developer');
    const wish = { name: 'shop', email: 'bob@example.com', role: 'viewer' };
    expect((await mate.post(grants, wish)).status).toBe(403);
    await server.signIn('lead@example.com');
    const lead = await server.addMember('lead@example.com', ada, 'team_admin');
    expect((await lead.post(grants, { ...wish, role: 'developer' })).status).toBe(201);
    expect((await share('bob@example.com', 'viewer', 'hello')).status).toBe(403);
    expect((await share('bob@example.com', 'viewer', 'nowhere')).status).toBe(404);
    expect((await ada.post('/api/templates', { name: 'grants', ...document() })).status).toBe(400);
  });

  it('tells the audit trail of its guests', async () => {
    const { body } = await ada.get(`/api/audit?org_id=${ada.orgId}`);
    const told = JSON.stringify(body);
    for (const event of ['grant.created', 'grant.deleted']) expect(told).toContain(event);
  });

  it('is read in the database by its id alone, and written by nobody outside', async () => {
    const { database } = server.app;
    const ids = await database.tenant(
      [ada.orgId],
      async (tx) => await tx.selectFrom('templates').select(['id', 'name']).execute(),
    );
    const shop = ids.find((one) => one.name === 'shop')?.id ?? '';
    const seen = await database.tenant(
      [bob.orgId],
      async (tx) => ({
        names: (await tx.selectFrom('templates').select('name').where('is_system', '=', false).execute()).map((one) => one.name),
        versions: await tx
          .selectFrom('template_versions')
          .select('template_id')
          .distinct()
          .where('org_id', '=', ada.orgId)
          .execute(),
        changed: (await tx.updateTable('templates').set({ display_name: 'x' }).where('id', '=', shop).executeTakeFirst())
          .numUpdatedRows,
        gone: (await tx.deleteFrom('templates').where('id', '=', shop).executeTakeFirst()).numDeletedRows,
        deployments: await tx.selectFrom('deployments').select('id').where('org_id', '=', ada.orgId).execute(),
      }),
      [shop],
    );
    expect(seen).toEqual({ names: ['shop'], versions: [{ template_id: shop }], changed: 0n, gone: 0n, deployments: [] });
  });
});
