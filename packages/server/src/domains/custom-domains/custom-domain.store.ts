import type { Tx } from '../../platform/db/database.ts';
import type { DomainRow } from './custom-domain.view.ts';
import { domainStates, type Verdict } from './custom-domain.rules.ts';
import { type FoundRecord, parseRecords } from './record.rules.ts';

export interface NewDomain {
  readonly id: string;
  readonly orgId: string;
  readonly deploymentId: string;
  readonly host: string;
  readonly ingress: string;
  readonly token: string;
  readonly reason: string;
  readonly message: string;
  readonly nextCheckAt: Date;
  readonly at: Date;
}

function select(tx: Tx) {
  return tx.selectFrom('custom_domains').selectAll();
}

type Stored = Awaited<ReturnType<ReturnType<typeof select>['executeTakeFirstOrThrow']>>;

function fromStored(row: Stored): DomainRow {
  return {
    id: row.id,
    orgId: row.org_id,
    deploymentId: row.deployment_id,
    host: row.host,
    ingress: row.ingress,
    token: row.token,
    state: domainStates.find((state) => state === row.state) ?? 'pending',
    reason: row.reason,
    message: row.message,
    records: parseRecords(row.records),
    missingSince: row.missing_since,
    checkedAt: row.checked_at,
    createdAt: row.created_at,
  };
}

export async function insertDomain(tx: Tx, row: NewDomain): Promise<DomainRow> {
  const stored = await tx
    .insertInto('custom_domains')
    .values({
      id: row.id,
      org_id: row.orgId,
      deployment_id: row.deploymentId,
      host: row.host,
      ingress: row.ingress,
      token: row.token,
      reason: row.reason,
      message: row.message,
      next_check_at: row.nextCheckAt,
      created_at: row.at,
      updated_at: row.at,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return fromStored(stored);
}

/** By host. */
export async function listDomains(tx: Tx, deploymentId: string): Promise<DomainRow[]> {
  const rows = await select(tx).where('deployment_id', '=', deploymentId).orderBy('host').execute();
  return rows.map(fromStored);
}

export async function countDomains(tx: Tx, deploymentId: string): Promise<number> {
  const row = await tx
    .selectFrom('custom_domains')
    .select(({ fn }) => fn.countAll().as('count'))
    .where('deployment_id', '=', deploymentId)
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

export async function findDomain(tx: Tx, id: string): Promise<DomainRow | undefined> {
  const row = await select(tx).where('id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : fromStored(row);
}

/** Locks the row. Whoever also locks its deployment does that first. */
export async function claimDomain(tx: Tx, id: string): Promise<DomainRow | undefined> {
  const row = await select(tx).where('id', '=', id).forUpdate().executeTakeFirst();
  return row === undefined ? undefined : fromStored(row);
}

/** Whether a deployment other than this one has proved the host; asks over all tenants. */
export async function isHeldElsewhere(tx: Tx, host: string, deploymentId: string): Promise<boolean> {
  const row = await tx
    .selectFrom('custom_domains')
    .select('id')
    .where('host', '=', host)
    .where('state', '=', 'verified')
    .where('deployment_id', '<>', deploymentId)
    .executeTakeFirst();
  return row !== undefined;
}

/** Hosts that the deployment may use. */
export async function listVerifiedHosts(tx: Tx, deploymentId: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('custom_domains')
    .select('host')
    .where('deployment_id', '=', deploymentId)
    .where('state', '=', 'verified')
    .execute();
  return rows.map((row) => row.host);
}

export async function updateChecked(
  tx: Tx,
  id: string,
  check: { readonly verdict: Verdict; readonly records: readonly FoundRecord[]; readonly at: Date },
): Promise<DomainRow> {
  const { verdict, records, at } = check;
  const stored = await tx
    .updateTable('custom_domains')
    .set({
      state: verdict.state,
      reason: verdict.reason,
      message: verdict.message,
      missing_since: verdict.missingSince,
      next_check_at: verdict.nextCheckAt,
      records: JSON.stringify(records),
      checked_at: at,
      updated_at: at,
    })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
  return fromStored(stored);
}

export async function removeDomain(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('custom_domains').where('id', '=', id).execute();
}

/** Those whose time has come, the longest waiting first. */
export async function listDueDomains(tx: Tx, now: Date, limit: number): Promise<string[]> {
  const rows = await tx
    .selectFrom('custom_domains')
    .select('id')
    .where('next_check_at', '<=', now)
    .orderBy('next_check_at')
    .limit(limit)
    .execute();
  return rows.map((row) => row.id);
}
