import { beforeAll, describe, expect, it } from 'vitest';
import { type Person, useTestServer } from '../../../test/support.ts';

const server = useTestServer({ name: 'roles' });
let ada: Person;
let app: string;

beforeAll(async () => {
  ada = await server.signIn('ada@example.com');
  app = (await ada.post('/api/deployments', { template: 'hello', teamId: ada.teamId })).body.name;
});

async function join(name: string, role: string): Promise<Person> {
  await server.signIn(`${name}@example.com`);
  return await server.addMember(`${name}@example.com`, ada, role);
}
const rolesPath = (role = ''): string => `/api/orgs/${ada.orgId}/roles${role === '' ? '' : `/${role}`}`;
const memberPath = (person: Person): string => `/api/orgs/${ada.orgId}/members/${person.userId}`;
const inTeam = (person: Person): string => `/api/teams/${ada.teamId}/members/${person.userId}`;
const restart = async (person: Person): Promise<number> => (await person.post('/api/deployments/restart', { name: app })).status;
const seesApp = async (person: Person): Promise<number> => (await person.get(`/api/deployments/status?name=${app}`)).status;

describe('a role of the organization', () => {
  it('is listed with what it may do, beside those that every organization has', async () => {
    const made = await ada.post(rolesPath(), { name: 'restarter', actions: ['deployment:restart'] });
    expect([made.status, made.body.actions.map((one: { action: string }) => one.action)]).toEqual([
      201,
      ['org:read', 'org:leave', 'role:read', 'team:read', 'deployment:read', 'deployment:restart'],
    ]);
    const { body } = await ada.get(rolesPath());
    expect(body.map((role: { name: string }) => role.name)).toEqual([
      ...['org_owner', 'org_admin', 'org_auditor', 'org_member', 'team_admin', 'developer', 'viewer', 'restarter'],
    ]);
    expect(body[0].actions.map((one: { action: string }) => one.action)).toContain('org:delete');
  });

  it('counts in the whole organization for whoever has it there, and is nothing beside that', async () => {
    const bea = await join('bea', 'org_member');
    expect(await seesApp(bea)).toBe(404);
    expect((await ada.put(memberPath(bea), { role: 'restarter' })).body.role).toBe('restarter');
    expect([await restart(bea), await seesApp(bea)]).toEqual([202, 200]);
    expect((await bea.get(`/api/deployments?team_id=${ada.teamId}`)).body).toHaveLength(1);
    expect((await bea.delete(`/api/deployments/${app}`)).status).toBe(403);
    expect((await bea.get(`/api/deployments/logs?name=${app}`)).status).toBe(403);
    expect((await bea.get(`/api/audit?org_id=${ada.orgId}`)).status).toBe(403);
    const me = await bea.get('/api/me');
    expect(me.body.orgs.find((org: { id: string }) => org.id === ada.orgId).role).toBe('custom');
  });

  it('counts in one team for whoever has it there', async () => {
    const cyd = await join('cyd', 'viewer');
    expect(await restart(cyd)).toBe(403);
    expect((await ada.put(inTeam(cyd), { role: 'restarter' })).status).toBe(200);
    expect([await restart(cyd), (await cyd.get(`/api/deployments/logs?name=${app}`)).status]).toEqual([202, 403]);
  });

  it('means what it says at once when it is changed', async () => {
    const dan = await join('dan', 'viewer');
    await ada.post(rolesPath(), { name: 'shifting', actions: ['deployment:restart'] });
    await ada.put(inTeam(dan), { role: 'shifting' });
    expect(await restart(dan)).toBe(202);
    expect((await ada.put(rolesPath('shifting'), { actions: ['deployment:read'] })).status).toBe(200);
    expect([await restart(dan), await seesApp(dan)]).toEqual([403, 200]);
    await ada.put(rolesPath('shifting'), { actions: ['template:read'] });
    expect(await restart(dan)).toBe(404);
  });

  it('is not deleted while somebody has it, who is named', async () => {
    const eve = await join('eve', 'viewer');
    await ada.post(rolesPath(), { name: 'held', actions: ['deployment:read'] });
    await ada.put(inTeam(eve), { role: 'held' });
    const refused = await ada.delete(rolesPath('held'));
    expect([refused.status, refused.body.details.holders]).toEqual([409, ['eve@example.com (team Default)']]);
    await ada.put(inTeam(eve), { role: 'viewer' });
    expect((await ada.delete(rolesPath('held'))).status).toBe(204);
    expect((await ada.put(inTeam(eve), { role: 'held' })).body.code).toBe('invalid_request');
  });

  it.each([
    ['a name that every organization has', { name: 'viewer', actions: [] }, 400],
    ['what only an owner does', { name: 'thief', actions: ['org:transfer'] }, 400],
    ['what is no action', { name: 'dream', actions: ['moon:walk'] }, 400],
    ['a name that is taken', { name: 'restarter', actions: [] }, 409],
  ])('is refused with %s', async (_what, body, status) => {
    expect((await ada.post(rolesPath(), body)).status).toBe(status);
  });

  it('shows what it still names and no version knows, which counts for nothing', async () => {
    const fay = await join('fay', 'org_member');
    await ada.post(rolesPath(), { name: 'old', actions: ['deployment:read'] });
    await ada.put(memberPath(fay), { role: 'old' });
    await server.app.database.system('test: an action that is gone', async (tx) => {
      await tx
        .updateTable('roles')
        .set({ actions: ['deployment:read', 'boat:sail', 'org:delete'] })
        .where('name', '=', 'old')
        .execute();
    });
    const { body } = await ada.get(rolesPath());
    const old = body.find((role: { name: string }) => role.name === 'old');
    expect(old.unknownActions).toEqual(['boat:sail', 'org:delete']);
    await ada.put(rolesPath('old'), { description: 'Kept' });
    const slug = (await ada.get(`/api/orgs/${ada.orgId}`)).body.slug;
    expect((await fay.delete(`/api/orgs/${ada.orgId}?confirm=${slug}`)).status).toBe(403);
  });
});

