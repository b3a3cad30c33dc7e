/** `clusters list|describe|create|update|delete|reveal`, and what belongs to one. */
import type { V1Cluster } from '@moorage/sdk/types';
import { type Command, Option } from 'commander';
import { asOneself } from '../../actions/as-oneself.ts';
import { findCluster } from '../../actions/find-clusters.ts';
import { infraOrgOption, inOrg, type OrgFlag } from '../../actions/infra-org.ts';
import { confirm } from '../../confirm.ts';
import { dataOf, usageFailure } from '../../failure.ts';
import type { CliIo } from '../../io.ts';
import { clusterListView, describeCluster } from '../../render/clusters.ts';
import { renderList, renderOne } from '../../render/output.ts';
import { openSession } from '../../session.ts';
import { example, yesOption } from '../options.ts';
import { addAttachCommands } from './attach.ts';
import { addKubeconfigCommands } from './kubeconfig.ts';
import { addClusterMetadataCommands } from './metadata.ts';

interface Flags extends OrgFlag {
  readonly name?: string;
  readonly provider?: string;
  readonly region?: string;
  readonly image?: string;
  readonly tag?: string;
  readonly search?: string;
  readonly yes?: boolean;
}

const view = { name: (row: V1Cluster) => row.id, describe: describeCluster };

async function list(io: CliIo, command: Command): Promise<void> {
  const { client, output } = openSession(io, command);
  const { search: q, ...org } = command.opts<Flags>();
  const query = q === undefined ? {} : { q };
  const rows = dataOf(await client.clusters.list({ query }, await inOrg(client, org)));
  io.out(renderList(rows, clusterListView(io.now()), output));
}

async function describe(io: CliIo, text: string, command: Command): Promise<void> {
  const { client, output } = openSession(io, command);
  io.out(renderOne(await findCluster(client, text, await inOrg(client, command.opts<Flags>())), view, output));
}

function wordsOf({ provider, region, image, tag }: Flags) {
  return {
    ...(provider === undefined ? {} : { cluster_provider: provider }),
    ...(region === undefined ? {} : { region }),
    ...(image === undefined ? {} : { docker_image: image }),
    ...(tag === undefined ? {} : { docker_tag: tag }),
  };
}

async function create(io: CliIo, name: string, command: Command): Promise<void> {
  const { client, output } = openSession(io, command);
  const flags = command.opts<Flags>();
  const body = { name, ...wordsOf(flags) };
  io.out(renderOne(dataOf(await client.clusters.create({ body }, await inOrg(client, flags))), view, output));
}

async function update(io: CliIo, text: string, command: Command): Promise<void> {
  const { client, output } = openSession(io, command);
  const { name, ...flags } = command.opts<Flags>();
  const body = { ...(name === undefined ? {} : { name }), ...wordsOf(flags) };
  if (Object.keys(body).length === 0) throw usageFailure('There is nothing to change.', 'Name what is to be different.');
  const options = await inOrg(client, flags);
  const { id: clusterID } = await findCluster(client, text, options);
  io.out(renderOne(dataOf(await client.clusters.update({ params: { clusterID }, body }, options)), view, output));
}

async function remove(io: CliIo, text: string, command: Command): Promise<void> {
  const { client, note } = openSession(io, command);
  const { yes, ...flags } = command.opts<Flags>();
  const options = await inOrg(client, flags);
  const { id: clusterID, name } = await findCluster(client, text, options);
  await confirm(io, { yes, question: `Delete the cluster ${name}? Type its name: `, answer: name });
  dataOf(await client.clusters.delete({ params: { clusterID } }, options));
  note(`The cluster ${name} is deleted; what was attached to it stays.`);
}

async function reveal(io: CliIo, text: string, command: Command): Promise<void> {
  const session = openSession(io, command);
  const secrets = await asOneself(session, async (client) => {
    const options = await inOrg(client, command.opts<Flags>());
    const { id: clusterID } = await findCluster(client, text, options);
    return dataOf(await client.clusters.reveal({ params: { clusterID } }, options));
  });
  const lines = `random_token: ${secrets.random_token}\ncertificate_key: ${secrets.certificate_key}`;
  io.out(renderOne(secrets, { name: (row) => row.random_token, describe: () => lines }, session.output));
}

function withWords(command: Command): Command {
  return command
    .addOption(new Option('--provider <provider>', 'where it runs; empty for none').env('MOORAGE_CLUSTER_PROVIDER'))
    .addOption(new Option('--region <region>', 'of the provider; empty for none').env('MOORAGE_CLUSTER_REGION'))
    .addOption(new Option('--image <image>', 'image that sets it up, without a tag').env('MOORAGE_CLUSTER_IMAGE'))
    .addOption(new Option('--tag <tag>', 'of the image').env('MOORAGE_CLUSTER_TAG'))
    .addOption(infraOrgOption());
}

function addWriting(clusters: Command, io: CliIo): void {
  example(
    withWords(clusters.command('create <name>').description('describe a cluster')),
    'clusters create prod --provider aws --region eu-central-1',
  ).action((name: string, _options, command: Command) => create(io, name, command));
  example(
    withWords(
      clusters
        .command('update <cluster>')
        .description('change what is said about a cluster')
        .addOption(new Option('--name <name>', 'what it is called').env('MOORAGE_CLUSTER_NAME')),
    ),
    'clusters update prod --tag v1.2.3',
  ).action((text: string, _options, command: Command) => update(io, text, command));
  example(
    clusters
      .command('delete <cluster>')
      .description('delete a cluster; what is attached to it stays')
      .addOption(yesOption())
      .addOption(infraOrgOption()),
    'clusters delete prod --yes',
  ).action((text: string, _options, command: Command) => remove(io, text, command));
  example(
    clusters
      .command('reveal <cluster>')
      .description('print what nodes join a cluster with; you confirm it in person')
      .addOption(infraOrgOption()),
    'clusters reveal prod',
  ).action((text: string, _options, command: Command) => reveal(io, text, command));
}

/** Adds `clusters`. */
export function addClusterCommands(program: Command, io: CliIo): void {
  const clusters = program.command('clusters').description('clusters of a fleet, and what they consist of');
  example(
    clusters
      .command('list')
      .description('list clusters and how they are')
      .addOption(new Option('--search <text>', 'part of the name').env('MOORAGE_SEARCH'))
      .addOption(infraOrgOption()),
    'clusters list',
  ).action((_options, command: Command) => list(io, command));
  example(
    clusters
      .command('describe <cluster>')
      .alias('show')
      .description('print a cluster with what it consists of, and what it lacks')
      .addOption(infraOrgOption()),
    'clusters describe prod',
  ).action((text: string, _options, command: Command) => describe(io, text, command));
  addWriting(clusters, io);
  addAttachCommands(clusters, io);
  addClusterMetadataCommands(clusters, io);
  addKubeconfigCommands(clusters, io);
}
