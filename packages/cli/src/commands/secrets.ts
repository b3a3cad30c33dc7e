/** `secrets list|set|import|delete|versions|restore|who-uses|effective`: what deployments receive and nobody reads. */
import type { OrgSecret, Secret } from '@moorage/sdk/types';
import { type Command, Option } from 'commander';
import { readSource, readValue } from '../actions/secret-value.ts';
import { confirm } from '../confirm.ts';
import { dataOf, usageFailure } from '../failure.ts';
import type { CliIo } from '../io.ts';
import { renderList, renderOne } from '../render/output.ts';
import {
  describeSecret,
  effectiveRows,
  effectiveView,
  secretListView,
  secretUseView,
  secretVersionView,
} from '../render/secret.ts';
import { type CommandSession, openSession } from '../session.ts';
import { example, yesOption } from './options.ts';
import { addSecretStoreCommands } from './secret-store.ts';

interface Flags {
  readonly deployment?: string;
  readonly template?: string;
  readonly service?: string;
  readonly org?: boolean;
  readonly fromFile?: string;
  readonly description?: string;
  readonly replace?: boolean;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

type Found = (Secret | OrgSecret) & { readonly id: string };

/** What the API calls the place of a secret. */
function placeOf({ deployment, template, service = '' }: Flags): { deploymentName: string; serviceName: string } {
  if (deployment !== undefined && template !== undefined) {
    throw usageFailure('A secret is of a deployment or of a template.', 'Leave out --deployment or --template.');
  }
  return { deploymentName: template === undefined ? (deployment ?? '') : `template:${template}`, serviceName: service };
}

function flagsOf(command: Command): Flags {
  const flags = command.opts<Flags>();
  const named = [flags.deployment, flags.template, flags.service].some((one) => one !== undefined);
  if (flags.org !== true || !named) return flags;
  throw usageFailure('A secret of the organization has no other place.', 'Leave out --org, or everything beside it.');
}

async function listOf(session: CommandSession, flags: Flags): Promise<readonly (Secret | OrgSecret)[]> {
  if (flags.org === true) return dataOf(await session.client.orgSecrets.list({ query: {} }));
  const { deploymentName } = placeOf(flags);
  return dataOf(await session.client.secrets.list({ query: deploymentName === '' ? {} : { deployment: deploymentName } }));
}

/** People say the key; the API wants the id. */
async function search(session: CommandSession, key: string, flags: Flags): Promise<Found | undefined> {
  const { deploymentName, serviceName } = placeOf(flags);
  return (await listOf(session, flags)).find((one) => {
    if (one.key !== key) return false;
    return !('scope' in one) || (one.deploymentName === deploymentName && one.serviceName === serviceName);
  });
}

async function find(session: CommandSession, key: string, flags: Flags): Promise<Found> {
  const found = await search(session, key, flags);
  if (found !== undefined) return found;
  throw usageFailure(`There is no secret ${key} there.`, 'See which there are with `moorage secrets list`, and name its place.');
}

async function write(session: CommandSession, key: string, value: string, flags: Flags): Promise<Secret | OrgSecret> {
  const description = flags.description === undefined ? {} : { description: flags.description };
  const present = await search(session, key, flags);
  const body = { value, ...description };
  if (present === undefined) {
    if (flags.org === true) return dataOf(await session.client.orgSecrets.create({ body: { key, ...body } }));
    return dataOf(await session.client.secrets.create({ body: { key, ...body, ...placeOf(flags) } }));
  }
  const target = { params: { id: present.id }, body };
  return dataOf(
    flags.org === true ? await session.client.orgSecrets.update(target) : await session.client.secrets.update(target),
  );
}

async function set(io: CliIo, key: string, command: Command): Promise<void> {
  const flags = flagsOf(command);
  const session = openSession(io, command);
  const value = await readValue(io, key, flags.fromFile);
  const row = await write(session, key, value, flags);
  io.out(renderOne(row, { name: (one) => one.key, describe: describeSecret }, session.output));
}

async function list(io: CliIo, command: Command): Promise<void> {
  const session = openSession(io, command);
  io.out(renderList(await listOf(session, flagsOf(command)), secretListView, session.output));
}

async function importAll(io: CliIo, path: string | undefined, command: Command): Promise<void> {
  const flags = flagsOf(command);
  const session = openSession(io, command);
  const text = await readSource(io, path);
  const body = { text, replace: flags.replace === true, dryRun: flags.dryRun === true };
  const result = dataOf(
    flags.org === true
      ? await session.client.orgSecrets.import({ body })
      : await session.client.secrets.import({ body: { ...body, ...placeOf(flags) } }),
  );
  const describe = (): string => {
    const verb = result.dryRun ? 'would be' : 'are';
    return `${result.created.length} ${verb} new, ${result.replaced.length} ${verb} replaced.`;
  };
  io.out(renderOne(result, { name: () => [...result.created, ...result.replaced].join('\n'), describe }, session.output));
}

async function remove(io: CliIo, key: string, command: Command): Promise<void> {
  const flags = flagsOf(command);
  const session = openSession(io, command);
  const { id } = await find(session, key, flags);
  await confirm(io, { yes: flags.yes, question: `Delete ${key} with its history? Type the key: `, answer: key });
  const target = { params: { id } };
  dataOf(flags.org === true ? await session.client.orgSecrets.delete(target) : await session.client.secrets.delete(target));
  session.note(`${key} is deleted.`);
}

async function versions(io: CliIo, key: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  const { id } = await find(session, key, flagsOf(command));
  io.out(renderList(dataOf(await session.client.secrets.versions({ params: { id } })), secretVersionView, session.output));
}

async function restore(io: CliIo, { key, version }: { key: string; version: string }, command: Command): Promise<void> {
  const session = openSession(io, command);
  const number = Number(version);
  if (!Number.isInteger(number) || number < 1)
    throw usageFailure(`${version} is not a version.`, 'List them with `moorage secrets versions`.');
  const { id } = await find(session, key, flagsOf(command));
  const row = dataOf(await session.client.secrets.restore({ params: { id }, body: { version: number } }));
  io.out(renderOne(row, { name: (one) => one.key, describe: describeSecret }, session.output));
}

async function whoUses(io: CliIo, key: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  const { id } = await find(session, key, flagsOf(command));
  io.out(renderList(dataOf(await session.client.secrets.usage({ params: { id } })), secretUseView, session.output));
}

async function effective(io: CliIo, deployment: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  const { service } = command.opts<Flags>();
  const query = { deployment, ...(service === undefined ? {} : { service }) };
  const all = dataOf(await session.client.secrets.effective({ query }));
  io.out(renderList(effectiveRows(all), effectiveView, session.output));
}

function serviceOption(): Option {
  return new Option('--service <service>', 'one service; all of them when absent').env('MOORAGE_SERVICE');
}

/** Where the secret is. */
function placed(command: Command): Command {
  return command
    .addOption(new Option('--deployment <name>', 'of a deployment; all of your own when absent').env('MOORAGE_DEPLOYMENT'))
    .addOption(new Option('--template <name>', 'of all your deployments of a template').env('MOORAGE_TEMPLATE'))
    .addOption(serviceOption())
    .addOption(new Option('--org', 'of every deployment of the organization that you work in').env('MOORAGE_ORG_SECRET'));
}

/** Adds `secrets`. */
export function addSecretCommands(program: Command, io: CliIo): void {
  const secrets = program.command('secrets').alias('secret').description('secrets that deployments receive');
  addSecretStoreCommands(secrets, io);
  const sub = (usage: string, what: string, ...lines: readonly string[]): Command =>
    example(placed(secrets.command(usage).description(what)), ...lines);
  sub('list', 'list keys, never values', 'secrets list --deployment shop').action((_flags, command: Command) =>
    list(io, command),
  );
  sub('set <key>', 'keep a value: typed unseen, piped in or from a file', 'secrets set API_KEY --deployment shop < key.txt')
    .addOption(new Option('--from-file <path>', 'where the value is; - for standard input').env('MOORAGE_FROM_FILE'))
    .addOption(new Option('--description <text>', 'what it is for').env('MOORAGE_DESCRIPTION'))
    .action((key: string, _flags, command: Command) => set(io, key, command));
  sub('import [file]', 'take all entries of an .env file, or none', 'secrets import .env --deployment shop --dry-run')
    .addOption(new Option('--replace', 'give keys that are there a new version').env('MOORAGE_REPLACE'))
    .addOption(new Option('--dry-run', 'say what would happen and change nothing').env('MOORAGE_DRY_RUN'))
    .action((path: string | undefined, _flags, command: Command) => importAll(io, path, command));
  sub('delete <key>', 'delete a secret with its history', 'secrets delete API_KEY --deployment shop --yes')
    .addOption(yesOption())
    .action((key: string, _flags, command: Command) => remove(io, key, command));
  sub('versions <key>', 'when it changed and by whom', 'secrets versions API_KEY --deployment shop').action(
    (key: string, _flags, command: Command) => versions(io, key, command),
  );
  sub('restore <key> <version>', 'give it the value of an older version', 'secrets restore API_KEY 3 --deployment shop').action(
    (key: string, version: string, _flags, command: Command) => restore(io, { key, version }, command),
  );
  sub('who-uses <key>', 'which services receive it', 'secrets who-uses API_KEY --org').action(
    (key: string, _flags, command: Command) => whoUses(io, key, command),
  );
  example(
    secrets
      .command('effective <deployment>')
      .description('what each service receives, and from which scope')
      .addOption(serviceOption()),
    'secrets effective shop',
  ).action((name: string, _flags, command: Command) => effective(io, name, command));
}
