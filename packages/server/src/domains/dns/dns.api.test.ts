/** Domains and records over HTTP, and what comes of them in zones that the test has in memory. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { settleDomains } from '../../../test/settle-domains.ts';
import { type Answer, type Person, useTestServer } from '../../../test/support.ts';
import type { RecordSet } from './dns-provider.ports.ts';

const server = useTestServer({ name: 'dns', environment: { DNS_INTERVAL_SECONDS: '60' } });
let owner: Person;
let credentialId: string;
let count = 0;

const credential = {
  ...{ credential_provider: 'cloudflare', kind: 'api_token', schema_version: 1, name: 'zones', secret: { token: 't' } },
  ...{ scope_kind: 'service', scope_version: 1, scope: { service: 'dns' } },
};

beforeAll(async () => {
  owner = await server.signIn('owner@example.com');
  credentialId = (await owner.post('/api/v1/credentials', credential)).body.id;
});
beforeEach(() => {
  server.zones.fault = () => {};
});

function patch(path: string, body: unknown): Promise<Answer> {
  return owner.call(`/api/v1/dns/${path}`, { method: 'PATCH', body });
}

async function read(path: string): Promise<Answer['body']> {
  return (await owner.get(`/api/v1/dns/${path}`)).body;
}

/** A domain whose zone is there, with these sets in it. */
async function begin(...sets: ((zone: string) => RecordSet)[]): Promise<{ id: string; zone: string }> {
  count += 1;
  const zone = `d${count}.example.org`;
  server.zones.put(zone, ...sets.map((make) => make(zone)));
  const made = await owner.post('/api/v1/dns/domains', { domain_name: zone, credential_id: credentialId });
  expect([made.status, made.body.status]).toEqual([201, 'pending']);
  await settleDomains(server);
  return { id: made.body.id, zone };
}

async function add(domainId: string, body: Record<string, unknown>): Promise<Answer['body']> {
  const made = await owner.post(`/api/v1/dns/domains/${domainId}/records`, { type: 'A', values: ['192.0.2.1'], ...body });
  expect([made.status, made.body.message]).toEqual([201, undefined]);
  await settleDomains(server);
  return await read(`records/${made.body.id}`);
}

/** What a zone has beside marks and guards. */
function content(zone: string): string[] {
  const isOwn = ({ name }: RecordSet) => !name.startsWith('_autoglue.') && !name.startsWith('extdns-');
  return server.zones
    .setsOf(zone)
    .filter(isOwn)
    .map(
      ({ name, type, ttl, values, alias }) => `${name.slice(0, -zone.length)} ${type} ${ttl} ${alias?.name ?? values.join(',')}`,
    )
    .toSorted();
}

function foreign(name: string, ...values: string[]): (zone: string) => RecordSet {
  return (zone) => ({ name: name === '' ? zone : `${name}.${zone}`, type: 'A', ttl: 60, values });
}

