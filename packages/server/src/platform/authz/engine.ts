/**
 * May this actor do this to that?
 *
 * The engine knows no product: a policy is a value that names who may do each action and who may see each kind of resource.
 * Its answer has three values, because there are two ways to be refused. What an actor may not see does not exist for him
 * (`hide`, answered as 404), so that ids cannot be probed; what he sees but may not do is `forbid` (403). Whoever may do
 * something to a resource also sees it, so a policy cannot contradict itself.
 *
 * Beside roles that the policy names there are two things that an organization makes itself, and both are sets of actions that
 * the actor carries. A role of its own making counts, for the actions in its set, as any role that the policy names in that
 * place: it reaches wherever some named role could and no further, so a set never opens somebody's private template or what is
 * the platform's. A shared resource gives its actions on that one resource and nothing around it.
 *
 * `decide` is pure and is given everything it needs: the actor carries his roles and sets, the resource carries where it
 * belongs. A resource of no organization (a system template) is reached by `anyone`, `signedIn` and `platform:*` grants only.
 * The scopes of an API key are not checked here: they limit routes, and the HTTP layer compares them before the handler runs.
 *
 * What breaks it: handing in a resource without its `orgId` or `teamId` when it has one. Stores return both for that reason.
 */
import { type Actor, customRole } from './actor.ts';

export interface AuthzResource {
  readonly type: string;
  /** Where it may have been shared by itself. */
  readonly id?: string | undefined;
  readonly orgId?: string | undefined;
  readonly teamId?: string | undefined;
  readonly ownerId?: string | undefined;
  readonly visibility?: string | undefined;
}

/**
 * Who is meant: everyone, everyone signed in, the owner of the resource (while he still belongs to its organization), or the
 * holders of a role in the platform, in the resource's organization or in its team (`org:*` is any role
 * there that the policy knows).
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

interface Question {
  readonly actor: Actor;
  readonly resource: AuthzResource;
  /** Whether a set of actions answers it. */
  readonly isIn: (set: readonly string[]) => boolean;
}

function own<T>(record: Readonly<Record<string, T>> | undefined, id: string | undefined): T | undefined {
  return record !== undefined && id !== undefined && Object.hasOwn(record, id) ? record[id] : undefined;
}

function holds(question: Question, holder: Holder): boolean {
  const { actor, resource } = question;
  if (holder === 'anyone') return true;
  if (actor.kind === 'anonymous') return false;
  if (holder === 'signedIn') return true;
  if (holder === 'owner') return isOwner(actor, resource);
  const colon = holder.indexOf(':');
  return holdsRole(question, holder.slice(0, colon), holder.slice(colon + 1));
}

function isOwner(actor: Actor, resource: AuthzResource): boolean {
  if (resource.ownerId === undefined || resource.ownerId !== actor.userId) return false;
  return resource.orgId === undefined || Object.hasOwn(actor.orgRoles, resource.orgId);
}

function holdsRole({ actor, resource, isIn }: Question, place: string, role: string): boolean {
  if (place === 'platform') return actor.platformRole !== undefined && (role === '*' || actor.platformRole === role);
  const isOrg = place === 'org';
  const id = isOrg ? resource.orgId : resource.teamId;
  const held = own(isOrg ? actor.orgRoles : actor.teamRoles, id);
  if (held === undefined) return false;
  if (held === customRole) return isIn(own(isOrg ? actor.sets?.orgs : actor.sets?.teams, id) ?? []);
  return role === '*' || held === role;
}

function granted(question: Question, grants: readonly Grant[]): boolean {
  const { visibility } = question.resource;
  return grants.some((grant) => {
    if (typeof grant === 'string') return holds(question, grant);
    return visibility !== undefined && grant.visibility.includes(visibility) && holds(question, grant.to);
  });
}

function isShared({ actor, resource, isIn }: Question): boolean {
  if (resource.id === undefined || actor.shared === undefined) return false;
  return actor.shared.some((one) => one.id === resource.id && one.type === resource.type && isIn(one.actions));
}

/** The policy's answer for one actor, action and resource. The system itself may do everything. */
export function decide(policy: Policy, actor: Actor, action: string, resource: AuthzResource): Decision {
  const rule = own(policy.actions, action);
  if (rule === undefined) throw new Error(`the policy does not know the action ${action}`);
  if (actor.kind === 'system') return 'allow';
  const may: Question = { actor, resource, isIn: (set) => set.includes(action) };
  if (granted(may, rule.allow) || isShared(may)) return 'allow';
  const knows: Question = { actor, resource, isIn: (set) => set.some((held) => held.startsWith(`${resource.type}:`)) };
  const sees = own(policy.sees, resource.type);
  return sees !== undefined && (granted(knows, sees) || isShared(knows)) ? 'forbid' : 'hide';
}
