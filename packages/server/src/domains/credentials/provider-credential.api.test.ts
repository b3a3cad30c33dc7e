/** Credentials over HTTP: every kind that there is, who is shown what, and what the known system did otherwise. */
import { systemClock } from '@moorage/core/clock';
import { waitUntil } from '@moorage/testkit/wait-until';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CloudServers, startCloudServers } from '../../adapters/cloud/cloud-servers.fake.ts';
import { everyPage } from '../../../test/every-page.ts';
import { type Answer, type Caller, type Person, useTestServer } from '../../../test/support.ts';
import { claimCredential, endCredential, isEndedCredential } from './provider-credential.store.ts';

let cloud: CloudServers;
let urls: CloudServers['urls'];
beforeAll(async () => {
  cloud = await startCloudServers();
  ({ urls } = cloud);
});
afterAll(() => cloud.stop());

/** Which credentials are used by what, said by the test. */
const used = new Map<string, string[]>();
const server = useTestServer({
  name: 'credentials',
  environment: () => ({
    AWS_ENDPOINT_URL: urls.aws,
    CLOUDFLARE_API_URL: urls.cloudflare,
    HETZNER_API_URL: urls.hetzner,
    DIGITALOCEAN_API_URL: urls.digitalocean,
  }),
  uses: { credentials: [{ list: async (_tx, _orgId, id) => used.get(id) ?? [] }], sshKeys: [] },
});
let owner: Person;
let member: Caller;
let developer: Person;
let stranger: Person;
let pair: Caller;

beforeAll(async () => {
  owner = await server.signIn('owner@example.com');
  await server.signIn('member@example.com');
  const person = await server.addMember('member@example.com', owner, 'org_member');
  // He is in no team of it, so he works in an organization of his own until he says otherwise.
  member = server.caller({ ...person.headers, 'x-org-id': owner.orgId });
  await server.signIn('developer@example.com');
  developer = await server.addMember('developer@example.com', owner, 'developer');
  stranger = await server.signIn('stranger@example.com');
  const key = await owner.post(`/api/orgs/${owner.orgId}/keys`, { kind: 'pair', name: 'ci' });
  pair = server.caller({ 'x-org-key': key.body.keyId, 'x-org-secret': key.body.key });
});

const path = '/api/v1/credentials';
const whole = { scope_kind: 'credential_provider', scope_version: 1, scope: {} };
const token = { credential_provider: 'cloudflare', kind: 'api_token', schema_version: 1, secret: { token: 'good' } };
const awsSecret = { access_key_id: 'AKIAGOODXXXXXXXXXXXX', secret_access_key: 'wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY' };
const aws = { credential_provider: 'aws', kind: 'aws_access_key', schema_version: 1, secret: awsSecret };

async function make(body: Record<string, unknown> = {}): Promise<Answer['body']> {
  const answer = await owner.post(path, { ...token, ...whole, name: 'zone', ...body });
  expect([answer.status, answer.body.message]).toEqual([201, undefined]);
  return answer.body;
}

const patch = (caller: Caller, id: string, body: unknown) => caller.call(`${path}/${id}`, { method: 'PATCH', body });

async function audited(event: string, id: string): Promise<Answer['body'][]> {
  return await server.app.database.system('test', (tx) =>
    tx.selectFrom('audit_events').selectAll().where('event', '=', event).where('target_id', '=', id).execute(),
  );
}

