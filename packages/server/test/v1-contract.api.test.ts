/**
 * The infrastructure plane's accounts against the contract that its clients were written for.
 *
 * The fixture holds the facts: who may ask, what is answered, in which shape and with which code. What we answer otherwise on purpose
 * is listed here, and reasoned in docs/compatibility.md.
 */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { useIdentityProvider } from './identity-provider.ts';
import { putEndedJob, putJob } from './scene.ts';
import { schemaOf, shapeText } from './v1-shape.ts';
import { type Answer, type Call, type Caller, type Person, useTestServer } from './support.ts';

const entries = z
  .array(
    z.object({
      method: z.string(),
      path: z.string(),
      auth: z.array(z.enum(['none', 'bearer', 'user_api_key', 'app_key_pair', 'cookie'])),
      role: z.enum(['public', 'user', 'org:member', 'org:admin', 'org:owner', 'platform_admin']),
      body: shapeText,
      answers: z.record(z.string(), z.union([shapeText, z.literal(['text', 'empty']), z.array(z.string())])),
    }),
  )
  .parse(JSON.parse(readFileSync(new URL('./fixtures/v1-contract-accounts.json', import.meta.url), 'utf8')));
type Entry = (typeof entries)[number];

/** Listing the keys of an organization is for those who may make them. */
const needsMore: Readonly<Record<string, Entry['role']>> = { 'GET /api/v1/orgs/{id}/api-keys': 'org:admin' };
/** An organization that is not the caller's does not exist for him, also where the contract has no such answer. */
const alsoAnswers = ['not_found', 'forbidden', 'invalid_request', 'invalid_json', 'validation_error'];
/** Actions of the platform are read by everybody, keys of organizations included, and known to everybody. */
const isAction = (entry: Entry): boolean => entry.path.startsWith('/api/v1/admin/actions');
/** Flows of sign-in, which have tests of their own. */
const isFlow = (entry: Entry): boolean => entry.path.startsWith('/api/v1/auth/');

function successOf(entry: Entry): { status: number; shape: z.ZodType | undefined } {
  const [status = '', shape] = Object.entries(entry.answers).find(([code]) => code.startsWith('2')) ?? [];
  const isEmpty = typeof shape === 'object' && Object.keys(shape).length === 0;
  return { status: Number(status), shape: isEmpty ? undefined : schemaOf(shape) };
}

function codesOf(entry: Entry, status: number): readonly string[] {
  const codes = entry.answers[status];
  return Array.isArray(codes) ? codes.map(String) : [];
}

function expectError(entry: Entry, answer: Answer, status: number, code: string): void {
  expect([answer.status, answer.body.code]).toEqual([status, code]);
  expect([...codesOf(entry, status), ...alsoAnswers]).toContain(code);
  expect(Object.keys(answer.body).toSorted()).toEqual(['code', 'message']);
}

const base = 'http://console.localhost';
const provider = useIdentityProvider({ redirectUris: [`${base}/api/v1/auth/test/callback`] });
const server = useTestServer({
  name: 'v1_contract',
  environment: () => ({ ...provider.environment, BASE_URL: base, DEV_MODE: 'true' }),
});
provider.put('ada', { email: 'ada@example.com', email_verified: true });

interface Principal {
  readonly scheme: Entry['auth'][number];
  readonly caller: Caller;
}

let ada: Caller;
let principals: Principal[] = [];
let pair: Caller;
let member: Person;
let admin: Person;
let outsider: Person;
let orgId: string;
let outsiderKeys: string;

