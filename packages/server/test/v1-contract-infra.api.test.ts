/**
 * The things of the infrastructure plane against the contract that its clients were written for.
 *
 * What we answer otherwise on purpose is listed here, and reasoned in docs/compatibility.md.
 */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { useIdentityProvider } from './identity-provider.ts';
import { nodeWith } from './infra-scene.ts';
import { type Answer, type Call, type Caller, type Person, useTestServer } from './support.ts';
import { schemaOf, shapeText } from './v1-shape.ts';

const entries = z
  .array(
    z.object({
      method: z.string(),
      path: z.string(),
      auth: z.array(z.enum(['bearer', 'user_api_key', 'app_key_pair', 'cookie', 'org_key_pair'])),
      body: shapeText,
      answers: z.record(z.string(), z.union([shapeText, z.literal(['text', 'empty']), z.array(z.string())])),
    }),
  )
  .parse(JSON.parse(readFileSync(new URL('./fixtures/v1-contract-infra.json', import.meta.url), 'utf8')));
type Entry = (typeof entries)[number];

/** What `GET` of this list answers one of. */
function itemOf(list: string): z.ZodType {
  const shape = entries.find((entry) => nameOf(entry) === `GET ${list}`)?.answers['200'];
  return schemaOf(z.object({ '[]': shapeText }).parse(shape)['[]']);
}
const serverItem = itemOf('/api/v1/servers');
const poolItem = itemOf('/api/v1/node-pools');
/** A reveal answers an object, not a text with an object in it; one server or pool is what one of the list is, taints too. */
const deviations: Readonly<Record<string, z.ZodType>> = {
  'POST /api/v1/credentials/{id}/reveal': z.strictObject({ token: z.string() }),
  'POST /api/v1/node-pools': poolItem,
  'GET /api/v1/node-pools/{id}': poolItem,
  'PATCH /api/v1/node-pools/{id}': poolItem,
  'GET /api/v1/node-pools/{id}/taints': z.array(itemOf('/api/v1/taints')),
  'POST /api/v1/servers': serverItem,
  'GET /api/v1/servers/{id}': serverItem,
  'PATCH /api/v1/servers/{id}': serverItem,
  'POST /api/v1/servers/{id}/reset-hostkey': serverItem,
};
/** For these a member of the organization needs more than to be one. */
const forLeads = new Set(['GET /api/v1/ssh/{id}/download', 'GET /api/v1/servers/{id}/logs']);
/** A conflict is one, and not a failure of the database; and what never was cannot be deleted. */
const alsoAnswers = ['conflict', 'not_found', 'label_not_found', 'node_pool_not_found'];

const base = 'http://console.localhost';
const provider = useIdentityProvider({ redirectUris: [`${base}/api/v1/auth/test/callback`] });
const server = useTestServer({
  name: 'v1_contract_infra',
  environment: () => ({ ...provider.environment, BASE_URL: base, DEV_MODE: 'true' }),
});
provider.put('ada', { email: 'ada@example.com', email_verified: true });

interface Principal {
  readonly scheme: Entry['auth'][number];
  readonly caller: Caller;
}

let ada: Caller;
let pair: Caller;
let principals: Principal[] = [];
let member: Person;
let outsider: Person;
let orgId: string;

beforeAll(async () => {
  outsider = await server.signIn('outsider@example.com');
  const begun = await server.anybody.call('/api/v1/auth/test/start', { method: 'POST' });
  const cookie = begun.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const callback = (await provider.authorize(begun.body.auth_url, 'ada')).replace(base, '');
  const { body } = await server.anybody.call(callback, { headers: { cookie } });
  ada = server.caller({ authorization: `Bearer ${body.access_token}` });
  orgId = (await ada.get('/api/v1/orgs')).body[0].id;
  // From two organizations on he has to say which is meant.
  await ada.post('/api/v1/orgs', { name: 'Second' });
  const key = await ada.post('/api/v1/me/api-keys', { name: 'test' });
  const made = await ada.post(`/api/v1/orgs/${orgId}/api-keys`, { name: 'pair' });
  pair = server.caller({ 'x-org-key': made.body.org_key, 'x-org-secret': made.body.org_secret });
  principals = [
    { scheme: 'bearer', caller: ada },
    { scheme: 'user_api_key', caller: server.caller({ 'x-api-key': key.body.plain }) },
    { scheme: 'cookie', caller: server.caller({ cookie: `ag_jwt=${encodeURIComponent(`Bearer ${body.access_token}`)}` }) },
    { scheme: 'org_key_pair', caller: pair },
  ];
  sshKeyId = await create('ssh');
  member = await server.signIn('member@example.com');
  await ada.post(`/api/v1/orgs/${orgId}/members`, { user_id: member.userId, role: 'member' });
});

