import { systemClock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';
import { silentLog } from '@moorage/core/log';
import { describe, expect, it } from 'vitest';
import { createApp } from '../src/app.ts';
import { loadConfig } from '../src/config/config.ts';
import { contracts } from '../src/contracts.ts';
import { resourceTypeOf } from '../src/domains/orgs/access.rules.ts';
import { accessPolicy, actions, resolveActions } from '../src/domains/orgs/index.ts';
import { type AuthzResource, decide } from '../src/platform/authz/engine.ts';
import { type Actor, anonymous } from '../src/platform/authz/actor.ts';

const config = loadConfig({ DATABASE_DSN: 'postgresql://nobody@127.0.0.1:1/none', METRICS_ADDR: 'off' });
const app = createApp({ config, log: silentLog, clock: systemClock, ids: createIds(systemClock) });

const org = 'org-1';
const team = 'team-1';

function actorWith(part: Partial<Actor>): Actor {
  return { ...anonymous, kind: 'user', userId: 'me', ...part };
}

const actors: Record<string, Actor> = {
  nobody: anonymous,
  stranger: actorWith({ orgRoles: { other: 'org_owner' }, teamRoles: { elsewhere: 'team_admin' } }),
  platform_admin: actorWith({ platformRole: 'platform_admin' }),
  org_member: actorWith({ orgRoles: { [org]: 'org_member' } }),
  viewer: actorWith({ orgRoles: { [org]: 'org_member' }, teamRoles: { [team]: 'viewer' } }),
  developer: actorWith({ orgRoles: { [org]: 'org_member' }, teamRoles: { [team]: 'developer' } }),
  team_admin: actorWith({ orgRoles: { [org]: 'org_member' }, teamRoles: { [team]: 'team_admin' } }),
  custom_role: actorWith({
    orgRoles: { [org]: 'org_member' },
    teamRoles: { [team]: 'custom' },
    sets: { orgs: {}, teams: { [team]: resolveActions(['deployment:restart'], 'team') } },
  }),
  org_auditor: actorWith({ orgRoles: { [org]: 'org_auditor' } }),
  org_admin: actorWith({ orgRoles: { [org]: 'org_admin' } }),
  org_owner: actorWith({ orgRoles: { [org]: 'org_owner' } }),
};

/** What each action is asked of. */
function resourcesOf(action: string): Record<string, AuthzResource> {
  const place = { orgId: org, teamId: team };
  if (action.startsWith('platform:')) return { platform: { type: 'platform' } };
  if (action.startsWith('platform_action:')) return { 'action of the platform': { type: 'platform_action' } };
  if (action === 'template:generate') return { 'organization, of a team': { type: 'org', ...place } };
  if (action.startsWith('template:')) {
    return Object.fromEntries(
      ['private', 'team', 'org', 'public'].flatMap((visibility) => {
        const resource = { type: 'template', ...place, visibility };
        return [
          [`${visibility} template`, { ...resource, ownerId: 'somebody' }],
          [`own ${visibility} template`, { ...resource, ownerId: 'me' }],
        ];
      }),
    );
  }
  if ((action.startsWith('team:') && action !== 'team:create') || action === 'deployment:create')
    return { team: { type: 'team', ...place } };
  if (action.startsWith('deployment:')) return { deployment: { type: 'deployment', ...place, ownerId: 'somebody' } };
  return { organization: { type: 'org', orgId: org } };
}

/** Routes that need only somebody who is signed in, and why no action of the policy covers them. May only shrink. */
const noAction: Record<string, string> = {
  'me.get': 'it is about the caller himself',
  'session.switchTeam': 'he works in a team that he reaches',
  'identities.list': 'it is about the caller himself',
  'identities.unlink': 'it is about the caller himself',
  'apiKeys.list': 'it is about the caller himself',
  'apiKeys.create': 'it is about the caller himself',
  'apiKeys.update': 'it is about the caller himself',
  'apiKeys.rotate': 'it is about the caller himself',
  'apiKeys.delete': 'it is about the caller himself',
  'sessions.list': 'it is about the caller himself',
  'sessions.revoke': 'it is about the caller himself',
  'sessions.revokeAll': 'it is about the caller himself',
  'identities.link': 'it is about the caller himself',
  'device.get': 'whoever holds the code of a device may look at it, and lends it only his own rights',
  'device.approve': 'whoever holds the code of a device may look at it, and lends it only his own rights',
  'device.deny': 'whoever holds the code of a device may look at it, and lends it only his own rights',
  'v1Me.get': 'it is about the caller himself',
  'v1Me.update': 'it is about the caller himself',
  'v1MeKeys.list': 'it is about the caller himself',
  'v1MeKeys.create': 'it is about the caller himself',
  'v1MeKeys.delete': 'it is about the caller himself',
  'v1Orgs.list': 'lists what he belongs to',
  'v1Orgs.create': 'whoever is signed in may found one',
  'orgs.list': 'lists what he belongs to',
  'orgs.create': 'whoever is signed in may found one',
  'teams.list': 'lists what he reaches',
  'invites.accept': 'its token and his address say whether he may',
  'templates.list': 'lists what he may see',
  'templates.validate': 'reads and keeps nothing of anybody',
  'templates.importCompose': 'reads and keeps nothing of anybody',
};

describe('every declaration', () => {
  it('of a route names an action, or says why it has none', () => {
    const silent = contracts.filter(({ id, access }) => access.kind === 'signedIn' && (noAction[id] ?? '') === '');
    expect(silent.map((route) => route.id)).toEqual([]);
    const withoutWhy = contracts.filter(({ access }) => access.kind === 'public' && access.why.trim() === '');
    expect(withoutWhy.map((route) => route.id)).toEqual([]);
  });

  it('of a stream names an action', () => {
    const streams = contracts.filter((route) => route.stream !== undefined || route.socket !== undefined);
    expect(streams.length).toBeGreaterThan(0);
    expect(streams.filter((route) => route.access.kind !== 'action').map((route) => route.id)).toEqual([]);
  });

  it('of a job names the action that it carries out, or the platform', () => {
    const odd = app.jobKinds.filter(({ job }) => job.actsFor !== 'system' && !Object.hasOwn(accessPolicy.actions, job.actsFor));
    expect(odd.map(({ job }) => job.kind)).toEqual([]);
    const byClock = app.jobKinds.filter(({ job }) => job.cron !== undefined && job.actsFor !== 'system');
    expect(byClock.map(({ job }) => job.kind)).toEqual([]);
  });
});

/** Where a question is asked: at home, in another team of the same organization, in another organization. */
const elsewhere = [
  { orgId: org, teamId: team },
  { orgId: org, teamId: 'team-2' },
  { orgId: 'org-2', teamId: 'team-3' },
];

const letters = { allow: 'y', forbid: 'n', hide: '-' } as const;

describe('each route', () => {
  it('answers each role, at home and elsewhere, as the golden matrix says', async () => {
    const names = Object.keys(actors);
    const lines = contracts.flatMap(({ id, method, path, access }) => {
      const action = actions.find((one) => access.kind === 'action' && one === access.action);
      if (action === undefined)
        return [`${`${method} ${path}`.padEnd(58)}${access.kind === 'public' ? 'anybody' : (noAction[id] ?? '')}`];
      const type = resourceTypeOf(action);
      const cells = names.map((name) => {
        const resources = elsewhere.map((place) => ({ type, ...place, visibility: 'team', ownerId: 'somebody' }));
        const answers = resources.map((resource) => letters[decide(accessPolicy, actors[name] ?? anonymous, action, resource)]);
        return answers.join('').padEnd(16);
      });
      return [`${`${method} ${path}`.padEnd(58)}${action.padEnd(20)}${cells.join('')}`.trimEnd()];
    });
    const head = `y may, n sees and may not, - finds nothing: at home, in another team, in another organization\n\n${''.padEnd(78)}${names.map((name) => name.padEnd(16)).join('')}`;
    await expect(`${[head.trimEnd(), ...lines].join('\n')}\n`).toMatchFileSnapshot('golden/route-permissions.txt');
  });
});

describe('the permission policy', () => {
  it('knows exactly the actions that the contracts name', () => {
    const named = contracts.flatMap((route) => (route.access.kind === 'action' ? [route.access.action] : []));
    expect([...new Set(named)].toSorted()).toEqual([...actions].toSorted());
  });

  it('decides as the golden matrix says', async () => {
    const names = Object.keys(actors);
    const width = Math.max(...names.map((name) => name.length)) + 2;
    const row = (first: string, cells: readonly string[]) =>
      `${first.padEnd(44)}${cells.map((cell) => cell.padEnd(width)).join('')}`.trimEnd();
    const lines = actions.flatMap((action) =>
      Object.entries(resourcesOf(action)).map(([on, resource]) =>
        row(
          `${action} on ${on}`,
          names.map((name) => decide(accessPolicy, actors[name] ?? anonymous, action, resource)),
        ),
      ),
    );
    await expect(`${[row('', names), ...lines].join('\n')}\n`).toMatchFileSnapshot('golden/permissions.txt');
  });

  it('never lets one do more than he sees', () => {
    const asked = actions
      .filter((action) => action !== 'template:create')
      .flatMap((action) => Object.values(resourcesOf(action)).map((resource) => ({ action, resource })))
      .flatMap((question) => Object.values(actors).map((actor) => ({ ...question, actor })));
    const blind = asked.filter(
      ({ action, resource, actor }) =>
        decide(accessPolicy, actor, action, resource) === 'allow' &&
        decide(accessPolicy, actor, `${resource.type}:read`, resource) !== 'allow',
    );
    expect(blind).toEqual([]);
  });
});
