import { systemClock } from '@moorage/core/clock';
import { beforeAll, describe, expect, it } from 'vitest';
import { sha256 } from '../../platform/crypto/digest.ts';
import { type Caller, type Person, useTestServer } from '../../../test/support.ts';

const server = useTestServer({ name: 'api_keys' });
let ada: Person;

beforeAll(async () => {
  ada = await server.signIn('ada@example.com');
});

const withKey = (key: string): Caller => server.caller({ authorization: `Bearer ${key}` });

async function machine(body: Record<string, unknown> = {}) {
  const input = {
    kind: 'machine',
    name: 'ci',
    scopes: ['deployments:write', 'orgs:read', 'teams:write'],
    role: 'org_admin',
    ...body,
  };
  return (await ada.post(`/api/orgs/${ada.orgId}/keys`, input)).body;
}

describe('API keys', () => {
  it('show themselves once, work at once, and stop at once when revoked', async () => {
    const person = await server.signIn('keys@example.com');
    const made = await person.post('/api/keys', { name: 'ci', scopes: ['orgs:read', 'orgs:read'] });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ name: 'ci', scopes: ['orgs:read'], expiresAt: null, lastUsedAt: null });
    expect(made.body.key).toMatch(/^mk_[a-z0-9]{12}_[\w-]{43}$/);
    const program = server.caller({ authorization: `Bearer ${made.body.key}` });
    expect((await program.get('/api/me')).body).toMatchObject({ email: 'keys@example.com', via: 'api-key' });
    const { body: keys } = await person.get('/api/keys');
    expect(keys).toHaveLength(1);
    expect(JSON.stringify(keys)).not.toContain(made.body.key.slice(17));
    await expect.poll(async () => (await person.get('/api/keys')).body[0].lastUsedAt).not.toBeNull();
    expect((await person.delete(`/api/keys/${made.body.id}`)).status).toBe(204);
    expect((await program.get('/api/me')).status).toBe(401);
    expect((await person.delete(`/api/keys/${made.body.id}`)).status).toBe(404);
  });

  it('are refused when malformed, unknown, half right or expired', async () => {
    const person = await server.signIn('badkeys@example.com');
    const { body } = await person.post('/api/keys', { name: 'x', scopes: ['orgs:read'] });
    const wrongSecret = `${body.key.slice(0, -4)}AAAA`;
    for (const credential of [
      'Bearer',
      'Bearer x',
      `Bearer mk_${'a'.repeat(12)}_${'A'.repeat(43)}`,
      `Bearer ${wrongSecret}`,
      'Basic YTpi',
    ]) {
      const answer = await server.caller({ authorization: credential }).get('/api/me');
      expect([credential, answer.status]).toEqual([credential, 401]);
    }
    const past = new Date(systemClock.now().getTime() - 1000).toISOString();
    expect((await person.post('/api/keys', { name: 'x', scopes: ['orgs:read'], expiresAt: past })).status).toBe(400);
  });

  it('may do only what their scopes name, and never make other keys', async () => {
    const person = await server.signIn('scopes@example.com');
    const reader = await person.withKey(['deployments:read']);
    expect((await reader.get('/api/deployments')).status).toBe(200);
    expect((await reader.post('/api/deployments', { template: 'hello' })).status).toBe(403);
    expect((await reader.get('/api/orgs')).status).toBe(403);
    expect((await reader.post('/api/keys', { name: 'x', scopes: ['orgs:read'] })).status).toBe(403);
  });
});

describe('a key that is given a new secret', () => {
  it('works by both while they overlap, and by the new one alone without', async () => {
    const { body: made } = await ada.post('/api/keys', { name: 'r', scopes: ['orgs:read'] });
    const { body: turned } = await ada.post(`/api/keys/${made.id}/rotate`, { overlapSeconds: 3600 });
    expect([turned.prefix, turned.key === made.key]).toEqual([made.prefix, false]);
    expect((await withKey(made.key).get('/api/orgs')).status).toBe(200);
    expect((await withKey(turned.key).get('/api/orgs')).status).toBe(200);
    const { body: again } = await ada.post(`/api/keys/${made.id}/rotate`, {});
    expect((await withKey(turned.key).get('/api/orgs')).status).toBe(401);
    expect((await withKey(made.key).get('/api/orgs')).status).toBe(401);
    expect((await withKey(again.key).get('/api/orgs')).status).toBe(200);
  });

  it('has one good secret however many rotate at once', async () => {
    const { body: made } = await ada.post('/api/keys', { name: 'r', scopes: ['orgs:read'] });
    const turned = await Promise.all([1, 2, 3, 4].map(() => ada.post(`/api/keys/${made.id}/rotate`, {})));
    const answers = await Promise.all(turned.map(({ body }) => withKey(body.key).get('/api/orgs')));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });
});

describe('a key that is bound to addresses', () => {
  it('works from them only, and from anywhere once it is unbound', async () => {
    const { body: made } = await ada.post('/api/keys', { name: 'a', scopes: ['orgs:read'], allowedIps: ['203.0.113.0/24'] });
    expect((await withKey(made.key).get('/api/orgs')).status).toBe(403);
    expect((await ada.call(`/api/keys/${made.id}`, { method: 'PATCH', body: { allowedIps: ['127.0.0.1'] } })).status).toBe(200);
    expect((await withKey(made.key).get('/api/orgs')).status).toBe(200);
    const wrong = await ada.call(`/api/keys/${made.id}`, { method: 'PATCH', body: { allowedIps: ['10.0.0.0/99'] } });
    expect([wrong.status, wrong.body.details.issues[0].path]).toEqual([400, 'allowedIps[0]']);
  });
});