describe('nobody gives what he has not', () => {
  it('neither by making a role, nor by giving one, nor by inviting', async () => {
    await ada.post(rolesPath(), { name: 'deputy', actions: ['org:members', 'role:write', 'deployment:restart'] });
    await ada.post(rolesPath(), { name: 'sheller', actions: ['deployment:exec'] });
    const gus = await join('gus', 'org_member');
    const hal = await join('hal', 'org_member');
    await ada.put(memberPath(gus), { role: 'deputy' });
    expect((await gus.post(rolesPath(), { name: 'mine', actions: ['deployment:exec'] })).status).toBe(403);
    expect((await gus.put(rolesPath('deputy'), { actions: ['deployment:exec', 'org:members', 'role:write'] })).status).toBe(403);
    expect((await gus.post(rolesPath(), { name: 'lesser', actions: ['deployment:restart'] })).status).toBe(201);
    expect((await gus.put(memberPath(hal), { role: 'org_admin' })).status).toBe(403);
    expect((await gus.put(memberPath(hal), { role: 'org_auditor' })).status).toBe(403);
    expect((await gus.put(memberPath(gus), { role: 'org_admin' })).status).toBe(403);
    expect((await gus.put(memberPath(hal), { role: 'sheller' })).status).toBe(403);
    expect((await gus.put(memberPath(hal), { role: 'lesser' })).status).toBe(200);
    expect((await gus.post(`/api/orgs/${ada.orgId}/invites`, { email: 'x@example.com', role: 'org_admin' })).status).toBe(403);
    expect((await gus.post(`/api/orgs/${ada.orgId}/invites`, { email: 'x@example.com', role: 'org_member' })).status).toBe(201);
  });

  it('and nobody takes a role away that holds more than he does', async () => {
    const ivy = await join('ivy', 'org_member');
    const jim = await join('jim', 'org_auditor');
    await ada.put(memberPath(ivy), { role: 'deputy' });
    expect((await ivy.put(memberPath(jim), { role: 'org_member' })).status).toBe(403);
    expect((await ivy.delete(memberPath(jim))).status).toBe(403);
  });
});

describe('what somebody may do', () => {
  it('is explained by the roles that give it', async () => {
    const kim = await join('kim', 'developer');
    const { status, body } = await ada.get(`${memberPath(kim)}/access`);
    expect([status, body.email, body.sources.map((one: { kind: string; role: string }) => [one.kind, one.role])]).toEqual([
      200,
      'kim@example.com',
      [
        ['org', 'org_member'],
        ['team', 'developer'],
      ],
    ]);
    const why = body.may.find((one: { action: string }) => one.action === 'deployment:restart');
    expect(why.because).toEqual(['developer of team Default']);
    expect(body.may.some((one: { action: string }) => one.action === 'org:update')).toBe(false);
    expect((await kim.get(`${memberPath(kim)}/access`)).status).toBe(403);
    const stranger = await server.signIn('stranger@example.com');
    expect((await stranger.get(`${memberPath(kim)}/access`)).status).toBe(404);
    expect((await ada.get(`${memberPath(stranger)}/access`)).status).toBe(404);
  });
});
