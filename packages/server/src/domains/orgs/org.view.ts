import type { z } from 'zod';
import type { member, org, team } from './org.contract.ts';

export interface OrgRow {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
  readonly plan: string;
  readonly ai_context: string;
  readonly created_at: Date;
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
    createdAt: row.created_at.toISOString(),
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
  return { userId: row.user_id, email: row.email, name: row.name, role: row.role, joinedAt: row.joined_at.toISOString() };
}

export function orgRoleOf(role: string | undefined): 'org_owner' | 'org_admin' | 'org_member' | null {
  return role === 'org_owner' || role === 'org_admin' || role === 'org_member' ? role : null;
}

export function teamRoleOf(role: string | undefined): 'team_admin' | 'developer' | 'viewer' | null {
  return role === 'team_admin' || role === 'developer' || role === 'viewer' ? role : null;
}