describe('a credential', () => {
  it.each([
    { ...aws, ...whole, account_id: '123456789012', region: 'eu-central-1' },
    { ...aws, ...whole, scope_kind: 'provider' },
    { ...aws, scope_kind: 'service', scope_version: 1, scope: { service: 'route53' } },
    { ...aws, scope_kind: 'resource', scope_version: 1, scope: { arn: 'arn:aws:s3:::backups' } },
    { ...token, ...whole },
    { ...token, ...whole, credential_provider: 'hetzner' },
    { ...token, ...whole, credential_provider: 'digitalocean' },
    {
      ...whole,
      credential_provider: 'generic',
      kind: 'basic_auth',
      schema_version: 1,
      secret: { username: 'ada.lovelace', password: 'analytical' },
    },
    {
      ...whole,
      ...{ credential_provider: 'generic', kind: 'oauth2', schema_version: 1 },
      secret: { client_id: 'client-4711', client_secret: 's', refresh_token: 'r' },
    },
  ])(
    'of $credential_provider $kind $scope_kind can be made, and its secret comes back as an object',
    async ({ secret, ...body }) => {
      const made = await make({ ...body, secret, name: undefined });
      const { scope_kind: scopeKind, ...same } = body;
      expect(made).toMatchObject({ ...same, name: '' });
      expect(made.scope_kind).toBe(scopeKind === 'provider' ? 'credential_provider' : scopeKind);
      expect(JSON.stringify(made)).not.toContain(Object.values(secret)[0]);
      expect((await owner.get(`${path}/${made.id}`)).body).toEqual(made);
      const shown = await owner.post(`${path}/${made.id}/reveal`);
      expect([shown.status, shown.body]).toEqual([200, secret]);
    },
  );

  it('is in a list that goes by pages where that is asked for, the last changed first', async () => {
    const other = await server.signIn('pages@example.com');
    const body = { ...token, ...whole, name: 'page' };
    const made: string[] = [];
    for (let index = 0; index < 5; index += 1) made.unshift((await other.post('/api/v1/credentials', body)).body.id);
    const [changed = ''] = made.splice(3, 1);
    await other.call(`/api/v1/credentials/${changed}`, { method: 'PATCH', body: { name: 'changed' } });
    const pages = await everyPage(other, '/api/v1/credentials?limit=2');
    const ids = pages.map((page: { id: string }[]) => page.map(({ id }) => id));
    expect(ids).toEqual([[changed, made[0]], made.slice(1, 3), made.slice(3)]);
    expect((await other.get('/api/v1/credentials?limit=2&cursor=x')).status).toBe(400);
  });

  it('may be one of several of the same scope', async () => {
    const route53 = { ...aws, scope_kind: 'service', scope_version: 1, scope: { service: 'route53' } };
    const [first, second] = [await make(route53), await make(route53)];
    expect(first.id).not.toBe(second.id);
  });

  it.each([
    [{ ...aws, secret: {} }, 'secret.access_key_id: is required, as text; secret.secret_access_key: is required, as text'],
    [{ ...token, kind: 'basic_auth' }, 'kind: cloudflare has no basic_auth version 1'],
    [{ ...token, schema_version: 2 }, 'kind: cloudflare has no api_token version 2'],
    [{ scope_kind: 'resource', scope: { zone_id: 'x' } }, 'scope.zone_id: must be 32 hexadecimal digits'],
    [{ credential_provider: 'ibm' }, 'credential_provider'],
    [{ secret: 'text' }, 'secret'],
    [{ region: 'x.evil.example/' }, 'region: must be small letters, digits and dashes'],
    [{ name: 'x'.repeat(101) }, 'name'],
  ])('of %j is refused with what is wrong', async (body, wanted) => {
    const answer = await owner.post(path, { ...token, ...whole, ...body });
    expect([answer.status, answer.body.code]).toEqual([400, 'validation_error']);
    expect(answer.body.message).toContain(wanted);
  });

  it('is told of all its fields at once, where forms find them', async () => {
    const wrong = { secret: { ...awsSecret, access_key_id: 'short' }, scope_kind: 'resource', scope: { arn: 'ärn' } };
    const { headers, body } = await owner.post(path, { ...aws, ...whole, ...wrong });
    const told = JSON.parse(decodeURIComponent(headers.get('x-invalid-fields') ?? ''));
    expect(new Set(told.map((issue: { path: string }) => issue.path))).toEqual(new Set(['scope.arn', 'secret.access_key_id']));
    for (const issue of told) expect(body.message).toContain(`${issue.path}: ${issue.message}`);
    expect(Object.keys(body).toSorted()).toEqual(['code', 'message']);
    const many = Object.fromEntries(Array.from({ length: 500 }, (_one, n) => [`${'ä'.repeat(90)}${n}`, n]));
    const long = await owner.post(path, { ...token, ...whole, secret: many, region: 'Ä', name: 'x'.repeat(101) });
    expect([long.status, (long.headers.get('x-invalid-fields') ?? '').length < 5_000]).toEqual([400, true]);
  });

  it('is told of a body that is no JSON', async () => {
    const answer = await owner.call(path, { method: 'POST', rawBody: '{' });
    expect([answer.status, answer.body.code]).toEqual([400, 'bad_json']);
    expect((await owner.get(`${path}/x`)).body.code).toBe('bad_id');
  });
});

