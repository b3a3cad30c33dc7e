/** `login`, `logout`, `whoami`, `context`. */
import { hostname } from 'node:os';
import { createClient } from '@moorage/sdk/client';
import { type Command, Option } from 'commander';
import type { Way } from '../actions/consent.ts';
import { scopesText } from '../actions/scopes.ts';
import { signIn } from '../actions/sign-in.ts';
import {
  type ConnectionFlags,
  type Context,
  contextFilePath,
  readContexts,
  resolveConnection,
  writeContexts,
} from '../config/contexts.ts';
import { dataOf, usageFailure } from '../failure.ts';
import type { CliIo } from '../io.ts';
import { renderList, renderOne } from '../render/output.ts';
import { openSession } from '../session.ts';
import { listOption } from './options.ts';

interface LoginFlags extends ConnectionFlags {
  readonly device?: boolean;
  readonly browser?: boolean;
  readonly scope?: string[];
  readonly expires: string;
  readonly keyName?: string;
}

function wayOf({ device, browser }: LoginFlags): Way | undefined {
  if (device === true) return 'device';
  return browser === true ? 'browser' : undefined;
}

function daysOf(text: string): number {
  const days = Number(/^(\d{1,3})d?$/.exec(text)?.[1] ?? '0');
  if (days >= 1 && days <= 365) return days;
  throw usageFailure(`"${text}" is not a number of days up to 365.`, 'For instance --expires 30d');
}

/** Ends a key that `login` made; the file forgets it either way. */
async function giveBack(io: CliIo, { server, apiKey, issued }: Context): Promise<boolean> {
  if (apiKey === undefined || issued !== true) return false;
  return (await createClient({ baseUrl: server, fetch: io.fetch }).device.revoke({ body: { key: apiKey } })).kind === 'ok';
}

async function login(io: CliIo, command: Command): Promise<void> {
  const flags = command.optsWithGlobals<LoginFlags>();
  const file = readContexts(io);
  const { server } = resolveConnection(flags, io.env, file);
  const given = flags.apiKey ?? io.env['MOORAGE_API_KEY'];
  const { apiKey, me, issued } = await signIn(io, {
    server,
    keyName: flags.keyName ?? `moorage CLI on ${hostname()}`,
    scopes: flags.scope,
    days: daysOf(flags.expires),
    way: wayOf(flags),
    ...(given === undefined ? {} : { apiKey: given }),
  });
  const name = flags.context ?? new URL(server).host;
  const before = file.contexts[name];
  const context = { server, apiKey, ...(issued ? { issued } : {}) };
  writeContexts(io, { current: name, contexts: { ...file.contexts, [name]: context } });
  // The key of before would stay behind without anybody who has it.
  if (before !== undefined && before.apiKey !== apiKey) await giveBack(io, before);
  io.out(`Signed in to ${server} as ${me.email}; the key is in ${contextFilePath(io.env)}.\n`);
}

async function logout(io: CliIo, command: Command): Promise<void> {
  const file = readContexts(io);
  const name = command.optsWithGlobals<ConnectionFlags>().context ?? file.current;
  const context = name === undefined ? undefined : file.contexts[name];
  if (name === undefined || context === undefined) throw usageFailure('You are not signed in.', 'Run `moorage login`.');
  const isOver = await giveBack(io, context);
  const { [name]: _forgotten, ...rest } = file.contexts;
  writeContexts(io, { current: file.current === name ? undefined : file.current, contexts: rest });
  if (isOver) return io.out(`Signed out of ${name}; its key is revoked.\n`);
  io.out(`Forgot the key of ${name}.\n`);
  if (context.issued === true) {
    io.err(`The key could not be revoked. Do it in the console at ${context.server}/settings/api-keys.\n`);
  }
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
    .description('get an API key for this machine and remember it; you confirm it in a browser')
    .addOption(new Option('--device', 'confirm in a browser of another machine, by typing a code').env('MOORAGE_DEVICE'))
    .addOption(new Option('--browser', 'confirm in a browser of this machine').conflicts('device').env('MOORAGE_BROWSER'))
    .addOption(listOption('--scope <scope>', `what the key may do: ${scopesText}; all when absent`, 'MOORAGE_SCOPE'))
    .addOption(new Option('--expires <days>', 'how long the key is good').default('90d').env('MOORAGE_EXPIRES'))
    .addOption(new Option('--key-name <name>', 'named after this machine when absent').env('MOORAGE_KEY_NAME'))
    .addHelpText('after', '\nExample:\n  $ moorage login --server http://127.0.0.1:8080\n  $ moorage login --device --expires 7d')
    .action((_options, command: Command) => login(io, command));
  program
    .command('logout')
    .description('end the key that login made, and forget it')
    .addHelpText('after', '\nExample:\n  $ moorage logout')
    .action((_options, command: Command) => logout(io, command));
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
