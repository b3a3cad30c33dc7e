import { beforeAll, describe, expect, it } from 'vitest';
import { type Person, useTestServer } from '../../../test/support.ts';

const server = useTestServer({
  name: 'clients',
  environment: { BASE_URL: 'http://console.localhost:8080', SESSION_COOKIE_DOMAIN: '.shared.test' },
});
let admin: Person;
let eve: Person;

const acme = { name: 'Acme', slug: 'acme', domain: 'cloud.acme.test' };

beforeAll(async () => {
  admin = await server.signIn('admin@example.com');
  eve = await server.signIn('eve@example.com');
});

async function refused(change: object): Promise<{ path: string; message: string }[]> {
  const { status, body } = await admin.post('/api/clients', { ...acme, slug: 'other', domain: 'other.acme.test', ...change });
  expect([status, body.code]).toEqual([400, 'invalid_request']);
  return body.details.issues;
}

describe('a client', () => {
  it('is made with what is not said filled in, changed field by field, and deleted', async () => {
    const made = await admin.post('/api/clients', { ...acme, domain: 'Cloud.ACME.test.', branding: { primaryColor: '#1D4ED8' } });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      ...acme,
      url: 'http://cloud.acme.test:8080',
      branding: { name: 'Acme', logoUrl: null, primaryColor: '#1d4ed8', supportEmail: null },
      plans: ['free'],
      registrationPolicy: 'open',
      allowedDomains: [],
      enabled: true,
      orgCount: 0,
    });
    const path = `/api/clients/${made.body.id}`;
    const change = {
      branding: { supportEmail: 'help@acme.test' },
      plans: ['business', 'free'],
      registrationPolicy: 'domains',
      allowedDomains: ['ACME.test'],
    };
    const changed = await admin.put(path, change);
    expect(changed.body).toMatchObject({
      branding: { name: 'Acme', primaryColor: '#1d4ed8', supportEmail: 'help@acme.test' },
      plans: ['business', 'free'],
      registrationPolicy: 'domains',
      allowedDomains: ['acme.test'],
    });
    expect((await admin.get(path)).body).toEqual(changed.body);
    expect((await admin.get('/api/clients')).body).toEqual([changed.body]);
    expect((await admin.delete(path)).status).toBe(204);
    expect((await admin.get(path)).status).toBe(404);
    expect((await admin.delete(path)).status).toBe(404);
  });

  it('has a slug and a domain of its own', async () => {
    const { body: first } = await admin.post('/api/clients', acme);
    expect(await admin.post('/api/clients', { ...acme, domain: 'two.acme.test' })).toMatchObject({ status: 409 });
    expect(await admin.post('/api/clients', { ...acme, slug: 'two' })).toMatchObject({ status: 409 });
    await admin.delete(`/api/clients/${first.id}`);
  });

  it.each([
    ['console.localhost', 'the address of this platform'],
    ['brand.apps.localhost', 'belongs to the platform'],
    ['brand.shared.test', 'session cookies'],
    ['10.0.0.1', 'IP address'],
    ['[::1]', 'host'],
    ['https://brand.acme.test', 'without https://'],
    ['brand.acme.test:8080', 'without a port'],
    ['*.acme.test', 'wildcard'],
    ['acme', 'suffix'],
    ['brand_x.acme.test', 'host name'],
    ['evil.example/.acme.test', 'without a port or a path'],
    ['localhost', 'suffix'],
  ])('cannot have the domain %s', async (domain, why) => {
    const [issue] = await refused({ domain });
    expect(issue?.path).toBe('domain');
    expect(issue?.message).toContain(why);
  });

  it('is refused with all that is wrong with its brand and plans at once', async () => {
    const branding = { logoUrl: 'http://acme.test/logo.svg', primaryColor: '#ffff00' };
    const issues = await refused({ branding, plans: ['free', 'gold'], registrationPolicy: 'domains' });
    expect(issues.map((issue) => issue.path)).toEqual(['branding.logoUrl', 'branding.primaryColor', 'allowedDomains', 'plans']);
    expect(issues[1]?.message).toContain('1.07:1 to white');
  });

  it.each([{ id: '0197a000-0000-7000-8000-00000000000a' }, { orgCount: 3 }, { branding: { css: 'x' } }, { createdAt: 'now' }])(
    'takes no field that is not to be set: %j',
    async (field) => {
      await refused(field);
    },
  );
});

describe('nobody but who runs the platform', () => {
  it('is told that there are clients, by a session or by a key', async () => {
    const { body: made } = await admin.post('/api/clients', { ...acme, slug: 'hidden', domain: 'hidden.acme.test' });
    const key = await eve.withKey(['platform:read', 'platform:write']);
    for (const caller of [eve, key]) {
      expect((await caller.get('/api/clients')).status).toBe(404);
      expect((await caller.get(`/api/clients/${made.id}`)).status).toBe(404);
      expect((await caller.post('/api/clients', { ...acme, slug: 'mine' })).status).toBe(404);
      expect((await caller.put(`/api/clients/${made.id}`, { enabled: false })).status).toBe(404);
      expect((await caller.delete(`/api/clients/${made.id}`)).status).toBe(404);
    }
    expect((await admin.get(`/api/clients/${made.id}`)).body).toMatchObject({ enabled: true });
  });
});
