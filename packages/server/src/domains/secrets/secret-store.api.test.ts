import { beforeAll, describe, expect, it } from 'vitest';
import { createMemoryValues } from '../../../test/memory-secret-values.ts';
import { type Person, useTestServer } from '../../../test/support.ts';

const storeRef = { kind: 'ClusterSecretStore', name: 'vault' } as const;
const outside = createMemoryValues('vault', { storeRef, keyOf: (path) => `moorage/${path}` });
const server = useTestServer({ name: 'secret_store_api', secretStores: [outside] });
let admin: Person;
let eve: Person;

beforeAll(async () => {
  admin = await server.signIn('admin@example.com');
  eve = await server.signIn('eve@example.com');
  expect((await eve.post('/api/org/secrets', { key: 'TOKEN', value: 'hunter2' })).status).toBe(201);
  expect((await eve.post('/api/deployments', { template: 'hello', name: 'shop' })).status).toBe(201);
  await server.settle();
});

const received = () => {
  const namespace = server.cluster.objects()[0]?.metadata.namespace ?? '';
  return Object.values(server.cluster.secretsOf({ namespace, name: 'shop' }))[0]?.['TOKEN'];
};

describe('the store of secrets over the API', () => {
  it('is shown to and chosen by whoever runs the platform, and nobody else', async () => {
    const { status, body } = await admin.get('/api/admin/secret-store');
    expect(status).toBe(200);
    expect(body).toMatchObject({ store: 'built-in', state: 'settled', problem: null });
    expect(body.stores).toMatchObject([
      { store: 'built-in', documents: 1, leftovers: 0 },
      { store: 'vault', documents: 0, leftovers: 0 },
    ]);
    expect((await eve.get('/api/admin/secret-store')).status).toBe(404);
    expect((await eve.post('/api/admin/secret-store/switch', { store: 'vault' })).status).toBe(404);
    expect((await eve.post('/api/admin/secret-store/cancel')).status).toBe(404);
  });

  it('refuses what is not configured, what it is already, and taking back what nobody asked for', async () => {
    const absent = await admin.post('/api/admin/secret-store/switch', { store: 'aws' });
    expect(absent.status).toBe(400);
    expect(JSON.stringify(absent.body)).toContain('The store aws is not configured here.');
    expect((await admin.post('/api/admin/secret-store/switch', { store: 'built-in' })).status).toBe(409);
    expect((await admin.post('/api/admin/secret-store/cancel')).status).toBe(409);
  });

  it('is switched in the background, and everything goes on', async () => {
    const asked = await admin.post('/api/admin/secret-store/switch', { store: 'vault' });
    expect(asked.status).toBe(202);
    await server.settle();
    const { body } = await admin.get('/api/admin/secret-store');
    expect(body).toMatchObject({ store: 'vault', state: 'settled', previous: 'built-in', requestedBy: 'admin@example.com' });
    expect([...outside.documents.values()].map(({ values }) => values['TOKEN']?.reveal())).toEqual(['hunter2']);
    const { body: rows } = await eve.get('/api/org/secrets');
    expect((await eve.put(`/api/org/secrets/${rows[0].id}`, { value: 'hunter3' })).status).toBe(200);
    await server.settle();
    expect(received()).toBe('hunter3');
    expect([...outside.documents.values()].map(({ values }) => values['TOKEN']?.reveal())).toEqual(['hunter3']);
  });

  it('is told in the audit trail, without any value', async () => {
    const { body } = await admin.get('/api/admin/audit?event=secret_store.switch_requested');
    expect(JSON.stringify(body)).toContain('secret_store.switch_requested');
    expect(JSON.stringify(body)).not.toContain('hunter');
  });
});

describe('a cluster that reads the store by itself', () => {
  const specOf = () => server.cluster.objects().find(({ metadata }) => metadata.name === 'shop')?.spec;

  it('gets paths in the order of precedence and no value, and another number with every change', async () => {
    server.cluster.serveExternalSecrets();
    const own = { key: 'TOKEN', value: 'hunter4', deploymentName: 'shop', serviceName: 'web' };
    expect((await eve.post('/api/secrets', { ...own, serviceName: '' })).status).toBe(201);
    expect((await eve.post('/api/secrets', own)).status).toBe(201);
    await server.settle();
    const { secrets, services = [] } = specOf() ?? {};
    expect(secrets).toMatchObject({ storeRef, required: true });
    expect(secrets?.scopes).toEqual([
      { scope: 'organization', path: `moorage/orgs/${eve.orgId}/secrets` },
      { scope: 'deployment', path: expect.stringMatching(/^moorage\/orgs\/[^/]+\/deployments\/[^/]+$/) },
      { scope: 'service', path: expect.stringMatching(/\/services\/web$/), service: 'web' },
    ]);
    expect(services.map((service) => service.secrets?.name)).toEqual([undefined]);
    expect(server.cluster.secretsOf({ namespace: server.cluster.objects()[0]?.metadata.namespace ?? '', name: 'shop' })).toEqual(
      {},
    );
    expect(JSON.stringify(server.cluster.objects())).not.toContain('hunter');
    const { body: rows } = await eve.get('/api/org/secrets');
    expect((await eve.put(`/api/org/secrets/${rows[0].id}`, { value: 'hunter5' })).status).toBe(200);
    await server.settle();
    expect(specOf()?.secrets?.generation).not.toBe(secrets?.generation);
  });

  it('is pushed to again when secrets go back to where it cannot read', async () => {
    expect((await admin.post('/api/admin/secret-store/switch', { store: 'built-in' })).status).toBe(202);
    await server.settle();
    expect(specOf()?.secrets).toBeUndefined();
    expect(received()).toBe('hunter4');
  });
});
