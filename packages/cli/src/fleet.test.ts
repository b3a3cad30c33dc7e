import { describe, expect, it } from 'vitest';
import { createProgram, runProgram } from './program.ts';
import { type Answer, type FakeIo, fakeIo } from './test-support.ts';

const times = { created_at: '2026-03-01T00:00:00Z', updated_at: '2026-03-03T05:06:07Z' };
const orgId = '00000000-0000-7000-8000-000000000001';
const edge = {
  ...{ id: '00000000-0000-7000-8000-00000000000a', organization_id: orgId, name: 'edge', kind: 'public' },
  ...{ public_ip_address: '192.0.2.7', private_ip_address: '', ...times },
};
const domain = {
  ...{ id: '00000000-0000-7000-8000-00000000000c', organization_id: orgId, domain_name: 'example.org', zone_id: '' },
  ...{ status: 'failed', last_error: 'No zone.', credential_id: '00000000-0000-7000-8000-00000000000d', ...times },
};
const www = {
  ...{ id: '00000000-0000-7000-8000-00000000000e', domain_id: domain.id, name: 'www', type: 'A', ttl: 60, values: ['192.0.2.1'] },
  ...{ fingerprint: 'f', status: 'ready', last_error: '', owner: 'autoglue', ...times },
};
const records = `/api/v1/dns/domains/${domain.id}/records`;
const credential = {
  ...{ id: domain.credential_id, name: 'zones', credential_provider: 'aws', kind: 'aws_access_key', schema_version: 1 },
  ...{ scope_kind: 'credential_provider', scope_version: 1, scope: {}, ...times },
};
const world: Record<string, Answer> = {
  'GET /api/v1/credentials': { status: 200, body: [credential] },
  'GET /api/v1/dns/domains': { status: 200, body: [domain] },
  'POST /api/v1/dns/domains': { status: 201, body: domain },
  [`PATCH /api/v1/dns/domains/${domain.id}`]: { status: 200, body: domain },
  [`GET ${records}`]: { status: 200, body: [] },
  [`POST ${records}`]: { status: 201, body: www },
  [`POST ${records}/bulk`]: { status: 201, body: [www, www] },
  [`PATCH /api/v1/dns/records/${www.id}`]: { status: 200, body: www },
  [`DELETE /api/v1/dns/records/${www.id}`]: { status: 204 },
  'GET /api/v1/load-balancers': { status: 200, body: [edge] },
  'POST /api/v1/load-balancers': { status: 201, body: edge },
  'POST /api/v1/load-balancers/bulk': { status: 201, body: [edge] },
  [`PATCH /api/v1/load-balancers/${edge.id}`]: { status: 200, body: edge },
};

async function run(words: string, answers: Record<string, Answer> = {}, files: Readonly<Record<string, string>> = {}) {
  const io: FakeIo = fakeIo(words.split(' '), { ...world, ...answers });
  for (const [path, text] of Object.entries(files)) io.files.set(path, text);
  const code = await runProgram(createProgram(io, '9.9.9'), io);
  return { code, io, last: io.requests.filter(({ url }) => url !== '/logout').at(-1) };
}

describe('load balancers', () => {
  it('are listed, found and shown', async () => {
    const { io, last } = await run('load-balancers list --kind public --search ed');
    expect(io.stdout()).toMatch(/edge +public +192\.0\.2\.7 +- /);
    expect(last?.url).toBe('/api/v1/load-balancers?kind=public&q=ed');
    expect((await run('load-balancers show EDGE')).io.stdout()).toContain('Public:  192.0.2.7');
  });

  it('are described and changed in what is named only', async () => {
    const made = await run('load-balancers create edge --public-ip 192.0.2.7');
    expect(made.last?.body).toEqual({ name: 'edge', kind: 'public', public_ip_address: '192.0.2.7' });
    expect((await run('load-balancers update edge --kind glueops')).last?.body).toEqual({ kind: 'glueops' });
    expect((await run('load-balancers update edge')).code).toBe(64);
  });

  it('are described all at once from a file', async () => {
    const { code, last } = await run('load-balancers create --file all', {}, { all: '- { name: edge, kind: public }\n' });
    expect([code, last?.url]).toEqual([0, '/api/v1/load-balancers/bulk']);
    expect(last?.body).toEqual({ load_balancers: [{ name: 'edge', kind: 'public' }] });
    expect((await run('load-balancers create --file bad', {}, { bad: '- edge' })).code).toBe(64);
    expect((await run('load-balancers create')).code).toBe(64);
  });

  it('in use are not deleted, and the reason is said', async () => {
    const body = { code: 'conflict', message: 'The load balancer is used by cluster blue.' };
    const { code, io } = await run('load-balancers delete edge --yes', {
      [`DELETE /api/v1/load-balancers/${edge.id}`]: { status: 409, body },
    });
    expect([code, io.stderr()]).toEqual([75, expect.stringContaining('cluster blue')]);
  });
});

describe('domains', () => {
  it('are listed with what is wrong, made by a credential of a name, and tried again', async () => {
    expect((await run('dns domains --status failed')).io.stdout()).toMatch(/example\.org +- +failed +No zone\./);
    const made = await run('dns create example.org --credential zones --zone Z1');
    expect(made.last?.body).toEqual({ domain_name: 'example.org', credential_id: credential.id, zone_id: 'Z1' });
    expect((await run('dns create example.org')).code).toBe(64);
    expect((await run('dns retry example.org')).last?.body).toEqual({ status: 'pending' });
    expect((await run('dns update example.org')).code).toBe(64);
  });
});

describe('records', () => {
  const present = { [`GET ${records}`]: { status: 200, body: [www] } };
  it('are listed by name and type', async () => {
    const { io, last } = await run('dns records example.org --name www --type A', present);
    expect(io.stdout()).toMatch(/www +A +60 +192\.0\.2\.1 +ready/);
    expect(last?.url).toBe(`${records}?name=www&type=A`);
  });

  it('are made where there is none, and else changed', async () => {
    const made = await run('dns set example.org www a 192.0.2.1 192.0.2.2 --ttl 60');
    expect([made.last?.method, made.last?.body]).toEqual([
      'POST',
      { name: 'www', type: 'A', values: ['192.0.2.1', '192.0.2.2'], ttl: 60 },
    ]);
    const changed = await run('dns set example.org www A 192.0.2.9', present);
    expect([changed.last?.method, changed.last?.body]).toEqual(['PATCH', { values: ['192.0.2.9'] }]);
    const alias = await run('dns set example.org @ A lb.example.com --alias-zone Z2');
    expect(alias.last?.body).toEqual({ name: '@', type: 'A', values: [], alias: { name: 'lb.example.com', zone_id: 'Z2' } });
    expect((await run('dns set example.org www PTR x')).code).toBe(64);
    expect((await run('dns set example.org www A x --ttl soon')).code).toBe(64);
  });

  it('are deleted by name and type', async () => {
    expect((await run('dns unset example.org www A --yes', present)).code).toBe(0);
    expect((await run('dns unset example.org www A --yes')).code).toBe(64);
  });

  it('are made all at once from a file', async () => {
    const all = JSON.stringify({ records: [{ name: 'www', type: 'A', values: ['192.0.2.1'] }] });
    const { code, io, last } = await run('dns import example.org --file all', {}, { all });
    expect([code, last?.url, last?.body]).toEqual([0, `${records}/bulk`, JSON.parse(all)]);
    expect(io.stdout()).toMatch(/www +A/);
    expect((await run('dns import example.org --file bad', {}, { bad: 'records: []' })).code).toBe(64);
    expect((await run('dns import example.org')).code).toBe(64);
  });
});
