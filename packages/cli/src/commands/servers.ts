/** `servers list|show|create|update|delete|logs|reset-hostkey`: the machines of a fleet. */
import type { V1Server } from '@moorage/sdk/types';
import { type Command, Option } from 'commander';
import { findServer, findSshKey } from '../actions/find-infra.ts';
import { infraOrgOption, inOrg, type OrgFlag } from '../actions/infra-org.ts';
import { readServers } from '../actions/infra-file.ts';
import { confirm } from '../confirm.ts';
import { dataOf, usageFailure } from '../failure.ts';
import type { CliIo } from '../io.ts';
import { describeServer, serverListView } from '../render/inventory.ts';
import { renderList, renderOne } from '../render/output.ts';
import { openSession } from '../session.ts';
import { example, yesOption } from './options.ts';

const roles = ['master', 'worker', 'bastion'] as const;
const statuses = ['pending', 'provisioning', 'ready', 'failed'] as const;

interface Flags extends OrgFlag {
  readonly role?: V1Server['role'];
  readonly status?: V1Server['status'];
  readonly search?: string;
  readonly name?: string;
  readonly publicIp?: string;
  readonly privateIp?: string;
  readonly user?: string;
  readonly key?: string;
  readonly file?: string;
  readonly yes?: boolean;
}

const view = { name: (row: V1Server) => row.id, describe: describeServer };

async function list(io: CliIo, command: Command): Promise<void> {
  const { client, output } = openSession(io, command);
  const { role, status, search: q, ...org } = command.opts<Flags>();
  const query = {
    ...(role === undefined ? {} : { role }),
    ...(status === undefined ? {} : { status }),
    ...(q === undefined ? {} : { q }),
  };
  const rows = dataOf(await client.servers.list({ query }, await inOrg(client, org)));
  io.out(renderList(rows, serverListView(io.now()), output));
}

async function show(io: CliIo, text: string, command: Command): Promise<void> {
  const { client, output } = openSession(io, command);
  io.out(renderOne(await findServer(client, text, await inOrg(client, command.opts<Flags>())), view, output));
}

async function createMany(io: CliIo, file: string, command: Command): Promise<void> {
  const { client, output } = openSession(io, command);
  const servers = readServers(io, file);
  const rows = dataOf(await client.servers.createMany({ body: { servers } }, await inOrg(client, command.opts<Flags>())));
  io.out(renderList(rows, serverListView(io.now()), output));
}

async function create(io: CliIo, hostname: string | undefined, command: Command): Promise<void> {
  const { client, output } = openSession(io, command);
  const { privateIp, publicIp, user = 'root', key, role = 'worker', file, ...org } = command.opts<Flags>();
  if (file !== undefined) return await createMany(io, file, command);
  if (privateIp === undefined || key === undefined)
    throw usageFailure('A server has an address and an SSH key.', 'Say them with --private-ip and --key.');
  const options = await inOrg(client, org);
  const body = {
    ...(hostname === undefined ? {} : { hostname }),
    ...(publicIp === undefined ? {} : { public_ip_address: publicIp }),
    ...{ private_ip_address: privateIp, ssh_user: user, ssh_key_id: (await findSshKey(client, key, options)).id, role },
  };
  io.out(renderOne(dataOf(await client.servers.create({ body }, options)), view, output));
}

async function update(io: CliIo, text: string, command: Command): Promise<void> {
  const { client, output } = openSession(io, command);
  const { name, privateIp, publicIp, user, key, role, status, ...org } = command.opts<Flags>();
  const options = await inOrg(client, org);
  const body = {
    ...(name === undefined ? {} : { hostname: name }),
    ...(publicIp === undefined ? {} : { public_ip_address: publicIp }),
    ...(privateIp === undefined ? {} : { private_ip_address: privateIp }),
    ...(user === undefined ? {} : { ssh_user: user }),
    ...(key === undefined ? {} : { ssh_key_id: (await findSshKey(client, key, options)).id }),
    ...(role === undefined ? {} : { role }),
    ...(status === undefined ? {} : { status }),
  };
  if (Object.keys(body).length === 0) throw usageFailure('There is nothing to change.', 'Name what is to be different.');
  const { id } = await findServer(client, text, options);
  io.out(renderOne(dataOf(await client.servers.update({ params: { id }, body }, options)), view, output));
}

async function remove(io: CliIo, text: string, command: Command): Promise<void> {
  const { client, note } = openSession(io, command);
  const { yes, ...org } = command.opts<Flags>();
  const options = await inOrg(client, org);
  const { id, hostname, private_ip_address: address } = await findServer(client, text, options);
  const name = hostname || address;
  await confirm(io, { yes, question: `Forget the server ${name}? Type its id ${id}: `, answer: id });
  dataOf(await client.servers.delete({ params: { id } }, options));
  note(`The server ${name} is forgotten.`);
}

