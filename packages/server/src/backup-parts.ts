/** The part of the composition root that is about backups: where they go, and whose key encrypts them. */
import { createDirectoryTarget } from './adapters/backup-directory/directory-target.ts';
import { createEnvironmentSource } from './adapters/root-key/local-source.ts';
import { createS3Target } from './adapters/s3/s3-target.ts';
import type { Config } from './config/config.ts';
import type { BackupsConfig } from './config/env-backups.ts';
import { type BackupKeeper, type Backups, type BackupsDeps, type BackupTarget, createBackups } from './domains/backups/index.ts';
import type { RootKeySource } from './domains/vault/index.ts';
import { rootKeySources } from './vault-parts.ts';

export function backupTargetOf(target: BackupsConfig['target']): BackupTarget | undefined {
  if (target === undefined) return undefined;
  return target.kind === 'directory' ? createDirectoryTarget(target.dir) : createS3Target(target);
}

/** Everybody who can open a backup here: the key for backups first, then the root keys. */
async function keepersOf(sources: readonly RootKeySource[]): Promise<BackupKeeper[]> {
  const opened: BackupKeeper[] = [];
  for (const source of sources) {
    const keeper = await source.open();
    if (keeper !== undefined) opened.push(keeper);
  }
  return opened;
}

export interface BackupKeys {
  /** Who wraps the key of a new backup. */
  readonly sealing: () => Promise<readonly BackupKeeper[]>;
  /** Who may be able to unwrap that of an old one. */
  readonly opening: () => Promise<readonly BackupKeeper[]>;
}

export function backupKeysOf(config: Pick<Config, 'encryption' | 'backups'>): BackupKeys {
  const own = config.backups.key === undefined ? [] : [createEnvironmentSource('BACKUP_KEY', config.backups.key)];
  const sources = [...own, ...rootKeySources(config)];
  const opening = (): Promise<BackupKeeper[]> => keepersOf(sources);
  // With a key of their own, backups are not for whoever has the root key.
  const sealing = async (): Promise<BackupKeeper[]> => {
    const all = await opening();
    return config.backups.key === undefined ? all : all.slice(0, 1);
  };
  return { sealing, opening };
}

/** The domain as the server has it. */
export function createBackupParts(
  deps: Omit<BackupsDeps, 'target' | 'keys' | 'settings'> & {
    readonly config: Pick<Config, 'backups' | 'encryption'>;
    /** Of a test. */
    readonly place?: BackupTarget | undefined;
  },
): Backups {
  const { config, place, ...rest } = deps;
  const target = place ?? backupTargetOf(config.backups.target);
  return createBackups({ ...rest, target, keys: backupKeysOf(config), settings: config.backups });
}
