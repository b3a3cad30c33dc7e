/** `teams list|show|create|rename|delete|switch`. */
import type { Team } from '@moorage/sdk/types';
import type { Command } from 'commander';
import { findOrg, findTeam } from '../actions/find.ts';
import { switchTeam } from '../actions/switch-team.ts';
import { confirm } from '../confirm.ts';
import { dataOf } from '../failure.ts';
import type { CliIo } from '../io.ts';
import { describeTeam, teamListView } from '../render/org.ts';
import { renderList, renderOne } from '../render/output.ts';
import { type CommandSession, openSession } from '../session.ts';
import { example, orgOption, yesOption } from './options.ts';

interface OrgFlag {
  readonly org?: string;
}

function show(session: CommandSession, team: Team): void {
  session.io.out(renderOne(team, { name: (row) => row.id, describe: describeTeam }, session.output));
}

async function list(io: CliIo, command: Command): Promise<void> {
  const session = openSession(io, command);
  const { org } = command.opts<OrgFlag>();
  const query = org === undefined ? {} : { org_id: (await findOrg(session.client, org)).id };
  const [teams, me] = await Promise.all([session.client.teams.list({ query }), session.client.me.get()]);
  io.out(renderList(dataOf(teams), teamListView(dataOf(me)), session.output));
}

async function get(io: CliIo, name: string | undefined, command: Command): Promise<void> {
  const session = openSession(io, command);
  show(session, await findTeam(session.client, name, command.opts<OrgFlag>().org));
}

async function create(io: CliIo, name: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  const { id: orgId } = await findOrg(session.client, command.opts<OrgFlag>().org);
  show(session, dataOf(await session.client.teams.create({ body: { orgId, name } })));
}

async function rename(io: CliIo, names: { readonly from: string; readonly to: string }, command: Command): Promise<void> {
  const session = openSession(io, command);
  const { id: teamId } = await findTeam(session.client, names.from, command.opts<OrgFlag>().org);
  show(session, dataOf(await session.client.teams.update({ params: { teamId }, body: { name: names.to } })));
}

async function remove(io: CliIo, name: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  const { org, yes } = command.opts<OrgFlag & { yes?: boolean }>();
  const team = await findTeam(session.client, name, org);
  await confirm(io, { yes, question: `Delete the team ${team.name}? Type its name: `, answer: team.name });
  dataOf(await session.client.teams.delete({ params: { teamId: team.id } }));
  session.note(`The team ${team.name} is deleted.`);
}

async function switchTo(io: CliIo, name: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  const team = await switchTeam(session.client, name, command.opts<OrgFlag>().org);
  session.note(`Now working in ${team.name}.`);
}

/** Adds `teams`. */
export function addTeamCommands(program: Command, io: CliIo): void {
  const teams = program.command('teams').alias('team').description('teams of an organization');
  const inOrg = (): ReturnType<typeof orgOption> => orgOption('name, slug or id of the organization; all of yours when absent');
  example(
    teams.command('list').description('list the teams that you can see').addOption(inOrg()),
    'teams list --org acme',
  ).action((_options, command: Command) => list(io, command));
  example(
    teams.command('show [team]').description('show a team; the current one when none is named').addOption(inOrg()),
    'teams show backend --output json',
  ).action((name: string | undefined, _options, command: Command) => get(io, name, command));
  example(
    teams.command('create <name>').description('create a team').addOption(orgOption()),
    'teams create backend --org acme',
  ).action((name: string, _options, command: Command) => create(io, name, command));
  example(
    teams.command('rename <team> <name>').description('give a team another name').addOption(inOrg()),
    'teams rename backend platform',
  ).action((from: string, to: string, _options, command: Command) => rename(io, { from, to }, command));
  example(
    teams.command('delete <team>').description('delete a team that has nothing left').addOption(inOrg()).addOption(yesOption()),
    'teams delete backend --yes',
  ).action((name: string, _options, command: Command) => remove(io, name, command));
  example(
    teams.command('switch <team>').description('work in this team from now on, here and in the console').addOption(inOrg()),
    'teams switch backend',
  ).action((name: string, _options, command: Command) => switchTo(io, name, command));
}
