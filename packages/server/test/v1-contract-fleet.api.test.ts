/**
 * What clusters consist of beside servers, against the contract that its clients were written for.
 *
 * What we answer otherwise on purpose is listed in docs/compatibility.md.
 */
import { describe, expect, it } from 'vitest';
import type { Call } from './support.ts';
import { type Entry, expectError, readEntries, successOf, usePlane } from './v1-plane.ts';

const plane = usePlane('v1_contract_fleet');
const inOrg = (): Record<string, string> => ({ 'x-org-id': plane().orgId });

let count = 0;

/** What the rest is made in. */
const made = new Map<string, Promise<string>>();

function once(noun: string): Promise<string> {
  const there = made.get(noun) ?? create(noun);
  made.set(noun, there);
  return there;
}

/** A body that is taken, different each time. */
async function bodyOf(noun: string): Promise<Record<string, unknown> | undefined> {
  count += 1;
  if (noun === 'dns/domains') return { domain_name: `d${count}.example.org`, credential_id: await once('credentials') };
  const bodies: Readonly<Record<string, Record<string, unknown>>> = {
    credentials: {
      ...{ credential_provider: 'cloudflare', kind: 'api_token', schema_version: 1, name: 'zones', secret: { token: 't' } },
      ...{ scope_kind: 'service', scope_version: 1, scope: { service: 'dns' } },
    },
    'dns/records': { name: `h${count}`, type: 'A', ttl: 60, values: ['192.0.2.7'] },
    'load-balancers': {
      ...{ name: `lb-${count}`, kind: 'public' },
      ...{ public_ip_address: '192.0.2.7', private_ip_address: '10.0.0.7' },
    },
  };
  return bodies[noun];
}

/** Where things of this kind are made. */
async function placeOf(noun: string): Promise<string> {
  return noun === 'dns/records' ? `dns/domains/${await once('dns/domains')}/records` : noun;
}

async function create(noun: string): Promise<string> {
  const call = { method: 'POST', body: await bodyOf(noun), headers: inOrg() };
  const answer = await plane().ada.call(`/api/v1/${await placeOf(noun)}`, call);
  expect([answer.status, answer.body?.message]).toEqual([201, undefined]);
  return answer.body.id;
}

/** What an address is about. */
function nounOf(path: string): string {
  const [, , , first = '', second = ''] = path.split('/');
  if (first !== 'dns') return first;
  return second === 'records' || path.endsWith('/records') ? 'dns/records' : 'dns/domains';
}

/** With something new in it, for requests may use it up. */
async function targetOf(entry: Entry): Promise<{ path: string; call: Call }> {
  const noun = nounOf(entry.path);
  const id = entry.path.includes('{id}') ? await create(noun) : '';
  const domainId = entry.path.includes('{domain_id}') ? await once('dns/domains') : '';
  const body = entry.method === 'GET' || entry.method === 'DELETE' ? undefined : { ...(await bodyOf(noun)), unknown: 1 };
  return {
    path: entry.path.replace('{id}', id).replace('{domain_id}', domainId),
    call: { method: entry.method, ...(body === undefined ? {} : { body }) },
  };
}

const named = readEntries('v1-contract-fleet').map((entry) => ({ entry, name: `${entry.method} ${entry.path}` }));
const withBody = named.filter(({ entry }) => Object.keys(entry.body).length > 0);
const withId = named.filter(({ entry }) => entry.path.includes('{'));

describe('anybody', () => {
  it.each(named)('is refused by $name', async ({ entry }) => {
    const { path, call } = await targetOf(entry);
    expectError(entry, await plane().server.anybody.call(path, call), 401, 'unauthorized');
  });
});

describe('whoever belongs to the organization', () => {
  it.each(named)('is answered by $name with each kind of credential', async ({ entry }) => {
    const { status, shape } = successOf(entry);
    for (const { scheme, caller } of plane().principals) {
      expect(entry.auth).toContain(scheme);
      const { path, call } = await targetOf(entry);
      const answer = await caller.call(`${path}/`, { ...call, headers: inOrg() });
      expect([scheme, answer.status, answer.body?.message]).toEqual([scheme, status, undefined]);
      if (shape === undefined) expect(answer.body).toBeUndefined();
      else expect(shape.safeParse(answer.body)).toMatchObject({ success: true });
    }
  });

  it.each(named)('says by $name which organization is meant', async ({ entry }) => {
    const { path, call } = await targetOf(entry);
    const as = (id: string) => plane().ada.call(path, { ...call, headers: { 'x-org-id': id } });
    expectError(entry, await as(''), 401, 'org_required');
    expectError(entry, await as('nope'), 400, 'invalid_org_id');
    expectError(entry, await as(plane().outsider.orgId), 401, 'org_forbidden');
  });

  it.each(named)('does not say so by $name with a key of it', async ({ entry }) => {
    for (const id of ['', 'nope', plane().outsider.orgId]) {
      const { path, call } = await targetOf(entry);
      const answer = await plane().pair.call(path, { ...call, headers: { 'x-org-id': id } });
      expect([answer.status, answer.body?.message]).toEqual([successOf(entry).status, undefined]);
    }
  });

  it.each(withBody)('is told of a bad body by $name', async ({ entry }) => {
    const { path, call } = await targetOf(entry);
    const { method = 'POST' } = call;
    for (const rawBody of ['', '{', '[]', '"x"'])
      expectError(entry, await plane().ada.call(path, { method, rawBody, headers: inOrg() }), 400);
    const wrong = Object.fromEntries(Object.keys(entry.body).map((field) => [field.replace('?', ''), [{ not: 'this' }]]));
    expectError(entry, await plane().ada.call(path, { method, body: wrong, headers: inOrg() }), 400);
    const text = await plane().ada.call(path, { ...call, headers: { ...inOrg(), 'content-type': 'text/plain' } });
    expect([text.status, text.body]).toEqual([415, undefined]);
  });

  it.each(withId)('is told by $name of an id that is none, or nothing of his', async ({ entry }) => {
    const { call } = await targetOf(entry);
    const at = (id: string) => plane().ada.call(entry.path.replaceAll(/\{\w+\}/g, id), { ...call, headers: inOrg() });
    expectError(entry, await at('x'), 400);
    expectError(entry, await at('00000000-0000-7000-8000-000000000000'), 404);
  });
});

describe('a role', () => {
  it.each(named)('decides about $name', async ({ entry }) => {
    const { path, call } = await targetOf(entry);
    const answer = await plane().member.call(path, { ...call, headers: inOrg() });
    if (entry.method === 'GET') expect(answer.status).toBe(200);
    else expectError(entry, answer, 403, 'forbidden');
  });

  it.each(withId)('of another organization finds nothing by $name', async ({ entry }) => {
    const { path, call } = await targetOf(entry);
    expectError(entry, await plane().outsider.call(path, call), 404);
  });
});