describe('a machine of an organization', () => {
  it('does what its role and scopes allow, and its work outlives whoever made it', async () => {
    const made = await machine();
    const robot = withKey(made.key);
    const { status, body: app } = await robot.post('/api/deployments', { template: 'hello', teamId: ada.teamId });
    expect(status).toBe(201);
    expect((await robot.post('/api/teams', { orgId: ada.orgId, name: 'By robot' })).status).toBe(201);
    const { body: trail } = await ada.get(`/api/audit?org_id=${ada.orgId}&target=${app.name}`);
    expect(trail[0].actor).toMatchObject({ kind: 'machine', id: made.id, email: 'key ci', via: 'api-key' });
    expect((await robot.post('/api/orgs', { name: 'Mine' })).status).toBe(403);
    expect((await robot.get(`/api/orgs/${ada.orgId}/keys`)).status).toBe(403);
  });

  it('in one team sees nothing of the others', async () => {
    const { body: other } = await ada.post('/api/teams', { orgId: ada.orgId, name: 'Other' });
    const robot = withKey((await machine({ role: 'developer', teamId: other.id })).key);
    expect((await robot.post('/api/deployments', { template: 'hello', teamId: other.id })).status).toBe(201);
    expect((await robot.post('/api/deployments', { template: 'hello', teamId: ada.teamId })).status).toBe(404);
    expect((await machine({ role: 'developer' })).details.issues[0].path).toBe('teamId');
    expect((await machine({ role: 'org_admin', teamId: other.id })).details.issues[0].path).toBe('teamId');
    const stranger = await server.signIn('team-of-somebody@example.com');
    expect((await machine({ role: 'developer', teamId: stranger.teamId })).code).toBe('not_found');
    expect((await machine({ role: 'org_owner' })).code).toBe('invalid_request');
  });

  it('is made and revoked by those who lead the organization, of that organization only', async () => {
    await server.signIn('member@example.com');
    const member = await server.addMember('member@example.com', ada, 'team_admin');
    expect((await member.get(`/api/orgs/${ada.orgId}/keys`)).status).toBe(403);
    const stranger = await server.signIn('stranger@example.com');
    const made = await machine();
    expect((await stranger.delete(`/api/orgs/${stranger.orgId}/keys/${made.id}`)).status).toBe(404);
    expect((await ada.delete(`/api/keys/${made.id}`)).status).toBe(404);
    expect((await ada.delete(`/api/orgs/${ada.orgId}/keys/${made.id}`)).status).toBe(204);
    expect((await withKey(made.key).get('/api/orgs')).status).toBe(401);
  });

  it('ends with its organization', async () => {
    const { body: org } = await ada.post('/api/orgs', { name: 'Short' });
    const { body: made } = await ada.post(`/api/orgs/${org.id}/keys`, { kind: 'pair', name: 'p' });
    await ada.delete(`/api/orgs/${org.id}?confirm=${org.slug}`);
    const robot = server.caller({ 'x-org-key': made.keyId, 'x-org-secret': made.key });
    expect((await robot.get('/api/orgs')).status).toBe(401);
  });
});

describe('a pair of key and secret', () => {
  it('speaks for its organization by two headers', async () => {
    const { body: made } = await ada.post(`/api/orgs/${ada.orgId}/keys`, { kind: 'pair', name: 'p' });
    expect([made.keyId, made.key, made.prefix]).toEqual([
      expect.stringMatching(/^org_[a-z0-9]{22}$/),
      expect.stringMatching(/^[\w-]{43}$/),
      made.keyId.slice(0, 12),
    ]);
    const robot = server.caller({ 'X-ORG-KEY': made.keyId, 'X-ORG-SECRET': made.key });
    expect((await robot.get('/api/orgs')).body.map((org: { id: string }) => org.id)).toEqual([ada.orgId]);
    expect((await robot.post('/api/keys', { name: 'x', scopes: ['orgs:read'] })).status).toBe(403);
    const wrong = server.caller({ 'x-org-key': made.keyId, 'x-org-secret': `${made.key.slice(1)}x` });
    expect((await wrong.get('/api/orgs')).status).toBe(401);
  });
});

describe('a key of the time before Argon2id', () => {
  it('works on, and its verifier is replaced when it does', async () => {
    const { body: made } = await ada.post('/api/keys', { name: 'old', scopes: ['orgs:read'] });
    const secret = made.key.slice(-43);
    const verifierOf = async (): Promise<string | undefined> =>
      await server.app.database.system('test', async (tx) => {
        const row = await tx.selectFrom('api_keys').select('secret_hash').where('id', '=', made.id).executeTakeFirst();
        return row?.secret_hash;
      });
    expect(await verifierOf()).toMatch(/^\$argon2id\$/);
    const old = `$sha256$${sha256(secret).toString('base64')}`;
    await server.app.database.system('test', (tx) =>
      tx.updateTable('api_keys').set({ secret_hash: old }).where('id', '=', made.id).execute(),
    );
    expect((await withKey(made.key).get('/api/orgs')).status).toBe(200);
    await expect.poll(verifierOf).toMatch(/^\$argon2id\$/);
    expect((await withKey(made.key).get('/api/orgs')).status).toBe(200);
  });
});

describe('the table of keys', () => {
  it('holds no secret', async () => {
    const made = await machine();
    const { rows } = await server.app.database.execute(
      "select count(*) from api_keys k where to_jsonb(k)::text like '%' || $1 || '%'",
      [made.key.slice(-43)],
    );
    expect(rows).toEqual([{ count: '0' }]);
  });
});