describe('the list', () => {
  it('has the last changed first, and is filtered exactly', async () => {
    const [first, second] = [await make(aws), await make()];
    await patch(owner, first.id, { name: 'changed' });
    const list = async (query = ''): Promise<Answer['body'][]> => (await member.get(`${path}${query}`)).body;
    const ids = (await list()).map(({ id }) => id);
    expect(ids.indexOf(first.id)).toBeLessThan(ids.indexOf(second.id));
    const ofAws = await list('?credential_provider=aws&kind=aws_access_key&scope_kind=provider');
    expect(ofAws.map(({ id }) => id)).toContain(first.id);
    expect(new Set(ofAws.map((one) => `${one.credential_provider} ${one.scope_kind}`))).toEqual(
      new Set(['aws credential_provider']),
    );
    expect(await list('?credential_provider=a%25')).toEqual([]);
  });
});

describe('a change', () => {
  it('replaces the secret without reading it, and says so without telling it', async () => {
    const { id } = await make();
    const changed = await patch(owner, id, { secret: { token: 'replaced-4711' } });
    expect([changed.status, JSON.stringify(changed.body).includes('4711')]).toEqual([200, false]);
    expect((await owner.post(`${path}/${id}/reveal`)).body).toEqual({ token: 'replaced-4711' });
    const [event] = await audited('credential.updated', id);
    expect(event.data).toMatchObject({ secretReplaced: true });
    expect(JSON.stringify(event)).not.toContain('4711');
    // A reveal was not part of it.
    expect(await audited('credential.revealed', id)).toHaveLength(1);
  });

  it('keeps what is left out, and clears by empty and null', async () => {
    const { id } = await make({ ...aws, account_id: '123456789012', region: 'eu-central-1' });
    expect((await patch(owner, id, { name: 'x' })).body).toMatchObject({ account_id: '123456789012', region: 'eu-central-1' });
    const cleared = (await patch(owner, id, { account_id: '', region: null })).body;
    expect(['account_id' in cleared, 'region' in cleared]).toEqual([false, false]);
    expect((await owner.post(`${path}/${id}/reveal`)).body).toEqual(awsSecret);
  });

  it.each([
    [{ scope_kind: 'nowhere', scope: {} }, 'validation_error'],
    [{ scope_kind: 'service', scope_version: 9, scope: {} }, 'invalid_scope'],
    [{ scope_version: 99, scope: {} }, 'invalid_scope'],
    [{ scope_kind: 'service' }, 'validation_error'],
    [{ scope: { service: 'x' }, scope_kind: 'service' }, 'invalid_scope'],
    [{ scope: 'text' }, 'invalid_scope_json'],
    [{ secret: {} }, 'invalid_secret'],
    [{ secret: 'text' }, 'invalid_secret_json'],
    [{ name: 7 }, 'validation_error'],
  ])('of %j is an answer, never a failure', async (body, code) => {
    const { id } = await make();
    const before = (await owner.get(`${path}/${id}`)).body;
    const answer = await patch(owner, id, body);
    expect([answer.status, answer.body.code]).toEqual([400, code]);
    expect((await owner.get(`${path}/${id}`)).body).toEqual(before);
  });
});

