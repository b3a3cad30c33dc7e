/** Every route against everybody who must not use it. The lists of exceptions may only shrink. */
import { beforeAll, describe, expect, it } from 'vitest';
import { contracts } from '../src/contracts.ts';
import type { Route } from '../src/platform/http/route.ts';
import { sampleOf, samples } from './samples.ts';
import { type Scene, setScene } from './scene.ts';
import { type Answer, type Caller, type Person, useTestServer } from './support.ts';

const server = useTestServer({ name: 'authorization' });
let owner: Person;
let stranger: Person;
let viewer: Person;
let member: Person;
let scene: Scene;
let wished: unknown;

/** What is wanted of the deployment. How often it was applied is not told by it: a domain is proved in its own time. */
async function wishOf(name: string): Promise<unknown> {
  const {
    generation: _generation,
    updatedAt: _updatedAt,
    ...wish
  } = (await owner.get(`/api/deployments/config?name=${name}`)).body;
  return wish;
}

beforeAll(async () => {
  owner = await server.signIn('owner@example.com');
  stranger = await server.signIn('stranger@example.com');
  await server.signIn('viewer@example.com');
  viewer = await server.addMember('viewer@example.com', owner, 'viewer');
  await server.signIn('member@example.com');
  member = await server.addMember('member@example.com', owner, 'org_member');
  scene = await setScene(server, owner);
  wished = await wishOf(scene.deployment);
});

/** Streams that never end by themselves. */
const endless = new Set(['events.stream', 'audit.stream']);

async function callAs(caller: Caller, route: Route): Promise<Answer> {
  const { path, ...rest } = sampleOf(route, scene);
  if (!endless.has(route.id)) return await caller.call(path, { method: route.method, ...rest });
  // Only the head is read.
  const aborter = new AbortController();
  const response = await fetch(`${server.url()}${path}`, { headers: caller.headers, signal: aborter.signal });
  const body = response.status === 200 ? undefined : await response.json();
  aborter.abort();
  return { status: response.status, headers: response.headers, body };
}

const guarded = contracts.filter((route) => route.access.kind !== 'public');
/** Whoever does not run the platform is not told that any of this exists. */
const isOfPlatform = ({ access }: Route): boolean => access.kind === 'action' && access.action.startsWith('platform:');
const mutates = (route: Route): boolean => route.method !== 'GET';

/** Nothing of somebody else is in these requests, so a stranger may make them. */
const ownAffairs = new Set([
  'me.get',
  'sessions.list',
  'sessions.revokeAll',
  'identities.list',
  'apiKeys.list',
  'apiKeys.create',
  'orgs.list',
  'orgs.create',
  'v1Me.get',
  'v1Me.update',
  'v1MeKeys.list',
  'v1MeKeys.create',
  'v1Orgs.list',
  'v1Orgs.create',
  'templates.list',
  'templates.validate',
  'templates.importCompose',
]);

/** What these are about is shown by a token that only its reader has; whose it is not, is told so. */
const byToken = new Set(['device.get', 'device.approve', 'device.deny', 'invites.accept']);

/** Writes that a viewer may make: they are about himself, or save nothing. */
const viewerWrites = new Set([
  'device.approve',
  'device.deny',
  'session.switchTeam',
  'sessions.revokeAll',
  'apiKeys.create',
  'orgs.create',
  'v1Me.update',
  'v1MeKeys.create',
  'v1Orgs.create',
  'templates.validate',
  'templates.importCompose',
]);
/** Writes of a viewer on what he cannot even see, because it is the owner's own. */
const viewerSeesNothing = new Set([
  'sessions.revoke',
  'identities.link',
  'identities.unlink',
  'apiKeys.delete',
  'apiKeys.update',
  'apiKeys.rotate',
  'v1MeKeys.delete',
  // Of organizations and teams that he is not in.
  'v1Orgs.delete',
  'orgs.leave',
  'orgs.transfer',
  'orgs.delete',
  'teams.delete',
  'auditSinks.create',
  // Of the organization's leaders.
  'orgSecrets.update',
  'orgSecrets.delete',
]);
/** Reads that his role does not include. */
const viewerMayNotRead = new Set([
  'audit.list',
  'audit.verify',
  'audit.stream',
  'audit.export',
  'auditSinks.list',
  'orgApiKeys.list',
  'orgSecrets.list',
  'v1OrgKeys.list',
  'emailDomains.list',
  'teamInvites.list',
  'orgInvites.list',
  'orgs.deletionPlan',
  'deployments.exec',
  'orgMembers.access',
  'deploymentGrants.list',
  'templateGrants.list',
  'sshKeys.download',
  'servers.logs',
]);

