import type { z } from 'zod';
import { customRole } from '../../platform/authz/actor.ts';
import type { member, org, team } from './org.contract.ts';
import { orgRoleNames, teamRoleNames } from './role.rules.ts';

export interface OrgRow {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
  readonly plan: string;
  readonly ai_context: string;
  readonly audit_retention_days: number | null;
  readonly created_at: Date;
  readonly updated_at: Date | null;
}

export interface TeamRow {
  readonly id: string;
  readonly org_id: string;
  readonly name: string;
  readonly created_at: Date;
  readonly member_count: number;
}

export interface MemberRow {
  readonly user_id: string;
  readonly email: string;
  readonly name: string;
  readonly role: string;
  /** Of a role that the organization made itself. */
  readonly role_name: string | null;
  readonly joined_at: Date;
}

export type OrgView = z.input<typeof org>;
export type TeamView = z.input<typeof team>;
export type MemberView = z.input<typeof member>;

export function orgToView(row: OrgRow): OrgView {
  return {
    id: row.id,
    name: row.name,
    slug: row.slug,
    plan: row.plan,
    aiContext: row.ai_context,
    auditRetentionDays: row.audit_retention_days,
    createdAt: row.created_at.toISOString(),
    updatedAt: (row.updated_at ?? row.created_at).toISOString(),
  };
}

export function teamToView(row: TeamRow): TeamView {
  return {
    id: row.id,
    orgId: row.org_id,
    name: row.name,
    memberCount: row.member_count,
    createdAt: row.created_at.toISOString(),
  };
}

export function memberToView(row: MemberRow): MemberView {
  const { user_id: userId, email, name, role, role_name: roleName } = row;
  return { userId, email, name, role: roleName ?? role, joinedAt: row.joined_at.toISOString() };
}

const orgRoles = [...orgRoleNames, customRole] as const;
const teamRoles = [...teamRoleNames, customRole] as const;

export function orgRoleOf(role: string | undefined): (typeof orgRoles)[number] | null {
  return orgRoles.find((one) => one === role) ?? null;
}

export function teamRoleOf(role: string | undefined): (typeof teamRoles)[number] | null {
  return teamRoles.find((one) => one === role) ?? null;
}
