/** `members invite|invitations|resend|revoke` and `invites accept`. */
import type { InvitationWithLink } from '@moorage/sdk/types';
import { type Command, Option } from 'commander';
import { asOneself } from '../../actions/as-oneself.ts';
import { findPlace } from '../../actions/find.ts';
import { findInvitation, invitationsOf, invite, tokenOf } from '../../actions/invitations.ts';
import { dataOf } from '../../failure.ts';
import type { CliIo } from '../../io.ts';
import { describeInvitation, invitationListView } from '../../render/org.ts';
import { renderList, renderOne } from '../../render/output.ts';
import { type CommandSession, openSession } from '../../session.ts';
import { example } from '../options.ts';

interface PlaceFlags {
  readonly org?: string;
  readonly team?: string;
}

function show(session: CommandSession, invitation: InvitationWithLink): void {
  session.io.out(renderOne(invitation, { name: (row) => row.link, describe: describeInvitation }, session.output));
}

async function ask(io: CliIo, email: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  const flags = command.opts<PlaceFlags & { role?: string }>();
  show(session, await invite(session.client, await findPlace(session.client, flags), { email, role: flags.role }));
}

async function list(io: CliIo, command: Command): Promise<void> {
  const session = openSession(io, command);
  const place = await findPlace(session.client, command.opts<PlaceFlags>());
  io.out(renderList(await invitationsOf(session.client, place), invitationListView(io.now()), session.output));
}

async function resend(io: CliIo, text: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  const { client } = session;
  const { id } = await findInvitation(client, await findPlace(client, command.opts<PlaceFlags>()), text);
  show(session, dataOf(await client.invites.resend({ params: { id } })));
}

async function revoke(io: CliIo, text: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  const { client } = session;
  const { id, email } = await findInvitation(client, await findPlace(client, command.opts<PlaceFlags>()), text);
  dataOf(await client.invites.revoke({ params: { id } }));
  session.note(`The invitation of ${email} is taken back.`);
}

async function accept(io: CliIo, linkOrToken: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  const body = { token: tokenOf(linkOrToken) };
  const place = dataOf(await session.client.invites.preview({ body }));
  const joined = await asOneself(session, async (client) => dataOf(await client.invites.accept({ body })));
  const describe = (): string => `You are ${place.role} in ${place.teamName ?? 'the organization'} of ${place.orgName}.`;
  io.out(renderOne({ ...place, ...joined }, { name: (row) => row.orgId, describe }, session.output));
}

/** Adds the commands about invitations to `members`, and `invites`. */
export function addInvitationCommands(
  program: Command,
  members: Command,
  { io, inPlace }: { readonly io: CliIo; readonly inPlace: (command: Command) => Command },
): void {
  example(
    inPlace(members.command('invite <email>'))
      .description('ask somebody to join the organization, or a team')
      .addOption(
        new Option('--role <role>', 'org_admin, org_auditor or org_member; in a team team_admin, developer or viewer').env(
          'MOORAGE_ROLE_WANTED',
        ),
      ),
    'members invite ada@example.com --team backend --role developer',
  ).action((email: string, _options, command: Command) => ask(io, email, command));
  example(
    inPlace(members.command('invitations')).description('list invitations that wait for an answer'),
    'members invitations --org acme',
  ).action((_options, command: Command) => list(io, command));
  example(
    inPlace(members.command('resend <invitation>')).description('send an invitation again, with a new link; by address or id'),
    'members resend ada@example.com',
  ).action((text: string, _options, command: Command) => resend(io, text, command));
  example(
    inPlace(members.command('revoke <invitation>')).description('take an invitation back; by address or id'),
    'members revoke ada@example.com',
  ).action((text: string, _options, command: Command) => revoke(io, text, command));
  const invites = program.command('invites').alias('invite').description('invitations for you');
  example(
    invites.command('accept <link-or-token>').description('join where you were invited to'),
    'invites accept "https://moorage.example.com/invite?token=…"',
  ).action((text: string, _options, command: Command) => accept(io, text, command));
}
