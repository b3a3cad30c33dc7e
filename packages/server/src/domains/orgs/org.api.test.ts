import { beforeAll, describe, expect, it } from 'vitest';
import { type Person, useTestServer } from '../../../test/support.ts';

const server = useTestServer({ name: 'orgs' });
let ada: Person;

beforeAll(async () => {
  ada = await server.signIn('ada@example.com');
});

describe('organizations', () => {
  it('begin with a team, and with their creator as owner, who may use them at once', async () => {
    const { status, body } = await ada.post('/api/orgs', { name: 'Blue Harbor Ltd.' });
    expect([status, body.slug, body.plan]).toEqual([201, 'blue-harbor-ltd', 'free']);
    expect((await ada.get(`/api/orgs/${body.id}`)).body).toEqual(body);
    const teams = await ada.get(`/api/teams?org_id=${body.id}`);
    expect(teams.body).toMatchObject([{ name: 'Default', memberCount: 1 }]);
    const members = await ada.get(`/api/orgs/${body.id}/members`);
    expect(members.body).toMatchObject([{ email: 'ada@example.com', role: 'org_owner' }]);
  });

  it('have a slug of their own: a chosen one that is taken is refused, a made one gets a suffix', async () => {
    expect((await ada.post('/api/orgs', { name: 'Harbor', slug: 'blue-harbor-ltd' })).body.code).toBe('already_exists');
    expect((await ada.post('/api/orgs', { name: 'Blue Harbor Ltd' })).body.slug).toMatch(/^blue-harbor-ltd-[a-z0-9]{6}$/);
    expect((await ada.post('/api/orgs', { name: '!!!' })).body.slug).toMatch(/^[a-z0-9]{6}$/);
  });

  it('are changed by those who lead them', async () => {
    await server.signIn('dev@example.com');
    const dev = await server.addMember('dev@example.com', ada, 'developer');
    const changed = await ada.put(`/api/orgs/${ada.orgId}`, { aiContext: 'We ship.' });
    expect(changed.body).toMatchObject({ name: 'Ada', aiContext: 'We ship.' });
    expect((await dev.put(`/api/orgs/${ada.orgId}`, { name: 'Mine' })).status).toBe(403);
    expect((await dev.get(`/api/orgs/${ada.orgId}`)).body.aiContext).toBe('We ship.');
  });

  it('say how long their audit trail is kept, within bounds, and the trail tells it', async () => {
    const path = `/api/orgs/${ada.orgId}`;
    expect((await ada.put(path, { auditRetentionDays: 90 })).body).toMatchObject({ auditRetentionDays: 90 });
    for (const days of [0, 29, 3651, 45.5, '90']) {
      expect([days, (await ada.put(path, { auditRetentionDays: days })).status]).toEqual([days, 400]);
    }
    expect((await ada.get(path)).body.auditRetentionDays).toBe(90);
    const { body: events } = await ada.get(`/api/audit?org_id=${ada.orgId}&event=org.updated&limit=1`);
    expect(events).toMatchObject([{ actor: { email: 'ada@example.com' }, target: { id: ada.orgId } }]);
    expect(JSON.stringify(events[0].data)).toMatch(/etention.*90/);
    expect((await ada.put(path, { auditRetentionDays: null })).body.auditRetentionDays).toBeNull();
  });
});

describe('teams', () => {
  it('are reached by those who lead the organization, in them or not, and by their members', async () => {
    await server.signIn('admin@example.com');
    const admin = await server.addMember('admin@example.com', ada, 'org_admin');
    const made = await ada.post('/api/teams', { orgId: ada.orgId, name: 'Deck' });
    expect(made.status).toBe(201);
    expect((await ada.post('/api/teams', { orgId: ada.orgId, name: 'deck' })).body.code).toBe('already_exists');
    // What another user's team is reaches an administrator with the news of it, or within a minute.
    const fresh = await server.signIn('admin@example.com');
    expect((await fresh.get(`/api/teams?org_id=${ada.orgId}`)).body.map((team: { name: string }) => team.name)).toContain('Deck');
    expect((await admin.get(`/api/teams/${ada.teamId}/members`)).status).toBe(200);
    expect((await admin.post('/api/teams', { orgId: ada.orgId, name: 'Keel' })).status).toBe(201);
  });

  it('can be switched to, for this session and the next', async () => {
    const { body: team } = await ada.post('/api/teams', { orgId: ada.orgId, name: 'Mast' });
    const { body: me } = await ada.post('/api/session/team', { teamId: team.id });
    expect([me.currentTeamId, me.currentOrgId]).toEqual([team.id, ada.orgId]);
    expect((await ada.get('/api/me')).body.currentTeamId).toBe(team.id);
    expect((await server.signIn('ada@example.com')).teamId).toBe(team.id);
    const bob = await server.signIn('bob@example.com');
    expect((await bob.post('/api/session/team', { teamId: team.id })).status).toBe(404);
  });
});
