/** `login`, `logout`, `whoami`, `context`. */
import { hostname } from 'node:os';
import type { Command } from 'commander';
import { signIn } from '../actions/sign-in.ts';
import { type ConnectionFlags, contextFilePath, readContexts, resolveConnection, writeContexts } from '../config/contexts.ts';
import { dataOf, usageFailure } from '../failure.ts';
import type { CliIo } from '../io.ts';
import { renderList, renderOne } from '../render/output.ts';
import { openSession } from '../session.ts';

async function login(io: CliIo, command: Command): Promise<void> {
  const flags = command.optsWithGlobals<ConnectionFlags>();
  const file = readContexts(io);
  const { server } = resolveConnection(flags, io.env, file);
  const given = flags.apiKey ?? io.env['MOORAGE_API_KEY'];
  const { apiKey, me } = await signIn(io, {
    server,
    keyName: `moorage CLI on ${hostname()}`,
    ...(given === undefined ? {} : { apiKey: given }),
  });
  const name = flags.context ?? new URL(server).host;
  writeContexts(io, { current: name, contexts: { ...file.contexts, [name]: { server, apiKey } } });
  io.out(`Signed in to ${server} as ${me.email}; the key is in ${contextFilePath(io.env)}.\n`);
}

function logout(io: CliIo): void {
  const file = readContexts(io);
  const name = file.current;
  if (name === undefined) throw usageFailure('You are not signed in.', 'Run `moorage login`.');
  const { [name]: _forgotten, ...rest } = file.contexts;
  writeContexts(io, { current: undefined, contexts: rest });
  io.out(`Forgot the key of ${name}. Revoke it in the console under Settings, API keys.\n`);
}

async function whoami(io: CliIo, command: Command): Promise<void> {
  const session = openSession(io, command);
  const me = dataOf(await session.client.me.get());
  const team = me.teams.find((candidate) => candidate.id === me.currentTeamId);
  const org = me.orgs.find((candidate) => candidate.id === me.currentOrgId);
  const describe = (): string =>
    [
      `User:    ${me.email}`,
      `Server:  ${session.server}`,
      `Org:     ${org?.name ?? '-'} (${org?.role ?? '-'})`,
      `Team:    ${team?.name ?? '-'} (${team?.role ?? '-'})`,
      `Via:     ${me.via}`,
    ].join('\n');
  io.out(renderOne(me, { name: () => me.email, describe }, session.output));
}

function listContexts(io: CliIo, command: Command): void {
  const session = openSession(io, command);
  const file = readContexts(io);
  const rows = Object.entries(file.contexts).map(([name, context]) => ({
    name,
    server: context.server,
    current: name === file.current,
  }));
  const columns = [
    { title: '', value: (row: { current: boolean }) => (row.current ? '*' : '') },
    { title: 'name', value: (row: { name: string }) => row.name },
    { title: 'server', value: (row: { server: string }) => row.server },
  ];
  io.out(renderList(rows, { name: (row) => row.name, empty: 'No contexts yet. Run `moorage login`.', columns }, session.output));
}

function useContext(io: CliIo, name: string): void {
  const file = readContexts(io);
  if (file.contexts[name] === undefined)
    throw usageFailure(`There is no context "${name}".`, 'List them with `moorage context list`.');
  writeContexts(io, { ...file, current: name });
  io.out(`Now using ${name}.\n`);
}

/** Adds the commands about who and where. */
export function addAccountCommands(program: Command, io: CliIo): void {
  program
    .command('login')
    .description('get an API key for this machine and remember it')
    .addHelpText('after', '\nExample:\n  $ moorage login --server http://127.0.0.1:8080')
    .action((_options, command: Command) => login(io, command));
  program
    .command('logout')
    .description('forget the key of the current context')
    .addHelpText('after', '\nExample:\n  $ moorage logout')
    .action(() => logout(io));
  program
    .command('whoami')
    .description('show who you are to the server')
    .addHelpText('after', '\nExample:\n  $ moorage whoami --output json')
    .action((_options, command: Command) => whoami(io, command));
  const context = program.command('context').description('servers that you signed in to');
  context
    .command('list')
    .description('list the contexts of this machine')
    .addHelpText('after', '\nExample:\n  $ moorage context list')
    .action((_options, command: Command) => listContexts(io, command));
  context
    .command('use <name>')
    .description('make a context the current one')
    .addHelpText('after', '\nExample:\n  $ moorage context use 127.0.0.1:8080')
    .action((name: string) => useContext(io, name));
}
