/** The half of a deployment's row that follows the cluster. All of it runs in system transactions. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { type EvidenceValue, type Observed, parseObserved, parseStatus, type Status } from './observed.rules.ts';

/** What deciding about a status needs of the row. */
export interface StatusRow {
  readonly id: string;
  readonly orgId: string;
  readonly teamId: string;
  readonly name: string;
  readonly namespace: string;
  readonly generation: number;
  readonly appliedGeneration: number;
  readonly observedGeneration: number;
  readonly isDeleting: boolean;
  readonly status: Status;
  readonly observed: Observed;
  readonly lastError: string | null;
  readonly release: number;
  readonly isReleaseOpen: boolean;
}

const columns = [
  'deployments.id',
  'deployments.org_id',
  'deployments.team_id',
  'deployments.name',
  'deployments.namespace',
  'deployments.generation',
  'deployments.applied_generation',
  'deployments.observed_generation',
  'deployments.deleting_since',
  'deployments.status',
  'deployments.observed',
  'deployments.last_error',
  'deployments.release',
  'release_states.state',
] as const;

function select(tx: Tx) {
  return tx
    .selectFrom('deployments')
    .leftJoin('release_states', (join) =>
      join
        .onRef('release_states.deployment_id', '=', 'deployments.id')
        .onRef('release_states.number', '=', 'deployments.release'),
    )
    .select(columns);
}

function fromStored(row: Awaited<ReturnType<ReturnType<typeof select>['executeTakeFirstOrThrow']>>): StatusRow {
  return {
    id: row.id,
    orgId: row.org_id,
    teamId: row.team_id,
    name: row.name,
    namespace: row.namespace,
    generation: row.generation,
    appliedGeneration: row.applied_generation,
    observedGeneration: row.observed_generation,
    isDeleting: row.deleting_since !== null,
    status: parseStatus(row.status),
    observed: parseObserved(row.observed),
    lastError: row.last_error,
    release: row.release,
    isReleaseOpen: row.state === 'rolling-out' || row.state === 'failed',
  };
}

export async function findStatusRow(tx: Tx, namespace: string, name: string): Promise<StatusRow | undefined> {
  const row = await select(tx).where('deployments.name', '=', name).where('namespace', '=', namespace).executeTakeFirst();
  return row === undefined ? undefined : fromStored(row);
}

/** Where every deployment is in the cluster. */
export async function listDeploymentKeys(tx: Tx): Promise<{ namespace: string; name: string }[]> {
  return await tx.selectFrom('deployments').select(['namespace', 'name']).execute();
}

/** Later than what was applied before; says whether the deployment is still wanted. */
export async function updateApplied(tx: Tx, id: string, generation: number): Promise<'wanted' | 'unwanted'> {
  const row = await tx
    .updateTable('deployments')
    .set({ applied_generation: sql`greatest(applied_generation, ${generation}::integer)`, rollout_block: null })
    .where('id', '=', id)
    .where('deleting_since', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return row === undefined ? 'unwanted' : 'wanted';
}

/** What is wanted cannot be brought to the cluster; true when that is news. */
export async function updateBlock(tx: Tx, id: string, evidence: EvidenceValue): Promise<boolean> {
  const block = JSON.stringify(evidence);
  const result = await tx
    .updateTable('deployments')
    .set({ rollout_block: block })
    .where('id', '=', id)
    .where(sql<boolean>`rollout_block is distinct from ${block}::jsonb`)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

export interface StatusChange {
  readonly status: Status;
  readonly observed: Observed;
  readonly lastError: string | null;
  /** The generation that the status speaks of. */
  readonly observedGeneration: number;
}

/** True when something was different; several workers may see the same news. */
export async function updateStatus(tx: Tx, id: string, change: StatusChange, at: Date): Promise<boolean> {
  const observed = JSON.stringify(change.observed);
  const result = await tx
    .updateTable('deployments')
    .set({
      status: change.status,
      observed,
      last_error: change.lastError,
      observed_generation: change.observedGeneration,
      status_changed_at: sql`case when status = ${change.status} then status_changed_at else ${at}::timestamptz end`,
      updated_at: at,
    })
    .where('id', '=', id)
    .where('observed_generation', '<=', change.observedGeneration)
    .where(
      sql<boolean>`(status, observed, last_error, observed_generation)
        is distinct from (${change.status}::text, ${observed}::jsonb, ${change.lastError}::text, ${change.observedGeneration}::integer)`,
    )
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}
