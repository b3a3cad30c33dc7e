/** Every route against everybody who must not use it. The lists of exceptions may only shrink. */
import { beforeAll, describe, expect, it } from 'vitest';
import { contracts } from '../src/contracts.ts';
import type { Route } from '../src/platform/http/route.ts';
import { samples, type Scene, setScene } from './samples.ts';
import { type Answer, type Caller, type Person, useTestServer } from './support.ts';

const server = useTestServer({ name: 'authorization' });
let owner: Person;
let stranger: Person;
let viewer: Person;
let member: Person;
let scene: Scene;

beforeAll(async () => {
  owner = await server.signIn('owner@example.com');
  stranger = await server.signIn('stranger@example.com');
  await server.signIn('viewer@example.com');
  viewer = await server.addMember('viewer@example.com', owner, 'viewer');
  await server.signIn('member@example.com');
  member = await server.addMember('member@example.com', owner, 'org_member');
  scene = await setScene(server, owner);
});

async function callAs(caller: Caller, route: Route): Promise<Answer> {
  const sample = samples[route.id]?.(scene);
  if (sample === undefined) throw new Error(`there is no sample for ${route.id}`);
  const { path, ...rest } = sample;
  if (route.id !== 'events.stream') return await caller.call(path, { method: route.method, ...rest });
  // This stream never ends by itself, so only its head is read.
  const aborter = new AbortController();
  const response = await fetch(`${server.url()}${path}`, { headers: caller.headers, signal: aborter.signal });
  const body = response.status === 200 ? undefined : await response.json();
  aborter.abort();
  return { status: response.status, headers: response.headers, body };
}

const guarded = contracts.filter((route) => route.access.kind !== 'public');
const mutates = (route: Route): boolean => route.method !== 'GET';

/** Nothing of somebody else is in these requests, so a stranger may make them. */
const ownAffairs = new Set([
  'me.get',
  'sessions.list',
  'apiKeys.list',
  'apiKeys.create',
  'orgs.list',
  'orgs.create',
  'templates.list',
]);

/** Writes that a viewer may make: they are about himself. */
const viewerWrites = new Set(['session.switchTeam', 'apiKeys.create', 'orgs.create']);
/** Writes of a viewer on what he cannot even see, because it is the owner's own. */
const viewerSeesNothing = new Set(['sessions.revoke', 'apiKeys.delete']);
/** Reads that his role does not include. */
const viewerMayNotRead = new Set(['audit.list']);

describe('the samples', () => {
  it('are one for each route', () => {
    expect(Object.keys(samples).toSorted()).toEqual(contracts.map((route) => route.id).toSorted());
  });
});

describe.each(guarded)('$id', (route) => {
  it('tells nobody anything', async () => {
    const answer = await callAs(server.anybody, route);
    expect([answer.status, answer.body.code]).toEqual([401, 'unauthenticated']);
  });

  it.runIf(!ownAffairs.has(route.id))('does not exist for a user of another organization', async () => {
    const answer = await callAs(stranger, route);
    expect([answer.status, answer.body.code]).toEqual([404, 'not_found']);
  });

  it.runIf(mutates(route) && !viewerWrites.has(route.id))('cannot be done by a viewer', async () => {
    const answer = await callAs(viewer, route);
    expect(answer.status).toBe(viewerSeesNothing.has(route.id) ? 404 : 403);
  });

  it.runIf(!mutates(route))('can be read by a viewer, where his role says so', async () => {
    expect((await callAs(viewer, route)).status).toBe(viewerMayNotRead.has(route.id) ? 403 : 200);
  });

  it.runIf(route.id.startsWith('deployments.') || route.id === 'events.stream')(
    'does not exist for a member of the organization who is in no team of it',
    async () => {
      expect((await callAs(member, route)).status).toBe(404);
    },
  );

  it('cannot be reached by an API key of another scope', async () => {
    const others = ['deployments:read', 'templates:read', 'orgs:read', 'teams:read'].filter((scope) => scope !== route.scope);
    const key = await owner.withKey(others);
    const answer = await callAs(key, route);
    expect([answer.status, answer.body.code]).toEqual([403, 'forbidden']);
  });
});

describe('an API key', () => {
  it('never exceeds the role of its owner', async () => {
    const key = await viewer.withKey(['deployments:write', 'deployments:read']);
    expect((await key.post('/api/deployments/restart', { name: scene.deployment })).status).toBe(403);
    expect((await key.get(`/api/deployments/status?name=${scene.deployment}`)).status).toBe(200);
  });
});

describe('after all this', () => {
  it('nothing of the owner has changed', async () => {
    const { body } = await owner.get(`/api/deployments/status?name=${scene.deployment}`);
    expect(body).toMatchObject({ generation: 1, displayName: 'Hello' });
    expect((await owner.get(`/api/templates/${scene.template}`)).status).toBe(200);
  });
});
