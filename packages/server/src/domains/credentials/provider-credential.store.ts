import { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import { newestFirst } from '../../platform/db/newest-page.ts';
import type { PageRequest } from '../../platform/db/paging.ts';
import { kinds, providers, scopeKinds } from './credential-kind.rules.ts';
import type { CredentialRow } from './provider-credential.view.ts';

/** Its place in the vault. */
export const secretPlace = { table: 'credentials', column: 'sealed_secret' } as const;

const columns = [
  'id',
  'org_id',
  'provider',
  'kind',
  'schema_version',
  'name',
  'scope_kind',
  'scope_version',
  'scope',
  'account_id',
  'region',
  'created_at',
  'updated_at',
] as const satisfies readonly (keyof CredentialRow)[];

/** Only what rules have let in is in the table. */
const stored = z.object({
  provider: z.enum(providers),
  kind: z.enum(kinds),
  scope_kind: z.enum(scopeKinds),
  scope: z.record(z.string(), z.string()),
});

type Selected = Omit<CredentialRow, keyof z.output<typeof stored>> & Readonly<Record<keyof z.output<typeof stored>, unknown>>;

function toRow(selected: Selected): CredentialRow {
  return { ...selected, ...stored.parse(selected) };
}

export async function insertCredential(tx: Tx, row: CredentialRow, sealed: Buffer): Promise<void> {
  const values = { ...row, scope: JSON.stringify(row.scope), sealed_secret: sealed };
  await tx.insertInto('credentials').values(values).execute();
}

export interface CredentialFilter {
  readonly provider?: string | undefined;
  readonly kind?: string | undefined;
  readonly scopeKind?: string | undefined;
}

/** The last changed first, one more than the page has where a page is asked for. */
export async function listCredentials(
  tx: Tx,
  orgId: string,
  filter: CredentialFilter,
  page?: PageRequest,
): Promise<CredentialRow[]> {
  const { provider, kind, scopeKind } = filter;
  let select = tx.selectFrom('credentials').select(columns).where('org_id', '=', orgId).where('deleted_at', 'is', null);
  if (provider !== undefined) select = select.where('provider', '=', provider);
  if (kind !== undefined) select = select.where('kind', '=', kind);
  if (scopeKind !== undefined) select = select.where('scope_kind', '=', scopeKind);
  return (await newestFirst(select, page, 'updated_at').execute()).map(toRow);
}

export async function findCredential(tx: Tx, orgId: string, id: string): Promise<CredentialRow | undefined> {
  const select = tx.selectFrom('credentials').select(columns).where('org_id', '=', orgId).where('id', '=', id);
  const row = await select.where('deleted_at', 'is', null).executeTakeFirst();
  return row === undefined ? undefined : toRow(row);
}

export async function findSealedSecret(
  tx: Tx,
  orgId: string,
  id: string,
  isEndedToo = false,
): Promise<{ readonly row: CredentialRow; readonly sealed: Buffer } | undefined> {
  const select = tx
    .selectFrom('credentials')
    .select([...columns, 'sealed_secret'])
    .where('org_id', '=', orgId)
    .where('id', '=', id);
  const found = await (isEndedToo ? select : select.where('deleted_at', 'is', null)).executeTakeFirst();
  if (found === undefined) return undefined;
  const { sealed_secret: sealed, ...row } = found;
  return { row: toRow(row), sealed };
}

/** Locked until the transaction ends. */
export async function claimCredential(tx: Tx, orgId: string, id: string): Promise<CredentialRow | undefined> {
  const select = tx.selectFrom('credentials').select(columns).where('org_id', '=', orgId).where('id', '=', id);
  const row = await select.where('deleted_at', 'is', null).forUpdate().executeTakeFirst();
  return row === undefined ? undefined : toRow(row);
}

export type CredentialChange = Partial<
  Pick<CredentialRow, 'name' | 'account_id' | 'region' | 'scope_kind' | 'scope_version' | 'scope'>
> & { readonly updated_at: Date };

export async function updateCredential(tx: Tx, id: string, change: CredentialChange, sealed?: Buffer): Promise<CredentialRow> {
  const { scope, ...rest } = change;
  const values = {
    ...rest,
    ...(scope === undefined ? {} : { scope: JSON.stringify(scope) }),
    ...(sealed === undefined ? {} : { sealed_secret: sealed }),
  };
  const update = tx.updateTable('credentials').set(values).where('id', '=', id).returning(columns);
  return toRow(await update.executeTakeFirstOrThrow());
}

/** Out of sight from now on. */
export async function endCredential(tx: Tx, id: string, at: Date): Promise<void> {
  await tx.updateTable('credentials').set({ deleted_at: at }).where('id', '=', id).execute();
}

/** Locks the row whatever it says: one that is being deleted at this moment is waited for, as its deletion still sees what ends here. */
export async function isEndedCredential(tx: Tx, orgId: string, id: string): Promise<boolean> {
  const select = tx.selectFrom('credentials').select('deleted_at').where('org_id', '=', orgId).where('id', '=', id);
  const row = await select.forUpdate().executeTakeFirst();
  return row !== undefined && row.deleted_at !== null;
}

export async function removeCredential(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('credentials').where('id', '=', id).execute();
}
