import type { Tx } from '../../platform/db/database.ts';
import type { MembershipRow } from './org.rules.ts';
import type { MemberRow, OrgRow } from './org.view.ts';

const columns = ['id', 'name', 'slug', 'plan', 'ai_context', 'audit_retention_days', 'created_at', 'updated_at'] as const;

export interface PlanRow {
  readonly id: string;
  readonly display_name: string;
  readonly max_deployments: number | null;
}

export interface NewOrg {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
  readonly plan: string;
  /** Null for the platform's own. */
  readonly clientId: string | null;
  readonly at: Date;
}

export async function insertOrg(tx: Tx, org: NewOrg): Promise<OrgRow> {
  return await tx
    .insertInto('orgs')
    .values({ id: org.id, name: org.name, slug: org.slug, plan: org.plan, client_id: org.clientId, created_at: org.at })
    .returning(columns)
    .executeTakeFirstOrThrow();
}

/** Within a system transaction: slugs are unique over all organizations. */
export async function hasSlug(tx: Tx, slug: string): Promise<boolean> {
  return (await tx.selectFrom('orgs').select('id').where('slug', '=', slug).executeTakeFirst()) !== undefined;
}

export async function findOrg(tx: Tx, id: string): Promise<OrgRow | undefined> {
  return await tx.selectFrom('orgs').select(columns).where('id', '=', id).executeTakeFirst();
}

export async function listOrgs(tx: Tx, ids: readonly string[]): Promise<OrgRow[]> {
  if (ids.length === 0) return [];
  return await tx.selectFrom('orgs').select(columns).where('id', 'in', ids).orderBy('name').orderBy('id').execute();
}

/** Locks the organization, so that what its plan limits is counted and made by one at a time. */
export async function claimPlan(tx: Tx, orgId: string): Promise<PlanRow | undefined> {
  const org = await tx.selectFrom('orgs').select('plan').where('id', '=', orgId).forNoKeyUpdate().executeTakeFirst();
  if (org === undefined) return undefined;
  return await tx.selectFrom('plans').selectAll().where('id', '=', org.plan).executeTakeFirst();
}

/** What a client gives a new organization; `undefined` where it offers nothing, and for no client. */
export async function findFirstPlan(tx: Tx, clientId: string): Promise<string | undefined> {
  const row = await tx
    .selectFrom('client_plans')
    .select('plan_id')
    .where('client_id', '=', clientId)
    .orderBy('position')
    .limit(1)
    .executeTakeFirst();
  return row?.plan_id;
}

export async function findClientOfOrg(tx: Tx, orgId: string): Promise<string | null> {
  return (await tx.selectFrom('orgs').select('client_id').where('id', '=', orgId).executeTakeFirst())?.client_id ?? null;
}

export interface OrgChange {
  readonly name?: string | undefined;
  readonly aiContext?: string | undefined;
  readonly auditRetentionDays?: number | null | undefined;
}

export async function updateOrg(tx: Tx, id: string, change: OrgChange, at: Date): Promise<OrgRow | undefined> {
  const set = {
    ...(change.name === undefined ? {} : { name: change.name }),
    ...(change.aiContext === undefined ? {} : { ai_context: change.aiContext }),
    ...(change.auditRetentionDays === undefined ? {} : { audit_retention_days: change.auditRetentionDays }),
  };
  if (Object.keys(set).length === 0) return await findOrg(tx, id);
  const stamped = { ...set, updated_at: at };
  return await tx.updateTable('orgs').set(stamped).where('id', '=', id).returning(columns).executeTakeFirst();
}

export interface NewOrgMember {
  readonly orgId: string;
  readonly userId: string;
  readonly role: string;
  readonly at: Date;
}

export async function insertOrgMember(tx: Tx, member: NewOrgMember): Promise<void> {
  await tx
    .insertInto('org_members')
    .values({ org_id: member.orgId, user_id: member.userId, role: member.role, joined_at: member.at })
    .execute();
}

export async function listOrgMembers(tx: Tx, orgId: string): Promise<MemberRow[]> {
  return await tx
    .selectFrom('org_members')
    .innerJoin('users', 'users.id', 'org_members.user_id')
    .leftJoin('roles', 'roles.id', 'org_members.role_id')
    .select([
      'org_members.user_id',
      'users.email',
      'users.name',
      'org_members.role',
      'org_members.joined_at',
      'roles.name as role_name',
    ])
    .where('org_members.org_id', '=', orgId)
    .orderBy('org_members.joined_at')
    .orderBy('users.email')
    .execute();
}

/** Each organization of a user with each of its teams, and his role in both. Within a system transaction. */
export async function listMembershipsOfUser(tx: Tx, userId: string): Promise<MembershipRow[]> {
  return await tx
    .selectFrom('org_members')
    .innerJoin('orgs', 'orgs.id', 'org_members.org_id')
    .leftJoin('teams', 'teams.org_id', 'org_members.org_id')
    .leftJoin('team_members', (join) =>
      join.onRef('team_members.team_id', '=', 'teams.id').onRef('team_members.user_id', '=', 'org_members.user_id'),
    )
    .leftJoin('roles as org_roles', 'org_roles.id', 'org_members.role_id')
    .leftJoin('roles as team_roles', 'team_roles.id', 'team_members.role_id')
    .select([
      'org_members.org_id',
      'org_members.role as org_role',
      'orgs.client_id',
      'org_roles.actions as org_actions',
      'teams.id as team_id',
      'team_members.role as team_role',
      'team_roles.actions as team_actions',
    ])
    .where('org_members.user_id', '=', userId)
    .where('orgs.deleting_since', 'is', null)
    .execute();
}
