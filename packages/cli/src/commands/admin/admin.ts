/** `admin users|orgs|metrics|jobs|backups|actions|audit`: for those who run the platform. */
import type { Command } from 'commander';
import { askAsAdmin } from '../../actions/as-admin.ts';
import type { CliIo } from '../../io.ts';
import { adminOrgListView, describeAdminOrg, describeMetrics } from '../../render/admin.ts';
import { renderList, renderOne } from '../../render/output.ts';
import { openSession } from '../../session.ts';
import { findClient } from '../clients.ts';
import { example, limitOf, limitOption } from '../options.ts';
import { addActionCommands } from './admin-actions.ts';
import { addAdminAuditCommands } from './admin-audit.ts';
import { addBackupCommands } from './admin-backups.ts';
import { addJobCommands } from './admin-jobs.ts';
import { addUserCommands } from './admin-users.ts';
import { findAnyOrg, optionFor, searchOption } from './find-admin.ts';

async function listOrgs(io: CliIo, command: Command): Promise<void> {
  const session = openSession(io, command);
  const { search, limit, client } = command.opts<{ search?: string; limit: string; client?: string }>();
  const clientId = client === undefined ? undefined : (await findClient(session, client)).id;
  const query = {
    limit: limitOf(limit),
    ...(search === undefined ? {} : { search }),
    ...(clientId === undefined ? {} : { client_id: clientId }),
  };
  const orgs = await askAsAdmin(session, (api) => api.admin.orgs({ query }));
  io.out(renderList(orgs, adminOrgListView, session.output));
}

async function placeOrg(io: CliIo, text: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  const { plan, client } = command.opts<{ plan?: string; client?: string }>();
  const { id } = await findAnyOrg(session, text);
  const clientId = client === undefined || client === 'none' ? null : (await findClient(session, client)).id;
  const body = { ...(plan === undefined ? {} : { plan }), ...(client === undefined ? {} : { clientId }) };
  const org = await askAsAdmin(session, (api) => api.admin.updateOrg({ params: { id }, body }));
  io.out(renderOne(org, { name: (row) => row.slug, describe: describeAdminOrg }, session.output));
}

async function metrics(io: CliIo, command: Command): Promise<void> {
  const session = openSession(io, command);
  const figures = await askAsAdmin(session, (api) => api.admin.metrics());
  io.out(renderOne(figures, { name: (row) => row.version, describe: describeMetrics }, session.output));
}

function addOrgCommands(admin: Command, io: CliIo): void {
  const orgs = admin.command('orgs').alias('org').description('organizations of the whole platform');
  example(
    orgs
      .command('list')
      .description('list organizations, of all clients')
      .addOption(searchOption())
      .addOption(optionFor('--client <client>', 'only those of this client; its slug, name or id', 'MOORAGE_CLIENT'))
      .addOption(limitOption()),
    'admin orgs list --search acme',
  ).action((_options, command: Command) => listOrgs(io, command));
  example(
    orgs
      .command('update <org>')
      .description('give an organization a plan or a client; by slug, name or id')
      .addOption(optionFor('--plan <plan>', 'what it may use', 'MOORAGE_PLAN'))
      .addOption(optionFor('--client <client>', 'whose it is: slug, name or id, or none for the platform', 'MOORAGE_CLIENT')),
    'admin orgs update acme --plan business',
  ).action((text: string, _options, command: Command) => placeOrg(io, text, command));
}

/** Adds `admin`. The distribution adds what works on the database alone. */
export function addAdminCommands(program: Command, io: CliIo): void {
  const admin = program.command('admin').description('for those who run the platform');
  addUserCommands(admin, io);
  addOrgCommands(admin, io);
  addJobCommands(admin, io);
  addBackupCommands(admin, io);
  addActionCommands(admin, io);
  example(admin.command('metrics').description('print the platform in figures'), 'admin metrics').action(
    (_options, command: Command) => metrics(io, command),
  );
  addAdminAuditCommands(admin, io);
}