const inOrg = (): Record<string, string> => ({ 'x-org-id': orgId });
const credential = {
  ...{ credential_provider: 'cloudflare', kind: 'api_token', schema_version: 1, name: 'dns', secret: { token: 't' } },
  ...{ scope_kind: 'credential_provider', scope_version: 1, scope: {}, account_id: 'a'.repeat(32), region: 'eu' },
};
const sshKey = { name: 'node', type: 'ed25519' };

let count = 0;
let sshKeyId: string;
/** What each list takes; metadata of nodes is there once. */
const contents: Readonly<Record<string, () => object>> = {
  credentials: () => credential,
  ssh: () => ({ ...sshKey, comment: 'ada' }),
  servers: () => ({ ...nodeWith(sshKeyId), hostname: `node-${count}` }),
  'node-pools': () => ({ name: `pool-${count}`, role: 'worker' }),
  labels: () => ({ key: `example.org/l${count}`, value: 'true' }),
  annotations: () => ({ key: `a${count}`, value: 'Any text' }),
  taints: () => ({ key: `t${count}`, value: 'true', effect: 'NoSchedule' }),
};

function contentOf(noun: string): object {
  count += 1;
  return contents[noun]?.() ?? {};
}

async function create(noun: string): Promise<string> {
  const answer = await ada.call(`/api/v1/${noun}`, { method: 'POST', body: contentOf(noun), headers: inOrg() });
  return answer.body.id;
}

const changes: Readonly<Record<string, object>> = {
  credentials: { name: 'changed', secret: { token: 'u' } },
  servers: { hostname: 'changed', status: 'pending' },
  'node-pools': { name: 'changed', role: 'master' },
  labels: { value: 'changed' },
  annotations: { value: 'Changed' },
  taints: { value: 'changed', effect: 'NoExecute' },
};

/** What a pool has of something; one is attached where it is to be detached. */
async function attachmentTargetOf({ method, path }: Entry, poolId: string): Promise<{ path: string; call: Call }> {
  const [, , , , , noun = '', param] = path.split('/');
  const itemId = method === 'GET' ? '' : await create(noun);
  const body = { [`${noun.slice(0, -1)}_ids`]: [itemId] };
  const list = `/api/v1/node-pools/${poolId}/${noun}`;
  if (param === undefined) return { path: list, call: { method, ...(method === 'POST' ? { body } : {}) } };
  await ada.call(list, { method: 'POST', body, headers: inOrg() });
  return { path: `${list}/${itemId}`, call: { method } };
}

/** With something new in it, for requests may use it up. */
async function targetOf(entry: Entry): Promise<{ path: string; call: Call }> {
  const noun = entry.path.split('/')[3] ?? '';
  const id = entry.path.includes('{id}') ? await create(noun) : '';
  const query = entry.path.endsWith('/download') ? '?part=both&mode=json' : '';
  if (noun === 'node-pools' && entry.path.split('/').length > 5) return await attachmentTargetOf(entry, id);
  const isCreation = entry.method === 'POST' && id === '';
  const body = isCreation ? { ...contentOf(noun), unknown: 1 } : entry.method === 'PATCH' ? changes[noun] : undefined;
  return {
    path: `${entry.path.replace('{id}', id)}${query}`,
    call: { method: entry.method, ...(body === undefined ? {} : { body }) },
  };
}

function nameOf({ method, path }: Entry): string {
  return `${method} ${path}`;
}

function expectError(entry: Entry, answer: Answer, status: number, code?: string): void {
  const known = entry.answers[status];
  const codes = Array.isArray(known) ? known.map(String) : [];
  expect([answer.status, [...codes, ...alsoAnswers]]).toEqual([status, expect.arrayContaining([answer.body.code])]);
  if (code !== undefined) expect(answer.body.code).toBe(code);
  expect(Object.keys(answer.body).toSorted()).toEqual(['code', 'message']);
}

