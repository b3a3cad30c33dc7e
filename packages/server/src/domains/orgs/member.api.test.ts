import { waitUntil } from '@moorage/testkit/wait-until';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Person, useTestServer } from '../../../test/support.ts';

const server = useTestServer({ name: 'members' });
let ada: Person;

beforeAll(async () => {
  ada = await server.signIn('ada@example.com');
});

/** Somebody new in Ada's organization. */
async function join(name: string, role: string): Promise<Person> {
  await server.signIn(`${name}@example.com`);
  return await server.addMember(`${name}@example.com`, ada, role);
}

const memberPath = (person: Person): string => `/api/orgs/${ada.orgId}/members/${person.userId}`;

describe('the role of a member', () => {
  it('is changed by those who lead the organization, and counts at once', async () => {
    const bea = await join('bea', 'org_member');
    expect((await bea.put(`/api/orgs/${ada.orgId}`, { name: 'Mine' })).status).toBe(403);
    const { status, body } = await ada.put(memberPath(bea), { role: 'org_admin' });
    expect([status, body.role, body.email]).toEqual([200, 'org_admin', 'bea@example.com']);
    expect((await bea.put(`/api/orgs/${ada.orgId}`, { name: 'Harbor' })).status).toBe(200);
  });

  it('is not raised by himself, nor by an administrator to owner', async () => {
    const cyd = await join('cyd', 'org_member');
    const admin = await join('dan', 'org_admin');
    expect((await cyd.put(memberPath(cyd), { role: 'org_admin' })).status).toBe(403);
    expect((await admin.put(memberPath(cyd), { role: 'org_owner' })).status).toBe(400);
    expect((await admin.put(memberPath(ada), { role: 'org_member' })).body.code).toBe('conflict');
    expect((await admin.post(`/api/orgs/${ada.orgId}/transfer`, { userId: admin.userId })).status).toBe(403);
  });

  it('of an administrator is changed by the owner only', async () => {
    const one = await join('eve', 'org_admin');
    const two = await join('fay', 'org_admin');
    expect((await one.put(memberPath(two), { role: 'org_member' })).status).toBe(403);
    expect((await one.delete(memberPath(two))).status).toBe(403);
    expect((await one.put(memberPath(one), { role: 'org_member' })).status).toBe(200);
    expect((await ada.delete(memberPath(two))).status).toBe(204);
  });

  it('of nobody is changed: a stranger is no member', async () => {
    const stranger = await server.signIn('gil@example.com');
    expect((await ada.put(memberPath(stranger), { role: 'org_admin' })).status).toBe(404);
    expect((await ada.delete(memberPath(stranger))).status).toBe(404);
  });
});

describe('a member who is removed or leaves', () => {
  it('sees nothing of the organization from the next request on', async () => {
    const hal = await join('hal', 'developer');
    expect((await hal.get(`/api/orgs/${ada.orgId}`)).status).toBe(200);
    const key = await hal.withKey(['orgs:read']);
    expect((await ada.delete(memberPath(hal))).status).toBe(204);
    expect((await hal.get(`/api/orgs/${ada.orgId}`)).status).toBe(404);
    expect((await key.get(`/api/orgs/${ada.orgId}`)).status).toBe(404);
    expect((await hal.get(`/api/teams/${ada.teamId}/members`)).status).toBe(404);
    const leaver = await join('ida', 'viewer');
    expect((await leaver.post(`/api/orgs/${ada.orgId}/leave`)).status).toBe(204);
    expect((await leaver.get(`/api/orgs/${ada.orgId}`)).status).toBe(404);
  });

  it('is never the owner', async () => {
    expect((await ada.post(`/api/orgs/${ada.orgId}/leave`)).body.code).toBe('conflict');
    expect((await ada.delete(memberPath(ada))).body.code).toBe('conflict');
  });
});

describe('ownership', () => {
  it('is passed on once, however many try at the same time', async () => {
    const owner = await server.signIn('old-owner@example.com');
    const heirs = await Promise.all(
      [1, 2, 3].map(async (number) => {
        await server.signIn(`heir${number}@example.com`);
        return await server.addMember(`heir${number}@example.com`, owner, 'org_member');
      }),
    );
    const path = `/api/orgs/${owner.orgId}/transfer`;
    const answers = await Promise.all(heirs.map((heir) => owner.post(path, { userId: heir.userId })));
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
    const members = (await heirs[0]?.get(`/api/orgs/${owner.orgId}/members`))?.body;
    expect(members.filter((one: { role: string }) => one.role === 'org_owner')).toHaveLength(1);
    expect(members.find((one: { email: string }) => one.email === owner.email).role).toBe('org_admin');
    expect((await owner.post(path, { userId: heirs[1]?.userId })).status).toBe(403);
  });
});