describe('a domain', () => {
  it('is ready when its zone was found', async () => {
    const { id, zone } = await begin();
    expect(await read(`domains/${id}`)).toMatchObject({
      domain_name: zone,
      zone_id: `Z-${zone}`,
      status: 'ready',
      last_error: '',
    });
  });

  it('says why it is not, and comes right when it is tried again', async () => {
    const name = `late${(count += 1)}.example.org`;
    const made = (await owner.post('/api/v1/dns/domains', { domain_name: `${name}.`, credential_id: credentialId })).body;
    expect(made.domain_name).toBe(name);
    await settleDomains(server);
    expect(await read(`domains/${made.id}`)).toMatchObject({ status: 'failed', last_error: `There is no zone ${name}.` });
    server.zones.put(name);
    expect((await patch(`domains/${made.id}`, { status: 'pending' })).body.status).toBe('pending');
    await settleDomains(server);
    expect((await read(`domains/${made.id}`)).status).toBe('ready');
  });

  it('is in a zone above it where that is named, and in no other', async () => {
    const { zone } = await begin();
    const body = { domain_name: `sub.${zone}`, credential_id: credentialId, zone_id: `Z-${zone}` };
    const { id } = (await owner.post('/api/v1/dns/domains', body)).body;
    await add(id, { name: 'a' });
    expect(content(zone)).toEqual(['a.sub. A 300 192.0.2.1']);
    await patch(`domains/${id}`, { domain_name: 'example.net', zone_id: `Z-${zone}` });
    await settleDomains(server);
    expect((await read(`domains/${id}`)).last_error).toContain('in which example.net is not');
  });

  it.each([
    [{ domain_name: 'x' }, 'validation_error'],
    [{ domain_name: 'a_b.example.org' }, 'validation_error'],
    [{ zone_id: 'a b' }, 'validation_error'],
    [{ credential_id: 'x' }, 'invalid_credential'],
    [{ credential_id: '00000000-0000-7000-8000-000000000000' }, 'invalid_credential'],
  ])('is not %o', async (parts, code) => {
    const body = { domain_name: 'ok.example.org', credential_id: credentialId, ...parts };
    const answer = await owner.post('/api/v1/dns/domains', body);
    expect([answer.status, answer.body.code]).toEqual([400, code]);
  });

  it('is kept by a credential of its own organization that has zones, and is there once', async () => {
    const generic = {
      ...credential,
      credential_provider: 'generic',
      kind: 'basic_auth',
      secret: { username: 'a', password: 'b' },
    };
    const other = (await owner.post('/api/v1/credentials', generic)).body;
    const body = { domain_name: 'once.example.org', credential_id: other.id };
    expect((await owner.post('/api/v1/dns/domains', body)).body.code).toBe('invalid_credential');
    const stranger = await server.signIn('stranger@example.com');
    const theirs = await stranger.post('/api/v1/dns/domains', { ...body, credential_id: credentialId });
    expect(theirs.body.code).toBe('invalid_credential');
    const { zone } = await begin();
    const again = await owner.post('/api/v1/dns/domains', { domain_name: zone.toUpperCase(), credential_id: credentialId });
    expect([again.status, again.body.code]).toEqual([409, 'conflict']);
  });

  it('takes what is ours with it and leaves the rest, also when its credential is deleted at once', async () => {
    const { body: own } = await owner.post('/api/v1/credentials', credential);
    const { id, zone } = await begin(foreign('mail', '198.51.100.1'));
    await patch(`domains/${id}`, { credential_id: own.id });
    await add(id, { name: '@' });
    await add(id, { name: 'www' });
    expect((await owner.delete(`/api/v1/credentials/${own.id}`)).body.message).toContain(`domain ${zone}`);
    for (let times = 0; times < 2; times += 1) expect((await owner.delete(`/api/v1/dns/domains/${id}`)).status).toBe(204);
    expect((await owner.delete(`/api/v1/credentials/${own.id}`)).status).toBe(204);
    expect((await owner.get(`/api/v1/credentials/${own.id}`)).status).toBe(404);
    expect((await owner.get(`/api/v1/dns/domains/${id}`)).status).toBe(404);
    await settleDomains(server);
    expect(server.zones.setsOf(zone)).toEqual([foreign('mail', '198.51.100.1')(zone)]);
    const left = await server.app.database.system('test', (tx) =>
      tx.selectFrom('credentials').select('id').where('id', '=', own.id).execute(),
    );
    expect(left).toEqual([]);
  });

  it('ends with its organization, at once where no zone was ever found', async () => {
    const { body: org } = await owner.post('/api/orgs', { name: 'Short lived' });
    const post = async (path: string, body: unknown) =>
      (await owner.call(`/api/v1/${path}`, { method: 'POST', body, headers: { 'x-org-id': org.id } })).body;
    const { id: own } = await post('credentials', credential);
    const { id } = await post('dns/domains', { domain_name: 'short.example.org', credential_id: own });
    await post(`dns/domains/${id}/records`, { name: 'a', type: 'A', values: ['192.0.2.1'] });
    expect((await owner.delete(`/api/orgs/${org.id}?confirm=${org.slug}`)).status).toBeLessThan(300);
    await settleDomains(server);
    const left = await server.app.database.system('test', (tx) =>
      tx.selectFrom('dns_domains').select('id').where('org_id', '=', org.id).execute(),
    );
    expect(left).toEqual([]);
  });

  it('moves its records with its name', async () => {
    const { id, zone } = await begin();
    await add(id, { name: 'www' });
    server.zones.put(`new.${zone}`);
    await patch(`domains/${id}`, { domain_name: `new.${zone}` });
    await settleDomains(server);
    expect([server.zones.setsOf(zone), content(`new.${zone}`)]).toEqual([[], ['www. A 300 192.0.2.1']]);
  });
});