const named = entries.map((entry) => ({ entry, name: nameOf(entry) }));
const withBody = named.filter(({ entry }) => Object.keys(entry.body).length > 0);
const withId = named.filter(({ entry }) => entry.path.includes('{id}'));

describe('anybody', () => {
  it.each(named)('is refused by $name', async ({ entry }) => {
    const { path, call } = await targetOf(entry);
    expectError(entry, await server.anybody.call(path, call), 401, 'unauthorized');
  });
});

describe('whoever belongs to the organization', () => {
  it.each(named)('is answered by $name with each kind of credential', async ({ entry, name }) => {
    const [status = '', shape] = Object.entries(entry.answers).find(([code]) => code.startsWith('2')) ?? [];
    const isEmpty = typeof shape === 'object' && Object.keys(shape).length === 0;
    for (const { scheme, caller } of principals) {
      expect(entry.auth).toContain(scheme);
      const { path, call } = await targetOf(entry);
      const slashed = path.includes('?') ? path.replace('?', '/?') : `${path}/`;
      const answer = await caller.call(slashed, { ...call, headers: inOrg() });
      expect([scheme, answer.status, answer.body?.code]).toEqual([scheme, Number(status), undefined]);
      if (isEmpty) expect(answer.body).toBeUndefined();
      else expect((deviations[name] ?? schemaOf(shape)).safeParse(answer.body)).toMatchObject({ success: true });
    }
  });

  it.each(named)('says by $name which organization is meant', async ({ entry }) => {
    const { path, call } = await targetOf(entry);
    const as = (id: string) => ada.call(path, { ...call, headers: { 'x-org-id': id } });
    expectError(entry, await as(''), 401, 'org_required');
    expectError(entry, await as('nope'), 400, 'invalid_org_id');
    expectError(entry, await as(outsider.orgId), 401, 'org_forbidden');
  });

  it.each(named)('does not say so by $name with a key of it', async ({ entry }) => {
    for (const id of ['', 'nope', outsider.orgId]) {
      const { path, call } = await targetOf(entry);
      expect((await pair.call(path, { ...call, headers: { 'x-org-id': id } })).status).toBeLessThan(300);
    }
  });

  it.each(withBody)('is told of a bad body by $name', async ({ entry }) => {
    const { path, call } = await targetOf(entry);
    const { method = 'POST' } = call;
    for (const rawBody of ['', '{', '[]', '"x"'])
      expectError(entry, await ada.call(path, { method, rawBody, headers: inOrg() }), 400);
    const wrong = Object.fromEntries(Object.keys(entry.body).map((field) => [field.replace('?', ''), [{ not: 'this' }]]));
    expectError(entry, await ada.call(path, { method, body: wrong, headers: inOrg() }), 400);
    const text = await ada.call(path, { ...call, headers: { ...inOrg(), 'content-type': 'text/plain' } });
    expect([text.status, text.body]).toEqual([415, undefined]);
  });

  it.each(withId)('is told by $name of an id that is none, or nothing of his', async ({ entry }) => {
    const { path, call } = await targetOf(entry);
    const at = async (id: string) => {
      const [place = '', query = ''] = path.split('?');
      return await ada.call(`${place.split('/').with(4, id).join('/')}?${query}`, { ...call, headers: inOrg() });
    };
    expectError(entry, await at('x'), 400);
    expectError(entry, await at('00000000-0000-7000-8000-000000000000'), 404);
  });
});

describe('a role', () => {
  it.each(named)('decides about $name', async ({ entry, name }) => {
    const { path, call } = await targetOf(entry);
    const answer = await member.call(path, { ...call, headers: inOrg() });
    if (entry.method === 'GET' && !forLeads.has(name)) expect(answer.status).toBe(200);
    else expectError(entry, answer, 403, 'forbidden');
  });

  it.each(withId)('of another organization finds nothing by $name', async ({ entry }) => {
    const { path, call } = await targetOf(entry);
    expectError(entry, await outsider.call(path, call), 404);
  });
});
