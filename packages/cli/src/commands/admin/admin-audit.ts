/** `admin audit list|follow|export`: what was done in all organizations, and in none. */
import type { Command } from 'commander';
import { askAsAdmin, workAsAdmin } from '../../actions/as-admin.ts';
import type { CliIo } from '../../io.ts';
import { adminAuditLine, adminAuditListView } from '../../render/audit.ts';
import { renderList } from '../../render/output.ts';
import { type CommandSession, openSession } from '../../session.ts';
import { type ExportFlags, exporting, saveExport } from '../audit/export.ts';
import { filtered, type FilterFlags, filterOf, momentOf } from '../audit/filter.ts';
import { printing } from '../audit/follow.ts';
import { example, limitOf, limitOption } from '../options.ts';
import { findAnyOrg, optionFor } from './find-admin.ts';

type Flags = FilterFlags & { readonly org?: string };

async function queryOf(session: CommandSession, { org, ...flags }: Flags) {
  const orgId = org === undefined ? undefined : (await findAnyOrg(session, org)).id;
  return { ...filterOf(flags), ...(orgId === undefined ? {} : { org_id: orgId }) };
}

async function list(io: CliIo, command: Command): Promise<void> {
  const session = openSession(io, command);
  const flags = command.opts<Flags & { limit: string }>();
  const query = { ...(await queryOf(session, flags)), limit: limitOf(flags.limit) };
  const events = await askAsAdmin(session, (api) => api.adminAudit.list({ query }));
  io.out(renderList(events, adminAuditListView, session.output));
}

async function follow(io: CliIo, command: Command): Promise<void> {
  const session = openSession(io, command);
  const flags = command.opts<Flags & { after?: string }>();
  const after = momentOf(flags.after);
  // The stream begins a little before that time, so that nothing is missed.
  const query = { ...(after === undefined ? {} : { from: after }), ...(await queryOf(session, flags)) };
  const options = printing(session, after, adminAuditLine);
  await workAsAdmin(session, async ({ client }) => {
    const end = await client.adminAudit.stream({ query }, options);
    return end.kind === 'refused' ? end.result : undefined;
  });
}

async function exportAll(io: CliIo, command: Command): Promise<void> {
  const session = openSession(io, command);
  const { format, file, ...flags } = command.opts<Flags & ExportFlags>();
  const query = { ...(await queryOf(session, flags)), format };
  await workAsAdmin(session, ({ credentials }) =>
    saveExport(session, { path: '/api/admin/audit/export', query, file, credentials }),
  );
}

/** Adds `admin audit`. */
export function addAdminAuditCommands(admin: Command, io: CliIo): void {
  const audit = admin.command('audit').description('what was done anywhere; reading it is recorded');
  const anywhere = (command: Command): Command =>
    filtered(command).addOption(optionFor('--org <org>', 'only in this organization: slug, name or id', 'MOORAGE_ORG'));
  example(
    anywhere(audit.command('list', { isDefault: true }).description('list what was done, newest first')).addOption(limitOption()),
    'admin audit list --event access.refused',
  ).action((_options, command: Command) => list(io, command));
  example(
    anywhere(audit.command('follow').description('print what is done, from now on')).addOption(
      optionFor('--after <time>', 'begin at this time, such as 2030-01-31T12:00:00Z', 'MOORAGE_AFTER'),
    ),
    'admin audit follow --event access.refused -o json',
  ).action((_options, command: Command) => follow(io, command));
  example(
    exporting(anywhere(audit.command('export').description('write what was done, oldest first, hashes included'))),
    'admin audit export --format csv --file everything.csv',
  ).action((_options, command: Command) => exportAll(io, command));
}
