/** `orgs leave|transfer|delete`: what a key may not do, so it is done as oneself. */
import { type Command, Option } from 'commander';
import { asOneself } from '../../actions/as-oneself.ts';
import { findOrg, membersOf, pickMember } from '../../actions/find.ts';
import { confirm } from '../../confirm.ts';
import { dataOf, usageFailure } from '../../failure.ts';
import type { CliIo } from '../../io.ts';
import { describeDeletionPlan, describeOrg } from '../../render/org.ts';
import { isForPeople, renderOne } from '../../render/output.ts';
import { openSession } from '../../session.ts';
import { example, yesOption } from '../options.ts';

async function leave(io: CliIo, name: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  const org = await findOrg(session.client, name);
  const { yes } = command.opts<{ yes?: boolean }>();
  await confirm(io, { yes, question: `Leave ${org.name} with all its teams? Type ${org.slug}: `, answer: org.slug });
  await asOneself(session, async (client) => dataOf(await client.orgs.leave({ params: { orgId: org.id } })));
  session.note(`You are no longer in ${org.name}.`);
}

async function transfer(io: CliIo, name: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  const { yes, to } = command.opts<{ yes?: boolean; to: string }>();
  const org = await findOrg(session.client, name);
  const member = pickMember(await membersOf(session.client, { kind: 'org', org }), to);
  const question = `Make ${member.email} the owner of ${org.name}? You become administrator. Type ${org.slug}: `;
  await confirm(io, { yes, question, answer: org.slug });
  const args = { params: { orgId: org.id }, body: { userId: member.userId } };
  const after = await asOneself(session, async (client) => dataOf(await client.orgs.transfer(args)));
  session.note(`${member.email} is the owner of ${after.name}.`);
  if (!isForPeople(session.output)) io.out(renderOne(after, { name: (row) => row.slug, describe: describeOrg }, session.output));
}

interface DeleteFlags {
  readonly yes?: boolean;
  readonly confirm?: string;
  readonly plan?: boolean;
}

/** The slug as a person or a program has to give it. */
async function confirmedSlug(io: CliIo, slug: string, flags: DeleteFlags): Promise<string> {
  if (flags.yes === true) {
    if (flags.confirm === slug) return slug;
    throw usageFailure('Nothing was deleted.', `Repeat with --yes --confirm ${slug}.`);
  }
  const given = io.isTty
    ? (flags.confirm ?? (await io.ask(`This cannot be taken back. Type ${slug} to delete it: `)))
    : undefined;
  if (given?.trim() === slug) return slug;
  throw usageFailure('Nothing was deleted.', `Repeat with --yes --confirm ${slug}, or type ${slug} when asked.`);
}

async function remove(io: CliIo, name: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  const flags = command.opts<DeleteFlags>();
  const org = await findOrg(session.client, name);
  await asOneself(session, async (client) => {
    const plan = dataOf(await client.orgs.deletionPlan({ params: { orgId: org.id } }));
    const view = { name: () => plan.slug, describe: describeDeletionPlan };
    if (flags.plan === true) return io.out(renderOne(plan, view, session.output));
    io.err(`${describeDeletionPlan(plan)}\n`);
    const query = { confirm: await confirmedSlug(io, plan.slug, flags) };
    dataOf(await client.orgs.delete({ params: { orgId: org.id }, query }));
    session.note(`${org.name} is deleted. Its apps are taken down in the background.`);
  });
}

/** Adds `leave`, `transfer` and `delete` to `orgs`. */
export function addOrgEndCommands(orgs: Command, io: CliIo): void {
  example(
    orgs.command('leave <org>').description('leave an organization with all its teams').addOption(yesOption()),
    'orgs leave acme --yes',
  ).action((name: string, _options, command: Command) => leave(io, name, command));
  example(
    orgs
      .command('transfer <org>')
      .description('make another member the owner; you become administrator')
      .addOption(new Option('--to <member>', 'address, name or id').env('MOORAGE_TO').makeOptionMandatory())
      .addOption(yesOption()),
    'orgs transfer acme --to ada@example.com',
  ).action((name: string, _options, command: Command) => transfer(io, name, command));
  example(
    orgs
      .command('delete <org>')
      .description('delete an organization with everything in it, after showing what that is')
      .addOption(new Option('--plan', 'only show what would go').env('MOORAGE_PLAN'))
      .addOption(new Option('--confirm <slug>', 'the slug, together with --yes').env('MOORAGE_CONFIRM'))
      .addOption(yesOption()),
    'orgs delete acme --plan',
    'orgs delete acme --yes --confirm acme',
  ).action((name: string, _options, command: Command) => remove(io, name, command));
}
