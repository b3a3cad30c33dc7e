import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';

export interface ReleaseImageRow {
  readonly service: string;
  readonly reference: string;
  readonly digest: string | null;
  readonly watchKey: string | null;
}

interface ReleaseKey {
  readonly deploymentId: string;
  readonly number: number;
}

/** Within the transaction that makes the release. */
export async function insertReleaseImages(
  tx: Tx,
  release: ReleaseKey & { readonly orgId: string },
  images: readonly ReleaseImageRow[],
): Promise<void> {
  if (images.length === 0) return;
  const { orgId, deploymentId, number } = release;
  const rows = images.map(({ service, reference, digest, watchKey }) => ({
    org_id: orgId,
    deployment_id: deploymentId,
    number,
    service,
    reference,
    digest,
    watch_key: watchKey,
  }));
  await tx.insertInto('release_images').values(rows).execute();
}

export async function listReleaseImages(tx: Tx, { deploymentId, number }: ReleaseKey): Promise<ReleaseImageRow[]> {
  return await tx
    .selectFrom('release_images')
    .select(['service', 'reference', 'digest', 'watch_key as watchKey'])
    .where('deployment_id', '=', deploymentId)
    .where('number', '=', number)
    .orderBy('service')
    .execute();
}

/** What is known stays. */
export async function updateReleaseDigest(tx: Tx, image: ReleaseKey & { service: string; digest: string }): Promise<void> {
  await tx
    .updateTable('release_images')
    .set({ digest: image.digest })
    .where('deployment_id', '=', image.deploymentId)
    .where('number', '=', image.number)
    .where('service', '=', image.service)
    .where('digest', 'is', null)
    .execute();
}

/** Digests that failed or were taken back, by service. */
export async function listTakenBack(tx: Tx, deploymentId: string): Promise<{ service: string; digest: string }[]> {
  const rows = await tx
    .selectFrom('release_images')
    .innerJoin('release_states', (join) =>
      join
        .onRef('release_states.deployment_id', '=', 'release_images.deployment_id')
        .onRef('release_states.number', '=', 'release_images.number'),
    )
    .select(['release_images.service', 'release_images.digest'])
    .distinct()
    .where('release_images.deployment_id', '=', deploymentId)
    .where('release_states.state', 'in', ['failed', 'rolled-back'])
    .execute();
  return rows.flatMap(({ service, digest }) => (digest === null ? [] : [{ service, digest }]));
}

export interface WatchedImageRow extends ReleaseImageRow {
  readonly watchKey: string;
  readonly orgId: string;
  readonly teamId: string;
  readonly ownerId: string;
  readonly deploymentId: string;
  readonly deployment: string;
  readonly paused: boolean;
  /** Digests of this service that failed or were taken back. */
  readonly takenBack: readonly string[];
}

export interface WatchedImageQuery {
  readonly teamId?: string | undefined;
  readonly deploymentId?: string | undefined;
  readonly watchKey?: string | undefined;
  /** Without those that are known to run this. */
  readonly digestNot?: string | undefined;
}

function watched(tx: Tx) {
  return tx
    .selectFrom('deployments')
    .innerJoin('release_images', (join) =>
      join
        .onRef('release_images.deployment_id', '=', 'deployments.id')
        .onRef('release_images.number', '=', 'deployments.release'),
    )
    .where('deployments.deleting_since', 'is', null);
}

const takenBackOf = sql<string[]>`coalesce((
  select array_agg(distinct old.digest) from release_images old
    join release_states on release_states.deployment_id = old.deployment_id and release_states.number = old.number
   where old.deployment_id = deployments.id and old.service = release_images.service and old.digest is not null
     and release_states.state in ('failed', 'rolled-back')), '{}')`;

/** Services that take new images by themselves, by name. */
export async function listWatchedImages(tx: Tx, query: WatchedImageQuery): Promise<WatchedImageRow[]> {
  let rows = watched(tx)
    .select([
      'deployments.org_id as orgId',
      'deployments.team_id as teamId',
      'deployments.owner_id as ownerId',
      'deployments.id as deploymentId',
      'deployments.name as deployment',
      'deployments.paused',
      'release_images.service',
      'release_images.reference',
      'release_images.digest',
      'release_images.watch_key as watchKey',
      takenBackOf.as('takenBack'),
    ])
    .where('release_images.watch_key', 'is not', null);
  if (query.teamId !== undefined) rows = rows.where('deployments.team_id', '=', query.teamId);
  if (query.deploymentId !== undefined) rows = rows.where('deployments.id', '=', query.deploymentId);
  if (query.watchKey !== undefined) rows = rows.where('release_images.watch_key', '=', query.watchKey);
  if (query.digestNot !== undefined) rows = rows.where('release_images.digest', 'is distinct from', query.digestNot);
  const found = await rows.orderBy('deployments.name').orderBy('release_images.service').execute();
  return found.flatMap((row) => (row.watchKey === null ? [] : [{ ...row, watchKey: row.watchKey }]));
}

/** One of the images that wait for each answer; paused deployments wait for none. */
export async function listWatchKeys(tx: Tx): Promise<{ key: string; reference: string; orgs: string[] }[]> {
  const rows = await watched(tx)
    .select(({ fn }) => [
      'release_images.watch_key as key',
      fn.min('release_images.reference').as('reference'),
      sql<string[]>`array_agg(distinct deployments.org_id)`.as('orgs'),
    ])
    .where('release_images.watch_key', 'is not', null)
    .where('deployments.paused', '=', false)
    .groupBy('release_images.watch_key')
    .execute();
  return rows.flatMap(({ key, reference, orgs }) => (key === null ? [] : [{ key, reference, orgs }]));
}
