/** `moorage db`: backups of the whole platform, made and restored without a server. */
import type { CliIo } from '@moorage/cli/io';
import { systemClock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';
import { silentLog } from '@moorage/core/log';
import { Secret } from '@moorage/core/secret';
import { type BackupTools, createBackupTools } from '@moorage/server/backups';
import { loadConfig } from '@moorage/server/config/config';
import { chooseEmbedded } from './config/embedded-defaults.ts';
import type { Environment } from './config/environment.ts';
import { withRootKey } from './config/root-key.ts';
import { acquireDataDirLock } from './data-dir-lock.ts';
import { loadPostgres } from './serve/engines.ts';
import { version } from './version.ts';

export interface DatabaseFlags {
  readonly dataDir: string;
  /** In place of the configured target. */
  readonly dir?: string | undefined;
}

export type DatabaseRequest =
  | { readonly kind: 'backup' }
  | { readonly kind: 'list' }
  | { readonly kind: 'verify'; readonly name: string | undefined }
  | {
      readonly kind: 'restore';
      readonly name: string | undefined;
      readonly force: boolean;
      readonly confirm: string | undefined;
    };

const clock = systemClock;
const ids = createIds(clock);

function sizeOf(bytes: number): string {
  return bytes < 1_048_576 ? `${Math.ceil(bytes / 1024)} KiB` : `${(bytes / 1_048_576).toFixed(1)} MiB`;
}

function environmentOf(io: CliIo, flags: DatabaseFlags, ownDir: string | undefined): Environment {
  const place = flags.dir === undefined ? {} : { BACKUP_DIR: flags.dir, BACKUP_S3_BUCKET: undefined };
  return withRootKey({ ...io.env, ...place, MOORAGE_DATA_DIR: flags.dataDir }, ownDir);
}

function toolsFor(env: Environment, embedded: Secret | undefined): BackupTools {
  const config = loadConfig(env);
  const dsn = embedded ?? config.database.dsn ?? new Secret('');
  return createBackupTools({ config, dsn, log: silentLog, clock, ids, version });
}

/** On the configured database, or on the embedded one, which then must not be in use. */
async function withTools(io: CliIo, flags: DatabaseFlags, work: (tools: BackupTools) => Promise<void>): Promise<void> {
  if (!chooseEmbedded(io.env).database) return await work(toolsFor(environmentOf(io, flags, undefined), undefined));
  const lock = acquireDataDirLock(flags.dataDir);
  try {
    const env = environmentOf(io, flags, lock.dir);
    // A wrong setting should be told before a database is started for it.
    loadConfig(env);
    const postgres = await loadPostgres({ dataDir: lock.dir, log: silentLog, clock, ids });
    await postgres.start();
    try {
      await work(toolsFor(env, new Secret(postgres.dsn())));
    } finally {
      await postgres.stop();
    }
  } finally {
    lock.release();
  }
}

async function list(io: CliIo, tools: BackupTools): Promise<void> {
  const backups = await tools.list();
  if (backups.length === 0) io.out(`There are no backups in ${tools.place}.\n`);
  for (const backup of backups) {
    io.out(`${backup.name}  ${backup.startedAt.toISOString()}  ${backup.isWhole ? sizeOf(backup.bytes) : 'did not end'}\n`);
  }
}

async function make(io: CliIo, tools: BackupTools): Promise<void> {
  const { manifest, bytes } = await tools.backup();
  const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
  io.out(`${manifest.name} is in ${tools.place}: ${manifest.tables.length} tables, ${rows} rows, ${sizeOf(bytes)}.\n`);
  io.out('It is good when it was restored: moorage db verify\n');
}

async function restore(io: CliIo, tools: BackupTools, request: Extract<DatabaseRequest, { kind: 'restore' }>): Promise<void> {
  const asked = request.force && request.confirm === undefined && io.isTty;
  const typed = asked ? await io.ask('Everything in the database will be deleted. Type its name to go on: ') : request.confirm;
  const { manifest, missingRootKeys } = await tools.restore(request.name, request.force ? typed?.trim() : undefined);
  io.out(`${manifest.name} of ${manifest.createdAt} is restored, compared and brought up to this version.\n`);
  io.out('Everybody has to sign in again.\n');
  if (missingRootKeys.length > 0) {
    io.err(`What is sealed inside needs the root key ${missingRootKeys.join(' and ')}, which is not configured here.\n`);
    io.err('Set ROOT_KEY or ROOT_KEY_PATH to it before the platform is started.\n');
  }
}

/** Does what was asked, and says what came of it. */
export async function runDatabase(io: CliIo, flags: DatabaseFlags, request: DatabaseRequest): Promise<void> {
  await withTools(io, flags, async (tools) => {
    if (request.kind === 'list') return await list(io, tools);
    if (request.kind === 'backup') return await make(io, tools);
    if (request.kind === 'restore') return await restore(io, tools, request);
    const manifest = await tools.verify(request.name);
    io.out(`${manifest.name} of ${manifest.createdAt} was restored into a scratch database and is equal.\n`);
  });
}
