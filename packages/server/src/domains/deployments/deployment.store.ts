import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import type { DeploymentRow, SummaryRow } from './deployment.view.ts';
import { parseCanary } from './canary.rules.ts';
import { parseEvidence, parseObserved, parseStatus, type Status } from './observed.rules.ts';
import { parseTexts, parseWish, storedBlueprint } from './stored-wish.rules.ts';
import type { Wish } from './wish.rules.ts';

export interface NewDeployment {
  readonly id: string;
  readonly orgId: string;
  readonly teamId: string;
  readonly ownerId: string;
  readonly name: string;
  readonly namespace: string;
  readonly templateName: string;
  readonly wish: Wish;
  readonly hostLabels: readonly string[];
  readonly at: Date;
}

const summaryColumns = [
  'id',
  'org_id',
  'team_id',
  'owner_id',
  'name',
  'display_name',
  'template_name',
  'visibility',
  'services',
  'status',
  'observed',
  'last_error',
  'deleting_since',
  'created_at',
  'updated_at',
] as const;

function selectSummary(tx: Tx) {
  return tx.selectFrom('deployments').select(summaryColumns);
}

function selectAll(tx: Tx) {
  return tx.selectFrom('deployments').selectAll();
}

type StoredSummary = Awaited<ReturnType<ReturnType<typeof selectSummary>['executeTakeFirstOrThrow']>>;
type Stored = Awaited<ReturnType<ReturnType<typeof selectAll>['executeTakeFirstOrThrow']>>;

function visibilityOf(text: string): 'public' | 'internal' {
  return text === 'internal' ? 'internal' : 'public';
}

