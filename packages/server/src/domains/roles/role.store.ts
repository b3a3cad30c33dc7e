import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import type { HeldRole, RoleRow } from './role.view.ts';

export interface RoleHolder {
  /** Null of a guest who has not signed in yet. */
  readonly user_id: string | null;
  readonly email: string;
  /** `the organization`, or the name of a team, or of what was shared. */
  readonly place: string;
}

const columns = ['id', 'name', 'description', 'actions'] as const;

export async function listRoles(tx: Tx, orgId: string): Promise<RoleRow[]> {
  return await tx
    .selectFrom('roles')
    .select([...columns, countHolders()])
    .where('org_id', '=', orgId)
    .orderBy('name')
    .execute();
}

function countHolders() {
  return sql<number>`((select count(*) from org_members m where m.role_id = roles.id)
    + (select count(*) from team_members m where m.role_id = roles.id)
    + (select count(*) from resource_grants m where m.role_id = roles.id))::integer`.as('holder_count');
}

/** Locks it, so that nobody is given it meanwhile. */
export async function claimRole(tx: Tx, orgId: string, name: string): Promise<RoleRow | undefined> {
  return await tx
    .selectFrom('roles')
    .select([...columns, countHolders()])
    .where('org_id', '=', orgId)
    .where('name', '=', name)
    .forUpdate()
    .executeTakeFirst();
}

export interface RoleWrite {
  readonly name: string;
  readonly description: string;
  readonly actions: readonly string[];
  readonly at: Date;
}

export async function insertRole(tx: Tx, key: { id: string; orgId: string }, { actions, at, ...role }: RoleWrite): Promise<void> {
  await tx
    .insertInto('roles')
    .values({ id: key.id, org_id: key.orgId, ...role, actions: [...actions], created_at: at, updated_at: at })
    .execute();
}

export async function updateRole(tx: Tx, id: string, { actions, at, ...role }: RoleWrite): Promise<void> {
  await tx
    .updateTable('roles')
    .set({ ...role, actions: [...actions], updated_at: at })
    .where('id', '=', id)
    .execute();
}

export async function removeRole(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('roles').where('id', '=', id).execute();
}

/** Everybody who has a role: as a member, in a team, as a guest. */
export async function listRoleHolders(tx: Tx, roleId: string): Promise<RoleHolder[]> {
  const { rows } = await sql<RoleHolder>`
    select u.id as user_id, coalesce(u.email, held.email) as email, held.place
      from (select m.user_id, null as email, 'the organization' as place from org_members m where m.role_id = ${roleId}
            union all
            select m.user_id, null, 'team ' || t.name
              from team_members m join teams t on t.id = m.team_id where m.role_id = ${roleId}
            union all
            select g.user_id, g.email, coalesce('deployment ' || d.name, 'template ' || t.name)
              from resource_grants g
              left join deployments d on d.id = g.deployment_id
              left join templates t on t.id = g.template_id
             where g.role_id = ${roleId}) held
      left join users u on u.id = held.user_id or u.email = held.email
     order by email, held.place`.execute(tx);
  return rows;
}

/** Each role that a user has in an organization, the widest place first. */
export async function listHeldRoles(tx: Tx, orgId: string, userId: string): Promise<HeldRole[]> {
  const { rows } = await sql<HeldRole>`
    select held.kind, held.id, held.name, held.role, r.name as role_name, r.actions, held.expires_at
      from (select 1 as rank, 'org' as kind, o.id, o.name, m.role, m.role_id, null::timestamptz as expires_at
              from org_members m join orgs o on o.id = m.org_id where m.org_id = ${orgId} and m.user_id = ${userId}
            union all
            select 2, 'team', t.id, t.name, m.role, m.role_id, null
              from team_members m join teams t on t.id = m.team_id where m.org_id = ${orgId} and m.user_id = ${userId}
            union all
            select 3, case when d.id is null then 'template' else 'deployment' end, coalesce(d.id, t.id), coalesce(d.name, t.name),
                   g.role, g.role_id, g.expires_at
              from resource_grants g
              left join deployments d on d.id = g.deployment_id
              left join templates t on t.id = g.template_id
             where g.org_id = ${orgId} and g.user_id = ${userId} and (g.expires_at is null or g.expires_at > now())) held
      left join roles r on r.id = held.role_id
     order by held.rank, held.name`.execute(tx);
  return rows;
}

export async function findEmail(tx: Tx, userId: string): Promise<string | undefined> {
  return (await tx.selectFrom('users').select('email').where('id', '=', userId).executeTakeFirst())?.email;
}
