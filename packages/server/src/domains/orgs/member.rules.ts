/**
 * Who may change whose membership, beyond what the policy says of the action itself.
 *
 * An organization has one owner, always: nobody removes him or changes his role, himself included; he passes ownership on.
 * Administrators are changed and removed by the owner only, so that one administrator cannot turn out the others.
 */
import type { MemberRow } from './org.view.ts';

export type MemberDecision =
  | { readonly kind: 'allowed' }
  | { readonly kind: 'owner-stays' }
  | { readonly kind: 'owner-only' }
  | { readonly kind: 'unchanged' };

export interface MemberChange {
  /** Of the caller, in the organization. */
  readonly actorRole: string | undefined;
  readonly isSelf: boolean;
  readonly target: Pick<MemberRow, 'role' | 'role_name'>;
}

/** What the caller may do to this member at all. */
function decideReach({ actorRole, isSelf, target }: MemberChange): MemberDecision {
  if (target.role === 'org_owner') return { kind: 'owner-stays' };
  if (target.role === 'org_admin' && actorRole !== 'org_owner' && !isSelf) return { kind: 'owner-only' };
  return { kind: 'allowed' };
}

export function decideRoleChange(change: MemberChange, role: string): MemberDecision {
  const reach = decideReach(change);
  const present = change.target.role_name ?? change.target.role;
  return reach.kind === 'allowed' && present === role ? { kind: 'unchanged' } : reach;
}

export function decideRemoval(change: MemberChange): MemberDecision {
  return decideReach(change);
}

/** The owner cannot just leave; an organization without one could never be changed again. */
export function decideLeaving(role: string): MemberDecision {
  return role === 'org_owner' ? { kind: 'owner-stays' } : { kind: 'allowed' };
}

// An auditor reads more than a member and does less: to be asked in as one counts as a rise from a plain member only.
const orgRanks = ['org_member', 'org_auditor', 'org_admin', 'org_owner'];
const teamRanks = ['viewer', 'developer', 'team_admin'];

function higher(ranks: readonly string[], present: string | undefined, offered: string): string {
  if (present === undefined) return offered;
  // A role of the organization's own has no rank; only whoever manages members takes it away.
  if (!ranks.includes(present)) return present;
  return ranks.indexOf(present) >= ranks.indexOf(offered) ? present : offered;
}

/** To be asked in raises a membership and never lowers one: an administrator who is invited as viewer stays what he is. */
export function orgRoleAfter(present: string | undefined, offered: string): string {
  return higher(orgRanks, present, offered);
}

export function teamRoleAfter(present: string | undefined, offered: string): string {
  return higher(teamRanks, present, offered);
}