describe('a record', () => {
  it('comes to the zone with its marks, and is ours', async () => {
    const { id, zone } = await begin();
    const record = await add(id, { name: 'www', ttl: 60 });
    expect(record).toMatchObject({ domain_id: id, name: 'www', ttl: 60, status: 'ready', owner: 'autoglue', last_error: '' });
    const names = server.zones.setsOf(zone).map(({ name }) => name.replace(zone, ''));
    expect(names.toSorted()).toEqual(['_autoglue.www.', 'extdns-a-www.', 'extdns-www.', 'www.']);
    const mark = server.zones.setsOf(zone).find(({ name }) => name.startsWith('_autoglue'))?.values[0];
    expect(mark).toBe(`v=ag1 org=${owner.orgId} rec=${record.id} fp=${record.fingerprint.slice(0, 16)} type=A`);
  });

  it.each([
    [{ name: '@' }, ' A 300 192.0.2.1'],
    [{ name: '*' }, '*. A 300 192.0.2.1'],
    [{ name: 'v6', type: 'AAAA', values: ['2001:DB8::1'] }, 'v6. AAAA 300 2001:db8::1'],
    [{ name: 'c', type: 'CNAME', values: ['Host.Example.org.'] }, 'c. CNAME 300 host.example.org'],
    [{ name: 't', type: 'TXT', values: ['"v=spf1 " "-all"'] }, 't. TXT 300 v=spf1 -all'],
    [{ name: '@', type: 'MX', ttl: 60, values: ['10 mail.example.org.'] }, ' MX 60 10 mail.example.org'],
    [{ name: 'n', type: 'NS', values: ['ns1.example.net'] }, 'n. NS 300 ns1.example.net'],
    [{ name: '_s._tcp', type: 'SRV', values: ['0 5 443 h.example.org'] }, '_s._tcp. SRV 300 0 5 443 h.example.org'],
    [{ name: '@', type: 'CAA', values: ['0 issue "a.org"'] }, ' CAA 300 0 issue "a.org"'],
    [{ name: 'l', values: [], alias: { name: 'LB.example.com.', zone_id: 'Z2' } }, 'l. A 0 lb.example.com'],
  ])('may be %o', async (body, text) => {
    const { id, zone } = await begin();
    const record = await add(id, body);
    expect([record.status, record.last_error, content(zone)]).toEqual(['ready', '', [text]]);
  });

  it('is changed, renamed, made another type and deleted in the zone too', async () => {
    const { id, zone } = await begin();
    const record = await add(id, { name: 'a', ttl: 60 });
    const change = async (body: Record<string, unknown>): Promise<string[]> => {
      const answer = await patch(`records/${record.id}`, body);
      expect([answer.status, answer.body.status]).toEqual([200, 'pending']);
      await settleDomains(server);
      expect((await read(`records/${record.id}`)).status).toBe('ready');
      return content(zone);
    };
    expect(await change({ values: ['192.0.2.2', '192.0.2.1'] })).toEqual(['a. A 60 192.0.2.1,192.0.2.2']);
    expect(await change({ ttl: null })).toEqual(['a. A 300 192.0.2.1,192.0.2.2']);
    expect(await change({ name: `b.${zone}` })).toEqual(['b. A 300 192.0.2.1,192.0.2.2']);
    expect(await change({ type: 'TXT', values: ['x'] })).toEqual(['b. TXT 300 x']);
    expect(await change({ name: 'a' })).toEqual(['a. TXT 300 x']);
    expect(await change({ name: 'b' })).toEqual(['b. TXT 300 x']);
    for (let times = 0; times < 2; times += 1) expect((await owner.delete(`/api/v1/dns/records/${record.id}`)).status).toBe(204);
    expect((await owner.get(`/api/v1/dns/records/${record.id}`)).status).toBe(404);
    await settleDomains(server);
    expect(server.zones.setsOf(zone)).toEqual([]);
  });

  it('made anew at once takes the place of the one before', async () => {
    const { id, zone } = await begin();
    const record = await add(id, { name: 'a' });
    await owner.delete(`/api/v1/dns/records/${record.id}`);
    expect((await add(id, { name: 'a', values: ['192.0.2.9'] })).status).toBe('ready');
    expect(content(zone)).toEqual(['a. A 300 192.0.2.9']);
  });

  it.each([
    [{ name: 'a', values: ['nope'] }, 'values[0]: must be an IPv4 address'],
    [{ name: 'a', values: [] }, 'values: must have at least one'],
    [{ name: '@', type: 'CNAME', values: ['a.org'] }, 'cannot be CNAME at the domain itself'],
    [{ name: 'api.example.net.' }, 'is outside of'],
    [{ name: 'a', ttl: 0 }, 'ttl'],
    [{ name: 'a', ttl: 86_401 }, 'ttl'],
    [{ name: 'a', type: 'PTR' }, 'type'],
  ])('is not %o', async (body, message) => {
    const { id } = await begin();
    const answer = await owner.post(`/api/v1/dns/domains/${id}/records`, { type: 'A', values: ['192.0.2.1'], ...body });
    expect([answer.status, answer.body.code]).toEqual([400, 'validation_error']);
    expect(answer.body.message).toContain(message);
  });

  it('is there once, and a CNAME alone', async () => {
    const { id } = await begin();
    await add(id, { name: 'a' });
    const post = (body: Record<string, unknown>) =>
      owner.post(`/api/v1/dns/domains/${id}/records`, { type: 'A', values: ['192.0.2.1'], ...body });
    expect((await post({ name: 'a' })).body.code).toBe('already_exists');
    expect((await post({ name: 'a', type: 'CNAME', values: ['b.org'] })).body.code).toBe('conflict');
    const other = await add(id, { name: 'b' });
    expect((await patch(`records/${other.id}`, { name: 'a' })).body.code).toBe('already_exists');
  });

  it('is found by its name, relative or in full, its type and its status', async () => {
    const { id, zone } = await begin();
    for (const name of ['@', 'a', 'b']) await add(id, { name });
    const names = async (query: string) =>
      (await read(`domains/${id}/records?${query}`)).map((row: { name: string }) => row.name);
    expect(await names('')).toEqual(['b', 'a', '@']);
    expect(await names(`name=${zone}`)).toEqual(['@']);
    expect(await names(`name=A.${zone}.`)).toEqual(['a']);
    expect(await names('name=b&type=A&status=ready')).toEqual(['b']);
    expect(await names('name=b&type=TXT')).toEqual([]);
    expect(await names('name=..')).toEqual([]);
    expect([await names('q=B'), await names('q=%25')]).toEqual([['b'], []]);
    expect(await names('status=failed')).toEqual([]);
    const domains = async (query: string) => (await read(`domains?${query}`)).map((row: { id: string }) => row.id);
    expect([await domains(`domain_name=${zone.toUpperCase()}.`), await domains('domain_name=x')]).toEqual([[id], []]);
    expect(await domains(`q=${zone.slice(0, -4)}&status=ready`)).toEqual([id]);
  });
});

