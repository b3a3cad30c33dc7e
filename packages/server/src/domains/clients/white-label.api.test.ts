/** One platform under several names: what is seen, who may come in, and that nothing crosses over. */
import { waitUntil } from '@moorage/testkit/wait-until';
import { beforeAll, describe, expect, it } from 'vitest';
import { callOnHost, signInOnHost } from '../../../test/on-host.ts';
import { type Answer, type Person, useTestServer } from '../../../test/support.ts';

const server = useTestServer({ name: 'white_label', environment: { REGISTRATION_POLICY: 'open' } });
const red = 'red.example.test';
const blue = 'blue.example.test';
const own = 'localhost';
let admin: Person;
let redId = '';
let blueId = '';

const configOf = async (host: string): Promise<Answer['body']> => (await callOnHost(server, host, '/api/config')).body;
const change = async (id: string, body: object): Promise<number> => (await admin.put(`/api/clients/${id}`, body)).status;

beforeAll(async () => {
  admin = await server.signIn('admin@example.com');
  const branding = { name: 'Red Cloud', logoUrl: 'https://red.example.test/logo.svg', primaryColor: '#dc2626' };
  const made = await admin.post('/api/clients', {
    name: 'Red',
    slug: 'red',
    domain: red,
    branding,
    plans: ['business', 'enterprise'],
  });
  redId = made.body.id;
  blueId = (await admin.post('/api/clients', { name: 'Blue', slug: 'blue', domain: blue })).body.id;
});

describe('under the host of a client', () => {
  it('the configuration is that of the client, elsewhere that of the platform', async () => {
    expect(await configOf(red)).toMatchObject({
      branding: { name: 'Red Cloud', logoUrl: 'https://red.example.test/logo.svg', primaryColor: '#dc2626', supportEmail: null },
      registrationPolicy: 'open',
      plans: [
        { id: 'business', displayName: 'Business', maxDeployments: 10 },
        { id: 'enterprise', displayName: 'Enterprise', maxDeployments: null },
      ],
    });
    expect(await configOf(`${blue}:8080`)).toMatchObject({ branding: { name: 'Blue' }, plans: [{ id: 'free' }] });
    const platform = await configOf(own);
    expect(platform.branding.name).toBe('Moorage');
    expect(platform.plans.map((plan: { id: string }) => plan.id)).toEqual(['business', 'enterprise', 'free']);
  });

  it('a change is seen at once', async () => {
    await change(blueId, { branding: { name: 'Blue Sky' } });
    expect((await configOf(blue)).branding.name).toBe('Blue Sky');
  });

  it('a new user gets an organization of that client with its first plan', async () => {
    const ada = await signInOnHost(server, red, 'ada@example.com');
    const { body: orgs } = await ada.call('/api/orgs');
    expect(orgs).toMatchObject([{ plan: 'business' }]);
    const { body: second } = await ada.call('/api/orgs', { method: 'POST', body: { name: 'Second' } });
    expect(second.plan).toBe('business');
    expect((await admin.get(`/api/clients/${redId}`)).body.orgCount).toBe(2);
    expect((await admin.delete(`/api/clients/${redId}`)).status).toBe(409);
  });

  it('nobody runs the platform, not even who does', async () => {
    const there = await signInOnHost(server, red, 'admin@example.com');
    expect((await there.call('/api/me')).body).toMatchObject({ platformRole: null, email: 'admin@example.com' });
    for (const path of ['/api/clients', '/api/admin/users', '/api/admin/jobs']) expect((await there.call(path)).status).toBe(404);
  });
});

describe('a session', () => {
  it('made on the host of a client is worth nothing on that of another, nor on the platform', async () => {
    const { cookie } = await signInOnHost(server, red, 'bob@example.com');
    const statusOn = async (host: string): Promise<number> => (await callOnHost(server, host, '/api/me', { cookie })).status;
    expect([await statusOn(red), await statusOn(blue), await statusOn(own)]).toEqual([200, 401, 401]);
  });

  it('made on the platform is worth nothing on the host of a client', async () => {
    const { cookie } = await signInOnHost(server, own, 'carol@example.com');
    expect((await callOnHost(server, own, '/api/me', { cookie })).status).toBe(200);
    expect((await callOnHost(server, red, '/api/me', { cookie })).status).toBe(401);
  });

  it('cannot be used by pages of the platform or of another client', async () => {
    const dan = await signInOnHost(server, red, 'dan@example.com');
    for (const origin of [`http://${blue}`, 'http://localhost:8080', server.url()]) {
      const answer = await dan.call('/api/orgs', { method: 'POST', body: { name: 'Forged' }, headers: { origin } });
      expect([origin, answer.status]).toEqual([origin, 403]);
    }
    const same = await dan.call('/api/orgs', { method: 'POST', body: { name: 'Own' }, headers: { origin: `http://${red}` } });
    expect(same.status).toBe(201);
  });
});

