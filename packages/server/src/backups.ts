/** Backups for the command line of whoever runs the platform: on the database and the target alone, without a server. */
import type { Clock } from '@moorage/core/clock';
import { AppError } from '@moorage/core/errors';
import type { Ids } from '@moorage/core/ids';
import type { Log } from '@moorage/core/log';
import type { Secret } from '@moorage/core/secret';
import { backupKeysOf, backupTargetOf } from './backup-parts.ts';
import type { Config } from './config/config.ts';
import { createAudit } from './domains/audit/index.ts';
import {
  type BackupListing,
  type BackupManifest,
  backupNameOf,
  chooseBackup,
  exportDatabase,
  type ExportResult,
  listTarget,
  restoreDatabase,
  verifyBackup,
} from './domains/backups/index.ts';
import { createDatabase } from './platform/db/database.ts';
import { migrate } from './platform/db/migrate.ts';
import { createSystemCtx } from './platform/http/context.ts';

export interface BackupToolsDeps {
  readonly config: Pick<Config, 'backups' | 'encryption'>;
  readonly dsn: Secret;
  readonly log: Log;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly version: string;
}

export interface BackupTools {
  /** Where backups are, for people. */
  readonly place: string;
  list(): Promise<BackupListing[]>;
  backup(): Promise<ExportResult>;
  /** The newest one unless a name is given. `overwrite` is the name of a database that is not empty. */
  restore(name: string | undefined, overwrite: string | undefined): Promise<RestoreReport>;
  verify(name: string | undefined): Promise<BackupManifest>;
}

export interface RestoreReport {
  readonly manifest: BackupManifest;
  /** Root keys that the restored platform needs and that are not configured here. */
  readonly missingRootKeys: readonly string[];
}

async function recordRestore({ dsn, log, clock, ids }: BackupToolsDeps, { name, createdAt }: BackupManifest): Promise<void> {
  const settings = { dsn, poolSize: 2, statementTimeoutMs: 15_000, applicationName: 'moorage-db-restore' };
  const db = createDatabase({ config: settings, log, clock });
  await db.start();
  try {
    const ctx = createSystemCtx({ requestId: ids.uuid(), log, clock, signal: new AbortController().signal }, 'script');
    const entry = { event: 'backup.restored', target: { type: 'backup', id: name }, data: { createdAt } };
    await db.system('record a restore', (tx) => createAudit({ db, ids }).append(tx, ctx, entry));
  } finally {
    await db.stop();
  }
}

export function createBackupTools(deps: BackupToolsDeps): BackupTools {
  const { config, dsn, log, clock, ids, version: productVersion } = deps;
  const target = backupTargetOf(config.backups.target);
  if (target === undefined) {
    throw new AppError('invalid_request', 'No place for backups is configured.', {
      details: { nextStep: 'Set BACKUP_DIR or BACKUP_S3_BUCKET, or name a directory with --dir.' },
    });
  }
  const keys = backupKeysOf(config);
  const reading = { target, keepers: keys.opening, log };
  return {
    place: target.description,
    list: () => listTarget(target),
    async backup() {
      const name = backupNameOf(clock.now(), ids.uuid());
      return await exportDatabase({ dsn, target, keepers: keys.sealing, clock, productVersion }, { name });
    },
    async restore(wanted, overwrite) {
      const manifest = await restoreDatabase(reading, { name: await chooseBackup(target, wanted), dsn, overwrite });
      await migrate({ dsn, log });
      await recordRestore(deps, manifest);
      const held = new Set((await keys.opening()).map((keeper) => keeper.id));
      return { manifest, missingRootKeys: manifest.rootKeys.filter((id) => !held.has(id)) };
    },
    verify: async (wanted) => await verifyBackup({ ...reading, dsn, ids }, await chooseBackup(target, wanted)),
  };
}