beforeAll(async () => {
  outsider = await server.signIn('outsider@example.com');
  outsiderKeys = (await outsider.post('/api/v1/me/api-keys', {})).body.id;
  const begun = await server.anybody.call('/api/v1/auth/test/start', { method: 'POST' });
  const cookie = begun.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const callback = (await provider.authorize(begun.body.auth_url, 'ada')).replace(base, '');
  const { body } = await server.anybody.call(callback, { headers: { cookie } });
  ada = server.caller({ authorization: `Bearer ${body.access_token}` });
  orgId = (await ada.get('/api/v1/orgs')).body[0].id;
  // Whoever came first runs the platform.
  await outsider.put(`/api/admin/users/${(await ada.get('/api/v1/me')).body.id}`, { platformRole: 'platform_admin' });
  const key = await ada.post('/api/v1/me/api-keys', { name: 'test' });
  principals = [
    { scheme: 'bearer', caller: ada },
    { scheme: 'user_api_key', caller: server.caller({ 'x-api-key': key.body.plain }) },
    { scheme: 'cookie', caller: server.caller({ cookie: `ag_jwt=${encodeURIComponent(`Bearer ${body.access_token}`)}` }) },
  ];
  const made = await ada.post(`/api/v1/orgs/${orgId}/api-keys`, { name: 'pair' });
  pair = server.caller({ 'x-org-key': made.body.org_key, 'x-org-secret': made.body.org_secret });
  const join = async (name: string, role: string): Promise<Person> => {
    const person = await server.signIn(`${name}@example.com`);
    await ada.post(`/api/v1/orgs/${orgId}/members`, { user_id: person.userId, role });
    return person;
  };
  member = await join('member', 'member');
  admin = await join('admin', 'admin');
});

interface Target {
  readonly path: string;
  readonly call: Call;
}

let count = 0;

/** Different each time: an action has a label and a target of its own. */
function newAction(): object {
  count += 1;
  return { label: `Set up ${count}`, description: 'Installs it', make_target: `setup-${count}` };
}

/** Made anew for each request that uses it up. */
async function dispensable(entry: Entry): Promise<{ id: string; userId: string; keyId: string }> {
  count += 1;
  if (isAction(entry)) {
    const isOne = entry.path.endsWith('/{id}');
    const id = isOne ? (await ada.post('/api/v1/admin/actions', newAction())).body.id : '';
    return { id, userId: '', keyId: '' };
  }
  if (entry.role === 'platform_admin') {
    const id = await (entry.path.endsWith('/retry') ? putEndedJob(server) : putJob(server));
    return { id, userId: '', keyId: '' };
  }
  const isOrg = entry.path.startsWith('/api/v1/orgs');
  const isEnd = entry.method === 'DELETE' && entry.path === '/api/v1/orgs/{id}';
  const org = isEnd ? (await ada.post('/api/v1/orgs', { name: `Org ${count}` })).body.id : orgId;
  const user = entry.path.includes('/members') ? await server.signIn(`user${count}@example.com`) : outsider;
  if (entry.method === 'DELETE' && entry.path.includes('/members')) {
    await ada.post(`/api/v1/orgs/${orgId}/members`, { user_id: user.userId, role: 'member' });
  }
  const keys = isOrg ? `/api/v1/orgs/${orgId}/api-keys` : '/api/v1/me/api-keys';
  const keyId = entry.method === 'DELETE' && entry.path.includes('api-keys') ? (await ada.post(keys, {})).body.id : '';
  return { id: isOrg ? org : keyId, userId: user.userId, keyId };
}

async function targetOf(entry: Entry): Promise<Target> {
  const { id, userId, keyId } = await dispensable(entry);
  const path = entry.path.replace('{id}', id).replace('{user_id}', userId).replace('{key_id}', keyId);
  const bodies: Readonly<Record<string, unknown>> = {
    'PATCH /api/v1/me': { display_name: `Ada ${count}`, unknown: 1 },
    'POST /api/v1/me/api-keys': { name: 'k', expires_in_hours: 24 },
    'POST /api/v1/orgs': { name: `Org ${count}`, domain: `d${count}.example.org` },
    'PATCH /api/v1/orgs/{id}': { name: `Org ${count}` },
    'POST /api/v1/orgs/{id}/members': { user_id: userId, role: 'member' },
    'POST /api/v1/orgs/{id}/api-keys': { expires_in_hours: 0 },
    'POST /api/v1/admin/actions': newAction(),
    'PATCH /api/v1/admin/actions/{id}': newAction(),
    'POST /api/v1/admin/archer/jobs': { queue: 'default', type: 'token.sweep', run_at: '2099-01-01T00:00:00Z' },
  };
  return { path, call: { method: entry.method, body: bodies[`${entry.method} ${entry.path}`] } };
}

const accounts = entries
  .filter((entry) => entry.role !== 'public')
  .map((entry) => ({ entry, name: `${entry.method} ${entry.path}` }));
