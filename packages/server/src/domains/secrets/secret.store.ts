import type { Tx } from '../../platform/db/database.ts';
import { keptVersions, type SecretScope, secretScopes } from './secret.rules.ts';
import type { SecretRow, VersionNote, VersionRow } from './secret.view.ts';

function scopeOf(text: string): SecretScope {
  return secretScopes.find((scope) => scope === text) ?? 'deployment-service';
}

function selectAll(tx: Tx) {
  return tx.selectFrom('secrets').selectAll();
}

type Stored = Awaited<ReturnType<ReturnType<typeof selectAll>['executeTakeFirstOrThrow']>>;

function fromStored(row: Stored): SecretRow {
  return {
    id: row.id,
    orgId: row.org_id,
    scope: scopeOf(row.scope),
    userId: row.user_id,
    template: row.template,
    deploymentId: row.deployment_id,
    service: row.service,
    path: row.path,
    key: row.key,
    description: row.description,
    version: row.version,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    updatedBy: row.updated_by,
  };
}

export async function insertSecret(tx: Tx, row: SecretRow): Promise<void> {
  await tx
    .insertInto('secrets')
    .values({
      id: row.id,
      org_id: row.orgId,
      scope: row.scope,
      user_id: row.userId,
      template: row.template,
      deployment_id: row.deploymentId,
      service: row.service,
      path: row.path,
      key: row.key,
      description: row.description,
      version: row.version,
      created_at: row.createdAt,
      updated_at: row.updatedAt,
      updated_by: row.updatedBy,
    })
    .execute();
}

export async function findSecret(tx: Tx, id: string): Promise<SecretRow | undefined> {
  const row = await selectAll(tx).where('id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : fromStored(row);
}

/** Locks it, so that versions are numbered one after the other. */
export async function claimSecret(tx: Tx, id: string): Promise<SecretRow | undefined> {
  const row = await selectAll(tx).where('id', '=', id).forUpdate().executeTakeFirst();
  return row === undefined ? undefined : fromStored(row);
}

/** By path and key. */
export async function listSecrets(tx: Tx, orgId: string, paths: readonly string[]): Promise<SecretRow[]> {
  if (paths.length === 0) return [];
  const rows = await selectAll(tx)
    .where('org_id', '=', orgId)
    .where('path', 'in', [...paths])
    .orderBy('path')
    .orderBy('key')
    .execute();
  return rows.map(fromStored);
}

/** Whatever has this key, wherever it is. */
export async function listSecretsByKey(tx: Tx, orgId: string, key: string): Promise<SecretRow[]> {
  const rows = await selectAll(tx).where('org_id', '=', orgId).where('key', '=', key).execute();
  return rows.map(fromStored);
}

/** Of a user and the templates that he uses. */
export async function listSecretsOfUser(tx: Tx, orgId: string, userId: string): Promise<SecretRow[]> {
  const rows = await selectAll(tx)
    .where('org_id', '=', orgId)
    .where('user_id', '=', userId)
    .orderBy('path')
    .orderBy('key')
    .execute();
  return rows.map(fromStored);
}

/** Of deployments and their services. */
export async function listSecretsOfDeployments(tx: Tx, ids: readonly string[]): Promise<SecretRow[]> {
  if (ids.length === 0) return [];
  const rows = await selectAll(tx)
    .where('deployment_id', 'in', [...ids])
    .orderBy('path')
    .orderBy('key')
    .execute();
  return rows.map(fromStored);
}

export interface SecretChange {
  readonly description: string;
  readonly version: number;
  readonly at: Date;
  readonly by: string | null;
}

export async function updateSecret(tx: Tx, id: string, change: SecretChange): Promise<SecretRow> {
  const row = await tx
    .updateTable('secrets')
    .set({ description: change.description, version: change.version, updated_at: change.at, updated_by: change.by })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
  return fromStored(row);
}

export async function removeSecrets(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx
    .deleteFrom('secrets')
    .where('id', 'in', [...ids])
    .execute();
}

/** Old ones beyond what is kept go with it. */
export async function insertVersion(tx: Tx, row: VersionRow): Promise<void> {
  await tx
    .insertInto('secret_versions')
    .values({
      id: row.id,
      org_id: row.orgId,
      secret_id: row.secretId,
      version: row.version,
      sealed_value: row.sealed,
      restored_from: row.restoredFrom,
      actor_kind: row.actorKind,
      actor_label: row.actorLabel,
      created_at: row.createdAt,
    })
    .execute();
  await tx
    .deleteFrom('secret_versions')
    .where('secret_id', '=', row.secretId)
    .where('version', '<=', row.version - keptVersions)
    .execute();
}

/** Newest first. */
export async function listVersions(tx: Tx, secretId: string): Promise<VersionNote[]> {
  const rows = await tx
    .selectFrom('secret_versions')
    .select(['id', 'version', 'restored_from', 'actor_kind', 'actor_label', 'created_at'])
    .where('secret_id', '=', secretId)
    .orderBy('version', 'desc')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    version: row.version,
    restoredFrom: row.restored_from,
    actorKind: row.actor_kind,
    actorLabel: row.actor_label,
    createdAt: row.created_at,
  }));
}

export interface SealedVersion {
  readonly id: string;
  readonly sealed: Buffer;
}

export async function findVersion(tx: Tx, secretId: string, version: number): Promise<SealedVersion | undefined> {
  const row = await tx
    .selectFrom('secret_versions')
    .select(['id', 'sealed_value'])
    .where('secret_id', '=', secretId)
    .where('version', '=', version)
    .executeTakeFirst();
  return row === undefined ? undefined : { id: row.id, sealed: row.sealed_value };
}

/** What a document is to hold: the present version of each secret of its path. */
export async function listPresent(tx: Tx, orgId: string, path: string): Promise<(SealedVersion & { readonly key: string })[]> {
  const rows = await tx
    .selectFrom('secrets')
    .innerJoin('secret_versions', (join) =>
      join.onRef('secret_versions.secret_id', '=', 'secrets.id').onRef('secret_versions.version', '=', 'secrets.version'),
    )
    .select(['secrets.key', 'secret_versions.id', 'secret_versions.sealed_value'])
    .where('secrets.org_id', '=', orgId)
    .where('secrets.path', '=', path)
    .orderBy('secrets.key')
    .execute();
  return rows.map((row) => ({ key: row.key, id: row.id, sealed: row.sealed_value }));
}
