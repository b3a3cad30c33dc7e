/** `orgs list|show|create|update|switch`, and the door of what ends or hands over an organization. */
import type { Org } from '@moorage/sdk/types';
import { type Command, Option } from 'commander';
import { findOrg } from '../../actions/find.ts';
import { switchOrg } from '../../actions/switch-team.ts';
import { dataOf, usageFailure } from '../../failure.ts';
import type { CliIo } from '../../io.ts';
import { describeOrg, orgListView } from '../../render/org.ts';
import { renderList, renderOne } from '../../render/output.ts';
import { type CommandSession, openSession } from '../../session.ts';
import { example } from '../options.ts';
import { addOrgEndCommands } from './org-ends.ts';

function show(session: CommandSession, org: Org): void {
  session.io.out(renderOne(org, { name: (row) => row.slug, describe: describeOrg }, session.output));
}

async function list(io: CliIo, command: Command): Promise<void> {
  const session = openSession(io, command);
  const [orgs, me] = await Promise.all([session.client.orgs.list(), session.client.me.get()]);
  io.out(renderList(dataOf(orgs), orgListView(dataOf(me)), session.output));
}

async function get(io: CliIo, name: string | undefined, command: Command): Promise<void> {
  const session = openSession(io, command);
  show(session, await findOrg(session.client, name));
}

async function create(io: CliIo, name: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  const { slug } = command.opts<{ slug?: string }>();
  show(session, dataOf(await session.client.orgs.create({ body: { name, ...(slug === undefined ? {} : { slug }) } })));
}

/** Days, or `platform` for as long as the platform keeps them. */
function auditDaysOf(text: string | undefined): number | null | undefined {
  if (text === undefined) return undefined;
  if (text === 'platform') return null;
  if (/^\d{2,4}$/.test(text)) return Number(text);
  throw usageFailure(`"${text}" is no number of days.`, 'Say one from 30 to 3650, or platform.');
}

async function update(io: CliIo, name: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  const flags = command.opts<{ name?: string; aiContext?: string; aiContextFile?: string; auditDays?: string }>();
  const auditRetentionDays = auditDaysOf(flags.auditDays);
  const aiContext = flags.aiContextFile === undefined ? flags.aiContext : io.readFile(flags.aiContextFile);
  if (flags.aiContextFile !== undefined && aiContext === undefined)
    throw usageFailure(`${flags.aiContextFile} cannot be read.`, 'Name a file with --ai-context-file.');
  const body = {
    ...(flags.name === undefined ? {} : { name: flags.name }),
    ...(aiContext === undefined ? {} : { aiContext }),
    ...(auditRetentionDays === undefined ? {} : { auditRetentionDays }),
  };
  if (Object.keys(body).length === 0)
    throw usageFailure('Nothing is to be changed.', 'Say what with --name, --ai-context or --audit-days.');
  const { id: orgId } = await findOrg(session.client, name);
  show(session, dataOf(await session.client.orgs.update({ params: { orgId }, body })));
}

async function switchTo(io: CliIo, name: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  const { org, team } = await switchOrg(session.client, name);
  session.note(`Now working in ${team.name} of ${org.name}.`);
}

/** Adds `orgs`. */
export function addOrgCommands(program: Command, io: CliIo): void {
  const orgs = program.command('orgs').alias('org').description('organizations');
  example(orgs.command('list').description('list your organizations'), 'orgs list').action((_options, command: Command) =>
    list(io, command),
  );
  example(
    orgs.command('show [org]').description('show an organization; the current one when none is named'),
    'orgs show acme --output yaml',
  ).action((name: string | undefined, _options, command: Command) => get(io, name, command));
  example(
    orgs
      .command('create <name>')
      .description('create an organization with its first team; you become its owner')
      .addOption(new Option('--slug <slug>', 'made of the name when absent').env('MOORAGE_SLUG')),
    'orgs create "Acme Ltd" --slug acme',
  ).action((name: string, _options, command: Command) => create(io, name, command));
  example(
    orgs
      .command('update <org>')
      .description('change the name, what generated templates are told of you, or how long the audit trail is kept')
      .addOption(new Option('--name <name>', 'the new name').env('MOORAGE_NAME'))
      .addOption(new Option('--ai-context <text>', 'context for generated templates').env('MOORAGE_AI_CONTEXT'))
      .addOption(
        new Option('--ai-context-file <path>', 'the same from a file').conflicts('aiContext').env('MOORAGE_AI_CONTEXT_FILE'),
      )
      .addOption(
        new Option('--audit-days <days>', 'how long events are kept, or platform for as long as it does').env(
          'MOORAGE_AUDIT_DAYS',
        ),
      ),
    'orgs update acme --name "Acme Group"',
  ).action((name: string, _options, command: Command) => update(io, name, command));
  example(
    orgs.command('switch <org>').description('work in this organization from now on, here and in the console'),
    'orgs switch acme',
  ).action((name: string, _options, command: Command) => switchTo(io, name, command));
  addOrgEndCommands(orgs, io);
}