const publics = entries.filter((entry) => entry.role === 'public' && !isFlow(entry));
const withBody = accounts.filter(({ entry }) => Object.keys(entry.body).length > 0);
const ofPlatform = accounts.filter(({ entry }) => entry.role === 'platform_admin');
const isRead = (entry: Entry): boolean => isAction(entry) && entry.method === 'GET';
const inOrgs = accounts.filter(({ entry }) => entry.path.startsWith('/api/v1/orgs/{id}'));

describe('anybody', () => {
  it.each(publics)('is answered by $method $path', async (entry) => {
    const answer = await server.anybody.get(entry.path);
    const { status, shape } = successOf(entry);
    expect(answer.status).toBe(status);
    // Keys of the key set have `crv`, without which they are none (RFC 8037).
    const body = entry.path.endsWith('jwks.json')
      ? { keys: answer.body.keys.map(({ crv: _crv, ...key }: Record<string, unknown>) => key) }
      : answer.body;
    expect(shape?.safeParse(body)).toMatchObject({ success: true });
  });

  it.each(accounts)('is refused by $name', async ({ entry }) => {
    const { path, call } = await targetOf(entry);
    expectError(entry, await server.anybody.call(path, call), 401, 'unauthorized');
  });
});

describe('another method', () => {
  const methodsOf = Map.groupBy(
    // The copy of the key set at the root is no address of this surface.
    entries.filter((entry) => entry.path.startsWith('/api/v1/')),
    (entry) => entry.path,
  );
  const others = [...methodsOf].map(([path, there]) => {
    const method = ['POST', 'DELETE', 'PUT'].find((one) => !there.some((entry) => entry.method === one)) ?? 'PUT';
    return { path, method, there: there.map((entry) => entry.method) };
  });

  it.each(others)('$method is not what $path has, and the answer is empty', async ({ path, method, there }) => {
    const place = path.replace('{id}', orgId).replace('{user_id}', outsider.userId).replace('{key_id}', outsiderKeys);
    for (const caller of [server.anybody, ada]) {
      const answer = await caller.call(`${place.replace('{provider}', 'test')}/`, { method });
      expect([answer.status, answer.body]).toEqual([405, undefined]);
      expect(answer.headers.get('allow')?.split(', ')).toEqual(expect.arrayContaining(there));
    }
    expect((await ada.call('/api/v1/nowhere', { method })).status).toBe(404);
  });
});

describe('signing in', () => {
  const flowOf = (path: string): Entry => {
    const found = entries.find((entry) => entry.path === `/api/v1/auth/${path}`);
    if (found === undefined) throw new Error(`no flow ${path}`);
    return found;
  };
  const post = (path: string, body?: unknown, rawBody?: string): Promise<Answer> =>
    server.anybody.call(`/api/v1/auth/${path}/`, { method: 'POST', body, ...(rawBody === undefined ? {} : { rawBody }) });
  const expectShape = (path: string, answer: Answer): void => {
    const { status, shape } = successOf(flowOf(path));
    expect([path, answer.status]).toEqual([path, status]);
    if (shape === undefined) expect(answer.body).toBeUndefined();
    else expect([path, shape.safeParse(answer.body)]).toMatchObject([path, { success: true }]);
  };

  it('begins, comes back, is refreshed and ends in the shapes of the contract', async () => {
    const begun = await post('test/start');
    expectShape('{provider}/start', begun);
    const cookie = begun.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const callback = (await provider.authorize(begun.body.auth_url, 'ada')).replace(base, '');
    const back = await server.anybody.call(callback, { headers: { cookie } });
    expectShape('{provider}/callback', back);
    expect(back.headers.getSetCookie().some((line) => line.startsWith('ag_jwt='))).toBe(true);
    const refreshed = await post('refresh', { refresh_token: back.body.refresh_token, unknown: 1 });
    expectShape('refresh', refreshed);
    expectShape('logout', await post('logout', { refresh_token: refreshed.body.refresh_token }));
    const ended = await post('refresh', { refresh_token: refreshed.body.refresh_token });
    expectError(flowOf('refresh'), ended, 401, 'invalid_refresh');
  });

  it('tells of what is wrong by the codes of the contract', async () => {
    expectError(flowOf('{provider}/start'), await post('nobody/start'), 400, 'unsupported_provider');
    const lost = await server.anybody.get('/api/v1/auth/nobody/callback?code=x&state=y');
    expectError(flowOf('{provider}/callback'), lost, 400, 'unsupported_provider');
    for (const path of ['refresh', 'logout'])
      for (const rawBody of ['', '{']) expectError(flowOf(path), await post(path, undefined, rawBody), 400, 'invalid_json');
  });
});

