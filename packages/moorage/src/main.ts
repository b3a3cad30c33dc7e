/**
 * The `moorage` program: the command line of the API, and the platform itself (`serve`), which is loaded only when asked for.
 */
import type { CliIo } from '@moorage/cli/io';
import { createProgram, runProgram } from '@moorage/cli/program';
import { CliFailure } from '@moorage/cli/failure';
import { AppError, errorCatalogue } from '@moorage/core/errors';
import { type Command, Option } from 'commander';
import { addDatabaseCommands } from './database-commands.ts';
import type { EncryptRequest } from './encrypt.ts';
import { kubeconfigPath, readKubeconfig } from './kubeconfig.ts';
import { createProcessIo } from './process-io.ts';
import type { PlatformAdminsRequest } from './platform-admins.ts';
import type { SigningKeysRequest } from './signing-keys.ts';
import { version } from './version.ts';

/** Callers of the API are told that a secret cannot be had now; whoever has the database at hand may know why. */
function openly(error: AppError): AppError {
  return error.code === 'unavailable' && error.cause instanceof AppError ? openly(error.cause) : error;
}

/** Turns an error of ours into one that the command line knows how to show. */
async function asCliFailure<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (caught) {
    if (!(caught instanceof AppError) || caught.code === 'internal') throw caught;
    const error = openly(caught);
    const nextStep = error.details?.nextStep;
    const issues = (error.details?.issues ?? []).map((issue) => `${issue.path} ${issue.message}`);
    // The message of a configuration lists them as well.
    const message = issues.length === 0 ? error.message : error.message.split('\n', 1).join('');
    throw new CliFailure(message, {
      exitCode: errorCatalogue[error.code].exitCode,
      issues,
      ...(nextStep === undefined ? {} : { nextStep }),
    });
  }
}

function dataDirOption(): Option {
  return new Option('--data-dir <dir>', 'where the embedded database and cluster live')
    .default('.moorage')
    .env('MOORAGE_DATA_DIR');
}

function addPlatformCommands(program: Command, io: CliIo): void {
  program
    .command('serve')
    .description('run the platform, with an embedded database and cluster unless others are configured')
    .addOption(dataDirOption())
    .addOption(
      new Option('--role <role>', 'run one role only')
        .choices(['all', 'api', 'worker', 'operator', 'migrate'])
        .default('all')
        .env('MOORAGE_ROLE'),
    )
    .addHelpText('after', '\nExample:\n  $ moorage serve --data-dir /var/lib/moorage')
    .action(async (flags: { dataDir: string; role: 'all' | 'api' | 'worker' | 'operator' | 'migrate' }) => {
      const { serve } = await import('./serve/serve.ts');
      await asCliFailure(() => serve({ io, dataDir: flags.dataDir, role: flags.role }));
    });
  program
    .command('kubeconfig')
    .description('print the kubeconfig of the embedded cluster')
    .addOption(dataDirOption())
    .addOption(new Option('--path', 'print where the file is instead').env('MOORAGE_PATH'))
    .addHelpText('after', '\nExample:\n  $ export KUBECONFIG="$(moorage kubeconfig --path)"\n  $ kubectl get userdeployments -A')
    .action((flags: { dataDir: string; path?: boolean }) =>
      asCliFailure(async () => {
        const text = readKubeconfig(flags.dataDir);
        io.out(flags.path === true ? `${kubeconfigPath(flags.dataDir)}\n` : text);
      }),
    );
}

/** Needs the database of the platform and the key that seals, as the server does. */
function addSigningKeys(program: Command, io: CliIo): void {
  const change = async (request: SigningKeysRequest): Promise<void> => {
    const { runSigningKeys } = await import('./signing-keys.ts');
    await asCliFailure(() => runSigningKeys(io, request));
  };
  const keys = program.command('signing-keys').description('manage the keys that sign access tokens (needs DATABASE_DSN)');
  keys
    .command('list')
    .description('list the keys and what each does now')
    .addHelpText('after', '\nExample:\n  $ moorage signing-keys list')
    .action(() => change({ kind: 'list' }));
  keys
    .command('generate')
    .description('make a key; it is published at once and signs ten minutes later')
    .addOption(new Option('--algorithm <name>', 'what it is for').choices(['EdDSA', 'RS256']).env('MOORAGE_ALGORITHM'))
    .addHelpText('after', '\nExample:\n  $ moorage signing-keys generate --algorithm RS256')
    .action((flags: { algorithm?: 'EdDSA' | 'RS256' }) => change({ kind: 'generate', algorithm: flags.algorithm }));
  keys
    .command('retire')
    .description('let a key sign no more; what it signed is accepted until it has ended')
    .argument('<kid>', 'the key')
    .addOption(new Option('--now', 'refuse what it signed at once: for a key that was stolen').env('MOORAGE_NOW'))
    .addHelpText('after', '\nExample:\n  $ moorage signing-keys retire 3c2b…')
    .action((kid: string, flags: { now?: boolean }) => change({ kind: 'retire', kid, now: flags.now === true }));
}

/** A noun that the command line of the API has too. */
function nounOf(program: Command, name: string): Command {
  return program.commands.find((command) => command.name() === name) ?? program.command(name);
}

