/**
 * The one way in which secrets change: the record, its history, the audit entry and the job that publishes it, in one transaction.
 *
 * The value is sealed within that transaction and goes nowhere else: the job knows a path, the audit trail a key and a number.
 * Whether a new value is the old one is never asked, for the answer would tell a value to whoever may write and not read.
 */
import type { Clock } from '@moorage/core/clock';
import { AppError } from '@moorage/core/errors';
import type { Ids } from '@moorage/core/ids';
import type { Secret } from '@moorage/core/secret';
import { labelOf } from '../../platform/authz/actor.ts';
import type { SealedPlace } from '../../platform/crypto/envelope.ts';
import type { Tx } from '../../platform/db/database.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import type { JobQueue } from '../../platform/jobs/jobs.ts';
import type { Audit } from '../audit/index.ts';
import type { Vault } from '../vault/index.ts';
import { secretPublish } from './secret-job.contract.ts';
import type { SecretTarget } from './secret.ports.ts';
import { maxSecrets, pathOf, type SecretPlace } from './secret.rules.ts';
import { touchPath } from './secret-path.store.ts';
import { findVersion, insertSecret, insertVersion, listSecrets, removeSecrets, updateSecret } from './secret.store.ts';
import type { SecretRow } from './secret.view.ts';

export interface WriteDeps {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly audit: Audit;
  readonly jobs: Pick<JobQueue, 'enqueue' | 'progress'>;
  readonly vault: Vault;
}

/** What binds a sealed value to its row. */
export function placeOfVersion(orgId: string, id: string): SealedPlace {
  return { orgId, table: 'secret_versions', row: id, column: 'sealed_value' };
}

export interface NewSecret {
  readonly key: string;
  readonly value: Secret;
  readonly description: string;
}

/** The record of a path has changed: the store and whoever receives it follow. */
export async function announceChange(
  deps: { readonly jobs: Pick<JobQueue, 'enqueue'> },
  tx: Tx,
  orgId: string,
  path: string,
): Promise<void> {
  await deps.jobs.enqueue(tx, secretPublish, { orgId, path });
}

async function addVersion(
  deps: WriteDeps,
  tx: Tx,
  ctx: RequestCtx,
  version: { readonly row: SecretRow; readonly value: Secret; readonly restoredFrom?: number },
): Promise<void> {
  const { row, value, restoredFrom = null } = version;
  const id = deps.ids.uuid();
  const { orgId } = row;
  await insertVersion(tx, {
    id,
    orgId,
    secretId: row.id,
    version: row.version,
    sealed: await deps.vault.seal(tx, placeOfVersion(orgId, id), value),
    restoredFrom,
    actorKind: ctx.actor.kind,
    actorLabel: labelOf(ctx.actor) ?? null,
    createdAt: row.updatedAt,
  });
}

async function append(
  deps: WriteDeps,
  tx: Tx,
  ctx: RequestCtx,
  note: { readonly event: string; readonly row: SecretRow; readonly target?: SecretTarget | undefined; readonly data?: object },
): Promise<void> {
  const { event, row, target, data } = note;
  const { id, orgId, key, scope, template, service, version } = row;
  const place = { scope, deployment: target?.name ?? null, template, service };
  await deps.audit.append(tx, ctx, {
    orgId,
    event,
    target: { type: 'secret', id, name: key },
    data: { ...place, version, ...data },
  });
}

export interface Spot {
  readonly place: SecretPlace;
  readonly target?: SecretTarget | undefined;
}

/** After `touchPath`, which makes writers of one place wait for each other. */
async function insertOne(deps: WriteDeps, tx: Tx, ctx: RequestCtx, spot: Spot & { secret: NewSecret }): Promise<SecretRow> {
  const { place, secret } = spot;
  const at = deps.clock.now();
  const row: SecretRow = {
    ...place,
    id: deps.ids.uuid(),
    path: pathOf(place),
    key: secret.key,
    description: secret.description,
    version: 1,
    createdAt: at,
    updatedAt: at,
    updatedBy: labelOf(ctx.actor) ?? null,
  };
  await insertSecret(tx, row);
  await addVersion(deps, tx, ctx, { row, value: secret.value });
  return row;
}

async function replaceOne(
  deps: WriteDeps,
  tx: Tx,
  ctx: RequestCtx,
  change: { readonly row: SecretRow; readonly value: Secret; readonly restoredFrom?: number },
): Promise<SecretRow> {
  const { row: present, ...rest } = change;
  const by = labelOf(ctx.actor) ?? null;
  const version = present.version + 1;
  const row = await updateSecret(tx, present.id, { description: present.description, version, at: deps.clock.now(), by });
  await addVersion(deps, tx, ctx, { row, ...rest });
  return row;
}

