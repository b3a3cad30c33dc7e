/** Attacks that every route must stand, whatever it does. The lists of exceptions may only shrink. */
import { request } from 'node:http';
import { waitUntil } from '@moorage/testkit/wait-until';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { contracts } from '../src/contracts.ts';
import { sampleOf } from './samples.ts';
import { type Scene, setScene } from './scene.ts';
import { type Person, useTestServer } from './support.ts';

const base = 'http://console.localhost';
const server = useTestServer({ name: 'attacks', environment: { BASE_URL: base } });
const guarded = useTestServer({
  name: 'attacks_limited',
  environment: { RATE_LIMIT_ENABLED: 'true', RATE_LIMIT_RPS: '1', RATE_LIMIT_BURST: '10' },
});
let owner: Person;
let scene: Scene;

beforeAll(async () => {
  owner = await server.signIn('owner@example.com');
  scene = await setScene(server, owner);
  await server.settle();
});

/** All that an attack could have changed. */
async function state(): Promise<unknown> {
  return await server.app.database.system('test', async (tx) => ({
    // That an attack was refused is written down, and so is who reads the trail.
    // What the platform does by itself may come at any time.
    audit: await tx
      .selectFrom('audit_events')
      .select('id')
      .where('event', 'not in', ['access.refused', 'audit.read'])
      .where('actor_kind', '!=', 'system')
      .orderBy('id')
      .execute(),
    sessions: await tx.selectFrom('sessions').select('handle').orderBy('handle').execute(),
    users: await tx.selectFrom('users').select(['id', 'email', 'platform_role']).orderBy('id').execute(),
  }));
}

const mutating = contracts.filter((route) => route.method !== 'GET');
const sockets = contracts.filter((route) => route.socket !== undefined);