function summaryFromStored(row: StoredSummary): SummaryRow {
  return {
    id: row.id,
    orgId: row.org_id,
    teamId: row.team_id,
    ownerId: row.owner_id,
    name: row.name,
    displayName: row.display_name,
    templateName: row.template_name,
    visibility: visibilityOf(row.visibility),
    services: row.services,
    status: parseStatus(row.status),
    observed: parseObserved(row.observed),
    lastError: row.last_error,
    deletingSince: row.deleting_since,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

function wishFromStored(row: Stored): Wish {
  return parseWish({
    blueprint: row.blueprint,
    envVars: row.env_vars,
    visibility: row.visibility,
    displayName: row.display_name,
    replicas: row.replicas,
    images: row.images,
    resources: row.resources,
    autoUpdate: row.auto_update,
    hosts: row.hosts,
    paused: row.paused,
    autoRollback: row.auto_rollback,
    readyDeadlineSeconds: row.ready_deadline_seconds,
  });
}

function fromStored(row: Stored): DeploymentRow {
  return {
    ...summaryFromStored(row),
    namespace: row.namespace,
    wish: wishFromStored(row),
    restartedAt: row.restarted_at,
    serviceRestarts: parseTexts(row.service_restarts),
    release: row.release,
    canary: parseCanary(row.canary),
    block: parseEvidence(row.rollout_block) ?? null,
    generation: row.generation,
    appliedGeneration: row.applied_generation,
    observedGeneration: row.observed_generation,
  };
}

function wishColumns(wish: Wish) {
  return {
    display_name: wish.displayName,
    visibility: wish.visibility,
    env_vars: JSON.stringify(wish.envVars),
    replicas: JSON.stringify(wish.replicas),
    images: JSON.stringify(wish.images),
    resources: JSON.stringify(wish.resources),
    auto_update: JSON.stringify(wish.autoUpdate),
    hosts: JSON.stringify(wish.hosts),
    paused: wish.paused,
    auto_rollback: wish.autoRollback,
    ready_deadline_seconds: wish.readyDeadlineSeconds,
  };
}

export async function insertDeployment(tx: Tx, row: NewDeployment): Promise<DeploymentRow> {
  const { wish } = row;
  const stored = await tx
    .insertInto('deployments')
    .values({
      id: row.id,
      org_id: row.orgId,
      team_id: row.teamId,
      owner_id: row.ownerId,
      name: row.name,
      namespace: row.namespace,
      template_name: row.templateName,
      blueprint: JSON.stringify(storedBlueprint(wish)),
      services: wish.blueprint.services.map((service) => service.name),
      release: 1,
      created_at: row.at,
      updated_at: row.at,
      ...wishColumns(wish),
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  await tx
    .insertInto('deployment_hosts')
    .values(row.hostLabels.map((label) => ({ label, org_id: row.orgId, deployment_id: row.id })))
    .execute();
  return fromStored(stored);
}

export async function findDeploymentByName(tx: Tx, name: string): Promise<DeploymentRow | undefined> {
  const row = await selectAll(tx).where('name', '=', name).executeTakeFirst();
  return row === undefined ? undefined : fromStored(row);
}

export async function findDeployment(tx: Tx, id: string): Promise<DeploymentRow | undefined> {
  const row = await selectAll(tx).where('id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : fromStored(row);
}

/** Locks the row, so that two changes of it come one after the other. */
export async function claimDeploymentByName(tx: Tx, name: string): Promise<DeploymentRow | undefined> {
  const row = await selectAll(tx).where('name', '=', name).forUpdate().executeTakeFirst();
  return row === undefined ? undefined : fromStored(row);
}

/** The same by id. */
export async function claimDeployment(tx: Tx, id: string): Promise<DeploymentRow | undefined> {
  const row = await selectAll(tx).where('id', '=', id).forUpdate().executeTakeFirst();
  return row === undefined ? undefined : fromStored(row);
}

export interface TargetQuery {
  readonly orgId?: string;
  readonly teamId?: string;
  readonly ownerId?: string | null;
  readonly template?: string | null;
  readonly id?: string | null;
}

/** Those that nobody deletes yet, by name; what is null does not matter. */
export async function listTargets(tx: Tx, query: TargetQuery): Promise<DeploymentRow[]> {
  const { orgId, teamId, ownerId, template, id } = query;
  let select = selectAll(tx).where('deleting_since', 'is', null);
  if (orgId !== undefined) select = select.where('org_id', '=', orgId);
  if (teamId !== undefined) select = select.where('team_id', '=', teamId);
  if (typeof ownerId === 'string') select = select.where('owner_id', '=', ownerId);
  if (typeof template === 'string') select = select.where('template_name', '=', template);
  if (typeof id === 'string') select = select.where('id', '=', id);
  return (await select.orderBy('name').execute()).map(fromStored);
}

/** Those on their way out do not count. */
export async function countDeployments(tx: Tx, orgId: string): Promise<number> {
  const row = await tx
    .selectFrom('deployments')
    .select(({ fn }) => fn.countAll().as('count'))
    .where('org_id', '=', orgId)
    .where('deleting_since', 'is', null)
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

export interface DeploymentQuery {
  readonly teamId: string | undefined;
  /** Listed beside the team's. */
  readonly sharedIds: readonly string[];
  readonly status?: Status | undefined;
  readonly search?: string | undefined;
  readonly beforeId?: string | undefined;
  /** One row more than this is read. */
  readonly limit: number | undefined;
}

function likeAnywhere(search: string): string {
  return `%${search.replaceAll(/[\\%_]/g, (char) => `\\${char}`)}%`;
}

/** Newest first. */
export async function listDeployments(tx: Tx, query: DeploymentQuery): Promise<SummaryRow[]> {
  const { status, search, beforeId } = query;
  let select = selectSummary(tx).where((eb) =>
    eb.or([
      ...(query.teamId === undefined ? [] : [eb('team_id', '=', query.teamId)]),
      ...(query.sharedIds.length === 0 ? [] : [eb('id', 'in', query.sharedIds)]),
    ]),
  );
  if (status === 'Deleting') select = select.where('deleting_since', 'is not', null);
  else if (status !== undefined) select = select.where('status', '=', status).where('deleting_since', 'is', null);
  if (search !== undefined && search !== '') {
    const pattern = likeAnywhere(search);
    select = select.where((eb) =>
      eb.or([eb('name', 'ilike', pattern), eb('display_name', 'ilike', pattern), eb('template_name', 'ilike', pattern)]),
    );
  }
  if (beforeId !== undefined) select = select.where('id', '<', beforeId);
  if (query.limit !== undefined) select = select.limit(query.limit + 1);
  const rows = await select.orderBy('id', 'desc').execute();
  return rows.map(summaryFromStored);
}

/** A new wish is a new generation and a new release, and ends what became of the last canary. */
export async function updateWish(tx: Tx, id: string, wish: Wish, at: Date): Promise<DeploymentRow> {
  const row = await tx
    .updateTable('deployments')
    .set({
      ...wishColumns(wish),
      canary: null,
      updated_at: at,
      generation: sql`generation + 1`,
      // Not one more than its own: canaries take numbers too.
      release: sql`(select max(number) + 1 from releases where deployment_id = deployments.id)`,
    })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
  return fromStored(row);
}

/** Of one service, or of all. */
export async function updateRestarted(tx: Tx, id: string, at: Date, service: string | undefined): Promise<DeploymentRow> {
  const mark =
    service === undefined
      ? { restarted_at: at }
      : { service_restarts: sql<string>`service_restarts || jsonb_build_object(${service}::text, ${at.toISOString()}::text)` };
  const row = await tx
    .updateTable('deployments')
    .set({ ...mark, updated_at: at, generation: sql`generation + 1` })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
  return fromStored(row);
}

export async function updateDeleting(tx: Tx, id: string, at: Date): Promise<DeploymentRow> {
  const row = await tx
    .updateTable('deployments')
    .set({ deleting_since: at, updated_at: at })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
  return fromStored(row);
}

/** True when this call removed the row. */
export async function removeDeployment(tx: Tx, id: string): Promise<boolean> {
  const result = await tx
    .deleteFrom('deployments')
    .where('id', '=', id)
    .where('deleting_since', 'is not', null)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
}