describe('the members of a team', () => {
  it('come from the organization, once, and are changed by those who lead the team', async () => {
    const jan = await join('jan', 'org_member');
    const lead = await join('kay', 'team_admin');
    const path = `/api/teams/${ada.teamId}/members`;
    expect((await lead.post(path, { userId: jan.userId, role: 'viewer' })).body).toMatchObject({ role: 'viewer' });
    expect((await lead.post(path, { userId: jan.userId, role: 'viewer' })).body.code).toBe('already_exists');
    expect((await jan.put(`${path}/${jan.userId}`, { role: 'team_admin' })).status).toBe(403);
    expect((await lead.put(`${path}/${jan.userId}`, { role: 'developer' })).body.role).toBe('developer');
    expect((await jan.post('/api/deployments', { template: 'hello', teamId: ada.teamId })).status).toBe(201);
    expect((await lead.delete(`${path}/${jan.userId}`)).status).toBe(204);
    expect((await jan.get(path)).status).toBe(404);
    const stranger = await server.signIn('lou@example.com');
    expect((await lead.post(path, { userId: stranger.userId, role: 'viewer' })).status).toBe(404);
  });
});

describe('a team', () => {
  it('is renamed, and deleted when it has nothing left and is not the last', async () => {
    const { body: team } = await ada.post('/api/teams', { orgId: ada.orgId, name: 'Deck' });
    expect((await ada.put(`/api/teams/${team.id}`, { name: 'Bridge' })).body.name).toBe('Bridge');
    const { body: app } = await ada.post('/api/deployments', { template: 'hello', teamId: team.id });
    const refused = await ada.delete(`/api/teams/${team.id}`);
    expect([refused.status, refused.body.error]).toEqual([409, 'The team still has 1 deployments.']);
    await ada.delete(`/api/deployments/${app.name}`);
    const isGone = async () => (await ada.get(`/api/deployments/status?name=${app.name}`)).status === 404;
    await waitUntil(isGone, { describe: 'the end of the deployment' });
    expect((await ada.delete(`/api/teams/${team.id}`)).status).toBe(204);
    expect((await ada.get(`/api/teams/${team.id}/members`)).status).toBe(404);
    const owner = await server.signIn('one-team@example.com');
    expect((await owner.delete(`/api/teams/${owner.teamId}`)).body.code).toBe('conflict');
  });
});

describe('the deletion of an organization', () => {
  it('says what goes, asks for its slug, hides it at once and takes its apps down', async () => {
    const owner = await server.signIn('sinker@example.com');
    await server.signIn('sailor@example.com');
    const sailor = await server.addMember('sailor@example.com', owner, 'developer');
    const { body: app } = await owner.post('/api/deployments', { template: 'hello', teamId: owner.teamId });
    await server.settle();
    // Whatever else belongs to it must not stand in its way.
    await owner.post('/api/hooks/images', { name: 'hook', teamId: owner.teamId });
    await owner.post(`/api/orgs/${owner.orgId}/keys`, { kind: 'pair', name: 'robot' });
    await owner.post(`/api/orgs/${owner.orgId}/invites`, { email: 'late@example.com', role: 'org_member' });
    await owner.post('/api/deployments/domains', { name: app.name, host: 'shop.example.org' });
    const { body: plan } = await owner.get(`/api/orgs/${owner.orgId}/deletion`);
    expect(plan.contents).toEqual([
      { kind: 'deployments', count: 1 },
      { kind: 'clusters', count: 0 },
      { kind: 'DNS domains', count: 0 },
      { kind: 'members', count: 2 },
      { kind: 'teams', count: 1 },
    ]);
    expect((await owner.delete(`/api/orgs/${owner.orgId}?confirm=wrong`)).status).toBe(412);
    expect((await sailor.delete(`/api/orgs/${owner.orgId}?confirm=${plan.slug}`)).status).toBe(403);
    expect((await owner.delete(`/api/orgs/${owner.orgId}?confirm=${plan.slug}`)).status).toBe(202);
    expect((await owner.get(`/api/orgs/${owner.orgId}`)).status).toBe(404);
    expect((await sailor.get(`/api/deployments/status?name=${app.name}`)).status).toBe(404);
    await expect
      .poll(
        async () => {
          await server.settle();
          return await server.app.database.system('test', (tx) =>
            tx.selectFrom('orgs').select('id').where('id', '=', owner.orgId).execute(),
          );
        },
        { timeout: 15_000 },
      )
      .toEqual([]);
    expect(server.cluster.objects().map((object) => object.metadata.name)).not.toContain(app.name);
    expect((await owner.get('/api/me')).body.currentOrgId).toBeNull();
    expect((await owner.post('/api/orgs', { name: 'Again' })).status).toBe(201);
  });
});