function requireRoom(present: number, more: number): void {
  if (present + more <= maxSecrets) return;
  throw new AppError('limit_exceeded', `One place has at most ${maxSecrets} secrets.`, {
    details: { limit: maxSecrets, nextStep: 'Delete some that are not needed, or keep some for single services.' },
  });
}

export async function createSecret(
  deps: WriteDeps,
  tx: Tx,
  ctx: RequestCtx,
  spot: Spot & { secret: NewSecret },
): Promise<SecretRow> {
  const { orgId } = spot.place;
  const path = pathOf(spot.place);
  await touchPath(tx, orgId, path);
  requireRoom((await listSecrets(tx, orgId, [path])).length, 1);
  const row = await insertOne(deps, tx, ctx, spot);
  await append(deps, tx, ctx, { event: 'secret.created', row, target: spot.target });
  await announceChange(deps, tx, orgId, path);
  return row;
}

export interface Replacement {
  readonly row: SecretRow;
  readonly target?: SecretTarget | undefined;
  readonly value?: Secret | undefined;
  readonly description?: string | undefined;
}

/** Of a locked row. */
export async function replaceSecret(deps: WriteDeps, tx: Tx, ctx: RequestCtx, change: Replacement): Promise<SecretRow> {
  const { row: present, target, value, description = present.description } = change;
  const described = { ...present, description };
  if (value === undefined) {
    const { version, updatedBy: by } = present;
    const row = await updateSecret(tx, present.id, { description, version, at: present.updatedAt, by });
    await append(deps, tx, ctx, { event: 'secret.updated', row, target, data: { changed: ['description'] } });
    return row;
  }
  await touchPath(tx, present.orgId, present.path);
  const row = await replaceOne(deps, tx, ctx, { row: described, value });
  const changed = ['value', ...(description === present.description ? [] : ['description'])];
  await append(deps, tx, ctx, { event: 'secret.updated', row, target, data: { changed } });
  await announceChange(deps, tx, row.orgId, row.path);
  return row;
}

/** Undefined where the version is not kept any more; of a locked row. */
export async function restoreSecret(
  deps: WriteDeps,
  tx: Tx,
  ctx: RequestCtx,
  change: { readonly row: SecretRow; readonly target?: SecretTarget | undefined; readonly version: number },
): Promise<SecretRow | undefined> {
  const { row: present, version } = change;
  const found = await findVersion(tx, present.id, version);
  if (found === undefined) return undefined;
  await touchPath(tx, present.orgId, present.path);
  const value = await deps.vault.openSecret(placeOfVersion(present.orgId, found.id), found.sealed);
  const row = await replaceOne(deps, tx, ctx, { row: present, value, restoredFrom: version });
  await append(deps, tx, ctx, { event: 'secret.restored', row, target: change.target, data: { from: version } });
  await announceChange(deps, tx, row.orgId, row.path);
  return row;
}

export async function deleteSecret(deps: WriteDeps, tx: Tx, ctx: RequestCtx, spot: Replacement): Promise<void> {
  const { row, target } = spot;
  await touchPath(tx, row.orgId, row.path);
  await removeSecrets(tx, [row.id]);
  await append(deps, tx, ctx, { event: 'secret.deleted', row, target });
  await announceChange(deps, tx, row.orgId, row.path);
}

export interface Written {
  readonly created: readonly SecretRow[];
  readonly replaced: readonly SecretRow[];
}

/** Many of one place, after `touchPath`; the caller writes the audit entry and announces it. */
export async function writeAll(
  deps: WriteDeps,
  tx: Tx,
  ctx: RequestCtx,
  { place, secrets }: { readonly place: SecretPlace; readonly secrets: readonly NewSecret[] },
): Promise<Written> {
  const present = new Map((await listSecrets(tx, place.orgId, [pathOf(place)])).map((row) => [row.key, row]));
  const fresh = secrets.filter((secret) => !present.has(secret.key));
  requireRoom(present.size, fresh.length);
  const [created, replaced]: [SecretRow[], SecretRow[]] = [[], []];
  for (const secret of secrets) {
    const row = present.get(secret.key);
    if (row === undefined) created.push(await insertOne(deps, tx, ctx, { place, secret }));
    else replaced.push(await replaceOne(deps, tx, ctx, { row, value: secret.value }));
  }
  return { created, replaced };
}
