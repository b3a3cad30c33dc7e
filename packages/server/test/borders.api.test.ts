/**
 * Two borders, at every route: each id of a request, one at a time, replaced by the like of another organization while all else in
 * it is one's own; and each field that names a role, filled with a higher one than the caller's. The lists of exceptions may only
 * shrink.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { contracts } from '../src/contracts.ts';
import type { Route } from '../src/platform/http/route.ts';
import { sampleOf } from './samples.ts';
import { type Sample, type Scene, setScene } from './scene.ts';
import { type Person, useTestServer } from './support.ts';

const server = useTestServer({ name: 'borders' });
let ann: Person;
let ours: Scene;
let theirs: Scene;

beforeAll(async () => {
  // The first to come runs the platform, and is to be neither of the two.
  await server.signIn('root@example.com');
  ann = await server.signIn('ann@example.com');
  ours = await setScene(server, ann);
  theirs = await setScene(server, await server.signIn('ben@example.com'));
});

const isOfPlatform = ({ access }: Route): boolean => access.kind === 'action' && access.action.startsWith('platform:');
const guarded = contracts.filter((route) => route.access.kind !== 'public' && !isOfPlatform(route));

/** The values of a request by their places, such as `path 3`, `query name` and `body teamId`. */
function placesOf({ path, body }: Sample): Map<string, string> {
  const [plain = '', query = ''] = path.split('?');
  const fields = Object.entries(typeof body === 'object' && body !== null ? body : {});
  return new Map([
    ...plain.split('/').map((part, index): [string, string] => [`path ${index}`, part]),
    ...[...new URLSearchParams(query)].map(([key, value]): [string, string] => [`query ${key}`, value]),
    ...fields.map(([key, value]): [string, string] => [`body ${key}`, JSON.stringify(value)]),
  ]);
}

function withValue({ path, body }: Sample, place: string, value: string): Sample {
  const [part = '', key = ''] = place.split(' ');
  if (part === 'body') return { path, body: { ...Object(body), [key]: JSON.parse(value) } };
  const [plain = '', query = ''] = path.split('?');
  const search = new URLSearchParams(query);
  const parts = plain.split('/');
  if (part === 'query') search.set(key, value);
  else parts[Number(key)] = value;
  return { path: [parts.join('/'), ...(search.size === 0 ? [] : [search.toString()])].join('?'), body };
}

/** The fields of an object, in whatever form it may come. */
function fieldsIn(schema: unknown): string[] {
  const { properties = {}, anyOf = [], oneOf = [], $defs = {} } = Object(schema);
  return [...Object.keys(properties), ...[...anyOf, ...oneOf, ...Object.values($defs)].flatMap(fieldsIn)];
}

function fieldsOf(schema: z.ZodType | undefined): string[] {
  return schema === undefined ? [] : [...new Set(fieldsIn(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })))];
}

/** What a field of this name refers to, for fields that samples leave out. */
function foreignOf(field: string): string | undefined {
  const { owner, deployment, template, hookId, domainId } = theirs;
  const byName: Record<string, string> = {
    ...{ orgId: owner.orgId, org_id: owner.orgId, teamId: owner.teamId, team_id: owner.teamId },
    ...{ userId: owner.userId, user_id: owner.userId, deploymentName: deployment, deployment, template, hookId, domainId },
  };
  return byName[field];
}

/** Each place of the request that names something of a tenant, with what another tenant has there. */
function foreignValues(route: Route): Map<string, string> {
  const own = placesOf(sampleOf(route, ours));
  const again = placesOf(sampleOf(route, ours));
  const found = new Map<string, string>();
  for (const [place, value] of placesOf(sampleOf(route, theirs))) {
    // What differs from one time to the next was made up for this request.
    if (own.get(place) === again.get(place) && own.get(place) !== value) found.set(place, value);
  }
  for (const [part, schema] of [['query', route.query] as const, ['body', route.body] as const]) {
    for (const field of fieldsOf(schema)) {
      const value = foreignOf(field);
      if (value !== undefined && !own.has(`${part} ${field}`))
        found.set(`${part} ${field}`, part === 'body' ? JSON.stringify(value) : value);
    }
  }
  return found;
}

/** What names no possession of a tenant, and why it may be another's. */
const notTheirs = new Map([
  ['deploymentGrants.create body email', 'a guest comes from anywhere'],
  ['templateGrants.create body email', 'a guest comes from anywhere'],
  ['v1OrgMembers.put body user_id', 'whoever has an account may be made a member by his id'],
  ['device.get path 3', 'the code is the proof'],
  ['device.approve path 3', 'the code is the proof'],
  ['device.deny path 3', 'the code is the proof'],
]);
/** What is answered where it is not 404, and why. */
const answered = new Map([
  // The slug of another organization does not confirm the deletion of this one.
  ['orgs.delete query confirm', 412],
  // Whoever has the token of another's invitation is told that it is not his.
  ['invites.accept body token', 403],
  // He is no member, as was wanted.
  ['v1OrgMembers.remove path 6', 204],
  // The role of the sample is one in the organization, which takes no team.
  ['orgApiKeys.create body teamId', 400],
  // Actions are the platform's and everybody's to see, and only those who run it write them.
  ['v1Actions.update path 5', 403],
  ['v1Actions.delete path 5', 403],
  // What is said in a body is a value like others: no credential of this organization.
  ['dnsDomains.create body credential_id', 400],
  ['servers.create body ssh_key_id', 400],
  ['servers.createMany body servers', 400],
  ['nodePools.attachServers body server_ids', 400],
  ['nodePools.attachLabels body label_ids', 400],
  ['nodePools.attachAnnotations body annotation_ids', 400],
  ['nodePools.attachTaints body taint_ids', 400],
  // Passed over beside the team that says where the template is, and the deployment that says whose images; alone see below.
  ['templates.create body orgId', 201],
  ['templates.update body orgId', 200],
  ['images.list query team_id', 200],
]);

