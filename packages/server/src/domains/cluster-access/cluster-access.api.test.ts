/** Kubeconfigs over HTTP: kept sealed, shown to nobody by the way, and handed out with a token that ends. */
import { AppError } from '@moorage/core/errors';
import { parse } from 'yaml';
import { beforeAll, describe, expect, it } from 'vitest';
import { sampleKubeconfig } from '../../../test/infra-scene.ts';
import { type Answer, type Caller, type Person, useTestServer } from '../../../test/support.ts';

const server = useTestServer({ name: 'cluster_access' });
let owner: Person;
let member: Caller;
let stranger: Person;
let count = 0;

const none = '00000000-0000-7000-8000-000000000000';
const secret = 'scene-of-a-token';
const at = (id: string): string => `/api/v1/clusters/${id}/kubeconfig`;

async function makeCluster(kubeconfig?: string): Promise<string> {
  count += 1;
  const { body } = await owner.post('/api/v1/clusters', { name: `cluster-${count}` });
  if (kubeconfig !== undefined) expect((await owner.post(at(body.id), { kubeconfig })).status).toBe(200);
  return body.id;
}

async function audited(event: string, id: string): Promise<Answer['body'][]> {
  return await server.app.database.system('test', (tx) =>
    tx.selectFrom('audit_events').selectAll().where('event', '=', event).where('target_id', '=', id).orderBy('seq').execute(),
  );
}

beforeAll(async () => {
  owner = await server.signIn('owner@example.com');
  await server.signIn('member@example.com');
  const person = await server.addMember('member@example.com', owner, 'org_member');
  member = server.caller({ ...person.headers, 'x-org-id': owner.orgId });
  stranger = await server.signIn('stranger@example.com');
});

describe('a kubeconfig', () => {
  it('is kept in place of another, told by where it leads only, and forgotten', async () => {
    const id = await makeCluster();
    const kept = await owner.post(at(id), { kubeconfig: sampleKubeconfig });
    expect([kept.status, kept.body]).toMatchObject([200, { id, kubeconfig_server: '192.0.2.1:6443' }]);
    const other = sampleKubeconfig.replace('192.0.2.1:6443', 'api.example.org');
    expect((await owner.post(at(id), { kubeconfig: other })).body.kubeconfig_server).toBe('api.example.org');
    const { body: list } = await owner.get('/api/v1/clusters');
    expect(list.find((one: { id: string }) => one.id === id).kubeconfig_server).toBe('api.example.org');
    const one = await owner.get(`/api/v1/clusters/${id}`);
    for (const body of [kept.body, list, one.body]) expect(JSON.stringify(body)).not.toContain(secret);
    const cleared = [await owner.delete(at(id)), await owner.delete(at(id))];
    expect(cleared.map(({ status, body }) => [status, body.kubeconfig_server])).toEqual([
      [200, undefined],
      [200, undefined],
    ]);
    expect((await audited('cluster.kubeconfig_cleared', id)).length).toBe(1);
    expect((await audited('cluster.kubeconfig_set', id)).map(({ data }) => data)).toEqual([
      { server: '192.0.2.1:6443' },
      { server: 'api.example.org' },
    ]);
  });

  it.each([
    '',
    'nothing',
    'a: [',
    'a: &x 1\nb: *x',
    'a: 1\na: 2',
    '['.repeat(100_000),
    '{a: '.repeat(30_000),
    '- '.repeat(60_000),
    sampleKubeconfig.replace('https:', 'http:'),
    sampleKubeconfig.replace(`"token":"${secret}"`, '"exec":{"command":"id"}'),
    sampleKubeconfig.replace(`"token":"${secret}"`, '"tokenFile":"/etc/passwd"'),
    '#'.repeat(131_073),
  ])('is refused when it is no such thing (%#)', async (kubeconfig) => {
    const id = await makeCluster();
    const answer = await owner.post(at(id), { kubeconfig });
    expect([answer.status, answer.body.code]).toEqual([400, 'bad_json']);
    expect(answer.body.message).not.toContain(secret);
    expect((await owner.get(`/api/v1/clusters/${id}`)).body).not.toHaveProperty('kubeconfig_server');
  });

  it('is shown as it was sent to who may reveal it, and each time is written down', async () => {
    const yaml = `# as it was\n${sampleKubeconfig}\n`;
    const id = await makeCluster(yaml);
    expect((await owner.post(`${at(id)}/reveal`)).body).toEqual({ kubeconfig: yaml });
    expect((await member.post(`${at(id)}/reveal`)).status).toBe(403);
    const scoped = await owner.withKey(['infra:read', 'infra:write']);
    for (const path of ['reveal', 'issue']) expect((await scoped.post(`${at(id)}/${path}`, {})).status).toBe(403);
    expect((await audited('cluster.kubeconfig_revealed', id)).length).toBe(1);
    const without = await owner.post(`${at(await makeCluster())}/reveal`);
    expect([without.status, without.body.code]).toEqual([409, 'conflict']);
  });

  it('is sealed in the database and goes with its cluster', async () => {
    const id = await makeCluster(sampleKubeconfig);
    const rows = () =>
      server.app.database.system('test', (tx) =>
        tx.selectFrom('cluster_kubeconfigs').select('sealed_kubeconfig').where('cluster_id', '=', id).execute(),
      );
    const [row] = await rows();
    expect(row?.sealed_kubeconfig.toString('latin1')).not.toContain(secret);
    expect((await owner.delete(`/api/v1/clusters/${id}`)).status).toBe(204);
    expect(await rows()).toEqual([]);
  });

  it('is nobody else’s affair', async () => {
    const id = await makeCluster(sampleKubeconfig);
    for (const caller of [member, stranger]) {
      const expected = caller === member ? 403 : 404;
      const answers = [
        await caller.post(at(id), { kubeconfig: sampleKubeconfig }),
        await caller.delete(at(id)),
        await caller.post(`${at(id)}/reveal`),
        await caller.post(`${at(id)}/issue`, {}),
      ];
      expect(answers.map(({ status }) => status)).toEqual([expected, expected, expected, expected]);
    }
    expect((await owner.post(at(none), { kubeconfig: sampleKubeconfig })).status).toBe(404);
    expect((await owner.delete(at(none))).status).toBe(404);
  });
});

