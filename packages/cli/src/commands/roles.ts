/** `roles list|show|create|update|delete`: what roles may do, and roles of an organization's own. */
import type { Role } from '@moorage/sdk/types';
import { type Command, Option } from 'commander';
import { dataOf, usageFailure } from '../failure.ts';
import type { CliIo } from '../io.ts';
import { renderList, renderOne } from '../render/output.ts';
import { describeRole, roleListView } from '../render/role.ts';
import { type CommandSession, openSession } from '../session.ts';

interface RoleFlags {
  readonly org?: string;
  readonly action?: string[];
  readonly description?: string;
  readonly yes?: boolean;
}

/** The organization that was named by id or slug, or the one that the caller works in. */
async function orgOf(session: CommandSession, wanted: string | undefined): Promise<string> {
  const me = dataOf(await session.client.me.get());
  const found = wanted === undefined ? me.currentOrgId : me.orgs.find((org) => org.id === wanted || org.slug === wanted)?.id;
  if (found !== undefined && found !== null) return found;
  throw usageFailure('No such organization of yours.', 'Name one with --org; `moorage whoami` shows yours.');
}

function show(session: CommandSession, role: Role): void {
  session.io.out(renderOne(role, { name: (row) => row.name, describe: describeRole }, session.output));
}

async function list(io: CliIo, command: Command): Promise<void> {
  const session = openSession(io, command);
  const orgId = await orgOf(session, command.opts<RoleFlags>().org);
  io.out(renderList(dataOf(await session.client.roles.list({ params: { orgId } })), roleListView, session.output));
}

async function showOne(io: CliIo, name: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  const orgId = await orgOf(session, command.opts<RoleFlags>().org);
  const roles = dataOf(await session.client.roles.list({ params: { orgId } }));
  const role = roles.find((one) => one.name === name);
  if (role === undefined) throw usageFailure(`There is no role ${name}.`, 'See which there are with `moorage roles list`.');
  show(session, role);
}

async function create(io: CliIo, name: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  const { org, action = [], description } = command.opts<RoleFlags>();
  const body = { name, actions: action, ...(description === undefined ? {} : { description }) };
  show(session, dataOf(await session.client.roles.create({ params: { orgId: await orgOf(session, org) }, body })));
}

async function update(io: CliIo, role: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  const { org, action, description } = command.opts<RoleFlags>();
  const body = { ...(action === undefined ? {} : { actions: action }), ...(description === undefined ? {} : { description }) };
  show(session, dataOf(await session.client.roles.update({ params: { orgId: await orgOf(session, org), role }, body })));
}

async function remove(io: CliIo, role: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  const { org, yes } = command.opts<RoleFlags>();
  if (yes !== true) {
    const answer = io.isTty ? await io.ask(`Delete the role ${role}? Type its name: `) : undefined;
    if (answer?.trim() !== role) throw usageFailure('Nothing was deleted.', `Repeat with --yes, or type ${role} when asked.`);
  }
  dataOf(await session.client.roles.delete({ params: { orgId: await orgOf(session, org), role } }));
  session.note(`The role ${role} is deleted.`);
}

function orgOption(): Option {
  return new Option('--org <id or slug>', 'the organization; the one you work in when absent').env('MOORAGE_ORG');
}

function actionOption(): Option {
  return new Option('--action <action...>', 'what the role may do, such as deployment:restart').env('MOORAGE_ACTION');
}

function descriptionOption(): Option {
  return new Option('--description <text>', 'what the role is for').env('MOORAGE_DESCRIPTION');
}

/** Adds `roles`. */
export function addRoleCommands(program: Command, io: CliIo): void {
  const roles = program.command('roles').alias('role').description('what roles may do, and roles of your own');
  roles
    .command('list')
    .description('list the roles of an organization')
    .addOption(orgOption())
    .addHelpText('after', '\nExample:\n  $ moorage roles list')
    .action((_options, command: Command) => list(io, command));
  roles
    .command('show <role>')
    .description('print what a role may do')
    .addOption(orgOption())
    .addHelpText('after', '\nExample:\n  $ moorage roles show developer')
    .action((name: string, _options, command: Command) => showOne(io, name, command));
  roles
    .command('create <role>')
    .description('make a role out of actions')
    .addOption(orgOption())
    .addOption(actionOption())
    .addOption(descriptionOption())
    .addHelpText('after', '\nExample:\n  $ moorage roles create restarter --action deployment:restart deployment:logs')
    .action((name: string, _options, command: Command) => create(io, name, command));
  roles
    .command('update <role>')
    .description('change what a role may do')
    .addOption(orgOption())
    .addOption(actionOption())
    .addOption(descriptionOption())
    .addHelpText('after', '\nExample:\n  $ moorage roles update restarter --action deployment:restart')
    .action((name: string, _options, command: Command) => update(io, name, command));
  roles
    .command('delete <role>')
    .description('delete a role that nobody has')
    .addOption(orgOption())
    .addOption(new Option('-y, --yes', 'do not ask').env('MOORAGE_YES'))
    .addHelpText('after', '\nExample:\n  $ moorage roles delete restarter --yes')
    .action((name: string, _options, command: Command) => remove(io, name, command));
}
