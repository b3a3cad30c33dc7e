import { describe, expect, it } from 'vitest';
import { createProgram, runProgram } from './program.ts';
import { type Answer, type FakeIo, fakeIo } from './test-support.ts';

const orgId = '00000000-0000-7000-8000-000000000001';
const times = { created_at: '2026-03-01T00:00:00Z', updated_at: '2026-03-03T05:06:07Z' };
const own = (id: string) => ({ id: `00000000-0000-7000-8000-0000000000${id}`, organization_id: orgId, ...times });
const key = { ...own('0b'), name: 'nodes', public_key: 'ssh-ed25519 AAAA', fingerprint: 'SHA256:abc', server_count: 1 };
const node = {
  ...{ ...own('0c'), hostname: 'node-1', private_ip_address: '10.0.0.11', ssh_user: 'root', ssh_key_id: key.id },
  ...{ role: 'worker', status: 'pending' },
};
const zone = { ...own('0d'), key: 'example.org/zone', value: 'b' };
const gpu = { ...own('0e'), key: 'dedicated', value: 'gpu', effect: 'NoSchedule' };
const empty = { servers: [], labels: [], annotations: [], taints: [] };
const pool = { ...own('0f'), name: 'workers', role: 'worker', ...empty, servers: [node], labels: [zone] };
const world: Record<string, Answer> = {
  'GET /api/orgs': { status: 200, body: [{ id: orgId, name: 'Acme', slug: 'acme', plan: 'free', aiContext: '' }] },
  'GET /api/v1/ssh': { status: 200, body: [key] },
  'GET /api/v1/servers': { status: 200, body: [node] },
  'POST /api/v1/servers': { status: 201, body: node },
  'POST /api/v1/servers/bulk': { status: 201, body: [node, node] },
  [`PATCH /api/v1/servers/${node.id}`]: { status: 200, body: node },
  [`DELETE /api/v1/servers/${node.id}`]: { status: 204 },
  [`POST /api/v1/servers/${node.id}/reset-hostkey`]: { status: 200, body: node },
  [`GET /api/v1/servers/${node.id}/logs`]: {
    status: 200,
    body: { items: [{ id: 1, stream: 'system', chunk: 'Set up.\n', ...times }], next_cursor: 1, done: true },
  },
  'GET /api/v1/labels': { status: 200, body: [zone] },
  'POST /api/v1/labels': { status: 201, body: zone },
  'POST /api/v1/labels/bulk': { status: 201, body: [zone, zone] },
  'POST /api/v1/annotations/bulk': { status: 201, body: [zone, zone] },
  'POST /api/v1/taints/bulk': { status: 201, body: [gpu, gpu] },
  'GET /api/v1/taints': { status: 200, body: [gpu] },
  'POST /api/v1/taints': { status: 201, body: gpu },
  [`PATCH /api/v1/taints/${gpu.id}`]: { status: 200, body: gpu },
  'GET /api/v1/node-pools': { status: 200, body: [pool] },
  [`GET /api/v1/node-pools/${pool.id}`]: { status: 200, body: pool },
  'POST /api/v1/node-pools': { status: 201, body: pool },
  [`POST /api/v1/node-pools/${pool.id}/servers`]: { status: 204 },
  [`POST /api/v1/node-pools/${pool.id}/taints`]: { status: 204 },
  [`DELETE /api/v1/node-pools/${pool.id}/labels/${zone.id}`]: { status: 204 },
};

async function run(words: string, answers: Record<string, Answer> = {}, files: Readonly<Record<string, string>> = {}) {
  const io: FakeIo = fakeIo(words.split(' '), { ...world, ...answers });
  for (const [path, text] of Object.entries(files)) io.files.set(path, text);
  const code = await runProgram(createProgram(io, '9.9.9'), io);
  return { code, io, last: io.requests.at(-1), writes: io.requests.filter(({ method }) => method !== 'GET') };
}

