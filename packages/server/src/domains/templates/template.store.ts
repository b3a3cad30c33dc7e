import { sql } from 'kysely';
import { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import type { ParameterDefinition } from './parameter.rules.ts';
import { envVarDefinition } from './template.contract.ts';
import type { TemplateDocument } from './template-version.rules.ts';
import { rowToDocument, type TemplateRow } from './template.view.ts';

export interface NewTemplate {
  readonly id: string;
  readonly orgId: string | null;
  readonly teamId: string | null;
  readonly ownerId: string | null;
  readonly name: string;
  readonly visibility: string;
  readonly isSystem: boolean;
  readonly enabled: boolean;
  readonly displayName: string;
  readonly description: string;
  readonly category: string;
  readonly image: string;
  readonly containerPort: number | null;
  readonly cpuRequest: string;
  readonly cpuLimit: string;
  readonly memoryRequest: string;
  readonly memoryLimit: string;
  readonly healthCheckPath: string;
  readonly hasConfigMap: boolean;
  readonly definitions: readonly ParameterDefinition[];
  readonly services: readonly string[];
  readonly spec: string;
  readonly at: Date;
}

const storedDefinitions = z.array(envVarDefinition);

function columnsOf(row: NewTemplate) {
  return {
    org_id: row.orgId,
    team_id: row.teamId,
    owner_id: row.ownerId,
    name: row.name,
    visibility: row.visibility,
    is_system: row.isSystem,
    enabled: row.enabled,
    display_name: row.displayName,
    description: row.description,
    category: row.category,
    image: row.image,
    container_port: row.containerPort,
    cpu_request: row.cpuRequest,
    cpu_limit: row.cpuLimit,
    memory_request: row.memoryRequest,
    memory_limit: row.memoryLimit,
    health_check_path: row.healthCheckPath,
    has_config_map: row.hasConfigMap,
    env_vars: JSON.stringify(row.definitions),
    services: [...row.services],
    spec: row.spec,
    updated_at: row.at,
  };
}

/** What a version of it keeps. */
export function documentOf(row: NewTemplate): TemplateDocument {
  return rowToDocument({ id: row.id, ...columnsOf(row), definitions: row.definitions });
}

export async function insertTemplate(tx: Tx, row: NewTemplate): Promise<void> {
  await tx
    .insertInto('templates')
    .values({ id: row.id, created_at: row.at, ...columnsOf(row) })
    .execute();
}

/** The new version, where the old one is still the given one. */
export async function updateTemplate(tx: Tx, row: NewTemplate, expected: number): Promise<number | undefined> {
  const changed = await tx
    .updateTable('templates')
    .set({ ...columnsOf(row), version: expected + 1 })
    .where('id', '=', row.id)
    .where('version', '=', expected)
    .where('is_system', '=', false)
    .returning('version')
    .executeTakeFirst();
  return changed?.version;
}

/**
 * Makes or renews a system template; its id and time of creation stay. The index's condition must be spelled out: PostgreSQL
 * finds a partial index by a parameter only while it still plans for the very value.
 */
export async function upsertSystemTemplate(tx: Tx, row: NewTemplate): Promise<{ id: string; version: number } | undefined> {
  return await tx
    .insertInto('templates')
    .values({ id: row.id, created_at: row.at, ...columnsOf(row) })
    .onConflict((conflict) =>
      conflict
        .column('name')
        .where('visibility', '=', sql.lit('public'))
        .doUpdateSet({ ...columnsOf(row), version: sql<number>`templates.version + 1` })
        .where('templates.is_system', '=', true),
    )
    .returning(['id', 'version'])
    .executeTakeFirst();
}

function select(tx: Tx) {
  return tx
    .selectFrom('templates')
    .leftJoin('orgs', 'orgs.id', 'templates.org_id')
    .leftJoin('teams', 'teams.id', 'templates.team_id')
    .selectAll('templates')
    .select(['orgs.name as org_name', 'teams.name as team_name']);
}

type Stored = Awaited<ReturnType<ReturnType<typeof select>['executeTakeFirstOrThrow']>>;

function fromStored(row: Stored): TemplateRow {
  return { ...row, definitions: storedDefinitions.parse(row.env_vars) };
}

/** All that the transaction's organizations have, and what is public. System templates first. */
export async function listTemplates(tx: Tx): Promise<TemplateRow[]> {
  const rows = await select(tx).orderBy('templates.is_system', 'desc').orderBy('templates.name').execute();
  return rows.map(fromStored);
}

/** Those of one name: names are unique in an organization and among the public ones. */
export async function listTemplatesByName(tx: Tx, name: string): Promise<TemplateRow[]> {
  const rows = await select(tx)
    .where('templates.name', '=', name)
    .orderBy('templates.is_system', 'desc')
    .orderBy('templates.id')
    .execute();
  return rows.map(fromStored);
}

/** Locked until the transaction ends. */
export async function claimTemplate(tx: Tx, id: string): Promise<TemplateRow | undefined> {
  const row = await select(tx).where('templates.id', '=', id).forUpdate('templates').executeTakeFirst();
  return row === undefined ? undefined : fromStored(row);
}

export async function findTemplateById(tx: Tx, id: string): Promise<TemplateRow | undefined> {
  const row = await select(tx).where('templates.id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : fromStored(row);
}

export async function listTemplateIds(tx: Tx): Promise<string[]> {
  const rows = await tx.selectFrom('templates').select('id').execute();
  return rows.map((row) => row.id);
}

export async function listSystemTemplates(tx: Tx): Promise<TemplateRow[]> {
  const rows = await select(tx).where('templates.is_system', '=', true).execute();
  return rows.map(fromStored);
}

export async function removeTemplate(tx: Tx, id: string): Promise<boolean> {
  const result = await tx.deleteFrom('templates').where('id', '=', id).where('is_system', '=', false).executeTakeFirst();
  return result.numDeletedRows > 0n;
}
