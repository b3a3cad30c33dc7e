import { sql } from 'kysely';
import { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import { containsPattern, newestFirst } from '../../platform/db/newest-page.ts';
import type { PageRequest } from '../../platform/db/paging.ts';
import { type MetadataKind, metadataKinds, taintEffects } from './node-metadata.contract.ts';
import type { MetadataRow } from './node-metadata.view.ts';

const columns = [
  'id',
  'org_id',
  'kind',
  'key',
  'value',
  'effect',
  'created_at',
  'updated_at',
] as const satisfies readonly (keyof MetadataRow)[];

/** Only what rules have let in is in the table. */
const stored = z.object({ kind: z.enum(metadataKinds), effect: z.enum([...taintEffects, '']) });
type Selected = Omit<MetadataRow, 'kind' | 'effect'> & { readonly kind: string; readonly effect: string };

function toRow(selected: Selected): MetadataRow {
  return { ...selected, ...stored.parse(selected) };
}

/** One row by its id, of one kind. */
interface Place {
  readonly orgId: string;
  readonly kind: MetadataKind;
  readonly id: string;
}

function selectOne(tx: Tx, { orgId, kind, id }: Place) {
  const all = tx.selectFrom('node_metadata').select(columns).where('org_id', '=', orgId);
  return all.where('kind', '=', kind).where('id', '=', id);
}

export async function insertMetadata(tx: Tx, rows: readonly MetadataRow[]): Promise<void> {
  await tx
    .insertInto('node_metadata')
    .values([...rows])
    .execute();
}

/** Which of these rows are there already, by their place in the list; by digests, as the index has them. */
export async function listTakenPlaces(
  tx: Tx,
  { orgId, kind }: Omit<Place, 'id'>,
  rows: readonly Pick<MetadataRow, 'key' | 'value' | 'effect'>[],
): Promise<number[]> {
  const [keys, effects, values] = (['key', 'effect', 'value'] as const).map((column) => rows.map((row) => row[column]));
  const { rows: taken } = await sql<{ place: number }>`
    select wanted.place::int as place
    from unnest(${keys}::text[], ${effects}::text[], ${values}::text[]) with ordinality as wanted (key, effect, value, place)
    join node_metadata as present
      on present.org_id = ${orgId} and present.kind = ${kind} and present.key = wanted.key
      and present.effect = wanted.effect and md5(present.value) = md5(wanted.value)
  `.execute(tx);
  return taken.map(({ place }) => place - 1);
}

export interface MetadataFilter {
  readonly page: PageRequest | undefined;
  readonly kind: MetadataKind;
  readonly key: string | undefined;
  readonly value: string | undefined;
  /** In the key. */
  readonly text: string | undefined;
}

export async function listMetadata(tx: Tx, orgId: string, filter: MetadataFilter): Promise<MetadataRow[]> {
  const { kind, key, value, text } = filter;
  let select = tx.selectFrom('node_metadata').select(columns).where('org_id', '=', orgId).where('kind', '=', kind);
  if (key !== undefined) select = select.where('key', '=', key);
  if (value !== undefined) select = select.where('value', '=', value);
  if (text !== undefined) select = select.where('key', 'ilike', containsPattern(text));
  return (await newestFirst(select, filter.page).execute()).map(toRow);
}

/** Those that there are, kept from being changed and deleted until the transaction ends; in an order that all who hold some have. */
export async function holdMetadata(
  tx: Tx,
  { orgId, kind, ids }: Omit<Place, 'id'> & { readonly ids: readonly string[] },
): Promise<MetadataRow[]> {
  const all = tx.selectFrom('node_metadata').select(columns).where('org_id', '=', orgId).where('kind', '=', kind);
  return (await all.where('id', 'in', ids).orderBy('id').forKeyShare().execute()).map(toRow);
}

/** Of every kind, the newest first. */
export async function findMetadataOf(tx: Tx, orgId: string, ids: readonly string[]): Promise<MetadataRow[]> {
  if (ids.length === 0) return [];
  const select = tx.selectFrom('node_metadata').select(columns).where('org_id', '=', orgId).where('id', 'in', ids);
  return (await newestFirst(select).execute()).map(toRow);
}

export async function findMetadata(tx: Tx, place: Place): Promise<MetadataRow | undefined> {
  const row = await selectOne(tx, place).executeTakeFirst();
  return row === undefined ? undefined : toRow(row);
}

/** Locked until the transaction ends. */
export async function claimMetadata(tx: Tx, place: Place): Promise<MetadataRow | undefined> {
  const row = await selectOne(tx, place).forUpdate().executeTakeFirst();
  return row === undefined ? undefined : toRow(row);
}

export type MetadataChange = Partial<Pick<MetadataRow, 'key' | 'value' | 'effect'>> & Pick<MetadataRow, 'updated_at'>;

export async function updateMetadata(tx: Tx, id: string, change: MetadataChange): Promise<MetadataRow> {
  const update = tx.updateTable('node_metadata').set(change).where('id', '=', id).returning(columns);
  return toRow(await update.executeTakeFirstOrThrow());
}

export async function removeMetadata(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('node_metadata').where('id', '=', id).execute();
}
