import type { z } from 'zod';
import type { SharedResource } from '../../platform/authz/actor.ts';
import { type Action, sharedActions, sharedActionsOfBuiltIn } from '../orgs/index.ts';
import type { grantView } from './grant.contract.ts';

export interface GrantRow {
  readonly id: string;
  readonly user_id: string | null;
  readonly email: string | null;
  readonly role: string;
  readonly role_name: string | null;
  readonly actions: readonly string[] | null;
  readonly granted_by: string | null;
  readonly created_at: Date;
  readonly expires_at: Date | null;
}

export interface SharedRow {
  readonly type: string;
  readonly id: string;
  readonly name: string;
  readonly org_id: string;
  readonly role: string;
  readonly actions: readonly string[] | null;
  /** The client that the organization belongs to. */
  readonly client_id: string | null;
}

export type GrantView = z.input<typeof grantView>;

/** Of a role of the organization's own, or of one that the policy names. */
export function actionsOn(
  type: string,
  row: { readonly role: string; readonly actions: readonly string[] | null },
): readonly Action[] {
  return row.actions === null ? sharedActionsOfBuiltIn(row.role, type) : sharedActions(row.actions, type);
}

export function grantToView(type: string, row: GrantRow): GrantView {
  return {
    id: row.id,
    userId: row.user_id,
    email: row.email ?? '',
    role: row.role_name ?? row.role,
    actions: [...actionsOn(type, row)],
    grantedBy: row.granted_by,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at?.toISOString() ?? null,
  };
}

export function sharedFromRow(row: SharedRow): SharedResource {
  const { type, id, name, org_id: orgId } = row;
  const site = row.client_id === null ? {} : { siteId: row.client_id };
  return { type, id, name, orgId, ...site, actions: actionsOn(type, row) };
}
