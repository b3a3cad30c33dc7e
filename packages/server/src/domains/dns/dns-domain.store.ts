import { sql } from 'kysely';
import { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import { containsPattern, newestFirst } from '../../platform/db/newest-page.ts';
import type { PageRequest } from '../../platform/db/paging.ts';
import { statuses } from './dns-schemas.contract.ts';
import type { DnsStatus, DomainRow } from './dns.view.ts';

const columns = [
  'id',
  'org_id',
  'domain_name',
  'zone_id',
  'credential_id',
  'status',
  'last_error',
  'attempts',
  'next_at',
  'checked_at',
  'deleted_at',
  'created_at',
  'updated_at',
] as const satisfies readonly (keyof DomainRow)[];

const known = z.enum(statuses);

/** Only what rules have let in is in the table. */
function toRow(selected: Omit<DomainRow, 'status'> & { readonly status: string }): DomainRow {
  return { ...selected, status: known.parse(selected.status) };
}

export async function insertDomain(tx: Tx, row: DomainRow): Promise<void> {
  await tx.insertInto('dns_domains').values(row).execute();
}

export interface DomainFilter {
  readonly domainName?: string | undefined;
  readonly status?: DnsStatus | undefined;
  readonly q?: string | undefined;
}

/** The newest first, one more than the page has where a page is asked for. */
export async function listDomains(
  tx: Tx,
  orgId: string,
  { domainName, status, q }: DomainFilter,
  page: PageRequest | undefined,
): Promise<DomainRow[]> {
  let select = tx.selectFrom('dns_domains').select(columns).where('org_id', '=', orgId).where('deleted_at', 'is', null);
  if (domainName !== undefined) select = select.where('domain_name', '=', domainName);
  if (status !== undefined) select = select.where('status', '=', status);
  if (q !== undefined && q !== '') select = select.where('domain_name', 'ilike', containsPattern(q));
  return (await newestFirst(select, page).execute()).map(toRow);
}

export async function findDomain(tx: Tx, orgId: string, id: string): Promise<DomainRow | undefined> {
  const select = tx.selectFrom('dns_domains').select(columns).where('org_id', '=', orgId).where('id', '=', id);
  const row = await select.where('deleted_at', 'is', null).executeTakeFirst();
  return row === undefined ? undefined : toRow(row);
}

export async function listDomainsByIds(tx: Tx, orgId: string, ids: readonly string[]): Promise<DomainRow[]> {
  if (ids.length === 0) return [];
  const select = tx.selectFrom('dns_domains').select(columns).where('org_id', '=', orgId).where('id', 'in', ids);
  return (await select.execute()).map(toRow);
}

/** Kept from being deleted until the transaction ends. */
export async function holdDomain(tx: Tx, orgId: string, id: string): Promise<DomainRow | undefined> {
  const select = tx.selectFrom('dns_domains').select(columns).where('org_id', '=', orgId).where('id', '=', id);
  const row = await select.where('deleted_at', 'is', null).forKeyShare().executeTakeFirst();
  return row === undefined ? undefined : toRow(row);
}

/** Locked until the transaction ends, so that records of one domain are written one after the other. */
export async function claimDomain(tx: Tx, orgId: string, id: string): Promise<DomainRow | undefined> {
  const select = tx.selectFrom('dns_domains').select(columns).where('org_id', '=', orgId).where('id', '=', id);
  const row = await select.where('deleted_at', 'is', null).forUpdate().executeTakeFirst();
  return row === undefined ? undefined : toRow(row);
}

/** Locked until the transaction ends. */
export async function claimStayingDomains(tx: Tx, orgId: string): Promise<DomainRow[]> {
  const select = tx.selectFrom('dns_domains').select(columns).where('org_id', '=', orgId).where('deleted_at', 'is', null);
  return (await select.orderBy('id').forUpdate().execute()).map(toRow);
}

/** With those that are deleted and not yet cleared away. */
export async function countAllDomains(tx: Tx, orgId: string): Promise<number> {
  const select = tx.selectFrom('dns_domains').select(({ fn }) => fn.countAll<string>().as('count'));
  return Number((await select.where('org_id', '=', orgId).executeTakeFirstOrThrow()).count);
}

/** Also one that is deleted and not yet cleared away. */
export async function findAnyDomain(tx: Tx, id: string): Promise<DomainRow | undefined> {
  const row = await tx.selectFrom('dns_domains').select(columns).where('id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : toRow(row);
}

export type DomainChange = Partial<
  Pick<
    DomainRow,
    | 'domain_name'
    | 'zone_id'
    | 'credential_id'
    | 'status'
    | 'last_error'
    | 'attempts'
    | 'next_at'
    | 'checked_at'
    | 'deleted_at'
    | 'updated_at'
  >
>;

export async function updateDomain(tx: Tx, id: string, change: DomainChange): Promise<DomainRow> {
  const update = tx.updateTable('dns_domains').set(change).where('id', '=', id).returning(columns);
  return toRow(await update.executeTakeFirstOrThrow());
}

/** Undefined where somebody has changed meanwhile what it was looked at for, or it is gone. */
export async function updateIfSame(tx: Tx, seen: DomainRow, change: DomainChange): Promise<DomainRow | undefined> {
  const update = tx
    .updateTable('dns_domains')
    .set(change)
    .where('id', '=', seen.id)
    .where('updated_at', '=', seen.updated_at)
    .where(sql<boolean>`deleted_at is not distinct from ${seen.deleted_at}`)
    .returning(columns);
  const row = await update.executeTakeFirst();
  return row === undefined ? undefined : toRow(row);
}

export async function removeDomain(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('dns_domains').where('id', '=', id).execute();
}

/** Takes what is due, and puts it off by as long as a look may take. */
export async function claimDueDomains(tx: Tx, { at, until, most }: { at: Date; until: Date; most: number }): Promise<string[]> {
  const due = tx.selectFrom('dns_domains').select('id').where('next_at', '<=', at).orderBy('next_at').limit(most);
  const claimed = due.forUpdate().skipLocked();
  const rows = await tx.updateTable('dns_domains').set({ next_at: until }).where('id', 'in', claimed).returning('id').execute();
  return rows.map(({ id }) => id);
}

export interface CredentialUse {
  readonly domainName: string;
  readonly isEnding: boolean;
}

export async function listCredentialUses(tx: Tx, orgId: string, credentialId: string): Promise<CredentialUse[]> {
  const rows = await tx
    .selectFrom('dns_domains')
    .select(['domain_name', 'deleted_at'])
    .where('org_id', '=', orgId)
    .where('credential_id', '=', credentialId)
    .orderBy('domain_name')
    .execute();
  return rows.map(({ domain_name: domainName, deleted_at: deletedAt }) => ({ domainName, isEnding: deletedAt !== null }));
}
