/** `load-balancers list|show|create|update|delete`: load balancers that clusters refer to. */
import type { CallOptions, Client } from '@moorage/sdk/client';
import type { V1LoadBalancer } from '@moorage/sdk/types';
import { type Command, Option } from 'commander';
import { pickOne } from '../actions/find.ts';
import { readLoadBalancers } from '../actions/infra-file.ts';
import { infraOrgOption, inOrg, type OrgFlag } from '../actions/infra-org.ts';
import { confirm } from '../confirm.ts';
import { dataOf, usageFailure } from '../failure.ts';
import type { CliIo } from '../io.ts';
import { describeLoadBalancer, loadBalancerListView } from '../render/fleet.ts';
import { renderList, renderOne } from '../render/output.ts';
import { openSession } from '../session.ts';
import { example, yesOption } from './options.ts';

interface Flags extends OrgFlag {
  readonly kind?: V1LoadBalancer['kind'];
  readonly name?: string;
  readonly search?: string;
  readonly publicIp?: string;
  readonly privateIp?: string;
  readonly file?: string;
  readonly yes?: boolean;
}

const view = { name: (row: V1LoadBalancer) => row.id, describe: describeLoadBalancer };

async function pickLoadBalancer(client: Client, text: string, options: CallOptions): Promise<V1LoadBalancer> {
  const rows = dataOf(await client.loadBalancers.list({}, options));
  const names = (row: V1LoadBalancer): string[] => [row.id, row.name];
  return pickOne(rows, { what: 'load balancer', text, names, id: (row) => row.id, list: 'moorage load-balancers list' });
}

async function list(io: CliIo, command: Command): Promise<void> {
  const { client, output } = openSession(io, command);
  const { kind, search: q, ...org } = command.opts<Flags>();
  const query = { ...(kind === undefined ? {} : { kind }), ...(q === undefined ? {} : { q }) };
  const rows = dataOf(await client.loadBalancers.list({ query }, await inOrg(client, org)));
  io.out(renderList(rows, loadBalancerListView(io.now()), output));
}

async function show(io: CliIo, text: string, command: Command): Promise<void> {
  const { client, output } = openSession(io, command);
  io.out(renderOne(await pickLoadBalancer(client, text, await inOrg(client, command.opts<Flags>())), view, output));
}

function addressesOf({ publicIp, privateIp }: Flags) {
  return {
    ...(publicIp === undefined ? {} : { public_ip_address: publicIp }),
    ...(privateIp === undefined ? {} : { private_ip_address: privateIp }),
  };
}

async function createMany(io: CliIo, file: string, command: Command): Promise<void> {
  const { client, output } = openSession(io, command);
  const load_balancers = readLoadBalancers(io, file);
  const options = await inOrg(client, command.opts<Flags>());
  const rows = dataOf(await client.loadBalancers.createMany({ body: { load_balancers } }, options));
  io.out(renderList(rows, loadBalancerListView(io.now()), output));
}

async function create(io: CliIo, name: string | undefined, command: Command): Promise<void> {
  const { client, output } = openSession(io, command);
  const { file, ...flags } = command.opts<Flags>();
  if (file !== undefined) return await createMany(io, file, command);
  if (name === undefined) throw usageFailure('A load balancer has a name.', 'Say it, or many with --file.');
  const body = { name, kind: flags.kind ?? 'public', ...addressesOf(flags) };
  io.out(renderOne(dataOf(await client.loadBalancers.create({ body }, await inOrg(client, flags))), view, output));
}

async function update(io: CliIo, text: string, command: Command): Promise<void> {
  const { client, output } = openSession(io, command);
  const { kind, name, ...flags } = command.opts<Flags>();
  const body = {
    ...(name === undefined ? {} : { name }),
    ...(kind === undefined ? {} : { kind }),
    ...addressesOf(flags),
  };
  if (Object.keys(body).length === 0) throw usageFailure('There is nothing to change.', 'Name what is to be different.');
  const options = await inOrg(client, flags);
  const { id } = await pickLoadBalancer(client, text, options);
  io.out(renderOne(dataOf(await client.loadBalancers.update({ params: { id }, body }, options)), view, output));
}

async function remove(io: CliIo, text: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  const { yes, ...flags } = command.opts<Flags>();
  const options = await inOrg(session.client, flags);
  const { id, name } = await pickLoadBalancer(session.client, text, options);
  await confirm(io, { yes, question: `Delete the load balancer ${name}? Type its id ${id}: `, answer: id });
  dataOf(await session.client.loadBalancers.delete({ params: { id } }, options));
  session.note(`The load balancer ${name} is deleted.`);
}

function withFields(command: Command): Command {
  return command
    .addOption(new Option('--kind <kind>', 'what it is for').choices(['public', 'glueops']).env('MOORAGE_LOAD_BALANCER_KIND'))
    .addOption(new Option('--public-ip <address>', 'empty for none').env('MOORAGE_PUBLIC_IP'))
    .addOption(new Option('--private-ip <address>', 'empty for none').env('MOORAGE_PRIVATE_IP'))
    .addOption(infraOrgOption());
}

/** Adds `load-balancers`. */
export function addLoadBalancerCommands(program: Command, io: CliIo): void {
  const balancers = program.command('load-balancers').alias('load-balancer').description('load balancers of clusters');
  example(
    balancers
      .command('list')
      .description('list load balancers')
      .addOption(
        new Option('--kind <kind>', 'only of this kind').choices(['public', 'glueops']).env('MOORAGE_LOAD_BALANCER_KIND'),
      )
      .addOption(new Option('--search <text>', 'part of the name').env('MOORAGE_SEARCH'))
      .addOption(infraOrgOption()),
    'load-balancers list --kind public',
  ).action((_options, command: Command) => list(io, command));
  example(
    balancers.command('show <load-balancer>').description('print a load balancer').addOption(infraOrgOption()),
    'load-balancers show edge',
  ).action((text: string, _options, command: Command) => show(io, text, command));
  example(
    withFields(
      balancers
        .command('create [name]')
        .description('describe a load balancer, a public one where no kind is said; or many')
        .addOption(
          new Option('--file <path>', 'a YAML or JSON list of load balancers; - reads the standard input').env('MOORAGE_FILE'),
        ),
    ),
    'load-balancers create edge --public-ip 203.0.113.7 --private-ip 10.0.0.7',
    'load-balancers create --file load-balancers.yaml',
  ).action((name: string | undefined, _options, command: Command) => create(io, name, command));
  example(
    withFields(
      balancers
        .command('update <load-balancer>')
        .description('change what is said about a load balancer')
        .addOption(new Option('--name <name>', 'what it is called').env('MOORAGE_LOAD_BALANCER_NAME')),
    ),
    'load-balancers update edge --private-ip 10.0.0.8',
  ).action((text: string, _options, command: Command) => update(io, text, command));
  example(
    balancers
      .command('delete <load-balancer>')
      .description('delete a load balancer that nothing uses')
      .addOption(yesOption())
      .addOption(infraOrgOption()),
    'load-balancers delete edge --yes',
  ).action((text: string, _options, command: Command) => remove(io, text, command));
}
