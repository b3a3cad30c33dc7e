/**
 * Brings the record to the store: one document for each path, made from the present version of every secret there.
 *
 * Nothing is ever lost between the two, for the record is written first and the document can be made from it at any time. Two that
 * publish at once cannot leave the older record behind: the store takes a document only in place of the version that was read
 * before the record was, and whoever loses reads both again. A crash after the store took it looks like such a loss. A store that
 * lost a document, or one that is new, gets it the same way.
 */
import { AppError } from '@moorage/core/errors';
import type { Secret } from '@moorage/core/secret';
import type { Db, Tx } from '../../platform/db/database.ts';
import type { JobCtx, JobResult } from '../../platform/jobs/job.ts';
import { jobDone } from '../../platform/jobs/job.ts';
import type { Vault } from '../vault/index.ts';
import { placeOfVersion } from './secret-write.service.ts';
import type { DocumentKey, SecretTargets, SecretValues, TargetFilter } from './secret.ports.ts';
import { placeOfPath, type SecretPlace } from './secret.rules.ts';
import { listPaths, listPresent, type PathRow, removePath, updatePublished } from './secret.store.ts';

export interface PublishDeps {
  readonly db: Db;
  readonly vault: Pick<Vault, 'openSecret'>;
  readonly store: SecretValues;
  readonly targets: Pick<SecretTargets, 'list' | 'rollOut'>;
}

type Values = Readonly<Record<string, Secret>>;

/** As often as two can get into each other's way without something being wrong. */
const maxRounds = 8;

async function readRecord(deps: PublishDeps, { orgId, path }: DocumentKey) {
  const read = async (tx: Tx) => {
    const [state] = await listPaths(tx, orgId, [path]);
    return state === undefined ? undefined : { state, present: await listPresent(tx, orgId, path) };
  };
  return await deps.db.tenant([orgId], read);
}

async function publishNothing(deps: PublishDeps, state: PathRow): Promise<Values> {
  await deps.store.remove(state);
  await deps.db.tenant([state.orgId], (tx) => removePath(tx, state));
  return {};
}

async function publishOnce(deps: PublishDeps, key: DocumentKey): Promise<Values | undefined> {
  const record = await readRecord(deps, key);
  if (record === undefined) return {};
  const { state, present } = record;
  if (present.length === 0) return await publishNothing(deps, state);
  const values: Record<string, Secret> = {};
  for (const { key: name, id, sealed } of present) {
    values[name] = await deps.vault.openSecret(placeOfVersion(key.orgId, id), sealed);
  }
  const result = await deps.store.put(key, values, state.storeVersion ?? 0);
  const isStored = result.kind === 'stored';
  const published = { storeVersion: result.version, ...(isStored ? { revision: state.revision } : {}) };
  await deps.db.tenant([key.orgId], (tx) => updatePublished(tx, key, published));
  return isStored ? values : undefined;
}

/** What the store has afterwards. */
async function publish(deps: PublishDeps, key: DocumentKey): Promise<Values> {
  for (let round = 0; round < maxRounds; round += 1) {
    const values = await publishOnce(deps, key);
    if (values !== undefined) return values;
  }
  throw new AppError('unavailable', 'Somebody else writes this document all the time.', { internal: key.path });
}

/** Documents of these paths as the record has them; paths that hold nothing are left out. */
export async function readDocuments(
  deps: PublishDeps,
  orgId: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, Values>> {
  const states = await deps.db.tenant([orgId], (tx) => listPaths(tx, orgId, paths));
  const documents = new Map<string, Values>();
  for (const { path, published, revision } of states) {
    const key = { orgId, path };
    const found = published < revision ? undefined : await deps.store.get(key);
    documents.set(path, found?.values ?? (await publish(deps, key)));
  }
  return documents;
}

function filterOf({ orgId, userId, template, deploymentId }: SecretPlace): TargetFilter {
  return { orgId, ownerId: userId, template, id: deploymentId };
}

/** The work of the job: publishes, and has everybody rolled out whom it concerns. */
export async function publishAndRollOut(deps: PublishDeps, ctx: JobCtx, key: DocumentKey): Promise<JobResult> {
  await readDocuments(deps, key.orgId, [key.path]);
  const place = placeOfPath(key.path);
  const concerned = await deps.db.tenant([key.orgId], async (tx) => {
    const targets = place === undefined ? [] : await deps.targets.list(tx, filterOf(place));
    const ids = targets.map((target) => target.id);
    await deps.targets.rollOut(tx, ids);
    return ids;
  });
  ctx.log.info('secrets published', { path: key.path, deployments: concerned.length });
  return jobDone();
}
