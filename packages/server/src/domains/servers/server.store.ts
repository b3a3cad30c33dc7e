import { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import { containsPattern, newestFirst } from '../../platform/db/newest-page.ts';
import type { PageRequest } from '../../platform/db/paging.ts';
import { serverRoles, serverStatuses } from './server.rules.ts';
import type { ServerRow } from './server.view.ts';

const columns = [
  'id',
  'org_id',
  'hostname',
  'public_ip_address',
  'private_ip_address',
  'ssh_user',
  'ssh_key_id',
  'role',
  'status',
  'created_at',
  'updated_at',
] as const satisfies readonly (keyof ServerRow)[];

/** Only what rules have let in is in the table. */
const stored = z.object({ role: z.enum(serverRoles), status: z.enum(serverStatuses) });
type Selected = Omit<ServerRow, 'role' | 'status'> & { readonly role: string; readonly status: string };

function toRow(selected: Selected): ServerRow {
  return { ...selected, ...stored.parse(selected) };
}

export async function insertServers(tx: Tx, rows: readonly ServerRow[]): Promise<void> {
  await tx
    .insertInto('servers')
    .values([...rows])
    .execute();
}

export interface ServerFilter {
  readonly page: PageRequest | undefined;
  readonly status: string | undefined;
  readonly role: string | undefined;
  readonly hostname: string | undefined;
  /** In the host name. */
  readonly text: string | undefined;
  readonly ids: readonly string[] | undefined;
}

export async function listServers(tx: Tx, orgId: string, filter: ServerFilter): Promise<ServerRow[]> {
  const { status, role, hostname, text, ids } = filter;
  if (ids?.length === 0) return [];
  let select = tx.selectFrom('servers').select(columns).where('org_id', '=', orgId);
  if (status !== undefined) select = select.where('status', '=', status);
  if (role !== undefined) select = select.where('role', '=', role);
  if (hostname !== undefined) select = select.where('hostname', '=', hostname);
  if (text !== undefined) select = select.where('hostname', 'ilike', containsPattern(text));
  if (ids !== undefined) select = select.where('id', 'in', ids);
  return (await newestFirst(select, filter.page).execute()).map(toRow);
}

/** Of one key, or of all keys of the organization. */
export async function listServersByKey(
  tx: Tx,
  orgId: string,
  keyId: string | undefined,
): Promise<Pick<ServerRow, 'hostname' | 'private_ip_address' | 'ssh_key_id'>[]> {
  const all = tx.selectFrom('servers').select(['hostname', 'private_ip_address', 'ssh_key_id']).where('org_id', '=', orgId);
  const select = keyId === undefined ? all : all.where('ssh_key_id', '=', keyId);
  return await select.orderBy('hostname').orderBy('id').execute();
}

export async function findServer(tx: Tx, orgId: string, id: string): Promise<ServerRow | undefined> {
  const select = tx.selectFrom('servers').select(columns).where('org_id', '=', orgId).where('id', '=', id);
  const row = await select.executeTakeFirst();
  return row === undefined ? undefined : toRow(row);
}

/** Locked until the transaction ends. */
export async function claimServer(tx: Tx, orgId: string, id: string): Promise<ServerRow | undefined> {
  const select = tx.selectFrom('servers').select(columns).where('org_id', '=', orgId).where('id', '=', id);
  const row = await select.forUpdate().executeTakeFirst();
  return row === undefined ? undefined : toRow(row);
}

/** Those that there are, kept from being renamed and deleted until the transaction ends; in an order that all who hold some have. */
export async function holdServers(tx: Tx, orgId: string, ids: readonly string[]): Promise<ServerRow[]> {
  const select = tx.selectFrom('servers').select(columns).where('org_id', '=', orgId).where('id', 'in', ids);
  return (await select.orderBy('id').forKeyShare().execute()).map(toRow);
}

export type ServerChange = Partial<Omit<ServerRow, 'id' | 'org_id' | 'created_at'>> & Pick<ServerRow, 'updated_at'>;

export async function updateServer(tx: Tx, id: string, change: ServerChange): Promise<ServerRow> {
  const update = tx.updateTable('servers').set(change).where('id', '=', id).returning(columns);
  return toRow(await update.executeTakeFirstOrThrow());
}

export async function forgetHostKey(tx: Tx, id: string, at: Date): Promise<ServerRow> {
  const nothing = { ssh_host_key: null, ssh_host_key_algo: null, updated_at: at };
  const update = tx.updateTable('servers').set(nothing).where('id', '=', id).returning(columns);
  return toRow(await update.executeTakeFirstOrThrow());
}

export async function removeServer(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('servers').where('id', '=', id).execute();
}
