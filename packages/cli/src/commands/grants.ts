/** `grants list|create|delete`: guests of one deployment. */
import { type Command, Option } from 'commander';
import { dataOf, usageFailure } from '../failure.ts';
import type { CliIo } from '../io.ts';
import { renderList, renderOne } from '../render/output.ts';
import { describeGrant, grantListView } from '../render/role.ts';
import { openSession } from '../session.ts';

interface Target {
  readonly name: string;
  readonly email: string;
}

async function list(io: CliIo, name: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  const grants = dataOf(await session.client.deploymentGrants.list({ query: { name } }));
  io.out(renderList(grants, grantListView, session.output));
}

async function create(io: CliIo, { name, email }: Target, command: Command): Promise<void> {
  const session = openSession(io, command);
  const { role, until } = command.opts<{ role: string; until?: string }>();
  const body = { name, email, role, ...(until === undefined ? {} : { expiresAt: until }) };
  const grant = dataOf(await session.client.deploymentGrants.create({ body }));
  io.out(renderOne(grant, { name: (row) => row.email, describe: describeGrant }, session.output));
}

async function remove(io: CliIo, { name, email }: Target, command: Command): Promise<void> {
  const session = openSession(io, command);
  const grants = dataOf(await session.client.deploymentGrants.list({ query: { name } }));
  const grant = grants.find((one) => one.email === email.toLowerCase());
  if (grant === undefined)
    throw usageFailure(`${email} is no guest of ${name}.`, `See who is with \`moorage grants list ${name}\`.`);
  dataOf(await session.client.deploymentGrants.delete({ query: { name, id: grant.id } }));
  session.note(`${email} no longer sees ${name}.`);
}

/** Adds `grants`. */
export function addGrantCommands(program: Command, io: CliIo): void {
  const grants = program.command('grants').alias('grant').description('guests of single deployments');
  grants
    .command('list <deployment>')
    .description('list the guests of a deployment')
    .addHelpText('after', '\nExample:\n  $ moorage grants list hello')
    .action((name: string, _options, command: Command) => list(io, name, command));
  grants
    .command('create <deployment> <email>')
    .description('give somebody a role on one deployment')
    .addOption(new Option('--role <role>', 'viewer, developer or a role of your own').env('MOORAGE_ROLE').default('viewer'))
    .addOption(new Option('--until <time>', 'when it ends, such as 2030-01-31T00:00:00Z').env('MOORAGE_UNTIL'))
    .addHelpText('after', '\nExample:\n  $ moorage grants create hello ada@example.com --role developer')
    .action((name: string, email: string, _options, command: Command) => create(io, { name, email }, command));
  grants
    .command('delete <deployment> <email>')
    .description('take the role of a guest back')
    .addHelpText('after', '\nExample:\n  $ moorage grants delete hello ada@example.com')
    .action((name: string, email: string, _options, command: Command) => remove(io, { name, email }, command));
}
