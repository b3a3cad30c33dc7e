/** `admin backups list|status|run|verify`: backups of the platform, by the running platform. */
import type { Command } from 'commander';
import { askAsAdmin } from '../../actions/as-admin.ts';
import type { CliIo } from '../../io.ts';
import { backupListView, describeBackup, describeBackups } from '../../render/backups.ts';
import { renderList, renderOne } from '../../render/output.ts';
import { openSession } from '../../session.ts';
import { example } from '../options.ts';

async function list(io: CliIo, command: Command): Promise<void> {
  const session = openSession(io, command);
  const { backups } = await askAsAdmin(session, (api) => api.backups.list());
  io.out(renderList(backups, backupListView(io.now()), session.output));
}

async function status(io: CliIo, call: 'list' | 'run', command: Command): Promise<void> {
  const session = openSession(io, command);
  const all = await askAsAdmin(session, (api) => api.backups[call]());
  io.out(renderOne(all, { name: (row) => row.state, describe: describeBackups }, session.output));
}

async function verify(io: CliIo, id: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  const backup = await askAsAdmin(session, (api) => api.backups.verify({ params: { id } }));
  io.out(renderOne(backup, { name: (row) => row.name, describe: describeBackup }, session.output));
}

/** Adds `admin backups`. */
export function addBackupCommands(admin: Command, io: CliIo): void {
  const backups = admin.command('backups').alias('backup').description('backups of the platform; to restore one, see moorage db');
  example(backups.command('list').description('list backups, newest first'), 'admin backups list').action(
    (_options, command: Command) => list(io, command),
  );
  example(
    backups.command('status').description('whether there is a good one, and what to do if not'),
    'admin backups status',
  ).action((_options, command: Command) => status(io, 'list', command));
  example(backups.command('run').description('back up now'), 'admin backups run').action((_options, command: Command) =>
    status(io, 'run', command),
  );
  example(
    backups.command('verify <id>').description('restore a backup into a scratch database and compare'),
    'admin backups verify 0190a1b2-0000-7000-8000-000000000000',
  ).action((id: string, _options, command: Command) => verify(io, id, command));
}
