/** The flags and the help of `moorage db`. */
import type { CliIo } from '@moorage/cli/io';
import { type Command, Option } from 'commander';
import type { DatabaseFlags, DatabaseRequest } from './database-backups.ts';

export interface DatabaseCommandDeps {
  readonly io: CliIo;
  readonly dataDirOption: () => Option;
  /** Turns errors of ours into those that the command line shows. */
  readonly shown: (work: () => Promise<void>) => Promise<void>;
}

const dirOption = (): Option => new Option('--dir <dir>', 'a directory in place of the configured target').env('MOORAGE_DIR');

export function addDatabaseCommands(program: Command, { io, dataDirOption, shown }: DatabaseCommandDeps): void {
  const run = async (flags: DatabaseFlags, request: DatabaseRequest): Promise<void> => {
    const { runDatabase } = await import('./database-backups.ts');
    await shown(() => runDatabase(io, flags, request));
  };
  const db = program
    .command('db')
    .description(
      'back up and restore the whole platform, without a server (DATABASE_DSN, or the embedded database while it is not served)',
    );
  const add = (name: string, text: string, example: string): Command =>
    db
      .command(name)
      .description(text)
      .addOption(dirOption())
      .addOption(dataDirOption())
      .addHelpText('after', `\nExample:\n  $ ${example}`);
  add('backup', 'make an encrypted backup', 'moorage db backup --dir /mnt/backups').action((flags: DatabaseFlags) =>
    run(flags, { kind: 'backup' }),
  );
  add('backups', 'list what there is, newest first', 'moorage db backups').action((flags: DatabaseFlags) =>
    run(flags, { kind: 'list' }),
  );
  add(
    'verify [name]',
    'restore a backup, the newest unless named, into a scratch database and compare',
    'moorage db verify',
  ).action((name: string | undefined, flags: DatabaseFlags) => run(flags, { kind: 'verify', name }));
  add('restore [name]', 'restore a backup, the newest unless named, into an empty database', 'moorage db restore')
    .addOption(new Option('--force', 'delete what is in the database').env('MOORAGE_FORCE'))
    .addOption(new Option('--confirm <database>', 'its name, typed').env('MOORAGE_CONFIRM'))
    .action((name: string | undefined, flags: DatabaseFlags & { force?: boolean; confirm?: string }) =>
      run(flags, { kind: 'restore', name, force: flags.force === true, confirm: flags.confirm }),
    );
}
