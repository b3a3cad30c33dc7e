import { waitUntil } from '@moorage/testkit/wait-until';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Person, useTestServer } from '../../../test/support.ts';

const server = useTestServer({ name: 'vault_api' });
let admin: Person;
let eve: Person;

beforeAll(async () => {
  admin = await server.signIn('admin@example.com');
  eve = await server.signIn('eve@example.com');
  const made = await eve.post('/api/hooks/images', { name: 'hook', auth: 'token' });
  expect(made.status).toBe(201);
});

const hooks = async () => {
  const { body } = await admin.get('/api/admin/encryption');
  return body.columns.find(({ table }: { table: string }) => table === 'image_hooks');
};
const versionsOf = async (orgId: string) => {
  const rows = await server.app.database.system('test', (tx) =>
    tx.selectFrom('vault_keys').select('version').where('org_id', '=', orgId).orderBy('version').execute(),
  );
  return rows.map(({ version }) => version);
};

describe('encryption over the API', () => {
  it('is shown to whoever runs the platform, and to nobody else', async () => {
    const { status, body } = await admin.get('/api/admin/encryption');
    expect(status).toBe(200);
    expect(body).toMatchObject({ rootKeys: [{ kind: 'environment', state: 'active' }], lastVerified: null });
    expect(await hooks()).toEqual({
      table: 'image_hooks',
      column: 'sealed_secret',
      total: 1,
      current: 1,
      previous: 0,
      earlier: 0,
    });
    expect((await eve.get('/api/admin/encryption')).status).toBe(404);
    expect((await eve.post('/api/admin/encryption/rotations', { orgId: eve.orgId })).status).toBe(404);
  });

  it('rotates the key of an organization in the background', async () => {
    expect((await admin.post('/api/admin/encryption/rotations', { orgId: eve.orgId })).status).toBe(202);
    await waitUntil(async () => (await versionsOf(eve.orgId)).length === 2, { describe: 'a second key' });
    await server.settle();
    expect(await hooks()).toMatchObject({ total: 1, current: 1, previous: 0 });
    const nobody = '018f0000-0000-7000-8000-00000000dead';
    expect((await admin.post('/api/admin/encryption/rotations', { orgId: nobody })).status).toBe(404);
  });

  it('opens every value when it is asked to, and tells what came out', async () => {
    expect((await eve.post('/api/admin/encryption/verifications', undefined)).status).toBe(404);
    expect((await admin.post('/api/admin/encryption/verifications', undefined)).status).toBe(202);
    await server.settle();
    const { body } = await admin.get('/api/admin/encryption');
    expect(body.lastVerified).toMatchObject({ failed: 0 });
    expect(body.lastVerified.checked).toBeGreaterThan(0);
  });

  it('destroys the keys of an organization with it', async () => {
    const { body: org } = await eve.post('/api/orgs', { name: 'Gone soon' });
    await server.app.database.system('test', (tx) =>
      tx
        .insertInto('vault_keys')
        .values({
          id: org.id,
          org_id: org.id,
          version: 1,
          state: 'active',
          wraps: '{}',
          created_at: new Date('2026-03-01T00:00:00Z'),
        })
        .execute(),
    );
    expect(await versionsOf(org.id)).toEqual([1]);
    expect((await eve.delete(`/api/orgs/${org.id}?confirm=${org.slug}`)).status).toBeLessThan(300);
    await waitUntil(async () => (await versionsOf(org.id)).length === 0, { describe: 'no key' });
  });
});
