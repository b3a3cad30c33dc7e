/** `pools list|show|create|update|delete|attach|detach`: servers of one role, and what all of them are marked with. */
import type { CallOptions, Client } from '@moorage/sdk/client';
import type { V1NodePool } from '@moorage/sdk/types';
import { type Command, Option } from 'commander';
import { findPool, listMetadata, pickMetadata, pickServer } from '../actions/find-infra.ts';
import { infraOrgOption, inOrg, type OrgFlag } from '../actions/infra-org.ts';
import { confirm } from '../confirm.ts';
import { dataOf, usageFailure } from '../failure.ts';
import type { CliIo } from '../io.ts';
import { describePool, type MetadataNoun, poolListView } from '../render/inventory.ts';
import { renderList, renderOne } from '../render/output.ts';
import { openSession } from '../session.ts';
import { example, listOption, yesOption } from './options.ts';

interface Flags extends OrgFlag {
  readonly role?: V1NodePool['role'];
  readonly name?: string;
  readonly search?: string;
  readonly node?: readonly string[];
  readonly label?: readonly string[];
  readonly annotation?: readonly string[];
  readonly taint?: readonly string[];
  readonly yes?: boolean;
}

/** Ids of what flags name. */
type Named = Readonly<Record<'servers' | MetadataNoun, readonly string[]>>;

const view = { name: (row: V1NodePool) => row.id, describe: describePool };

async function idsOf(client: Client, flags: Flags, options: CallOptions): Promise<Named> {
  const { node = [], label = [], annotation = [], taint = [] } = flags;
  if (node.length + label.length + annotation.length + taint.length === 0)
    throw usageFailure('Nothing is named.', 'Name it with --node, --label, --annotation or --taint.');
  const servers = node.length === 0 ? [] : dataOf(await client.servers.list({}, options));
  const ofNoun = async (noun: MetadataNoun, texts: readonly string[]): Promise<string[]> => {
    const rows = texts.length === 0 ? [] : await listMetadata(client, noun, {}, options);
    return texts.map((text) => pickMetadata(rows, noun, text).id);
  };
  return {
    servers: node.map((text) => pickServer(servers, text).id),
    labels: await ofNoun('labels', label),
    annotations: await ofNoun('annotations', annotation),
    taints: await ofNoun('taints', taint),
  };
}

async function list(io: CliIo, command: Command): Promise<void> {
  const { client, output } = openSession(io, command);
  const { search: q, ...org } = command.opts<Flags>();
  const query = q === undefined ? {} : { q };
  const rows = dataOf(await client.nodePools.list({ query }, await inOrg(client, org)));
  io.out(renderList(rows, poolListView(io.now()), output));
}

async function show(io: CliIo, text: string, command: Command): Promise<void> {
  const { client, output } = openSession(io, command);
  io.out(renderOne(await findPool(client, text, await inOrg(client, command.opts<Flags>())), view, output));
}

async function create(io: CliIo, name: string, command: Command): Promise<void> {
  const { client, output } = openSession(io, command);
  const { role = 'worker', ...org } = command.opts<Flags>();
  io.out(renderOne(dataOf(await client.nodePools.create({ body: { name, role } }, await inOrg(client, org))), view, output));
}

async function update(io: CliIo, text: string, command: Command): Promise<void> {
  const { client, output } = openSession(io, command);
  const { role, name, ...org } = command.opts<Flags>();
  const body = { ...(name === undefined ? {} : { name }), ...(role === undefined ? {} : { role }) };
  if (Object.keys(body).length === 0) throw usageFailure('There is nothing to change.', 'Name what is to be different.');
  const options = await inOrg(client, org);
  const { id } = await findPool(client, text, options);
  io.out(renderOne(dataOf(await client.nodePools.update({ params: { id }, body }, options)), view, output));
}

async function remove(io: CliIo, text: string, command: Command): Promise<void> {
  const { client, note } = openSession(io, command);
  const { yes, ...org } = command.opts<Flags>();
  const options = await inOrg(client, org);
  const { id, name } = await findPool(client, text, options);
  await confirm(io, { yes, question: `Delete the node pool ${name}? Type its id ${id}: `, answer: id });
  dataOf(await client.nodePools.delete({ params: { id } }, options));
  note(`The node pool ${name} is deleted.`);
}

