import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import type { Shareable, ShareableType } from './grant.ports.ts';
import type { GrantRow, SharedRow } from './grant.view.ts';

export interface NewGrant {
  readonly id: string;
  readonly thing: Shareable;
  /** Or the address, where nobody of it has signed in. */
  readonly userId: string | null;
  readonly email: string | null;
  readonly role: string;
  readonly roleId: string | null;
  readonly grantedBy: string | null;
  readonly at: Date;
  readonly expiresAt: Date | null;
}

const columnOf = { deployment: 'deployment_id', template: 'template_id' } as const satisfies Record<ShareableType, string>;

export async function insertGrant(tx: Tx, grant: NewGrant): Promise<void> {
  await tx
    .insertInto('resource_grants')
    .values({
      id: grant.id,
      org_id: grant.thing.orgId,
      [columnOf[grant.thing.type]]: grant.thing.id,
      user_id: grant.userId,
      email: grant.email,
      role: grant.role,
      role_id: grant.roleId,
      granted_by: grant.grantedBy,
      created_at: grant.at,
      expires_at: grant.expiresAt,
    })
    .execute();
}

function selectGrants(tx: Tx, { type, id }: Shareable) {
  return tx
    .selectFrom('resource_grants')
    .leftJoin('users', (join) =>
      join.on((eb) =>
        eb.or([eb('users.id', '=', eb.ref('resource_grants.user_id')), eb('users.email', '=', eb.ref('resource_grants.email'))]),
      ),
    )
    .leftJoin('roles', 'roles.id', 'resource_grants.role_id')
    .select([
      'resource_grants.id',
      'users.id as user_id',
      (eb) => eb.fn.coalesce('users.email', 'resource_grants.email').as('email'),
      'resource_grants.role',
      'roles.name as role_name',
      'roles.actions',
      'resource_grants.granted_by',
      'resource_grants.created_at',
      'resource_grants.expires_at',
    ])
    .where(`resource_grants.${columnOf[type]}`, '=', id);
}

/** Those whose time is over are gone, swept or not. */
export async function listGrants(tx: Tx, thing: Shareable, now: Date): Promise<GrantRow[]> {
  return await selectGrants(tx, thing)
    .where((eb) => eb.or([eb('resource_grants.expires_at', 'is', null), eb('resource_grants.expires_at', '>', now)]))
    .orderBy('email')
    .execute();
}

export async function findGrant(tx: Tx, thing: Shareable, id: string): Promise<GrantRow | undefined> {
  return await selectGrants(tx, thing).where('resource_grants.id', '=', id).executeTakeFirst();
}

export async function removeGrant(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('resource_grants').where('id', '=', id).execute();
}

/** Of anybody on the installation. */
export async function findUserByEmail(tx: Tx, email: string): Promise<{ id: string; disabled_at: Date | null } | undefined> {
  return await tx.selectFrom('users').select(['id', 'disabled_at']).where('email', '=', email).executeTakeFirst();
}

/** What is shared with a user, in every organization. Within a system transaction. */
export async function listSharedWith(tx: Tx, userId: string, now: Date): Promise<SharedRow[]> {
  const { rows } = await sql<SharedRow>`
    select case when d.id is null then 'template' else 'deployment' end as type,
           coalesce(d.id, t.id) as id, coalesce(d.name, t.name) as name, g.org_id, g.role, r.actions, o.client_id
      from resource_grants g
      join orgs o on o.id = g.org_id and o.deleting_since is null
      left join deployments d on d.id = g.deployment_id
      left join templates t on t.id = g.template_id
      left join roles r on r.id = g.role_id
     where (g.user_id = ${userId} or g.email = (select email from users where id = ${userId}))
       and (g.expires_at is null or g.expires_at > ${now})
     order by g.id`.execute(tx);
  return rows;
}

export interface ExpiredGrant {
  readonly id: string;
  readonly org_id: string;
  readonly user_id: string | null;
  readonly email: string;
  readonly name: string;
}

/** Takes away what is over, a hundred at a time. Within a system transaction. */
export async function removeExpiredGrants(tx: Tx, now: Date): Promise<ExpiredGrant[]> {
  const { rows } = await sql<ExpiredGrant>`
    with over as (
      delete from resource_grants where id in (select id from resource_grants where expires_at <= ${now} order by expires_at limit 100)
      returning id, org_id, user_id, email, deployment_id, template_id)
    select over.id, over.org_id, u.id as user_id, coalesce(u.email, over.email) as email, coalesce(d.name, t.name) as name
      from over left join users u on u.id = over.user_id or u.email = over.email
      left join deployments d on d.id = over.deployment_id
      left join templates t on t.id = over.template_id`.execute(tx);
  return rows;
}

/** Gives grants that waited to whoever of their address has come; those that he has anyway go. Within a system transaction. */
export async function settleWaitingGrants(tx: Tx): Promise<void> {
  await sql`
    delete from resource_grants g using users u, resource_grants o
     where g.email = u.email and o.user_id = u.id
       and o.deployment_id is not distinct from g.deployment_id and o.template_id is not distinct from g.template_id`.execute(tx);
  await sql`
    update resource_grants g set user_id = u.id, email = null from users u where g.email = u.email`.execute(tx);
}
