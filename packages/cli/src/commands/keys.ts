/** `keys list|create|revoke`: credentials for scripts and machines. */
import { type Command, Option } from 'commander';
import type { ApiKey } from '@moorage/sdk/types';
import { asOneself } from '../actions/as-oneself.ts';
import { pickOne } from '../actions/find.ts';
import { parseScopes, scopesText } from '../actions/scopes.ts';
import { confirm } from '../confirm.ts';
import { dataOf } from '../failure.ts';
import type { CliIo } from '../io.ts';
import { describeNewKey, keyListView } from '../render/key.ts';
import { renderList, renderOne } from '../render/output.ts';
import { openSession } from '../session.ts';
import { example, listOption, parseExpiry, yesOption } from './options.ts';

/** By id, by the visible prefix as it is or at the beginning of the key, or by name. */
function pickKey(keys: readonly ApiKey[], text: string): ApiKey {
  const names = (key: ApiKey): string[] => [key.id, key.prefix, key.name];
  return pickOne(keys, { what: 'API key', text, names, id: (key) => key.prefix, list: 'moorage keys list' });
}

async function list(io: CliIo, command: Command): Promise<void> {
  const session = openSession(io, command);
  const rows = await asOneself(session, async (client) => dataOf(await client.apiKeys.list()));
  io.out(renderList(rows, keyListView(io.now()), session.output));
}

async function create(io: CliIo, name: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  const flags = command.opts<{ scope?: string[]; expires: string }>();
  const expiresAt = parseExpiry(flags.expires, io.now());
  const body = { name, scopes: parseScopes(flags.scope), ...(expiresAt === undefined ? {} : { expiresAt }) };
  const key = await asOneself(session, async (client) => dataOf(await client.apiKeys.create({ body })));
  io.out(renderOne(key, { name: (row) => row.key, describe: describeNewKey }, session.output));
}

async function revoke(io: CliIo, text: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  const { yes } = command.opts<{ yes?: boolean }>();
  await asOneself(session, async (client) => {
    const key = pickKey(dataOf(await client.apiKeys.list()), text);
    const question = `Revoke ${key.name}? Whatever uses it is refused at once. Type ${key.prefix}: `;
    await confirm(io, { yes, question, answer: key.prefix });
    dataOf(await client.apiKeys.delete({ params: { id: key.id } }));
    session.note(`The key ${key.name} is revoked.`);
  });
}

/** Adds `keys`. */
export function addKeyCommands(program: Command, io: CliIo): void {
  const keys = program.command('keys').alias('key').description('API keys for scripts and machines');
  example(keys.command('list').description('list your API keys'), 'keys list').action((_options, command: Command) =>
    list(io, command),
  );
  example(
    keys
      .command('create <name>')
      .description('make a key; it is shown this once')
      .addOption(listOption('--scope <scope>', `what it may do: ${scopesText}; all when absent`, 'MOORAGE_SCOPE'))
      .addOption(new Option('--expires <days>', 'such as 30d, or never').default('90d').env('MOORAGE_EXPIRES')),
    'keys create ci --scope deployments:write,templates:read --expires 30d',
  ).action((name: string, _options, command: Command) => create(io, name, command));
  example(
    keys.command('revoke <key>').description('end a key at once; by id, prefix or name').addOption(yesOption()),
    'keys revoke ci --yes',
  ).action((text: string, _options, command: Command) => revoke(io, text, command));
}
