/** `clients list|create|show|update|delete`: white-label clients, for those who run the platform. */
import type { Client, ClientUpdate } from '@moorage/sdk/types';
import { type Command, Option } from 'commander';
import { askAsAdmin } from '../actions/as-admin.ts';
import { pickOne } from '../actions/find.ts';
import { confirm } from '../confirm.ts';
import { usageFailure } from '../failure.ts';
import type { CliIo } from '../io.ts';
import { clientListView, describeClient } from '../render/admin.ts';
import { renderList, renderOne } from '../render/output.ts';
import { type CommandSession, openSession } from '../session.ts';
import { example, listOption, yesOption } from './options.ts';

/** The client of this slug, domain, name or id. */
export async function findClient(session: CommandSession, text: string): Promise<Client> {
  const clients = await askAsAdmin(session, (api) => api.clients.list());
  const names = (client: Client): string[] => [client.id, client.slug, client.domain, client.name];
  return pickOne(clients, { what: 'client', text, names, id: (client) => client.slug, list: 'moorage clients list' });
}

interface Flags {
  readonly name?: string;
  readonly slug?: string;
  readonly domain?: string;
  readonly plan?: string[];
  readonly registration?: Client['registrationPolicy'];
  readonly allowDomain?: string[];
  readonly brand?: string;
  readonly logo?: string;
  readonly color?: string;
  readonly support?: string;
  readonly enable?: boolean;
  readonly disable?: boolean;
}

/** What of the brand is named; `none` takes it away. */
function brandOf({ brand, logo, color, support }: Flags): ClientUpdate['branding'] {
  const orNull = (text: string): string | null => (text === 'none' ? null : text);
  return {
    ...(brand === undefined ? {} : { name: brand }),
    ...(logo === undefined ? {} : { logoUrl: orNull(logo) }),
    ...(color === undefined ? {} : { primaryColor: orNull(color) }),
    ...(support === undefined ? {} : { supportEmail: orNull(support) }),
  };
}

function changesOf(flags: Flags): ClientUpdate {
  const { name, slug, domain, plan, registration, allowDomain, enable, disable } = flags;
  const branding = brandOf(flags) ?? {};
  return {
    ...(name === undefined ? {} : { name }),
    ...(slug === undefined ? {} : { slug }),
    ...(domain === undefined ? {} : { domain }),
    ...(plan === undefined ? {} : { plans: plan }),
    ...(registration === undefined ? {} : { registrationPolicy: registration }),
    ...(allowDomain === undefined ? {} : { allowedDomains: allowDomain }),
    ...(enable === true || disable === true ? { enabled: enable === true } : {}),
    ...(Object.keys(branding).length === 0 ? {} : { branding }),
  };
}

function show(session: CommandSession, client: Client): void {
  session.io.out(renderOne(client, { name: (row) => row.slug, describe: describeClient }, session.output));
}

async function list(io: CliIo, command: Command): Promise<void> {
  const session = openSession(io, command);
  io.out(renderList(await askAsAdmin(session, (api) => api.clients.list()), clientListView, session.output));
}

async function create(io: CliIo, name: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  const flags = command.opts<Flags & { slug: string; domain: string }>();
  const { slug, domain } = flags;
  const body = { ...changesOf(flags), name, slug, domain };
  show(session, await askAsAdmin(session, (api) => api.clients.create({ body })));
}

async function showOne(io: CliIo, text: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  show(session, await findClient(session, text));
}

async function update(io: CliIo, text: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  const body = changesOf(command.opts<Flags>());
  if (Object.keys(body).length === 0)
    throw usageFailure('Nothing is to be changed.', 'Say what, for instance --domain or --plan.');
  const { id } = await findClient(session, text);
  show(session, await askAsAdmin(session, (api) => api.clients.update({ params: { id }, body })));
}

async function remove(io: CliIo, text: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  const { yes } = command.opts<{ yes?: boolean }>();
  const { id, slug, url } = await findClient(session, text);
  await confirm(io, { yes, question: `Give ${slug} up? ${url} no longer answers. Type the slug: `, answer: slug });
  await askAsAdmin(session, (api) => api.clients.delete({ params: { id } }));
  session.note(`The client ${slug} is gone.`);
}

function described(command: Command): Command {
  return command
    .addOption(listOption('--plan <plan>', 'what it offers; a new organization begins with the first', 'MOORAGE_PLAN'))
    .addOption(
      new Option('--registration <policy>', 'who may register')
        .choices(['open', 'domains', 'invite'])
        .env('MOORAGE_REGISTRATION'),
    )
    .addOption(listOption('--allow-domain <domain>', 'e-mail domain that may register', 'MOORAGE_ALLOW_DOMAIN'))
    .addOption(new Option('--brand <name>', 'what the console calls itself').env('MOORAGE_BRAND'))
    .addOption(new Option('--logo <url>', 'its logo, or none').env('MOORAGE_LOGO'))
    .addOption(new Option('--color <color>', 'its colour such as #0a66c2, or none').env('MOORAGE_COLOR'))
    .addOption(new Option('--support <email>', 'who helps, or none').env('MOORAGE_SUPPORT'));
}

function addChangeCommands(clients: Command, io: CliIo): void {
  example(
    described(clients.command('update <client>').description('change a client in what is named'))
      .addOption(new Option('--name <name>', 'what it is called').env('MOORAGE_NAME'))
      .addOption(new Option('--slug <slug>', 'its short name').env('MOORAGE_SLUG'))
      .addOption(new Option('--domain <host>', 'where it answers').env('MOORAGE_DOMAIN'))
      .addOption(new Option('--enable', 'it answers').env('MOORAGE_ENABLE'))
      .addOption(new Option('--disable', 'it answers no more').env('MOORAGE_DISABLE').conflicts('enable')),
    'clients update green --plan business,enterprise --brand "Green Cloud"',
  ).action((text: string, _options, command: Command) => update(io, text, command));
  example(
    clients.command('delete <client>').description('give a client up that has no organizations any more').addOption(yesOption()),
    'clients delete green --yes',
  ).action((text: string, _options, command: Command) => remove(io, text, command));
}

/** Adds `clients`. */
export function addClientCommands(program: Command, io: CliIo): void {
  const clients = program.command('clients').alias('client').description('white-label clients of the platform');
  example(clients.command('list').description('list white-label clients'), 'clients list').action((_options, command: Command) =>
    list(io, command),
  );
  example(
    described(clients.command('create <name>').description('answer under another host, in the name of a client'))
      .addOption(new Option('--slug <slug>', 'its short name').env('MOORAGE_SLUG').makeOptionMandatory())
      .addOption(new Option('--domain <host>', 'where it answers').env('MOORAGE_DOMAIN').makeOptionMandatory()),
    'clients create "Green Ltd" --slug green --domain cloud.green.example',
  ).action((name: string, _options, command: Command) => create(io, name, command));
  example(
    clients.command('show <client>').description('print one client; by slug, domain, name or id'),
    'clients show green',
  ).action((text: string, _options, command: Command) => showOne(io, text, command));
  addChangeCommands(clients, io);
}
