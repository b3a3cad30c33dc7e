import type { Tx } from '../../platform/db/database.ts';
import { templateDocument, type TemplateDocument } from './template-version.rules.ts';
import type { TemplateRow, TemplateVersionRow } from './template.view.ts';

export interface NewTemplateVersion {
  readonly templateId: string;
  readonly version: number;
  readonly orgId: string | null;
  readonly ownerId: string | null;
  readonly document: TemplateDocument;
  readonly changed: readonly string[];
  /** Undefined for the platform itself. */
  readonly actorEmail: string | null | undefined;
  readonly at: Date;
}

/** One that is there stays: several processes may bring the same system template up to date. */
export async function insertTemplateVersion(tx: Tx, row: NewTemplateVersion): Promise<void> {
  await tx
    .insertInto('template_versions')
    .values({
      template_id: row.templateId,
      version: row.version,
      org_id: row.orgId,
      team_id: row.document.teamId,
      owner_id: row.ownerId,
      visibility: row.document.visibility,
      document: JSON.stringify(row.document),
      changed: [...row.changed],
      actor_kind: row.actorEmail === undefined ? 'system' : 'user',
      actor_email: row.actorEmail ?? null,
      created_at: row.at,
    })
    .onConflict((conflict) => conflict.columns(['template_id', 'version']).doNothing())
    .execute();
}

function select(tx: Tx, templateId: string) {
  return tx.selectFrom('template_versions').selectAll().where('template_id', '=', templateId);
}

type Stored = Awaited<ReturnType<ReturnType<typeof select>['executeTakeFirstOrThrow']>>;

function fromStored(row: Stored): TemplateVersionRow {
  return { ...row, document: templateDocument.parse(row.document) };
}

/** Newest first. */
export async function listTemplateVersions(
  tx: Tx,
  templateId: string,
  { before, limit }: { readonly before: number | undefined; readonly limit: number },
): Promise<TemplateVersionRow[]> {
  const all = select(tx, templateId).orderBy('version', 'desc').limit(limit);
  const rows = await (before === undefined ? all : all.where('version', '<', before)).execute();
  return rows.map(fromStored);
}

/** The last version of a template that belonged to others than it does now; 0 where there is none. */
export async function findLastElsewhere(tx: Tx, template: TemplateRow): Promise<number> {
  const found = await tx
    .selectFrom('template_versions')
    .select((eb) => eb.fn.max('version').as('version'))
    .where('template_id', '=', template.id)
    .where((eb) => eb.or([eb('visibility', '<>', template.visibility), eb('team_id', 'is distinct from', template.team_id)]))
    .executeTakeFirst();
  return found?.version ?? 0;
}

export async function findTemplateVersion(tx: Tx, templateId: string, version: number): Promise<TemplateVersionRow | undefined> {
  const row = await select(tx, templateId).where('version', '=', version).executeTakeFirst();
  return row === undefined ? undefined : fromStored(row);
}