describe('what is not ours', () => {
  it('is never written over, and is told; when it is gone the record comes', async () => {
    const { id, zone } = await begin(foreign('a', '198.51.100.1'));
    const record = await add(id, { name: 'a' });
    expect(record).toMatchObject({
      ...{ status: 'failed', owner: 'external' },
      last_error: 'There is A 198.51.100.1 (TTL 60) already, and nobody has marked it.',
    });
    expect((await patch(`records/${record.id}`, { values: ['192.0.2.9'] })).body.code).toBe('ownership_conflict');
    const again = await owner.post(`/api/v1/dns/domains/${id}/records`, { name: 'a', type: 'A', values: ['192.0.2.1'] });
    expect(again.body.code).toBe('ownership_conflict');
    expect(content(zone)).toEqual(['a. A 60 198.51.100.1']);
    const [there] = server.zones.setsOf(zone);
    server.zones.remove(zone, there);
    expect((await patch(`records/${record.id}`, { status: 'pending' })).body.status).toBe('pending');
    await settleDomains(server);
    expect([(await read(`records/${record.id}`)).status, content(zone)]).toEqual(['ready', ['a. A 300 192.0.2.1']]);
  });

  it('stays when the record that wanted its place is deleted', async () => {
    const { id, zone } = await begin(foreign('', '198.51.100.1'));
    const record = await add(id, { name: '@' });
    await owner.delete(`/api/v1/dns/records/${record.id}`);
    await settleDomains(server);
    expect(server.zones.setsOf(zone)).toEqual([foreign('', '198.51.100.1')(zone)]);
  });

  it('is not touched by another organization that has the same zone', async () => {
    const { id, zone } = await begin();
    await add(id, { name: 'a' });
    const other = await server.signIn('other@example.com');
    const theirs = (await other.post('/api/v1/credentials', credential)).body;
    const domain = (await other.post('/api/v1/dns/domains', { domain_name: zone, credential_id: theirs.id })).body;
    const record = (
      await other.post(`/api/v1/dns/domains/${domain.id}/records`, { name: 'a', type: 'A', values: ['192.0.2.66'] })
    ).body;
    await settleDomains(server);
    const seen = (await other.get(`/api/v1/dns/records/${record.id}`)).body;
    expect([seen.owner, seen.last_error]).toEqual(['external', expect.stringContaining(`of organization ${owner.orgId}`)]);
    await other.delete(`/api/v1/dns/domains/${domain.id}`);
    await settleDomains(server);
    expect(content(zone)).toEqual(['a. A 300 192.0.2.1']);
  });
});

