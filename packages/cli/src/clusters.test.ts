import { describe, expect, it } from 'vitest';
import { createProgram, runProgram } from './program.ts';
import { type Answer, type FakeIo, fakeIo } from './test-support.ts';

const times = { created_at: '2026-03-01T00:00:00Z', updated_at: '2026-03-03T05:06:07Z' };
const own = (id: string) => ({
  ...{ id: `00000000-0000-7000-8000-0000000000${id}`, organization_id: '00000000-0000-7000-8000-000000000001' },
  ...times,
});
const node = {
  ...{ ...own('0c'), hostname: 'b-1', private_ip_address: '10.0.0.11', ssh_user: 'root', ssh_key_id: own('0b').id },
  ...{ role: 'bastion', status: 'ready' },
};
const pool = { ...own('0f'), name: 'workers', role: 'worker', servers: [node], labels: [], annotations: [], taints: [] };
const domain = {
  ...{ ...own('1a'), domain_name: 'example.org', zone_id: '', status: 'ready', last_error: '', credential_id: own('0a').id },
};
const record = {
  ...{ ...own('1b'), domain_id: domain.id, name: 'ctrp', type: 'A', values: [], fingerprint: '', status: 'ready' },
  ...{ last_error: '', owner: 'autoglue' },
};
const balancer = { ...own('1c'), name: 'edge', kind: 'public', public_ip_address: '', private_ip_address: '' };
const cluster = {
  ...{ id: own('2a').id, name: 'prod', base_url: 'http://localhost', cluster_provider: 'aws', region: '', ...times },
  ...{ status: 'incomplete', last_error: 'There is no bastion.', docker_image: 'a/b', docker_tag: 'v1' },
  ...{ captain_domain: domain, node_pools: [pool], metadata: { a: '1' } },
};
const entry = { ...own('2b'), cluster_id: cluster.id, key: 'Old', value: '1' };
const base = `/api/v1/clusters/${cluster.id}`;
const ok = { status: 200, body: cluster };
const world: Record<string, Answer> = {
  'GET /api/me': {
    status: 200,
    body: { email: 'me@example.com', orgs: [], teams: [], currentOrgId: own('01').organization_id, currentTeamId: null },
  },
  'GET /api/config': { status: 200, body: { devMode: true } },
  'GET /dev/login': { status: 303, cookie: 'sid=s1; Path=/; HttpOnly' },
  'POST /logout': { status: 303 },
  'GET /api/v1/clusters': { status: 200, body: [cluster] },
  'POST /api/v1/clusters': { status: 201, body: cluster },
  [`GET ${base}`]: ok,
  [`PATCH ${base}`]: ok,
  [`DELETE ${base}`]: { status: 204 },
  [`POST ${base}/reveal`]: { status: 200, body: { random_token: 'r', certificate_key: 'c' } },
  'GET /api/v1/dns/domains': { status: 200, body: [domain] },
  [`GET /api/v1/dns/domains/${domain.id}/records`]: { status: 200, body: [{ ...record, type: 'TXT' }, record] },
  'GET /api/v1/load-balancers': { status: 200, body: [balancer] },
  'GET /api/v1/servers': { status: 200, body: [node] },
  'GET /api/v1/node-pools': { status: 200, body: [pool] },
  ...Object.fromEntries(
    [
      'captain-domain',
      'control-plane-record-set',
      'apps-load-balancer',
      'glueops-load-balancer',
      'bastion',
      'node-pools',
    ].flatMap((part) => [
      [`POST ${base}/${part}`, ok],
      [`DELETE ${base}/${part}`, ok],
    ]),
  ),
  [`DELETE ${base}/node-pools/${pool.id}`]: ok,
  [`POST ${base}/kubeconfig`]: { status: 200, body: { ...cluster, kubeconfig_server: 'api:6443' } },
  [`DELETE ${base}/kubeconfig`]: ok,
  [`POST ${base}/kubeconfig/reveal`]: { status: 200, body: { kubeconfig: 'kept: true\n' } },
  [`POST ${base}/kubeconfig/issue`]: {
    status: 200,
    body: { kubeconfig: 'issued: true\n', expires_at: '2026-03-03T06:06:07Z', role: 'edit', service_account: 'a/b' },
  },
  [`GET ${base}/metadata`]: { status: 200, body: [entry] },
  [`POST ${base}/metadata`]: { status: 201, body: entry },
  [`PATCH ${base}/metadata/${entry.id}`]: { status: 200, body: entry },
  [`DELETE ${base}/metadata/${entry.id}`]: { status: 204 },
};