describe('an id of another organization', () => {
  it.each(guarded)('in an own request leads nowhere by $id', async (route) => {
    for (const [place, value] of foreignValues(route)) {
      const name = `${route.id} ${place}`;
      if (notTheirs.has(name)) continue;
      const { path, body } = withValue(sampleOf(route, ours), place, value);
      const answer = await ann.call(path, { method: route.method, body });
      expect([name, answer.status]).toEqual([name, answered.get(name) ?? 404]);
    }
  });

  it('leads nowhere either where it is what the request is about', async () => {
    const { orgId, teamId } = theirs.owner;
    const template = { name: `t-${ours.unique()}`, displayName: 'T', image: 'nginx:1.29' };
    expect((await ann.post('/api/templates', { ...template, visibility: 'org', orgId })).status).toBe(404);
    const moved = { displayName: 'T', image: 'nginx:1.29', visibility: 'org', orgId };
    // A template stays in its organization, whichever the other is.
    expect((await ann.put(`/api/templates/${ours.template}`, moved)).status).toBe(400);
    const key = { kind: 'machine', name: 'k', scopes: ['orgs:read'], role: 'viewer', teamId };
    expect((await ann.post(`/api/orgs/${ann.orgId}/keys`, key)).status).toBe(404);
    expect((await ann.get(`/api/images?team_id=${teamId}`)).status).toBe(404);
  });
});

/** What a machine is in a cluster is called a role as well, and so is what one may do there. */
const isOfMachines = ({ id }: Route): boolean => /^(servers|nodePools|clusters)\./.test(id);
const namesRole = contracts.filter(
  (route) =>
    route.method !== 'GET' &&
    !isOfPlatform(route) &&
    !isOfMachines(route) &&
    fieldsOf(route.body).some((field) => /^(role|actions)$/.test(field)),
);

describe('a role in a request', () => {
  it('is a field of these routes', () => {
    expect(namesRole.map(({ id }) => id).toSorted()).toEqual([
      'deploymentGrants.create',
      'orgApiKeys.create',
      'orgMembers.update',
      'orgs.invite',
      'roles.create',
      'roles.update',
      'teamMembers.add',
      'teamMembers.update',
      'teams.invite',
      'templateGrants.create',
      'v1OrgMembers.put',
    ]);
  });

  /** Everything that says what somebody may do. */
  async function powers(): Promise<unknown> {
    return await server.app.database.system('test', async (tx) => ({
      orgs: await tx
        .selectFrom('org_members')
        .select(['org_id', 'user_id', 'role'])
        .orderBy('org_id')
        .orderBy('user_id')
        .execute(),
      teams: await tx
        .selectFrom('team_members')
        .select(['team_id', 'user_id', 'role'])
        .orderBy('team_id')
        .orderBy('user_id')
        .execute(),
      roles: await tx.selectFrom('roles').select(['org_id', 'name', 'actions']).orderBy('org_id').orderBy('name').execute(),
      invitations: await tx.selectFrom('invitations').select(['id', 'role']).orderBy('id').execute(),
      keys: await tx.selectFrom('api_keys').select(['id', 'role', 'scopes']).orderBy('id').execute(),
      users: await tx.selectFrom('users').select(['id', 'platform_role']).orderBy('id').execute(),
    }));
  }

  const ownerOnly = ['org_owner', 'owner', 'platform_admin'];
  const ofOrgs = [...ownerOnly, 'org_admin', 'admin', 'org_auditor', 'org_member', 'member'];
  const all = [...ofOrgs, 'team_admin', 'developer', 'viewer'];
  /** Who must not give what, in the whole organization. */
  const higher = { org_admin: ownerOnly, team_admin: ofOrgs, developer: all, viewer: all, org_member: all, org_auditor: all };

  /** The same about the caller, where it is about somebody. */
  function forHimself({ path, body }: Sample, { userId }: Person): Sample {
    const fields = Object(body);
    const own = ['userId', 'user_id'].filter((field) => field in fields).map((field) => [field, userId]);
    return { path: path.replace(ours.mateId, userId), body: { ...fields, ...Object.fromEntries(own) } };
  }

  it.each(Object.entries(higher))('is never one that %s must not give, to another or to himself', async (role, tooHigh) => {
    const email = `${role.replace('_', '-')}@example.com`;
    await server.signIn(email);
    const climber = await server.addMember(email, ann, role);
    const before = await powers();
    for (const route of namesRole) {
      const { path, body } = sampleOf(route, ours);
      const others: object[] = tooHigh.map((wanted) => ({ role: wanted }));
      const bodies = 'actions' in Object(body) ? [{ actions: ['deployment:exec', 'org:delete'] }] : others;
      for (const wanted of bodies) {
        const sample = { path, body: { ...Object(body), ...wanted } };
        const aboutHimself = forHimself(sample, climber);
        const isAboutNobody = JSON.stringify(aboutHimself) === JSON.stringify(sample);
        for (const sent of isAboutNobody ? [sample] : [sample, aboutHimself]) {
          const answer = await climber.call(sent.path, { method: route.method, body: sent.body });
          const isRefused = answer.status >= 400 && answer.status < 500;
          expect([route.id, JSON.stringify(sent), isRefused]).toEqual([route.id, JSON.stringify(sent), true]);
        }
      }
    }
    expect(await powers()).toEqual(before);
  });
});
