/**
 * May this actor do this to that?
 *
 * The engine knows no product: a policy is a value that names who may do each action and who may see each kind of resource.
 * Its answer has three values, because there are two ways to be refused. What an actor may not see does not exist for him
 * (`hide`, answered as 404), so that ids cannot be probed; what he sees but may not do is `forbid` (403). Whoever may do
 * something to a resource also sees it, so a policy cannot contradict itself.
 *
 * `decide` is pure and is given everything it needs: the actor carries his roles, the resource carries where it belongs. A
 * resource of no organization (a system template) is reached by `anyone`, `signedIn` and `platform:*` grants only. The
 * scopes of an API key are not checked here: they limit routes, and the HTTP layer compares them before the handler runs.
 *
 * What breaks it: handing in a resource without its `orgId` or `teamId` when it has one. Stores return both for that reason.
 */
import type { Actor } from './actor.ts';

export interface AuthzResource {
  readonly type: string;
  readonly orgId?: string | undefined;
  readonly teamId?: string | undefined;
  readonly ownerId?: string | undefined;
  readonly visibility?: string | undefined;
}

/**
 * Who is meant: everyone, everyone signed in, the owner of the resource (while he still belongs to its organization), or the
 * holders of a role in the platform, in the resource's organization or in its team (`org:*` is any role there).
 */
export type Holder = 'anyone' | 'signedIn' | 'owner' | `platform:${string}` | `org:${string}` | `team:${string}`;

/** A holder, or a holder only where the resource's visibility is one of `visibility`. */
export type Grant = Holder | { readonly to: Holder; readonly visibility: readonly string[] };

export interface ActionRule {
  readonly allow: readonly Grant[];
  /** For the generated permission matrix. */
  readonly doc?: string;
}

export interface Policy {
  /** `deployment:create` → who may. An action that is not listed is a bug and throws. */
  readonly actions: Readonly<Record<string, ActionRule>>;
  /** Resource type → who may know that such a resource exists. */
  readonly sees: Readonly<Record<string, readonly Grant[]>>;
}

export type Decision = 'allow' | 'forbid' | 'hide';

function holds(actor: Actor, holder: Holder, resource: AuthzResource): boolean {
  if (holder === 'anyone') return true;
  if (actor.kind === 'anonymous') return false;
  if (holder === 'signedIn') return true;
  if (holder === 'owner') return isOwner(actor, resource);
  const colon = holder.indexOf(':');
  const role = holder.slice(colon + 1);
  const held = roleIn(actor, holder.slice(0, colon), resource);
  return held !== undefined && (role === '*' || held === role);
}

function isOwner(actor: Actor, resource: AuthzResource): boolean {
  if (resource.ownerId === undefined || resource.ownerId !== actor.userId) return false;
  return resource.orgId === undefined || Object.hasOwn(actor.orgRoles, resource.orgId);
}

function roleIn(actor: Actor, place: string, resource: AuthzResource): string | undefined {
  if (place === 'platform') return actor.platformRole;
  const { roles, id } =
    place === 'org' ? { roles: actor.orgRoles, id: resource.orgId } : { roles: actor.teamRoles, id: resource.teamId };
  if (id === undefined || !Object.hasOwn(roles, id)) return undefined;
  return roles[id];
}

function granted(actor: Actor, grants: readonly Grant[], resource: AuthzResource): boolean {
  return grants.some((grant) => {
    if (typeof grant === 'string') return holds(actor, grant, resource);
    return (
      resource.visibility !== undefined && grant.visibility.includes(resource.visibility) && holds(actor, grant.to, resource)
    );
  });
}

/** The policy's answer for one actor, action and resource. The system itself may do everything. */
export function decide(policy: Policy, actor: Actor, action: string, resource: AuthzResource): Decision {
  const rule = Object.hasOwn(policy.actions, action) ? policy.actions[action] : undefined;
  if (rule === undefined) throw new Error(`the policy does not know the action ${action}`);
  if (actor.kind === 'system' || granted(actor, rule.allow, resource)) return 'allow';
  const sees = Object.hasOwn(policy.sees, resource.type) ? policy.sees[resource.type] : undefined;
  return sees !== undefined && granted(actor, sees, resource) ? 'forbid' : 'hide';
}