describe('a page of another site', () => {
  const pages = {
    'on another site': { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
    'on a sibling of ours': { origin: 'http://app.localhost', 'sec-fetch-site': 'same-site' },
    'in an old browser': { origin: 'https://evil.example' },
    'in a sandboxed frame': { origin: 'null' },
  };

  it.each(mutating)('cannot call $id with the cookie of its visitor', async (route) => {
    const { path, body } = sampleOf(route, scene);
    const before = await state();
    const visitors = [owner, server.caller({ cookie: 'ag_jwt=Bearer%20whatever' })];
    for (const [where, headers] of Object.entries(pages)) {
      for (const visitor of visitors) {
        const answer = await visitor.call(path, { method: route.method, body, headers });
        expect([where, answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([where, 403, null]);
      }
    }
    expect(await state()).toEqual(before);
  });

  it.each(sockets)('cannot open $id', async (route) => {
    const { path } = sampleOf(route, scene);
    for (const [where, headers] of Object.entries(pages)) {
      const answer = await owner.call(path, { headers });
      expect([where, answer.status]).toEqual([where, 403]);
    }
  });
});

describe('a redirect', () => {
  const names = /^(redirect|redirect_?(uri|url|to)|return_?(to|url)?|next|continue|url|origin)$/i;

  function fieldsOf(schema: z.ZodType | undefined): string[] {
    if (schema === undefined) return [];
    // A schema with a name of its own is described beside the one that refers to it.
    const { $defs, ...whole } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
    return [whole, ...Object.values($defs ?? {})]
      .flatMap(({ properties }) => Object.keys(properties ?? {}))
      .filter((name) => names.test(name));
  }
  /** Where deliveries are sent, not where anybody is led; the address is checked when they are. */
  const isSink = ({ id }: { readonly id: string }): boolean => id.startsWith('auditSinks.');
  const redirecting = contracts
    .filter((route) => !isSink(route))
    .flatMap((route) => [
      ...fieldsOf(route.query).map((field) => ({ route, id: route.id, field, part: 'query' as const })),
      ...fieldsOf(route.body).map((field) => ({ route, id: route.id, field, part: 'body' as const })),
    ]);
  /** The window that gets tokens; compared with the list of origins, and shown in no header. */
  const comparedWithList = new Set(['auth.start origin']);

  it('is a parameter of these routes', () => {
    expect(redirecting.map(({ id, part, field }) => `${id} ${part} ${field}`).toSorted()).toEqual([
      'auth.start query origin',
      'device.code body redirectUri',
      'identities.link body redirect',
      'identity.devLogin query redirect',
      'identity.logout body redirect',
      'identity.logout query redirect',
      'signIn.login query redirect',
    ]);
  });

  it.each(redirecting.filter(({ id, field }) => !comparedWithList.has(`${id} ${field}`)))(
    'of $id ($part) leads nowhere but here',
    async ({ route, field, part }) => {
      const { path, body } = sampleOf(route, scene);
      const places = ['https://evil.example', '//evil.example', '/\\evil.example', '\\\\evil.example', 'javascript:alert(1)']
        .concat(['/\t/evil.example', '/\r\nLocation: https://evil.example', 'evil.example', ' //evil.example', '/%0d%0a\n'])
        .concat(['http:evil.example', '///evil.example', 'data:text/html,x']);
      for (const place of places) {
        const address =
          part === 'query' ? `${path.split('?')[0] ?? ''}?${new URLSearchParams({ [field]: place }).toString()}` : path;
        const sent = part === 'query' ? body : { ...Object(body), [field]: place };
        const answer = await owner.call(address, { method: route.method, body: sent });
        expect([place, answer.status]).toEqual([place, 400]);
        expect(answer.headers.get('location')).toBeNull();
      }
    },
  );
});

/** A request with a Host of the attacker's choice, which fetch does not allow. */
function callAs(host: string, path: string, method: string): Promise<{ status: number; text: string }> {
  const { hostname, port } = new URL(server.url());
  return new Promise((resolve, reject) => {
    const call = request({ hostname, port, path, method, headers: { host, cookie: owner.cookie } }, (answer) => {
      let text = JSON.stringify(answer.headers);
      answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
    });
    call.on('error', reject);
    call.end();
  });
}

describe('a Host that is not ours', () => {
  it.each(contracts.filter((route) => route.stream === undefined))('is not served by $id, nor repeated', async (route) => {
    const answer = await callAs('evil.example', sampleOf(route, scene).path, route.method);
    expect(answer.status).toBe(403);
    expect(answer.text).not.toContain('evil.example');
  });

  it('told by a client as if he were a proxy gets into no answer and no link', async () => {
    const lies = { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https', forwarded: 'host=evil.example' };
    const invited = await owner.call(`/api/orgs/${owner.orgId}/invites`, {
      method: 'POST',
      headers: lies,
      body: { email: 'new@example.com', role: 'org_member' },
    });
    expect(invited.status).toBe(201);
    expect(JSON.stringify(invited.body)).toContain(base);
    expect(JSON.stringify(invited.body)).not.toContain('evil.example');
    for (const route of contracts.filter((one) => one.method === 'GET' && one.stream === undefined && one.socket === undefined)) {
      const answer = await owner.call(sampleOf(route, scene).path, { headers: lies });
      expect(JSON.stringify([answer.body, [...answer.headers]])).not.toContain('evil.example');
    }
  });
});

describe('a field that nobody asked for', () => {
  /** Bodies of others: what a registry or a form sends beyond what we read is passed over. */
  const foreignBodies = new Set(['imageHooks.deliver']);
  /** Its very purpose is to change the role; others never get to it. */
  const changesRoles = new Set(['admin.updateUser']);
  const own = mutating.filter((route) => route.surface === 'app' && !foreignBodies.has(route.id));

  it.each(own)('is refused by $id', async (route) => {
    const { path, body } = sampleOf(route, scene);
    const before = await state();
    const extras = [{ orgIdOverride: scene.foreignOrgId }, { isAdmin: true }];
    for (const extra of changesRoles.has(route.id) ? extras : [{ platformRole: 'platform_admin' }, ...extras]) {
      const answer = await owner.call(path, { method: route.method, body: { ...Object(body), ...extra } });
      expect([Object.keys(extra)[0], answer.status, answer.body?.code]).toEqual([Object.keys(extra)[0], 400, 'invalid_request']);
    }
    expect(await state()).toEqual(before);
  });
});

describe('a field that nobody asked for in /api/v1', () => {
  const withBody = mutating.filter((route) => route.surface === 'v1' && route.body !== undefined);

  it.each(withBody)('is passed over by $id', (route) => {
    const extras = { platform_role: 'platform_admin', is_admin: true, orgIdOverride: scene.foreignOrgId };
    const given = Object(sampleOf(route, scene).body);
    const read = route.body?.parse({ ...given, ...extras });
    expect(Object.keys(Object(read)).filter((field) => field in extras)).toEqual([]);
  });
});

describe('guessing keys', () => {
  it('is stopped after a few, for right ones too, and costs no hashing', async () => {
    const ada = await guarded.signIn('ada@example.com');
    const made = await ada.post('/api/keys', { name: 'real', scopes: ['orgs:read'] });
    const key = String(made.body.key);
    const guess = async (text: string): Promise<number> =>
      (await guarded.anybody.call('/api/orgs', { headers: { authorization: `Bearer ${text}` } })).status;
    expect(await guess(key)).toBe(200);
    const statuses: number[] = [];
    for (let n = 0; n < 60; n += 1) statuses.push(await guess(`${key.slice(0, -4)}${String(n).padStart(4, '0')}`));
    expect(new Set(statuses)).toEqual(new Set([401, 429]));
    // Ten at once, and few of what comes back meanwhile.
    expect(statuses.filter((status) => status === 401).length).toBeLessThan(30);
    await waitUntil(async () => (await guess('mk_wrong')) === 429 && (await guess(key)) === 429, {
      describe: 'the right key to be refused like wrong ones',
    });
  });
});

describe('attempts to prove who one is', () => {
  /** Public routes that change something or take a secret, and why they need no pauses. */
  const without = new Map([
    ['auth.logout', 'an unknown token is no error, and nothing is gained'],
    ['identity.logout', 'ends the session that is shown'],
    ['imageHooks.deliver', 'signed by 256 bits, counted for the hook'],
    ['device.code', 'asks for a code, and proves nothing'],
    ['device.token', 'proved by 256 bits, and paced by its own answers'],
    ['device.revoke', 'an unknown key is no error, and nothing is gained'],
  ]);

  it('are marked as such on every public route that takes a secret', () => {
    const secretive = contracts.filter(
      ({ access, method, path }) => access.kind === 'public' && (method !== 'GET' || /login|callback|token|device/.test(path)),
    );
    const unmarked = secretive.filter((route) => route.attempt === undefined).map((route) => route.id);
    expect(unmarked.toSorted()).toEqual([...without.keys()].toSorted());
  });
});
