import { describe, expect, it } from 'vitest';
import { contracts } from '../src/contracts.ts';
import { accessPolicy, actions } from '../src/domains/orgs/index.ts';
import { type AuthzResource, decide } from '../src/platform/authz/engine.ts';
import { type Actor, anonymous } from '../src/platform/authz/actor.ts';

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
  org_auditor: actorWith({ orgRoles: { [org]: 'org_auditor' } }),
  org_admin: actorWith({ orgRoles: { [org]: 'org_admin' } }),
  org_owner: actorWith({ orgRoles: { [org]: 'org_owner' } }),
};

/** What each action is asked of. */
function resourcesOf(action: string): Record<string, AuthzResource> {
  const place = { orgId: org, teamId: team };
  if (action.startsWith('platform:')) return { platform: { type: 'platform' } };
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
