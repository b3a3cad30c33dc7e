/** `admin actions list|show|create|update|delete`: what the platform offers to be done with clusters. */
import type { V1Action } from '@moorage/sdk/types';
import { type Command, Option } from 'commander';
import { askAsAdmin } from '../../actions/as-admin.ts';
import { pickOne } from '../../actions/find.ts';
import { confirm } from '../../confirm.ts';
import { dataOf, usageFailure } from '../../failure.ts';
import type { CliIo } from '../../io.ts';
import { actionListView, describeAction } from '../../render/fleet.ts';
import { renderList, renderOne } from '../../render/output.ts';
import { type CommandSession, openSession } from '../../session.ts';
import { example, yesOption } from '../options.ts';

interface Flags {
  readonly search?: string;
  readonly label?: string;
  readonly description?: string;
  readonly target?: string;
  readonly yes?: boolean;
}

const view = { name: (row: V1Action) => row.id, describe: describeAction };

async function find({ client }: CommandSession, text: string): Promise<V1Action> {
  const names = (row: V1Action): string[] => [row.id, row.make_target, row.label];
  const rows = dataOf(await client.v1Actions.list({}));
  return pickOne(rows, { what: 'action', text, names, id: (row) => row.make_target, list: 'moorage admin actions list' });
}

async function list(io: CliIo, command: Command): Promise<void> {
  const { client, output } = openSession(io, command);
  const { search: q } = command.opts<Flags>();
  io.out(renderList(dataOf(await client.v1Actions.list({ query: q === undefined ? {} : { q } })), actionListView, output));
}

async function show(io: CliIo, text: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  io.out(renderOne(await find(session, text), view, session.output));
}

async function create(io: CliIo, target: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  const { label = target, description } = command.opts<Flags>();
  if (description === undefined) throw usageFailure('Nobody would know what it does.', 'Say it with --description.');
  const body = { label, description, make_target: target };
  io.out(renderOne(await askAsAdmin(session, (client) => client.v1Actions.create({ body })), view, session.output));
}

async function update(io: CliIo, text: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  const { label, description, target } = command.opts<Flags>();
  const body = {
    ...(label === undefined ? {} : { label }),
    ...(description === undefined ? {} : { description }),
    ...(target === undefined ? {} : { make_target: target }),
  };
  if (Object.keys(body).length === 0) throw usageFailure('There is nothing to change.', 'Name what is to be different.');
  const params = { id: (await find(session, text)).id };
  io.out(renderOne(await askAsAdmin(session, (client) => client.v1Actions.update({ params, body })), view, session.output));
}

async function remove(io: CliIo, text: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  const { yes } = command.opts<Flags>();
  const { id, label, make_target: target } = await find(session, text);
  await confirm(io, { yes, question: `Delete the action ${label}? Type its target ${target}: `, answer: target });
  await askAsAdmin(session, (client) => client.v1Actions.delete({ params: { id } }));
  session.note(`The action ${label} is deleted.`);
}

function withTexts(command: Command): Command {
  return command
    .addOption(new Option('--label <label>', 'what people read; the target when absent').env('MOORAGE_ACTION_LABEL'))
    .addOption(new Option('--description <text>', 'what it does').env('MOORAGE_ACTION_DESCRIPTION'));
}

/** Adds `admin actions`. */
export function addActionCommands(admin: Command, io: CliIo): void {
  const actions = admin.command('actions').alias('action').description('what the platform offers to be done with clusters');
  example(
    actions
      .command('list')
      .description('list actions')
      .addOption(new Option('--search <text>', 'part of the label').env('MOORAGE_SEARCH')),
    'admin actions list',
  ).action((_options, command: Command) => list(io, command));
  example(actions.command('show <action>').description('print an action'), 'admin actions show setup').action(
    (text: string, _options, command: Command) => show(io, text, command),
  );
  example(
    withTexts(
      actions.command('create <target>').description('offer an action; the target is a name of the tool that acts on clusters'),
    ),
    'admin actions create setup --label "Set up" --description "Installs what the cluster needs"',
  ).action((target: string, _options, command: Command) => create(io, target, command));
  example(
    withTexts(actions.command('update <action>').description('change an action')).addOption(
      new Option('--target <target>', 'what the tool is called with').env('MOORAGE_ACTION_TARGET'),
    ),
    'admin actions update setup --label "Set everything up"',
  ).action((text: string, _options, command: Command) => update(io, text, command));
  example(
    actions.command('delete <action>').description('offer an action no longer').addOption(yesOption()),
    'admin actions delete setup --yes',
  ).action((text: string, _options, command: Command) => remove(io, text, command));
}