describe('many records', () => {
  const bulk = (id: string, ...records: object[]) => owner.post(`/api/v1/dns/domains/${id}/records/bulk`, { records });
  const a = (name: string) => ({ name, type: 'A', ttl: 60, values: ['192.0.2.9'] });

  it('are made in one request, in its order, and brought to the zone', async () => {
    const { id, zone } = await begin();
    const made = await bulk(id, a('b'), { name: '@', type: 'TXT', values: ['v=spf1 -all'] }, a('a'));
    expect([made.status, made.body.map(({ name }: { name: string }) => name)]).toEqual([201, ['b', '@', 'a']]);
    await settleDomains(server);
    expect(content(zone)).toEqual([' TXT 300 v=spf1 -all', 'a. A 60 192.0.2.9', 'b. A 60 192.0.2.9']);
    const { body: trail } = await owner.get(`/api/audit?org_id=${owner.orgId}&event=dns_record.created&limit=3`);
    expect(trail.map((entry: { target: { name: string } }) => entry.target.name)).toEqual([
      `A a.${zone}`,
      `TXT ${zone}`,
      `A b.${zone}`,
    ]);
  });

  it('are none where one is not valid or has no place, and the answer says which', async () => {
    const { id } = await begin();
    await add(id, { name: 'here' });
    const invalid = await bulk(id, a('x'), { ...a('y'), values: ['y'] }, a('x.'));
    expect([invalid.status, invalid.body.code]).toEqual([400, 'validation_error']);
    expect(invalid.body.message).toContain('records[1].values[0]: must be an IPv4 address');
    const taken = await bulk(id, a('x'), a('here'), { name: 'here', type: 'CNAME', values: ['x.example.org'] });
    expect([taken.status, taken.body.code]).toEqual([400, 'validation_error']);
    const clash = await bulk(id, a('x'), a('here'), { name: 'HERE', type: 'AAAA', values: ['::1'] });
    expect([clash.status, clash.body.code]).toEqual([409, 'conflict']);
    expect(clash.body.message).toMatch(/records\[1\]: the domain has a record A here\..* already\.$/);
    const alone = await bulk(id, a('x'), { name: 'here', type: 'CNAME', values: ['x.example.org'] });
    expect([alone.status, alone.headers.get('x-invalid-fields')]).toEqual([409, expect.stringContaining('records%5B1%5D')]);
    expect((await read(`domains/${id}/records`)).map(({ name }: { name: string }) => name)).toEqual(['here']);
  });

  it('are of a domain of the organization only', async () => {
    const { id } = await begin();
    const stranger = await server.signIn('bulk-stranger@example.com');
    expect((await stranger.post(`/api/v1/dns/domains/${id}/records/bulk`, { records: [a('x')] })).status).toBe(404);
    expect((await bulk(id)).status).toBe(400);
  });
});