describe('the secret', () => {
  it('is shown by a right of its own, and each time is written down', async () => {
    const { id } = await make();
    for (const caller of [owner, pair]) expect((await caller.post(`${path}/${id}/reveal`)).body).toEqual({ token: 'good' });
    expect(await audited('credential.revealed', id)).toHaveLength(2);
    const machine = await owner.post(`/api/orgs/${owner.orgId}/keys`, {
      kind: 'machine',
      name: 'machine',
      scopes: ['infra:write'],
      role: 'org_admin',
    });
    const scoped = server.caller({ authorization: `Bearer ${machine.body.key}` });
    for (const caller of [member, developer, scoped]) {
      expect((await caller.get(`${path}/${id}`)).status).toBe(200);
      const refused = await caller.post(`${path}/${id}/reveal`);
      expect([refused.status, refused.body.code]).toEqual([403, 'forbidden']);
    }
    expect(await audited('credential.revealed', id)).toHaveLength(2);
  });

  it('is shown to a session only where its user has just signed in', async () => {
    const { id } = await make();
    const late = await server.signedInLongAgo('owner@example.com');
    const refused = await late.post(`${path}/${id}/reveal`);
    expect([refused.status, refused.body.code]).toEqual([403, 'reauthentication_required']);
    expect((await late.get(`${path}/${id}`)).status).toBe(200);
    expect((await pair.post(`${path}/${id}/reveal`)).status).toBe(200);
  });

  it('is not overwritten, tested or deleted by who may only see the credential', async () => {
    const { id } = await make();
    for (const caller of [member, developer]) {
      const answers = [
        await patch(caller, id, { secret: { token: 'stolen' } }),
        await caller.post(`${path}/${id}/test`),
        await caller.delete(`${path}/${id}`),
      ];
      expect(answers.map(({ status }) => status)).toEqual([403, 403, 403]);
    }
    expect((await owner.post(`${path}/${id}/reveal`)).body).toEqual({ token: 'good' });
  });

  it('does not exist for another organization, which cannot tell it from none', async () => {
    const { id } = await make();
    const none = '00000000-0000-7000-8000-000000000000';
    const calls = (one: string) => [
      stranger.get(`${path}/${one}`),
      stranger.post(`${path}/${one}/reveal`),
      stranger.post(`${path}/${one}/test`),
      patch(stranger, one, { secret: { token: 'stolen' } }),
      stranger.delete(`${path}/${one}`),
    ];
    const [theirs, nothing] = [await Promise.all(calls(id)), await Promise.all(calls(none))];
    expect(theirs.map(({ status, body }) => [status, body])).toEqual(nothing.map(({ status, body }) => [status, body]));
    expect(new Set(theirs.map(({ status, body }) => `${status} ${body.code}`))).toEqual(new Set(['404 not_found']));
    expect((await owner.post(`${path}/${id}/reveal`)).body).toEqual({ token: 'good' });
  });

  it('is sealed in its row, and opens in no other', async () => {
    const [first, second] = [await make(), await make({ secret: { token: 'planted-in-the-database' } })];
    const dump = await server.app.database.system('test', (tx) => sql`select to_jsonb(c) from credentials c`.execute(tx));
    const text = JSON.stringify(dump.rows);
    expect(text).not.toContain('planted-in-the-database');
    expect(text).not.toContain(Buffer.from('planted-in-the-database').toString('hex'));
    await server.app.database.system('test', (tx) =>
      sql`update credentials set sealed_secret = (select sealed_secret from credentials where id = ${second.id}) where id = ${first.id}`.execute(
        tx,
      ),
    );
    const answer = await owner.post(`${path}/${first.id}/reveal`);
    expect([answer.status, answer.body]).toEqual([500, { code: 'internal_error', message: expect.any(String) }]);
    expect(await audited('credential.revealed', first.id)).toEqual([]);
  });
});