describe('a short-lived kubeconfig', () => {
  it('has the token that the cluster gave for who asks, and nothing of the other one', async () => {
    const id = await makeCluster(sampleKubeconfig);
    const issued = await owner.post(`${at(id)}/issue`, { role: 'edit', namespace: 'team', ttl_seconds: 600 });
    expect([issued.status, issued.body]).toMatchObject([
      200,
      { role: 'edit', namespace: 'team', expires_at: '2126-01-01T00:10:00Z', service_account: expect.any(String) },
    ]);
    expect(issued.body.kubeconfig).not.toContain(secret);
    const file = parse(issued.body.kubeconfig);
    expect(file.clusters[0].cluster).toEqual({ server: 'https://192.0.2.1:6443' });
    expect(file.contexts[0].context.namespace).toBe('team');
    expect(file.users[0].user.token).toMatch(/^token-\d+$/);
    const asked = server.clusterTokens.asked.at(-1);
    expect(asked).toMatchObject({ principal: owner.userId, label: 'owner@example.com', role: 'edit', seconds: 600 });
    expect(asked?.connection.token?.reveal()).toBe(secret);
    const [event] = await audited('cluster.kubeconfig_issued', id);
    expect(event.data).toMatchObject({ role: 'edit', namespace: 'team', expires_at: '2126-01-01T00:10:00Z' });
    expect(JSON.stringify(event.data)).not.toContain(file.users[0].user.token);
  });

  it('is to look around for an hour where nothing else is said', async () => {
    const id = await makeCluster(sampleKubeconfig);
    const { body } = await owner.post(`${at(id)}/issue`, {});
    expect(body).toMatchObject({ role: 'view', expires_at: '2126-01-01T01:00:00Z' });
    expect(body).not.toHaveProperty('namespace');
  });

  it.each([
    { role: 'cluster-admin' },
    { namespace: 'Team' },
    { namespace: '../x' },
    { ttl_seconds: 599 },
    { ttl_seconds: 28_801 },
  ])('is refused with %j', async (order) => {
    const id = await makeCluster(sampleKubeconfig);
    const before = server.clusterTokens.asked.length;
    const answer = await owner.post(`${at(id)}/issue`, order);
    expect([answer.status, answer.body.code]).toEqual([400, 'bad_json']);
    expect(server.clusterTokens.asked.length).toBe(before);
  });

  it('is not there where the cluster gives no token, and the answer says why', async () => {
    const id = await makeCluster(sampleKubeconfig);
    server.clusterTokens.fault = () => {
      throw new AppError('conflict', 'The cluster does not take its kubeconfig any more.');
    };
    const answer = await owner.post(`${at(id)}/issue`, {});
    server.clusterTokens.fault = () => {};
    expect([answer.status, answer.body]).toEqual([
      409,
      { code: 'conflict', message: 'The cluster does not take its kubeconfig any more.' },
    ]);
    expect(await audited('cluster.kubeconfig_issued', id)).toEqual([]);
    expect((await owner.post(`${at(await makeCluster())}/issue`, {})).status).toBe(409);
  });
});