async function logs(io: CliIo, text: string, command: Command): Promise<void> {
  const { client } = openSession(io, command);
  const options = await inOrg(client, command.opts<Flags>());
  const params = { id: (await findServer(client, text, options)).id };
  const limit = 1_000;
  let after = 0;
  for (let isMore = true; isMore;) {
    const page = dataOf(await client.servers.logs({ params, query: { after, limit } }, options));
    io.out(page.items.map(({ chunk }) => chunk).join(''));
    after = page.next_cursor;
    isMore = page.items.length === limit;
  }
}

async function resetHostkey(io: CliIo, text: string, command: Command): Promise<void> {
  const { client, output } = openSession(io, command);
  const options = await inOrg(client, command.opts<Flags>());
  const { id } = await findServer(client, text, options);
  io.out(renderOne(dataOf(await client.servers.resetHostkey({ params: { id } }, options)), view, output));
}

const roleOption = (what: string): Option => new Option('--role <role>', what).choices(roles).env('MOORAGE_SERVER_ROLE');
const statusOption = (what: string): Option =>
  new Option('--status <status>', what).choices(statuses).env('MOORAGE_SERVER_STATUS');

function withFields(command: Command): Command {
  return command
    .addOption(new Option('--private-ip <address>', 'where it is reached from its network').env('MOORAGE_PRIVATE_IP'))
    .addOption(
      new Option('--public-ip <address>', 'where it is reached from outside; empty for nowhere').env('MOORAGE_PUBLIC_IP'),
    )
    .addOption(new Option('--user <user>', 'who signs in').env('MOORAGE_SSH_USER'))
    .addOption(new Option('--key <key>', 'name, fingerprint or id of the SSH key').env('MOORAGE_SSH_KEY'))
    .addOption(roleOption('what it is for'))
    .addOption(infraOrgOption());
}

function addWriting(servers: Command, io: CliIo): void {
  example(
    withFields(
      servers
        .command('create [hostname]')
        .description('describe a server, a worker that root signs in to where nothing else is said; or many')
        .addOption(new Option('--file <path>', 'a YAML or JSON list of servers; - reads the standard input').env('MOORAGE_FILE')),
    ),
    'servers create node-1 --private-ip 10.0.0.11 --key nodes',
    'servers create --file servers.yaml',
  ).action((hostname: string | undefined, _options, command: Command) => create(io, hostname, command));
  example(
    withFields(
      servers
        .command('update <server>')
        .description('change a server')
        .addOption(new Option('--name <hostname>', 'its host name; empty for none').env('MOORAGE_SERVER_NAME'))
        .addOption(statusOption('pending asks for a bastion to be set up again')),
    ),
    'servers update node-1 --private-ip 10.0.0.12',
    'servers update bastion --status pending',
  ).action((text: string, _options, command: Command) => update(io, text, command));
  example(
    servers
      .command('delete <server>')
      .description('forget a server that nothing uses; the machine itself stays')
      .addOption(yesOption())
      .addOption(infraOrgOption()),
    'servers delete node-1 --yes',
  ).action((text: string, _options, command: Command) => remove(io, text, command));
  example(
    servers
      .command('reset-hostkey <server>')
      .description('forget the host key by which a server is recognized, as after a reinstallation')
      .addOption(infraOrgOption()),
    'servers reset-hostkey bastion',
  ).action((text: string, _options, command: Command) => resetHostkey(io, text, command));
}

/** Adds `servers`. */
export function addServerCommands(program: Command, io: CliIo): void {
  const servers = program.command('servers').alias('server').description('machines of a fleet');
  example(
    servers
      .command('list')
      .description('list servers')
      .addOption(roleOption('only of this role'))
      .addOption(statusOption('only in this status'))
      .addOption(new Option('--search <text>', 'part of the host name').env('MOORAGE_SEARCH'))
      .addOption(infraOrgOption()),
    'servers list --role bastion',
  ).action((_options, command: Command) => list(io, command));
  example(
    servers.command('show <server>').alias('get').description('print a server').addOption(infraOrgOption()),
    'servers show node-1',
  ).action((text: string, _options, command: Command) => show(io, text, command));
  example(
    servers.command('logs <server>').description('print what was done on a server').addOption(infraOrgOption()),
    'servers logs bastion',
  ).action((text: string, _options, command: Command) => logs(io, text, command));
  addWriting(servers, io);
}
