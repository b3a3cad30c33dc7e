/** `audit list|follow|export|verify|sinks`: what was done in an organization. */
import { type Command, Option } from 'commander';
import { findOrg } from '../../actions/find.ts';
import { CliFailure, dataOf } from '../../failure.ts';
import type { CliIo } from '../../io.ts';
import { auditLine, auditListView, describeChain } from '../../render/audit.ts';
import { renderList, renderOne } from '../../render/output.ts';
import { openSession } from '../../session.ts';
import { example, limitOf, limitOption, orgOption } from '../options.ts';
import { addSinkCommands } from './audit-sinks.ts';
import { type ExportFlags, exporting, saveExport } from './export.ts';
import { filtered, type FilterFlags, filterOf } from './filter.ts';
import { printing } from './follow.ts';

type Flags = FilterFlags & { readonly org?: string };

/** sysexits(3) EX_DATAERR. */
const brokenExitCode = 65;

async function list(io: CliIo, command: Command): Promise<void> {
  const session = openSession(io, command);
  const flags = command.opts<Flags & { limit: string }>();
  const { id } = await findOrg(session.client, flags.org);
  const query = { org_id: id, ...filterOf(flags), limit: limitOf(flags.limit) };
  io.out(renderList(dataOf(await session.client.audit.list({ query })), auditListView, session.output));
}

async function follow(io: CliIo, command: Command): Promise<void> {
  const session = openSession(io, command);
  const flags = command.opts<Flags & { after?: string }>();
  const { id } = await findOrg(session.client, flags.org);
  const query = { org_id: id, ...filterOf(flags) };
  const end = await session.client.audit.stream({ query }, printing(session, flags.after, auditLine));
  if (end.kind === 'refused') dataOf(end.result);
}

async function exportAll(io: CliIo, command: Command): Promise<void> {
  const session = openSession(io, command);
  const { format, file, ...flags } = command.opts<Flags & ExportFlags>();
  const { id } = await findOrg(session.client, flags.org);
  const query = { org_id: id, format, ...filterOf(flags) };
  const { credentials } = session;
  const refusal = await saveExport(session, { path: '/api/audit/export', query, file, credentials });
  if (refusal !== undefined) dataOf(refusal);
}

async function verify(io: CliIo, command: Command): Promise<void> {
  const session = openSession(io, command);
  const org = await findOrg(session.client, command.opts<Flags>().org);
  const report = dataOf(await session.client.audit.verify({ query: { org_id: org.id } }));
  io.out(renderOne(report, { name: (row) => row.orgId, describe: describeChain }, session.output));
  if (report.ok) return;
  throw new CliFailure(`The audit trail of ${org.name} is not what was written.`, {
    exitCode: brokenExitCode,
    nextStep: 'Tell whoever runs the platform, and compare with an export, a webhook or a head that you noted.',
  });
}

/** Adds `audit`. */
export function addAuditCommands(program: Command, io: CliIo): void {
  const audit = program.command('audit').description('what was done in an organization, by whom and when');
  const ofOrg = (command: Command): Command => command.addOption(orgOption());
  example(
    filtered(ofOrg(audit.command('list').description('list what was done, newest first'))).addOption(limitOption()),
    'audit list --event deployment. --from 2030-01-31',
  ).action((_options, command: Command) => list(io, command));
  example(
    filtered(ofOrg(audit.command('follow').description('print what is done, from now on'))).addOption(
      new Option('--after <number>', 'begin behind the event of this number').env('MOORAGE_AFTER'),
    ),
    'audit follow --org acme -o json',
  ).action((_options, command: Command) => follow(io, command));
  example(
    exporting(filtered(ofOrg(audit.command('export').description('write what was done, oldest first, hashes included')))),
    'audit export --org acme --format csv --file acme.csv',
  ).action((_options, command: Command) => exportAll(io, command));
  example(
    ofOrg(audit.command('verify').description('check that the trail is what was written; fails when it is not')),
    'audit verify --org acme',
  ).action((_options, command: Command) => verify(io, command));
  addSinkCommands(audit, io);
}