describe('showing secrets again and again', () => {
  const limited = useTestServer({
    name: 'credentials_limited',
    environment: { RATE_LIMIT_ENABLED: 'true', RATE_LIMIT_BURST: '1000' },
  });

  it('is limited by who asks, says when to come back, and writes down what was shown and nothing else', async () => {
    const ada = await limited.signIn('ada@example.com');
    await limited.signIn('bob@example.com');
    const bob = await limited.addMember('bob@example.com', ada, 'org_admin');
    const { body } = await ada.post(path, { ...token, ...whole, name: 'zone' });
    const show = (who: Caller) => who.post(`${path}/${body.id}/reveal`);
    let shown = 0;
    let last = await show(ada);
    for (; last.status === 200 && shown < 500; shown += 1) last = await show(ada);
    expect([last.status, shown >= 60]).toEqual([429, true]);
    expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(String(last.body)).not.toContain(token.secret.token);
    const written = await limited.app.database.system('test', (tx) =>
      tx.selectFrom('audit_events').select('id').where('event', '=', 'credential.revealed').execute(),
    );
    expect(written).toHaveLength(shown);
    expect((await ada.get(`${path}/${body.id}`)).status).toBe(200);
    expect((await show(bob)).body).toEqual(token.secret);
  });
});

describe('a test', () => {
  it('asks the provider, and tells what it said', async () => {
    const good = await make({ scope_kind: 'service', scope_version: 1, scope: { service: 'dns' } });
    const answer = await owner.post(`${path}/${good.id}/test`);
    expect(answer.body).toEqual({
      status: 'verified',
      verified: ['Cloudflare accepts the token, and it is active.', 'The token may list zones.'],
      evidence: { token_id: 't1', token_status: 'active', expires_on: '2027-01-01T00:00:00Z', zones: '1' },
      tested_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    });
    const denied = { ...awsSecret, access_key_id: 'AKIADENIEDXXXXXXXXXX' };
    const route53 = await make({
      ...aws,
      secret: denied,
      scope_kind: 'service',
      scope_version: 1,
      scope: { service: 'route53' },
    });
    const refused = (await owner.post(`${path}/${route53.id}/test`)).body;
    expect(refused).toMatchObject({ status: 'refused', reason: 'The key may not list hosted zones (AccessDenied).' });
    expect(refused.next_step).toContain('route53:ListHostedZones');
    const [event] = await audited('credential.tested', route53.id);
    expect(event.data).toEqual({ status: 'refused' });
  });
});

describe('a credential in use', () => {
  it('is not deleted, and the answer names what uses it', async () => {
    const { id } = await make();
    used.set(id, ['domain example.org', 'cluster prod', 'c', 'd', 'e', 'f']);
    const refused = await owner.delete(`${path}/${id}`);
    expect([refused.status, refused.body.code, refused.body.message]).toEqual([
      409,
      'conflict',
      'The credential is used by domain example.org, cluster prod, c, d, e and 1 more.',
    ]);
    used.clear();
    expect([(await owner.delete(`${path}/${id}`)).status, (await owner.delete(`${path}/${id}`)).status]).toEqual([204, 204]);
    expect((await owner.get(`${path}/${id}`)).body.code).toBe('not_found');
  });

  it('is kept for nobody where its deletion meets the end of its last use', async () => {
    const { id } = await make();
    const db = server.app.database;
    const locked = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    const ending = db.tenant([owner.orgId], async (tx) => {
      await claimCredential(tx, owner.orgId, id);
      locked.resolve();
      await gate.promise;
      await endCredential(tx, id, systemClock.now());
    });
    await locked.promise;
    let isTold = false;
    const told = db.tenant([owner.orgId], (tx) => isEndedCredential(tx, owner.orgId, id)).finally(() => (isTold = true));
    const waiters = sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    const isWaiting = async (): Promise<boolean> => (await db.system('test', (tx) => waiters.execute(tx))).rows.length > 0;
    await waitUntil(async () => isTold || (await isWaiting()), { describe: 'the end of the use to meet the deletion' });
    gate.resolve();
    await ending;
    expect(await told).toBe(true);
  });
});
