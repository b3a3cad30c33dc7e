import type { z } from 'zod';
import { deploymentNameOf, type SecretPlace } from './secret.rules.ts';
import type { importResult, orgSecret, secretKey, secretVersion } from './secret.schemas.contract.ts';

/** What is known of a secret; its values are apart. */
export interface SecretRow extends SecretPlace {
  readonly id: string;
  readonly path: string;
  readonly key: string;
  readonly description: string;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly updatedBy: string | null;
}

export interface VersionRow {
  readonly id: string;
  readonly orgId: string;
  readonly secretId: string;
  readonly version: number;
  readonly sealed: Buffer;
  readonly restoredFrom: number | null;
  readonly actorKind: string;
  readonly actorLabel: string | null;
  readonly createdAt: Date;
}

export type VersionNote = Omit<VersionRow, 'sealed' | 'orgId' | 'secretId'>;

export type SecretView = z.input<typeof secretKey>;
export type OrgSecretView = z.input<typeof orgSecret>;
export type VersionView = z.input<typeof secretVersion>;
export type ImportView = z.input<typeof importResult>;

export interface SeenSecret {
  readonly row: SecretRow;
  /** Of the deployment that it belongs to. */
  readonly deploymentName?: string | undefined;
  readonly canWrite: boolean;
}

export function secretToView({ row, deploymentName, canWrite }: SeenSecret): SecretView {
  return {
    id: row.id,
    key: row.key,
    deploymentName: deploymentNameOf(row, deploymentName),
    serviceName: row.service ?? '',
    description: row.description,
    scope: row.scope,
    version: row.version,
    updatedAt: row.updatedAt.toISOString(),
    updatedBy: row.updatedBy,
    canWrite,
  };
}

export function orgSecretToView({ id, key, description, version, updatedAt, updatedBy }: SecretRow): OrgSecretView {
  return { id, key, description, version, updatedAt: updatedAt.toISOString(), updatedBy };
}

export function versionToView(note: VersionNote, current: number): VersionView {
  return {
    version: note.version,
    isCurrent: note.version === current,
    restoredFrom: note.restoredFrom,
    by: note.actorLabel,
    createdAt: note.createdAt.toISOString(),
  };
}
