/** The role that one member gives another: one of the policy's or of the organization's own, and never more than he holds. */
import { AppError } from '@moorage/core/errors';
import { customRole } from '../../platform/authz/actor.ts';
import type { AuthzResource } from '../../platform/authz/engine.ts';
import type { Tx } from '../../platform/db/database.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import type { Action } from './access.rules.ts';
import type { GivenRole } from './member.store.ts';
import type { MemberRow } from './org.view.ts';
import { actionsOfBuiltIn, isBuiltInRole, lackedActions, resolveActions, type RolePlace } from './role.rules.ts';
import { claimRoleByName } from './named-role.store.ts';

/** Refuses to give what the caller does not hold himself in this place. */
export function requireHeld(ctx: RequestCtx, wanted: readonly Action[], place: RolePlace): void {
  refuseLacked(lackedActions(ctx.actor, wanted, place));
}

/** The same for a role on one thing: what he may do to that very thing. */
export function requireHeldOn(ctx: RequestCtx, wanted: readonly Action[], thing: AuthzResource): void {
  refuseLacked(wanted.filter((action) => !ctx.can(action, thing)));
}

function refuseLacked(lacked: readonly Action[]): void {
  if (lacked.length === 0) return;
  throw new AppError('forbidden', `The role holds what you may not do yourself: ${lacked.join(', ')}.`, {
    details: { actions: lacked, nextStep: 'Ask somebody who may do this himself.' },
  });
}

/** The same for a role that the policy names. */
export function requireHeldRole(ctx: RequestCtx, role: string, place: RolePlace): void {
  // A plain membership is the floor: whoever manages members may give it.
  if (role !== 'org_member') requireHeld(ctx, actionsOfBuiltIn(role), place);
}

function levelOf(place: RolePlace): 'org' | 'team' {
  return place.teamId === undefined ? 'org' : 'team';
}

/** What to write for a role that was asked for by name. */
export async function chooseRole(tx: Tx, ctx: RequestCtx, place: RolePlace, name: string): Promise<GivenRole> {
  if (isBuiltInRole(name)) {
    requireHeldRole(ctx, name, place);
    return { role: name, roleId: null };
  }
  const own = await claimRoleByName(tx, place.orgId, name);
  if (own === undefined) {
    throw new AppError('invalid_request', `The organization has no role ${name}.`, {
      details: { issues: [{ path: 'role', message: 'is no role of this organization' }] },
    });
  }
  requireHeld(ctx, resolveActions(own.actions, levelOf(place)), place);
  return { role: customRole, roleId: own.id };
}

/** Refuses to change or remove whoever holds, by a role of the organization's own, what the caller does not. */
export async function requireReach(tx: Tx, ctx: RequestCtx, place: RolePlace, target: MemberRow): Promise<void> {
  if (target.role_name === null) return requireHeldRole(ctx, target.role, place);
  const own = await claimRoleByName(tx, place.orgId, target.role_name);
  requireHeld(ctx, resolveActions(own?.actions ?? [], levelOf(place)), place);
}
