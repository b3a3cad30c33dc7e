/** `members list|add|role|remove`, of an organization or, with `--team`, of a team. */
import type { Client } from '@moorage/sdk/client';
import type { Member } from '@moorage/sdk/types';
import { type Command, Option } from 'commander';
import { findOrg, findPlace, findTeam, membersOf, pickMember } from '../../actions/find.ts';
import { confirm } from '../../confirm.ts';
import { dataOf, usageFailure } from '../../failure.ts';
import type { CliIo } from '../../io.ts';
import { describeMember, memberListView } from '../../render/org.ts';
import { renderList, renderOne } from '../../render/output.ts';
import { type CommandSession, openSession } from '../../session.ts';
import { example, orgOption, teamOption, yesOption } from '../options.ts';
import { addInvitationCommands } from './invitations.ts';

interface PlaceFlags {
  readonly org?: string;
  readonly team?: string;
}

const orgRoles: readonly string[] = ['org_admin', 'org_auditor', 'org_member'];
const teamRoles: readonly string[] = ['team_admin', 'developer', 'viewer'];

/** Built in, or of the organization's own making. */
async function checkRole(client: Client, wanted: string, where: { orgId: string; builtIn: readonly string[] }): Promise<string> {
  if (where.builtIn.includes(wanted)) return wanted;
  const own = dataOf(await client.roles.list({ params: { orgId: where.orgId } })).filter((role) => !role.isBuiltIn);
  if (own.some((role) => role.name === wanted)) return wanted;
  const names = [...where.builtIn, ...own.map((role) => role.name)];
  throw usageFailure(`There is no role "${wanted}" here.`, `Use one of ${names.join(', ')}.`);
}

function show(session: CommandSession, member: Member): void {
  session.io.out(renderOne(member, { name: (row) => row.email, describe: describeMember }, session.output));
}

async function list(io: CliIo, command: Command): Promise<void> {
  const session = openSession(io, command);
  const place = await findPlace(session.client, command.opts<PlaceFlags>());
  io.out(renderList(await membersOf(session.client, place), memberListView(io.now()), session.output));
}

async function add(io: CliIo, name: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  const { client } = session;
  const flags = command.opts<PlaceFlags & { team: string; role: string }>();
  const team = await findTeam(client, flags.team, flags.org);
  const org = await findOrg(client, team.orgId);
  const { userId } = pickMember(await membersOf(client, { kind: 'org', org }), name);
  const role = await checkRole(client, flags.role, { orgId: team.orgId, builtIn: teamRoles });
  const body = { userId, role };
  show(session, dataOf(await client.teamMembers.add({ params: { teamId: team.id }, body })));
}

async function setRole(io: CliIo, wanted: { readonly name: string; readonly role: string }, command: Command): Promise<void> {
  const session = openSession(io, command);
  const { client } = session;
  const place = await findPlace(client, command.opts<PlaceFlags>());
  const { userId } = pickMember(await membersOf(client, place), wanted.name);
  if (place.kind === 'team') {
    const body = { role: await checkRole(client, wanted.role, { orgId: place.team.orgId, builtIn: teamRoles }) };
    return show(session, dataOf(await client.teamMembers.update({ params: { teamId: place.team.id, userId }, body })));
  }
  const body = { role: await checkRole(client, wanted.role, { orgId: place.org.id, builtIn: orgRoles }) };
  show(session, dataOf(await client.orgMembers.update({ params: { orgId: place.org.id, userId }, body })));
}

async function remove(io: CliIo, name: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  const { client } = session;
  const { yes, ...flags } = command.opts<PlaceFlags & { yes?: boolean }>();
  const place = await findPlace(client, flags);
  const { userId, email } = pickMember(await membersOf(client, place), name);
  const from = place.kind === 'team' ? `the team ${place.team.name}` : `${place.org.name} and all its teams`;
  await confirm(io, { yes, question: `Remove ${email} from ${from}? Type the address: `, answer: email });
  if (place.kind === 'team') dataOf(await client.teamMembers.remove({ params: { teamId: place.team.id, userId } }));
  else dataOf(await client.orgMembers.remove({ params: { orgId: place.org.id, userId } }));
  session.note(`${email} is no longer in ${from}.`);
}

function inPlace(command: Command): Command {
  return command.addOption(orgOption()).addOption(teamOption('name or id of a team, for its members only'));
}

/** Adds `members` and `invites`. */
export function addMemberCommands(program: Command, io: CliIo): void {
  const members = program.command('members').alias('member').description('people in an organization or a team');
  example(inPlace(members.command('list')).description('list members and their roles'), 'members list --org acme').action(
    (_options, command: Command) => list(io, command),
  );
  example(
    members
      .command('add <member>')
      .description('put a member of the organization into a team')
      .addOption(orgOption('name, slug or id of the organization; all of yours when absent'))
      .addOption(teamOption('name or id of the team').makeOptionMandatory())
      .addOption(
        new Option('--role <role>', 'team_admin, developer, viewer or a role of your own')
          .default('developer')
          .env('MOORAGE_ROLE_WANTED'),
      ),
    'members add ada@example.com --team backend --role developer',
  ).action((name: string, _options, command: Command) => add(io, name, command));
  example(
    inPlace(members.command('role <member> <role>')).description('give a member another role'),
    'members role ada@example.com org_admin',
    'members role ada@example.com org_auditor --org acme',
    'members role ada@example.com viewer --team backend',
    'members role ada@example.com restarter --team backend',
  ).action((name: string, role: string, _options, command: Command) => setRole(io, { name, role }, command));
  example(
    inPlace(members.command('remove <member>'))
      .description('remove a member from the organization with all its teams, or from one team')
      .addOption(yesOption()),
    'members remove ada@example.com --yes',
  ).action((name: string, _options, command: Command) => remove(io, name, command));
  addInvitationCommands(program, members, { io, inPlace });
}
