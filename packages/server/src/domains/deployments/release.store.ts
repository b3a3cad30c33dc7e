import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { type EvidenceValue, parseEvidence } from './observed.rules.ts';
import { type ReleaseKind, releaseKinds, type ReleaseState, releaseStates } from './release.rules.ts';
import { parseReleaseSecrets, type ReleaseSecrets } from './release-secrets.rules.ts';
import type { ReleaseRow } from './release.view.ts';
import { parseTexts, parseWish, storedBlueprint, wishToStored } from './stored-wish.rules.ts';
import type { Wish } from './wish.rules.ts';

export interface NewRelease {
  readonly id: string;
  readonly orgId: string;
  readonly deploymentId: string;
  readonly number: number;
  readonly generation: number;
  readonly kind: ReleaseKind;
  readonly wish: Wish;
  readonly hostLabels: readonly string[];
  readonly fromNumber: number | null;
  readonly actor: {
    readonly kind: 'user' | 'system';
    readonly id: string | null;
    readonly email: string | null;
    readonly name: string | null;
  };
  readonly reason: string | null;
  readonly secrets: ReleaseSecrets;
  readonly deadlineAt: Date | null;
  readonly at: Date;
}

const digestsOf = sql`coalesce((
  select jsonb_object_agg(service, digest) from release_images
   where release_images.deployment_id = releases.deployment_id and release_images.number = releases.number
     and digest is not null), '{}')`;

function select(tx: Tx) {
  return tx
    .selectFrom('releases')
    .innerJoin('release_states', (join) =>
      join
        .onRef('release_states.deployment_id', '=', 'releases.deployment_id')
        .onRef('release_states.number', '=', 'releases.number'),
    )
    .selectAll('releases')
    .select(['release_states.state', 'release_states.message', 'release_states.evidence', 'release_states.live_at'])
    .select(digestsOf.as('digests'));
}

type Stored = Awaited<ReturnType<ReturnType<typeof select>['executeTakeFirstOrThrow']>>;

function fromStored(row: Stored): ReleaseRow {
  return {
    id: row.id,
    orgId: row.org_id,
    deploymentId: row.deployment_id,
    number: row.number,
    generation: row.generation,
    kind: releaseKinds.find((kind) => kind === row.kind) ?? 'config',
    wish: parseWish(row.wish),
    hostLabels: row.host_labels,
    fromNumber: row.from_number,
    actor: { kind: row.actor_kind === 'system' ? 'system' : 'user', email: row.actor_email, name: row.actor_name },
    digests: parseTexts(row.digests),
    reason: row.reason,
    secrets: parseReleaseSecrets(row.secrets),
    deadlineAt: row.deadline_at,
    createdAt: row.created_at,
    state: releaseStates.find((state) => state === row.state) ?? 'superseded',
    message: row.message,
    evidence: parseEvidence(row.evidence),
    liveAt: row.live_at,
  };
}

/** Within the transaction of the change that it is made of; it begins as rolling out. */
export async function insertRelease(tx: Tx, row: NewRelease): Promise<void> {
  await tx
    .insertInto('releases')
    .values({
      id: row.id,
      org_id: row.orgId,
      deployment_id: row.deploymentId,
      number: row.number,
      generation: row.generation,
      kind: row.kind,
      wish: JSON.stringify(wishToStored(row.wish, storedBlueprint(row.wish))),
      host_labels: [...row.hostLabels],
      from_number: row.fromNumber,
      actor_kind: row.actor.kind,
      actor_id: row.actor.id,
      actor_email: row.actor.email,
      actor_name: row.actor.name,
      reason: row.reason,
      secrets: JSON.stringify(row.secrets),
      deadline_at: row.deadlineAt,
      created_at: row.at,
    })
    .execute();
  await tx
    .insertInto('release_states')
    .values({
      org_id: row.orgId,
      deployment_id: row.deploymentId,
      number: row.number,
      state: 'rolling-out',
      changed_at: row.at,
    })
    .execute();
}

export async function findRelease(tx: Tx, deploymentId: string, number: number): Promise<ReleaseRow | undefined> {
  const row = await select(tx)
    .where('releases.deployment_id', '=', deploymentId)
    .where('releases.number', '=', number)
    .executeTakeFirst();
  return row === undefined ? undefined : fromStored(row);
}

/** Of releases after one and up to another, which secret parameters they gave values to. */
export async function listSecretsSet(tx: Tx, deploymentId: string, after: number, upTo: number): Promise<string[]> {
  const rows = await tx
    .selectFrom('releases')
    .select('secrets')
    .where('deployment_id', '=', deploymentId)
    .where('number', '>', after)
    .where('number', '<=', upTo)
    .execute();
  return [...new Set(rows.flatMap((row) => parseReleaseSecrets(row.secrets).set))];
}

/** The last one that was ready, whatever came after it. */
export async function findLiveRelease(tx: Tx, deploymentId: string): Promise<ReleaseRow | undefined> {
  const row = await select(tx)
    .where('releases.deployment_id', '=', deploymentId)
    .where('release_states.state', '=', 'live')
    .executeTakeFirst();
  return row === undefined ? undefined : fromStored(row);
}

/** Newest first; one row more than the limit is read. */
export async function listReleases(
  tx: Tx,
  query: { readonly deploymentId: string; readonly beforeNumber: number | undefined; readonly limit: number },
): Promise<ReleaseRow[]> {
  let rows = select(tx).where('releases.deployment_id', '=', query.deploymentId);
  if (query.beforeNumber !== undefined) rows = rows.where('releases.number', '<', query.beforeNumber);
  const found = await rows
    .orderBy('releases.number', 'desc')
    .limit(query.limit + 1)
    .execute();
  return found.map(fromStored);
}

export interface StateChange {
  readonly deploymentId: string;
  /** Only where it is in one of these states now. */
  readonly when: readonly ReleaseState[];
  /** One release; without it every one of the deployment. */
  readonly number?: number;
  readonly to: Exclude<ReleaseState, 'live'>;
  readonly message?: string;
  readonly evidence?: EvidenceValue;
  readonly at: Date;
}

/** True when something changed. */
export async function updateReleaseState(tx: Tx, change: StateChange): Promise<boolean> {
  const { number, message, evidence } = change;
  let update = tx
    .updateTable('release_states')
    .set({
      state: change.to,
      changed_at: change.at,
      ...(message === undefined ? {} : { message }),
      ...(evidence === undefined ? {} : { evidence: JSON.stringify(evidence) }),
    })
    .where('deployment_id', '=', change.deploymentId)
    .where('state', 'in', change.when);
  if (number !== undefined) update = update.where('number', '=', number);
  return (await update.executeTakeFirst()).numUpdatedRows > 0n;
}

/** It is ready: the one that was live before gives its place. True when this call made it so. */
export async function updateReleaseLive(tx: Tx, deploymentId: string, number: number, at: Date): Promise<boolean> {
  const row = await tx
    .selectFrom('release_states')
    .select('state')
    .where('deployment_id', '=', deploymentId)
    .where('number', '=', number)
    .forUpdate()
    .executeTakeFirst();
  if (row?.state !== 'rolling-out' && row?.state !== 'failed') return false;
  await updateReleaseState(tx, { deploymentId, when: ['live'], to: 'superseded', at });
  await tx
    .updateTable('release_states')
    .set({ state: 'live', live_at: at, changed_at: at, message: null })
    .where('deployment_id', '=', deploymentId)
    .where('number', '=', number)
    .execute();
  return true;
}