describe('servers', () => {
  it('are listed by role and part of the name, of the organization that is named', async () => {
    const { io, last } = await run('servers list --org acme --role worker --search node');
    expect(io.stdout()).toMatch(/node-1 +worker +pending +10\.0\.0\.11 +-/);
    expect([last?.url, last?.headers['x-org-id']]).toEqual(['/api/v1/servers?role=worker&q=node', orgId]);
  });

  it('are described one by one, with the key by its name', async () => {
    const { code, last } = await run('servers create node-1 --private-ip 10.0.0.11 --key nodes');
    const wanted = { hostname: 'node-1', private_ip_address: '10.0.0.11', ssh_user: 'root', ssh_key_id: key.id, role: 'worker' };
    expect([code, last?.body]).toEqual([0, wanted]);
    expect((await run('servers create node-1')).code).toBe(64);
  });

  it('are described all at once from a file', async () => {
    const row = `- { private_ip_address: 10.0.0.11, ssh_user: root, ssh_key_id: ${key.id}, role: worker }\n`;
    const { code, last } = await run('servers create --file all.yaml', {}, { 'all.yaml': row.repeat(2) });
    expect([code, last?.url]).toEqual([0, '/api/v1/servers/bulk']);
    expect(last?.body).toMatchObject({ servers: [{ role: 'worker' }, { ssh_key_id: key.id }] });
    expect((await run('servers create --file bad.yaml', {}, { 'bad.yaml': '- { role: worker }' })).code).toBe(64);
  });

  it('are changed in what is named only, by name or address', async () => {
    const { last } = await run('servers update 10.0.0.11 --status pending --public-ip=');
    expect([last?.method, last?.body]).toEqual(['PATCH', { status: 'pending', public_ip_address: '' }]);
    expect((await run('servers update node-1')).code).toBe(64);
  });

  it('are forgotten, and what was done on them is printed', async () => {
    expect((await run('servers delete node-1 --yes')).last?.method).toBe('DELETE');
    expect((await run('servers logs node-1')).io.stdout()).toBe('Set up.\n');
    expect((await run('servers reset-hostkey node-1')).last?.url).toBe(`/api/v1/servers/${node.id}/reset-hostkey`);
  });
});

describe('labels, annotations and taints', () => {
  it('are kept as they are written', async () => {
    expect((await run('labels create example.org/zone=b=c')).last?.body).toEqual({ key: 'example.org/zone', value: 'b=c' });
    expect((await run('labels create bare')).last?.body).toEqual({ key: 'bare', value: '' });
    expect((await run('taints create c:NoSchedule')).last?.url).toBe('/api/v1/taints');
    expect((await run('taints create a=b')).code).toBe(64);
    expect((await run('labels create')).code).toBe(64);
  });

  it('are kept in one request where they are several, from a file or not', async () => {
    const { code, writes } = await run('taints create a=b:NoExecute --file t', {}, { t: '# more\nc:NoSchedule\n' });
    expect([code, writes.map(({ url, body }) => [url, body])]).toEqual([
      0,
      [
        [
          '/api/v1/taints/bulk',
          {
            taints: [
              { key: 'a', value: 'b', effect: 'NoExecute' },
              { key: 'c', value: '', effect: 'NoSchedule' },
            ],
          },
        ],
      ],
    ]);
    for (const noun of ['labels', 'annotations']) {
      const { last } = await run(`${noun} create a=b c=`);
      expect([last?.url, last?.body]).toEqual([
        `/api/v1/${noun}/bulk`,
        {
          [noun]: [
            { key: 'a', value: 'b' },
            { key: 'c', value: '' },
          ],
        },
      ]);
    }
  });

  it('are none where one is there already, and it is said which', async () => {
    const body = { code: 'conflict', message: 'Nothing was made. labels[1]: the organization has the label c=d already.' };
    const { code, io } = await run('labels create a=b c=d', { 'POST /api/v1/labels/bulk': { status: 409, body } });
    expect([code, io.stderr()]).toEqual([75, expect.stringContaining('labels[1]: the organization has the label c=d')]);
  });

  it('are found by their writing, their key and their id', async () => {
    for (const text of ['dedicated=gpu:NoSchedule', 'dedicated', gpu.id]) {
      const { last } = await run(`taints update ${text} --effect NoExecute`);
      expect([text, last?.url, last?.body]).toEqual([text, `/api/v1/taints/${gpu.id}`, { effect: 'NoExecute' }]);
    }
    expect((await run('labels get example.org/zone')).io.stdout()).toContain('Value:   b');
  });
});

describe('node pools', () => {
  it('are shown with what they have', async () => {
    expect((await run('pools list')).io.stdout()).toMatch(/workers +worker +1 +1 +0/);
    expect((await run('pools show workers')).io.stdout()).toContain('Labels:      example.org/zone=b');
    expect((await run('pools create workers')).last?.body).toEqual({ name: 'workers', role: 'worker' });
  });

  it('get and lose what is named', async () => {
    const { writes } = await run('pools attach workers --node node-1 --taint dedicated=gpu:NoSchedule');
    expect(writes.map(({ url, body }) => [url, body])).toEqual([
      [`/api/v1/node-pools/${pool.id}/servers`, { server_ids: [node.id] }],
      [`/api/v1/node-pools/${pool.id}/taints`, { taint_ids: [gpu.id] }],
    ]);
    const gone = await run('pools detach workers --label example.org/zone');
    expect(gone.writes.map(({ url }) => url)).toEqual([`/api/v1/node-pools/${pool.id}/labels/${zone.id}`]);
    expect((await run('pools attach workers')).code).toBe(64);
  });
});
