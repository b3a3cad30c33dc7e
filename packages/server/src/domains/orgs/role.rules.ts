/**
 * What roles hold, those of the policy and those that an organization makes itself.
 *
 * A role of an organization's own is a name for a set of actions. What only an owner may do (and what belongs to the platform)
 * can never be in one. Reading goes with doing: whoever may restart deployments also sees them, and the team that they are in.
 * Nobody makes or gives a role that holds more than he does. A set keeps names of actions that a later version no longer has;
 * they count for nothing and are shown as such.
 */
import { type Actor, anonymous, customRole } from '../../platform/authz/actor.ts';
import { type AuthzResource, decide, type Grant } from '../../platform/authz/engine.ts';
import { accessPolicy, type Action, actions, resourceTypeOf } from './access.rules.ts';

export const orgRoleNames = ['org_owner', 'org_admin', 'org_auditor', 'org_member'] as const;
export const teamRoleNames = ['team_admin', 'developer', 'viewer'] as const;
export type Level = 'org' | 'team';

export interface RolePlace {
  readonly orgId: string;
  readonly teamId?: string | undefined;
}

/** Built-in names that no role of an organization can have. */
export function isBuiltInRole(name: string): boolean {
  return name === customRole || [...orgRoleNames, ...teamRoleNames].some((one) => one === name);
}

function holderOf(grant: Grant): string {
  return typeof grant === 'string' ? grant : grant.to;
}

/** A key can be as strong as an administrator, so whoever makes keys is one. */
const leadersOnly: readonly string[] = ['org:keys'];

/** Whether an action can be in a role of an organization's own: somebody there beside the owner has it by his role. */
export function isDelegable(action: string): action is Action {
  if (leadersOnly.includes(action)) return false;
  const known = actions.find((one) => one === action);
  if (known === undefined) return false;
  return accessPolicy.actions[known].allow.map(holderOf).some((to) => /^(?:org|team):/.test(to) && to !== 'org:org_owner');
}

export const delegableActions: readonly Action[] = actions.filter(isDelegable);

/** What every member may do, whatever his role. */
const membership: readonly Action[] = ['org:read', 'org:leave', 'role:read'];

function impliedBy(action: Action): readonly Action[] {
  const noun = action.split(':')[0] ?? '';
  const reading = actions.filter((one) => one === `${noun}:read`);
  return noun === 'deployment' || noun === 'hook' ? [...reading, 'team:read'] : reading;
}

/** The actions that a stored set gives: known ones that may be there, with the reading that they need. */
export function resolveActions(stored: readonly string[], level: Level): readonly Action[] {
  const known = stored.filter(isDelegable);
  const base: readonly Action[] = level === 'org' ? membership : ['team:read'];
  const wanted = new Set<Action>([...base, ...known, ...known.flatMap(impliedBy)]);
  return actions.filter((action) => wanted.has(action));
}

/** Stored names that count for nothing. */
export function unknownActions(stored: readonly string[]): readonly string[] {
  return stored.filter((action) => !isDelegable(action));
}

/** Every kind of thing in a place that the action may be asked of; what is his own private matter needs no role. */
function askedOf(action: Action, { orgId, teamId }: RolePlace): AuthzResource[] {
  const resource = { type: resourceTypeOf(action), orgId, teamId };
  return [resource, { ...resource, visibility: 'team' }, { ...resource, visibility: 'org' }];
}

/** Whether somebody may do this to something in the place by his roles there. */
export function holdsAction(actor: Actor, action: Action, place: RolePlace): boolean {
  return askedOf(action, place).some((resource) => decide(accessPolicy, actor, action, resource) === 'allow');
}

/** What of these actions somebody lacks in a place; he can neither make nor give a role that holds it. */
export function lackedActions(actor: Actor, wanted: readonly Action[], place: RolePlace): readonly Action[] {
  return wanted.filter((action) => !membership.includes(action) && !holdsAction(actor, action, place));
}

const somewhere = { orgId: 'org', teamId: 'team' } as const;

/** The actions of a role that the policy names, in the organization or in a team of it. */
export function actionsOfBuiltIn(role: string): readonly Action[] {
  const isOrgRole = orgRoleNames.some((one) => one === role);
  const holder: Actor = {
    ...anonymous,
    kind: 'user',
    userId: 'holder',
    orgRoles: isOrgRole ? { org: role } : {},
    teamRoles: isOrgRole ? {} : { team: role },
  };
  return actions.filter((action) => holdsAction(holder, action, somewhere));
}

/** What a role gives on one thing that is shared by itself: no new things, no sharing on, nothing around it. */
export function sharedActions(held: readonly string[], type: string): readonly Action[] {
  const reading = actions.filter((action) => action === `${type}:read`);
  const usable = actions.filter((action) => held.includes(action) && action.startsWith(`${type}:`));
  // What a model drafts is of an organization, and no template yet.
  const never = new Set([`${type}:create`, `${type}:share`, 'template:generate']);
  return [...new Set([...reading, ...usable.filter((action) => !never.has(action))])];
}

/** A developer of a team uses its templates; one that is given to him by itself is given to work on. */
const onlyWhenShared: ReadonlyMap<string, readonly Action[]> = new Map([['developer', ['template:update']]]);

/** The same of a role that the policy names. */
export function sharedActionsOfBuiltIn(role: string, type: string): readonly Action[] {
  return sharedActions([...actionsOfBuiltIn(role), ...(onlyWhenShared.get(role) ?? [])], type);
}