describe('a user', () => {
  it.each(accounts)('is answered by $name with each of his credentials', async ({ entry }) => {
    const { status, shape } = successOf(entry);
    for (const { scheme, caller } of principals) {
      expect(entry.auth).toContain(scheme);
      const { path, call } = await targetOf(entry);
      const answer = await caller.call(`${path}/`, { ...call, headers: { 'x-org-id': orgId } });
      expect([scheme, answer.status, answer.body?.code]).toEqual([scheme, status, undefined]);
      if (shape === undefined) expect(answer.body).toBeUndefined();
      else expect(shape.safeParse(answer.body)).toMatchObject({ success: true });
    }
  });

  it.each(accounts)('is refused by $name with an X-Org-ID that is none of his', async ({ entry }) => {
    const { path, call } = await targetOf(entry);
    const [none, foreign] = [{ 'x-org-id': 'nope' }, { 'x-org-id': outsider.orgId }];
    expectError(entry, await ada.call(path, { ...call, headers: none }), 400, 'invalid_org_id');
    expectError(entry, await ada.call(path, { ...call, headers: foreign }), 401, 'org_forbidden');
  });

  it.each(withBody)('is told of a bad body by $name', async ({ entry }) => {
    const { path, call } = await targetOf(entry);
    const code = isAction(entry) ? 'bad_json' : 'invalid_json';
    for (const rawBody of ['', '{']) {
      const { method } = call;
      expectError(entry, await ada.call(path, { ...(method === undefined ? {} : { method }), rawBody }), 400, code);
    }
    const wrong = Object.fromEntries(Object.keys(entry.body).map((field) => [field.replace('?', ''), { not: 'this' }]));
    const answer = await ada.call(path, { ...call, body: wrong });
    expect([answer.status, ['invalid_json', 'validation_error', 'bad_request'].includes(answer.body.code)]).toEqual([400, true]);
    const text = await ada.call(path, { ...call, headers: { 'content-type': 'text/plain' } });
    expect([text.status, text.body]).toEqual([415, undefined]);
  });

  it.each([
    ['/api/v1/me/api-keys/x', 400, 'invalid_id'],
    ['/api/v1/admin/actions/x', 400, 'bad_action_id'],
    ['/api/v1/admin/actions/{user}', 404, 'not_found'],
    ['/api/v1/orgs/{id}/members/x', 400, 'invalid_user_id'],
    ['/api/v1/orgs/{id}/api-keys/x', 400, 'invalid_key_id'],
    ['/api/v1/orgs/x', 404, 'not_found'],
    ['/api/v1/orgs/x/api-keys/{user}', 404, 'not_found'],
    ['/api/v1/me/api-keys/{foreign}', 404, 'not_found'],
    ['/api/v1/orgs/{id}/api-keys/{foreign}', 404, 'not_found'],
  ])('is told by DELETE %s of an id that is none', async (path, status, code) => {
    const filled = path.replace('{id}', orgId).replace('{user}', outsider.userId).replace('{foreign}', outsiderKeys);
    const answer = await ada.delete(filled);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });
});

describe('a key of an organization', () => {
  it.each(accounts.filter(({ entry }) => isRead(entry)))('is answered by $name, whatever X-Org-ID says', async ({ entry }) => {
    for (const id of [orgId, '', 'nope']) {
      const { path, call } = await targetOf(entry);
      const answer = await pair.call(path, { ...call, headers: { 'x-org-id': id } });
      expect([answer.status, successOf(entry).shape?.safeParse(answer.body).success]).toEqual([200, true]);
    }
  });

  it.each(accounts.filter(({ entry }) => !isRead(entry)))('is no user for $name, whatever X-Org-ID says', async ({ entry }) => {
    for (const id of [orgId, '', 'nope']) {
      const { path, call } = await targetOf(entry);
      expectError(entry, await pair.call(path, { ...call, headers: { 'x-org-id': id } }), 401, 'unauthorized');
    }
  });
});

