/** `grants list|create|delete`: guests of one deployment or template. */
import { type Command, Option } from 'commander';
import { dataOf, usageFailure } from '../failure.ts';
import type { CliIo } from '../io.ts';
import { renderList, renderOne } from '../render/output.ts';
import { describeGrant, grantListView } from '../render/role.ts';
import { type CommandSession, openSession } from '../session.ts';

interface Target {
  readonly name: string;
  readonly email: string;
}

/** `--template` says that the name is one of a template. */
function grantsOf(session: CommandSession, command: Command) {
  return command.opts<{ template?: boolean }>().template === true
    ? session.client.templateGrants
    : session.client.deploymentGrants;
}

async function list(io: CliIo, name: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  const grants = dataOf(await grantsOf(session, command).list({ query: { name } }));
  io.out(renderList(grants, grantListView, session.output));
}

async function create(io: CliIo, { name, email }: Target, command: Command): Promise<void> {
  const session = openSession(io, command);
  const { role, until } = command.opts<{ role: string; until?: string }>();
  const body = { name, email, role, ...(until === undefined ? {} : { expiresAt: until }) };
  const grant = dataOf(await grantsOf(session, command).create({ body }));
  io.out(renderOne(grant, { name: (row) => row.email, describe: describeGrant }, session.output));
}

async function remove(io: CliIo, { name, email }: Target, command: Command): Promise<void> {
  const session = openSession(io, command);
  const things = grantsOf(session, command);
  const grants = dataOf(await things.list({ query: { name } }));
  const grant = grants.find((one) => one.email === email.toLowerCase());
  if (grant === undefined)
    throw usageFailure(`${email} is no guest of ${name}.`, `See who is with \`moorage grants list ${name}\`.`);
  dataOf(await things.delete({ query: { name, id: grant.id } }));
  session.note(`${email} no longer sees ${name}.`);
}

function ofTemplate(): Option {
  return new Option('--template', 'the name is of a template').env('MOORAGE_GRANTS_TEMPLATE');
}

/** Adds `grants`. */
export function addGrantCommands(program: Command, io: CliIo): void {
  const grants = program.command('grants').alias('grant').description('guests of single deployments and templates');
  grants
    .command('list <name>')
    .description('list the guests of a deployment or template')
    .addOption(ofTemplate())
    .addHelpText('after', '\nExample:\n  $ moorage grants list hello')
    .action((name: string, _options, command: Command) => list(io, name, command));
  grants
    .command('create <name> <email>')
    .description('give somebody a role on one deployment or template')
    .addOption(ofTemplate())
    .addOption(new Option('--role <role>', 'viewer, developer or a role of your own').env('MOORAGE_ROLE').default('viewer'))
    .addOption(new Option('--until <time>', 'when it ends, such as 2030-01-31T00:00:00Z').env('MOORAGE_UNTIL'))
    .addHelpText(
      'after',
      '\nExample:\n  $ moorage grants create hello ada@example.com --role developer\n  $ moorage grants create --template shop ada@example.com',
    )
    .action((name: string, email: string, _options, command: Command) => create(io, { name, email }, command));
  grants
    .command('delete <name> <email>')
    .description('take the role of a guest back')
    .addOption(ofTemplate())
    .addHelpText('after', '\nExample:\n  $ moorage grants delete hello ada@example.com')
    .action((name: string, email: string, _options, command: Command) => remove(io, { name, email }, command));
}