describe('organizations', () => {
  it('of one host do not exist on another, for the same person', async () => {
    const onRed = await signInOnHost(server, red, 'fay@example.com');
    const onBlue = await signInOnHost(server, blue, 'fay@example.com');
    const onOwn = await signInOnHost(server, own, 'fay@example.com');
    const ids = await Promise.all(
      [onRed, onBlue, onOwn].map(async (place) => (await place.call('/api/orgs')).body.map((org: { id: string }) => org.id)),
    );
    expect(ids.map((list) => list.length)).toEqual([1, 1, 1]);
    expect(new Set(ids.flat()).size).toBe(3);
    for (const place of [onBlue, onOwn]) {
      expect((await place.call(`/api/orgs/${ids[0]?.[0]}`)).status).toBe(404);
      const forged = { name: 'Stolen' };
      expect((await place.call(`/api/orgs/${ids[0]?.[0]}`, { method: 'PUT', body: forged })).status).toBe(404);
      const { body: me } = await place.call('/api/me');
      expect(me.orgs.map((org: { id: string }) => org.id)).not.toContain(ids[0]?.[0]);
      expect(me.teams).toHaveLength(1);
      expect(me.currentOrgId).toBe(me.orgs[0].id);
    }
  });

  it('are kept apart for API keys as well, by the host that a key is shown on', async () => {
    const ina = await signInOnHost(server, red, 'ina@example.com');
    const made = await ina.call('/api/keys', { method: 'POST', body: { name: 'k', scopes: ['orgs:read', 'orgs:write'] } });
    const headers = { authorization: `Bearer ${made.body.key}` };
    const orgsOn = async (host: string): Promise<number> =>
      (await callOnHost(server, host, '/api/orgs', { headers })).body.length;
    expect([await orgsOn(red), await orgsOn(blue), await orgsOn(own)]).toEqual([1, 0, 0]);
  });

  it('cannot be put under another client by their owners', async () => {
    const kim = await signInOnHost(server, red, 'kim@example.com');
    for (const field of ['clientId', 'client_id', 'plan']) {
      const answer = await kim.call('/api/orgs', { method: 'POST', body: { name: 'Mine', [field]: blueId } });
      expect([field, answer.status]).toEqual([field, 400]);
    }
  });
});

describe('registration', () => {
  const enter = async (host: string, email: string): Promise<number> =>
    (await callOnHost(server, host, `/dev/login?email=${encodeURIComponent(email)}`)).status;

  it('follows the policy of the client, also for who has an account elsewhere', async () => {
    expect(await enter(own, 'gus@example.com')).toBe(303);
    await change(blueId, { registrationPolicy: 'domains', allowedDomains: ['blue.test'] });
    expect(await enter(blue, 'gus@example.com')).toBe(403);
    expect(await enter(blue, 'new@example.com')).toBe(403);
    expect(await enter(blue, 'new@blue.test')).toBe(303);
    await change(blueId, { registrationPolicy: 'invite' });
    expect((await configOf(blue)).registrationPolicy).toBe('invite');
    expect(await enter(blue, 'other@blue.test')).toBe(403);
    expect(await enter(blue, 'new@blue.test')).toBe(303);
    await change(blueId, { registrationPolicy: 'open' });
  });

  it('is opened by an invitation of that client only, whose link leads to its host and works nowhere else', async () => {
    const boss = await signInOnHost(server, blue, 'boss@blue.test');
    const { body: me } = await boss.call('/api/me');
    await change(blueId, { registrationPolicy: 'invite' });
    await change(redId, { registrationPolicy: 'invite' });
    const body = { email: 'guest@example.com', role: 'viewer' };
    const sent = await boss.call(`/api/teams/${me.currentTeamId}/invite`, { method: 'POST', body });
    expect(sent.body.link).toMatch(/^http:\/\/blue\.example\.test(:\d+)?\/invite\?token=/);
    const token = sent.body.link.split('token=')[1];
    expect(await enter(red, 'guest@example.com')).toBe(403);
    const guest = await signInOnHost(server, blue, 'guest@example.com');
    const stranger = await signInOnHost(server, own, 'guest@example.com');
    for (const route of ['preview', 'accept']) {
      const elsewhere = await stranger.call(`/api/invites/${route}`, { method: 'POST', body: { token } });
      expect([route, elsewhere.status]).toEqual([route, 404]);
    }
    expect((await guest.call('/api/invites/accept', { method: 'POST', body: { token } })).status).toBe(200);
    await change(blueId, { registrationPolicy: 'open' });
    await change(redId, { registrationPolicy: 'open' });
  });
});

describe('a host', () => {
  it('that nobody knows is what it was: refused in development mode', async () => {
    for (const host of ['evil.example', `${red}.evil.example`, `evil.${red}`, `${red}@evil.example`]) {
      expect([host, (await callOnHost(server, host, '/api/config')).status]).toEqual([host, 403]);
    }
  });

  it('said by a proxy that is not trusted counts for nothing', async () => {
    for (const name of ['x-forwarded-host', 'forwarded', 'x-host', 'x-original-host']) {
      const value = name === 'forwarded' ? `host=${red}` : red;
      const { body } = await callOnHost(server, own, '/api/config', { headers: { [name]: value } });
      expect(body.branding.name).toBe('Moorage');
    }
  });

  it('of a client that is switched off answers nothing, to programs and to people, and ends what is open', async () => {
    const eva = await signInOnHost(server, red, 'eva@example.com');
    await change(redId, { enabled: false });
    const program = await eva.call('/api/me');
    expect([program.status, program.body.code, program.body.details.reason]).toEqual([403, 'forbidden', 'site_disabled']);
    const person = await callOnHost(server, red, '/dev/login', { headers: { accept: 'text/html' } });
    expect([person.status, String(person.body).includes('This site is switched off.')]).toEqual([403, true]);
    expect((await callOnHost(server, blue, '/api/config')).status).toBe(200);
    await change(redId, { enabled: true });
    await waitUntil(async () => (await eva.call('/api/me')).status === 200, { describe: 'the client to be back' });
  });
});