async function attach(io: CliIo, text: string, command: Command): Promise<void> {
  const { client, output } = openSession(io, command);
  const flags = command.opts<Flags>();
  const options = await inOrg(client, flags);
  const ids = await idsOf(client, flags, options);
  const { nodePools } = client;
  const params = { id: (await findPool(client, text, options)).id };
  if (ids.servers.length > 0) dataOf(await nodePools.attachServers({ params, body: { server_ids: ids.servers } }, options));
  if (ids.labels.length > 0) dataOf(await nodePools.attachLabels({ params, body: { label_ids: ids.labels } }, options));
  if (ids.annotations.length > 0)
    dataOf(await nodePools.attachAnnotations({ params, body: { annotation_ids: ids.annotations } }, options));
  if (ids.taints.length > 0) dataOf(await nodePools.attachTaints({ params, body: { taint_ids: ids.taints } }, options));
  io.out(renderOne(dataOf(await nodePools.get({ params }, options)), view, output));
}

async function detach(io: CliIo, text: string, command: Command): Promise<void> {
  const { client, output } = openSession(io, command);
  const flags = command.opts<Flags>();
  const options = await inOrg(client, flags);
  const ids = await idsOf(client, flags, options);
  const { nodePools } = client;
  const { id } = await findPool(client, text, options);
  for (const serverId of ids.servers) dataOf(await nodePools.detachServer({ params: { id, serverId } }, options));
  for (const labelId of ids.labels) dataOf(await nodePools.detachLabel({ params: { id, labelId } }, options));
  for (const annotationId of ids.annotations) dataOf(await nodePools.detachAnnotation({ params: { id, annotationId } }, options));
  for (const taintId of ids.taints) dataOf(await nodePools.detachTaint({ params: { id, taintId } }, options));
  io.out(renderOne(dataOf(await nodePools.get({ params: { id } }, options)), view, output));
}

function roleOption(): Option {
  return new Option('--role <role>', 'what its servers are; worker when absent')
    .choices(['worker', 'master'])
    .env('MOORAGE_POOL_ROLE');
}

function withNamed(command: Command): Command {
  return command
    .addOption(listOption('--node <servers>', 'names, addresses or ids of servers', 'MOORAGE_NODES'))
    .addOption(listOption('--label <labels>', 'labels as key=value, key or id', 'MOORAGE_LABELS'))
    .addOption(listOption('--annotation <annotations>', 'annotations as key or id', 'MOORAGE_ANNOTATIONS'))
    .addOption(listOption('--taint <taints>', 'taints as key=value:effect, key or id', 'MOORAGE_TAINTS'))
    .addOption(infraOrgOption());
}

function addWriting(pools: Command, io: CliIo): void {
  example(
    pools.command('create <name>').description('make a node pool').addOption(roleOption()).addOption(infraOrgOption()),
    'pools create workers',
    'pools create control-plane --role master',
  ).action((name: string, _options, command: Command) => create(io, name, command));
  example(
    pools
      .command('update <pool>')
      .description('change the name or the role of a node pool')
      .addOption(new Option('--name <name>', 'what it is called').env('MOORAGE_POOL_NAME'))
      .addOption(roleOption())
      .addOption(infraOrgOption()),
    'pools update workers --name batch',
  ).action((text: string, _options, command: Command) => update(io, text, command));
  example(
    pools
      .command('delete <pool>')
      .description('delete a node pool; what is attached to it stays')
      .addOption(yesOption())
      .addOption(infraOrgOption()),
    'pools delete workers --yes',
  ).action((text: string, _options, command: Command) => remove(io, text, command));
  example(
    withNamed(pools.command('attach <pool>').description('attach servers, labels, annotations and taints')),
    'pools attach workers --node node-1,node-2 --label example.org/zone=b',
  ).action((text: string, _options, command: Command) => attach(io, text, command));
  example(
    withNamed(pools.command('detach <pool>').description('detach servers, labels, annotations and taints')),
    'pools detach workers --node node-2',
  ).action((text: string, _options, command: Command) => detach(io, text, command));
}

/** Adds `pools`. */
export function addPoolCommands(program: Command, io: CliIo): void {
  const pools = program.command('pools').alias('pool').description('node pools of clusters');
  example(
    pools
      .command('list')
      .description('list node pools')
      .addOption(new Option('--search <text>', 'part of the name').env('MOORAGE_SEARCH'))
      .addOption(infraOrgOption()),
    'pools list',
  ).action((_options, command: Command) => list(io, command));
  example(
    pools
      .command('show <pool>')
      .alias('get')
      .description('print a node pool with what is attached to it')
      .addOption(infraOrgOption()),
    'pools show workers',
  ).action((text: string, _options, command: Command) => show(io, text, command));
  addWriting(pools, io);
}