async function run(words: string, files: Readonly<Record<string, string>> = {}) {
  const io: FakeIo = fakeIo(words.split(' '), world);
  for (const [path, text] of Object.entries(files)) io.files.set(path, text);
  const code = await runProgram(createProgram(io, '9.9.9'), io);
  return {
    code,
    io,
    writes: io.requests
      .filter(({ method, url }) => method !== 'GET' && url !== '/logout')
      .map(({ method, url, body }) => [method, url, body]),
  };
}

describe('clusters', () => {
  it('are listed and described with what they have and lack', async () => {
    expect((await run('clusters list')).io.stdout()).toMatch(/prod +incomplete +aws +- +1 +1/);
    const text = (await run('clusters describe prod')).io.stdout();
    expect(text).toContain('Reason:                 There is no bastion.');
    expect(text).toContain('Node pools:             workers (1)');
    expect(text).toContain('Metadata:               a=1');
    expect(text).toContain('Image:                  a/b:v1');
  });

  it('are made, changed in what is named only, revealed and deleted', async () => {
    expect((await run('clusters create prod --provider aws')).writes).toEqual([
      ['POST', '/api/v1/clusters', { name: 'prod', cluster_provider: 'aws' }],
    ]);
    expect((await run('clusters update prod --region=')).writes).toEqual([['PATCH', base, { region: '' }]]);
    expect((await run('clusters update prod')).code).toBe(64);
    expect((await run('clusters reveal prod')).io.stdout()).toBe('random_token: r\ncertificate_key: c\n');
    expect((await run('clusters delete prod --yes')).writes).toEqual([['DELETE', base, null]]);
  });

  it('get what is named by its name', async () => {
    const words = '--domain example.org --record-set CTRP.example.org. --apps-load-balancer edge --bastion b-1 --pool workers';
    const { code, writes } = await run(`clusters attach prod ${words}`);
    expect([code, writes]).toEqual([
      0,
      [
        ['POST', `${base}/captain-domain`, { domain_id: domain.id }],
        ['POST', `${base}/control-plane-record-set`, { record_set_id: record.id }],
        ['POST', `${base}/apps-load-balancer`, { load_balancer_id: balancer.id }],
        ['POST', `${base}/bastion`, { server_id: node.id }],
        ['POST', `${base}/node-pools`, { node_pool_id: pool.id }],
      ],
    ]);
    expect((await run('clusters attach prod --record-set www.example.net')).code).toBe(64);
    expect((await run('clusters attach prod')).code).toBe(64);
  });

  it('lose what is named', async () => {
    const { writes } = await run('clusters detach prod --domain --glueops-load-balancer --pool workers');
    expect(writes.map(([, url]) => url)).toEqual([
      `${base}/captain-domain`,
      `${base}/glueops-load-balancer`,
      `${base}/node-pools/${pool.id}`,
    ]);
  });

  it('have metadata that is set, changed whatever its capitals, and taken back', async () => {
    expect((await run('clusters metadata list prod')).io.stdout()).toMatch(/Old +1/);
    expect((await run('clusters metadata set prod new=a=b OLD=2')).writes).toEqual([
      ['POST', `${base}/metadata`, { key: 'new', value: 'a=b' }],
      ['PATCH', `${base}/metadata/${entry.id}`, { key: 'OLD', value: '2' }],
    ]);
    expect((await run('clusters metadata unset prod old')).writes).toEqual([['DELETE', `${base}/metadata/${entry.id}`, null]]);
    expect((await run('clusters metadata set prod nothing')).code).toBe(64);
    expect((await run('clusters metadata unset prod missing')).code).toBe(64);
  });

  it('keep a kubeconfig, show it in person and hand out short ones', async () => {
    const kept = await run('clusters kubeconfig set prod --file k.yaml', { 'k.yaml': 'kept: true\n' });
    expect(kept.writes).toEqual([['POST', `${base}/kubeconfig`, { kubeconfig: 'kept: true\n' }]]);
    expect((await run('clusters kubeconfig reveal prod')).io.stdout()).toBe('kept: true\n');
    const issued = await run('clusters kubeconfig issue prod --role edit --namespace team --minutes 10');
    expect(issued.writes).toEqual([['POST', `${base}/kubeconfig/issue`, { role: 'edit', namespace: 'team', ttl_seconds: 600 }]]);
    expect(issued.io.stdout()).toBe('issued: true\n');
    expect((await run('clusters kubeconfig clear prod --yes')).writes).toEqual([['DELETE', `${base}/kubeconfig`, null]]);
    for (const wrong of ['set prod', 'set prod --file none', 'issue prod --minutes 5'])
      expect([wrong, (await run(`clusters kubeconfig ${wrong}`)).code]).toEqual([wrong, 64]);
  });
});
