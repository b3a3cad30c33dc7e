import type { Tx } from '../../platform/db/database.ts';
import type { EmailDomainRow } from './email-domain.view.ts';

export async function insertEmailDomain(tx: Tx, row: EmailDomainRow): Promise<void> {
  await tx.insertInto('email_domains').values(row).execute();
}

/** The oldest proof first, claims last. */
export async function listEmailDomains(tx: Tx, orgIds: readonly string[]): Promise<EmailDomainRow[]> {
  if (orgIds.length === 0) return [];
  return await tx
    .selectFrom('email_domains')
    .selectAll()
    .where('org_id', 'in', orgIds)
    .orderBy('verified_at', (order) => order.asc().nullsLast())
    .orderBy('domain')
    .execute();
}

export async function findEmailDomain(tx: Tx, orgId: string, id: string): Promise<EmailDomainRow | undefined> {
  return await tx.selectFrom('email_domains').selectAll().where('org_id', '=', orgId).where('id', '=', id).executeTakeFirst();
}

/** Answers with the row only where it was not verified before. */
export async function updateVerified(tx: Tx, orgId: string, id: string, at: Date): Promise<EmailDomainRow | undefined> {
  return await tx
    .updateTable('email_domains')
    .set({ verified_at: at })
    .where('org_id', '=', orgId)
    .where('id', '=', id)
    .where('verified_at', 'is', null)
    .returningAll()
    .executeTakeFirst();
}

export async function removeEmailDomain(tx: Tx, orgId: string, id: string): Promise<EmailDomainRow | undefined> {
  return await tx.deleteFrom('email_domains').where('org_id', '=', orgId).where('id', '=', id).returningAll().executeTakeFirst();
}

/** The organization that has proved the domain, unless it is on its way out. Within a system transaction. */
export async function findOwner(tx: Tx, domain: string): Promise<{ id: string; name: string } | undefined> {
  return await tx
    .selectFrom('email_domains')
    .innerJoin('orgs', 'orgs.id', 'email_domains.org_id')
    .select(['orgs.id', 'orgs.name'])
    .where('email_domains.domain', '=', domain)
    .where('email_domains.verified_at', 'is not', null)
    .where('orgs.deleting_since', 'is', null)
    .executeTakeFirst();
}

/** Whether this is the first time; of two sign-ins at once it is for one of them. */
export async function insertJoin(tx: Tx, orgId: string, userId: string, at: Date): Promise<boolean> {
  const inserted = await tx
    .insertInto('email_domain_joins')
    .values({ org_id: orgId, user_id: userId, joined_at: at })
    .onConflict((conflict) => conflict.doNothing())
    .returning('user_id')
    .executeTakeFirst();
  return inserted !== undefined;
}

export async function isMember(tx: Tx, orgId: string, userId: string): Promise<boolean> {
  const row = await tx
    .selectFrom('org_members')
    .select('user_id')
    .where('org_id', '=', orgId)
    .where('user_id', '=', userId)
    .executeTakeFirst();
  return row !== undefined;
}