describe('the samples', () => {
  it('are one for each route', () => {
    expect(Object.keys(samples).toSorted()).toEqual(contracts.map((route) => route.id).toSorted());
  });
});

/** Of the infrastructure plane, what names nothing is about the organization that the caller works in. */
const ofOwnOrg = (route: Route): boolean => route.tenancy === 'org' && !route.path.includes('{');
/** Of the platform, and there for everybody to see. */
const ofEverybody = (route: Route): boolean => route.id.startsWith('v1Actions.');
const strangerMustNot = guarded.filter(
  (route) => !ownAffairs.has(route.id) && !byToken.has(route.id) && !ofOwnOrg(route) && !ofEverybody(route),
);
const viewerMustNot = guarded.filter((route) => mutates(route) && !viewerWrites.has(route.id));
const reads = guarded.filter((route) => !mutates(route));
const ofTeams = guarded.filter(
  (route) => route.id.startsWith('deployments.') || route.id.startsWith('secrets.') || route.id === 'events.stream',
);

describe('nobody', () => {
  it.each(guarded)('is told nothing by $id', async (route) => {
    const answer = await callAs(server.anybody, route);
    expect([answer.status, answer.body.code]).toEqual([401, route.surface === 'v1' ? 'unauthorized' : 'unauthenticated']);
  });
});

describe('a user of another organization', () => {
  it.each(strangerMustNot)('finds nothing by $id', async (route) => {
    const answer = await callAs(stranger, route);
    const code = route.surface === 'v1' ? expect.stringMatching(/^(?:[a-z_]+_)?not_found$/) : 'not_found';
    expect([answer.status, answer.body.code]).toEqual([404, code]);
  });
});

describe('a member of the organization who is in no team of it', () => {
  it.each(ofTeams)('finds nothing by $id', async (route) => {
    expect((await callAs(member, route)).status).toBe(404);
  });
});

describe('a viewer', () => {
  it.each(viewerMustNot)('is refused by $id', async (route) => {
    expect((await callAs(viewer, route)).status).toBe(viewerSeesNothing.has(route.id) || isOfPlatform(route) ? 404 : 403);
  });

  it.each(reads)('reads by $id what his role includes', async (route) => {
    const refusal = isOfPlatform(route) ? 404 : 403;
    expect((await callAs(viewer, route)).status).toBe(viewerMayNotRead.has(route.id) || isOfPlatform(route) ? refusal : 200);
  });
});

describe('an API key of all other scopes', () => {
  const keys = new Map<string, Promise<Caller>>();
  /** One for all routes of a scope: to make a key costs more than to be refused by it. */
  function keyOf(scopes: readonly string[]): Promise<Caller> {
    const key = keys.get(scopes.join()) ?? owner.withKey(scopes);
    keys.set(scopes.join(), key);
    return key;
  }

  it.each(guarded)('is refused by $id', async (route) => {
    const others = ['deployments:read', 'templates:read', 'orgs:read', 'teams:read'].filter((scope) => scope !== route.scope);
    const answer = await callAs(await keyOf(others), route);
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
    expect(wished).toMatchObject({ displayName: 'Hello' });
    expect(await wishOf(scene.deployment)).toEqual(wished);
    expect((await owner.get(`/api/templates/${scene.template}`)).status).toBe(200);
  });
});