describe('a role', () => {
  it.each(inOrgs)('decides about $name', async ({ entry, name }) => {
    const needed = needsMore[name] ?? entry.role;
    const target = await targetOf(entry);
    const stranger = await outsider.call(target.path, target.call);
    expectError(entry, stranger, 404, 'not_found');
    if (needed !== 'org:member') expect((await member.call(target.path, target.call)).status).not.toBeLessThan(403);
    else expect((await member.call(target.path, target.call)).status).toBe(successOf(entry).status);
    // Of the organization that is deleted here, nobody but its owner is a member.
    if (needed === 'org:owner') return;
    expect((await admin.call(target.path, target.call)).status).toBe(successOf(entry).status);
  });

  it.each(ofPlatform)('has $name when it runs the platform', async ({ entry }) => {
    const { path, call } = await targetOf(entry);
    for (const caller of [member, admin]) {
      const answer = await caller.call(path, call);
      if (isRead(entry)) expect(answer.status).toBe(200);
      else if (isAction(entry)) expectError(entry, answer, 403, 'forbidden');
      else expectError(entry, answer, 404, 'not_found');
    }
  });

  it('is forbidden, not unauthorized, where it does not include something', async () => {
    const { path, call } = { path: `/api/v1/orgs/${orgId}`, call: { method: 'DELETE' } };
    for (const person of [member, admin]) {
      const answer = await person.call(path, call);
      expect([answer.status, answer.body.code]).toEqual([403, 'forbidden']);
    }
    expect((await member.call(`/api/v1/orgs/${orgId}`, { method: 'PATCH', body: { name: 'Mine' } })).status).toBe(403);
  });

  it('of owner is passed on by the owner only, and never lost', async () => {
    const members = `/api/v1/orgs/${orgId}/members`;
    const owner = (await ada.get('/api/v1/me')).body.id;
    const put = (caller: Caller, userId: string, role: string) => caller.post(members, { user_id: userId, role });
    expect((await put(admin, admin.userId, 'owner')).body.code).toBe('forbidden');
    expect((await put(member, member.userId, 'admin')).body.code).toBe('forbidden');
    expect((await put(admin, owner, 'member')).body.code).toBe('conflict');
    expect((await put(ada, owner, 'member')).body.code).toBe('conflict');
    expect((await put(ada, owner, 'owner')).body).toMatchObject({ user_id: owner, role: 'owner' });
    expect((await ada.delete(`${members}/${owner}`)).body.code).toBe('conflict');
    expect((await put(ada, outsider.userId, 'owner')).status).toBe(404);
    const roles = (await ada.get(members)).body.filter((each: { role: string }) => each.role === 'owner');
    expect(roles).toEqual([{ user_id: owner, email: 'ada@example.com', role: 'owner' }]);
    expect((await put(ada, admin.userId, 'owner')).body).toEqual({ user_id: admin.userId, email: admin.email, role: 'owner' });
    expect((await put(admin, owner, 'owner')).body).toMatchObject({ user_id: owner, role: 'owner' });
  });
});

describe('a domain of an organization', () => {
  it('is shown when it is proved, not when it is said', async () => {
    const made = await ada.post('/api/v1/orgs', { name: 'Proved', domain: 'Proved.Example.org' });
    expect(made.body.domain).toBeNull();
    const path = `/api/v1/orgs/${made.body.id}`;
    const [claim] = (await ada.get(`/api/orgs/${made.body.id}/email-domains`)).body;
    server.dns.set(claim.record.name, 'TXT', claim.record.value);
    await ada.post(`/api/orgs/${made.body.id}/email-domains/${claim.id}/verify`);
    expect((await ada.get(path)).body.domain).toBe('proved.example.org');
    expect((await ada.call(path, { method: 'PATCH', body: { domain: 'proved.example.org' } })).body.domain).toBe(
      'proved.example.org',
    );
    expect((await ada.call(path, { method: 'PATCH', body: { domain: 'gmail.com' } })).body.code).toBe('validation_error');
    expect((await ada.call(path, { method: 'PATCH', body: { domain: '' } })).body.domain).toBeNull();
  });
});

describe('removing what is gone', () => {
  it('is no error for a member, and one for a key', async () => {
    expect((await ada.delete(`/api/v1/orgs/${orgId}/members/${outsider.userId}`)).status).toBe(204);
    const key = await ada.post('/api/v1/me/api-keys', {});
    expect((await ada.delete(`/api/v1/me/api-keys/${key.body.id}`)).status).toBe(204);
    expect((await ada.delete(`/api/v1/me/api-keys/${key.body.id}`)).body.code).toBe('not_found');
  });
});
