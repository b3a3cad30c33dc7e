/**
 * Brings the record to the store: one document for each path, made from the present version of every secret there.
 *
 * Nothing is ever lost between the two, for the record is written first and the document can be made from it at any time. Two that
 * publish at once cannot leave the older record behind: the store takes a document only in place of the version that was read
 * before the record was, and whoever loses reads both again. A crash after the store took it looks like such a loss. A store that
 * lost a document, or one that is new, gets it the same way, and so does one in which somebody else has written.
 */
import { AppError } from '@moorage/core/errors';
import type { Secret } from '@moorage/core/secret';
import type { Db, Tx } from '../../platform/db/database.ts';
import type { JobCtx, JobResult } from '../../platform/jobs/job.ts';
import { jobDone } from '../../platform/jobs/job.ts';
import type { DocumentKey, SecretStores, StoreName } from '../secret-stores/index.ts';
import type { Vault } from '../vault/index.ts';
import { claimLeftover, removeLeftover } from './secret-leftover.store.ts';
import { listPaths, type PathRow, removePath, updatePublished } from './secret-path.store.ts';
import { placeOfVersion } from './secret-write.service.ts';
import type { SecretTargets, TargetFilter } from './secret.ports.ts';
import { placeOfPath, type SecretPlace } from './secret.rules.ts';
import { listPresent } from './secret.store.ts';

export interface PublishDeps {
  readonly db: Db;
  readonly vault: Pick<Vault, 'openSecret'>;
  readonly stores: SecretStores;
  readonly targets: Pick<SecretTargets, 'list' | 'rollOut'>;
}

export type Values = Readonly<Record<string, Secret>>;

export interface Published {
  readonly values: Values;
  readonly store: StoreName;
}

/** As often as two can get into each other's way without something being wrong. */
export const maxRounds = 8;

export interface PathRecord {
  readonly state: PathRow;
  readonly present: Awaited<ReturnType<typeof listPresent>>;
}

export async function findRecord(tx: Tx, { orgId, path }: DocumentKey): Promise<PathRecord | undefined> {
  const [state] = await listPaths(tx, orgId, [path]);
  return state === undefined ? undefined : { state, present: await listPresent(tx, orgId, path) };
}

/** Of a path of this name that was there before, the store may still have to forget the document. */
async function takeUp(tx: Tx, state: PathRow): Promise<void> {
  const left = await claimLeftover(tx, state);
  if (left === undefined) return;
  if (left.isRemoving) throw busy(state.path);
  await removeLeftover(tx, state);
}

export function busy(path: string): AppError {
  return new AppError('unavailable', 'An earlier document of this name is being removed from the store.', { internal: path });
}

export async function openValues(deps: Pick<PublishDeps, 'vault'>, orgId: string, { present }: PathRecord): Promise<Values> {
  const values: Record<string, Secret> = {};
  for (const { key: name, id, sealed } of present) {
    values[name] = await deps.vault.openSecret(placeOfVersion(orgId, id), sealed);
  }
  return values;
}

async function publishNothing(deps: PublishDeps, state: PathRow): Promise<Published> {
  await deps.stores.of(state.store).remove(state);
  await deps.db.tenant([state.orgId], async (tx) => {
    // The row leaves a note for the store, which has been told.
    if (await removePath(tx, state)) await removeLeftover(tx, state);
  });
  return { values: {}, store: state.store };
}

async function publishOnce(deps: PublishDeps, key: DocumentKey): Promise<Published | 'nothing' | 'again'> {
  const record = await deps.db.tenant([key.orgId], async (tx) => {
    const found = await findRecord(tx, key);
    if (found !== undefined) await takeUp(tx, found.state);
    return found;
  });
  if (record === undefined) return 'nothing';
  const { state, present } = record;
  if (present.length === 0) return await publishNothing(deps, state);
  const values = await openValues(deps, key.orgId, record);
  const result = await deps.stores.of(state.store).put(key, values, state.storeVersion ?? 0);
  const isStored = result.kind === 'stored';
  const published = { storeVersion: result.version, ...(isStored ? { revision: state.revision } : {}) };
  await deps.db.tenant([key.orgId], (tx) => updatePublished(tx, state, published));
  return isStored ? { values, store: state.store } : 'again';
}

/** What the store has afterwards; undefined where there is no such path. */
async function publish(deps: PublishDeps, key: DocumentKey): Promise<Published | undefined> {
  for (let round = 0; round < maxRounds; round += 1) {
    const result = await publishOnce(deps, key);
    if (result === 'nothing') return undefined;
    if (result !== 'again') return result;
  }
  throw new AppError('unavailable', 'Somebody else writes this document all the time.', { internal: key.path });
}

/** Documents of these paths as the record has them; paths that nothing was ever kept in are left out. */
export async function readDocuments(
  deps: PublishDeps,
  orgId: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, Published>> {
  const states = await deps.db.tenant([orgId], (tx) => listPaths(tx, orgId, paths));
  const documents = new Map<string, Published>();
  for (const { path, store, storeVersion, published, revision } of states) {
    const key = { orgId, path };
    const found = published < revision ? undefined : await deps.stores.of(store).get(key);
    const isOurs = found?.version === storeVersion;
    const document = found !== undefined && isOurs ? { values: found.values, store } : await publish(deps, key);
    if (document !== undefined) documents.set(path, document);
  }
  return documents;
}

function filterOf({ orgId, userId, template, deploymentId }: SecretPlace): TargetFilter {
  return { orgId, ownerId: userId, template, id: deploymentId };
}

/** Queues that everybody who receives these documents is brought to the cluster again; gives how many those are. */
export async function rollOutReceivers(deps: PublishDeps, tx: Tx, paths: readonly string[]): Promise<number> {
  const ids = new Set<string>();
  for (const path of paths) {
    const place = placeOfPath(path);
    const targets = place === undefined ? [] : await deps.targets.list(tx, filterOf(place));
    for (const { id } of targets) ids.add(id);
  }
  await deps.targets.rollOut(tx, [...ids]);
  return ids.size;
}

/** The work of the job: publishes, and has everybody rolled out whom it concerns. */
export async function publishAndRollOut(deps: PublishDeps, ctx: JobCtx, key: DocumentKey): Promise<JobResult> {
  await readDocuments(deps, key.orgId, [key.path]);
  const deployments = await deps.db.tenant([key.orgId], (tx) => rollOutReceivers(deps, tx, [key.path]));
  ctx.log.info('secrets published', { path: key.path, deployments });
  return jobDone();
}