/** Needs the database of the platform: who verifies it need not believe a server. */
function addAuditChains(program: Command, io: CliIo): void {
  nounOf(program, 'audit')
    .command('verify-all')
    .description('check every audit chain of the database; fails when one is not what was written (needs DATABASE_DSN)')
    .addOption(new Option('--json', 'one JSON document a chain').env('MOORAGE_JSON'))
    .addHelpText(
      'after',
      '\nWith --quiet only chains that are broken are printed.\n\nExample:\n  $ moorage audit verify-all --quiet',
    )
    .action(async (_flags: unknown, command: Command) => {
      const flags = command.optsWithGlobals<{ json?: boolean; quiet?: boolean }>();
      const { runVerifyAll } = await import('./audit-chains.ts');
      await asCliFailure(() => runVerifyAll(io, { json: flags.json === true, quiet: flags.quiet === true }));
    });
}

const asked =
  '\nAsks the database of DATABASE_DSN. Where that is unset and you are signed in, the server is asked, which tells platform administrators.\n';

/** Needs the database of the platform and its root key, as the server does, but for what a server tells as well. */
function addEncrypt(program: Command, io: CliIo): void {
  const change = async (request: EncryptRequest): Promise<void> => {
    const { runEncrypt } = await import('./encrypt.ts');
    await asCliFailure(() => runEncrypt(io, request));
  };
  const look = async (kind: 'status' | 'verify', command: Command): Promise<void> => {
    const { isAskedRemotely, runRemoteEncrypt } = await import('./encrypt-remote.ts');
    await (isAskedRemotely(io, command) ? runRemoteEncrypt(io, kind, command) : change({ kind }));
  };
  const encrypt = program
    .command('encrypt')
    .description('manage the keys that seal secrets (needs DATABASE_DSN and the root key; status and verify can ask a server)');
  encrypt
    .command('create-master')
    .description('make the first root key, or register the configured one; refused where there is one')
    .addOption(new Option('--path <file>', 'write it to this file (0600), to be named by ROOT_KEY_PATH').env('MOORAGE_PATH'))
    .addHelpText('after', '\nExample:\n  $ moorage encrypt create-master --path /etc/moorage/root.key')
    .action((flags: { path?: string }) => change({ kind: 'create-master', path: flags.path }));
  encrypt
    .command('rotate-master')
    .description('put the root key of ROOT_KEY_NEXT in force; the old one works until --finish')
    .addOption(new Option('--finish', 'end it: nothing is wrapped by the old root key any more').env('MOORAGE_FINISH'))
    .addHelpText('after', '\nExample:\n  $ ROOT_KEY_NEXT="$(openssl rand -base64 32)" moorage encrypt rotate-master')
    .action((flags: { finish?: boolean }) => change({ kind: 'rotate-master', finish: flags.finish === true }));
  encrypt
    .command('rotate-org')
    .description('give an organization a new key and seal its values anew; goes on where it was interrupted')
    .argument('[id]', 'the organization; without it, the platform itself')
    .addHelpText('after', '\nExample:\n  $ moorage encrypt rotate-org 018f2c64-0000-7000-8000-000000000001')
    .action((id: string | undefined) => change({ kind: 'rotate-org', orgId: id ?? null }));
  encrypt
    .command('status')
    .description('show root keys, keys of organizations, and how many values are sealed under them')
    .addHelpText('after', `${asked}\nExample:\n  $ moorage encrypt status`)
    .action((_options, command: Command) => look('status', command));
  encrypt
    .command('verify')
    .description('open every sealed value; fails where one does not open')
    .addHelpText('after', `${asked}\nExample:\n  $ moorage encrypt verify`)
    .action((_options, command: Command) => look('verify', command));
}

/** Needs the database of the platform, as the server does: the first administrator cannot ask the API. */
function addPlatformAdmins(program: Command, io: CliIo): void {
  const change = async (request: PlatformAdminsRequest): Promise<void> => {
    const { runPlatformAdmins } = await import('./platform-admins.ts');
    await asCliFailure(() => runPlatformAdmins(io, request));
  };
  const admin = nounOf(program, 'admin');
  admin
    .command('grant <email>')
    .description('let a user run the platform (needs DATABASE_DSN)')
    .addHelpText('after', '\nExample:\n  $ moorage admin grant ada@example.com')
    .action((email: string) => change({ kind: 'grant', email }));
  admin
    .command('revoke <email>')
    .description('let a user run the platform no more (needs DATABASE_DSN)')
    .addHelpText('after', '\nExample:\n  $ moorage admin revoke ada@example.com')
    .action((email: string) => change({ kind: 'revoke', email }));
  admin
    .command('list')
    .description('list who runs the platform (needs DATABASE_DSN)')
    .addHelpText('after', '\nExample:\n  $ moorage admin list')
    .action(() => change({ kind: 'list' }));
}

/** The whole program for a given world. */
export function buildProgram(io: CliIo): Command {
  const program = createProgram(io, version);
  addPlatformCommands(program, io);
  addSigningKeys(program, io);
  addEncrypt(program, io);
  addPlatformAdmins(program, io);
  addAuditChains(program, io);
  addDatabaseCommands(program, { io, dataDirOption, shown: asCliFailure });
  return program;
}

/** Runs one command line; tests call this. */
export function run(io: CliIo): Promise<number> {
  return runProgram(buildProgram(io), io);
}

/** Runs the command line of this process. */
export async function main(): Promise<void> {
  const aborter = new AbortController();
  const argv = process.argv.slice(2);
  // `serve` sees to signals itself; a command that only talks to the API ends at the first Ctrl-C.
  process.once('SIGINT', () => aborter.abort());
  process.once('SIGTERM', () => aborter.abort());
  process.exitCode = await run(createProcessIo(argv, aborter.signal));
}
