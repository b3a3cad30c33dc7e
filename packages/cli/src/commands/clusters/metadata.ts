/** `clusters metadata list|set|unset`: what is said about a cluster. */
import type { V1ClusterMetadata } from '@moorage/sdk/types';
import type { Command } from 'commander';
import { findCluster } from '../../actions/find-clusters.ts';
import { infraOrgOption, inOrg, type OrgFlag } from '../../actions/infra-org.ts';
import { dataOf, usageFailure } from '../../failure.ts';
import type { CliIo } from '../../io.ts';
import { clusterMetadataView } from '../../render/clusters.ts';
import { renderList } from '../../render/output.ts';
import { openSession } from '../../session.ts';
import { example } from '../options.ts';

/** The cluster that is named, and what is said about it. */
async function open(io: CliIo, text: string, command: Command) {
  const session = openSession(io, command);
  const options = await inOrg(session.client, command.opts<OrgFlag>());
  const params = { clusterID: (await findCluster(session.client, text, options)).id };
  const entries = async () => dataOf(await session.client.clusterMetadata.list({ params }, options));
  return { ...session, options, params, entries };
}

/** Capitals make no other key. */
function pick(rows: readonly V1ClusterMetadata[], key: string): V1ClusterMetadata | undefined {
  return rows.find((row) => row.key.toLowerCase() === key.toLowerCase());
}

async function list(io: CliIo, text: string, command: Command): Promise<void> {
  const { output, entries } = await open(io, text, command);
  io.out(renderList(await entries(), clusterMetadataView(io.now()), output));
}

/** Makes what is not there, and changes what is. */
async function set(io: CliIo, text: string, pairs: readonly string[], command: Command): Promise<void> {
  const wanted = pairs.map((pair) => {
    const at = pair.indexOf('=');
    if (at < 1) throw usageFailure(`"${pair}" has no key and value.`, 'Write it as key=value.');
    return { key: pair.slice(0, at), value: pair.slice(at + 1) };
  });
  const { client, options, params, output, entries } = await open(io, text, command);
  const rows = await entries();
  for (const body of wanted) {
    const present = pick(rows, body.key);
    const place = { params: { ...params, metadataID: present?.id ?? '' }, body };
    if (present === undefined) dataOf(await client.clusterMetadata.create({ params, body }, options));
    else dataOf(await client.clusterMetadata.update(place, options));
  }
  io.out(renderList(await entries(), clusterMetadataView(io.now()), output));
}

async function unset(io: CliIo, text: string, keys: readonly string[], command: Command): Promise<void> {
  const { client, options, params, output, entries } = await open(io, text, command);
  const rows = await entries();
  for (const key of keys) {
    const present = pick(rows, key);
    if (present === undefined)
      throw usageFailure(`Nothing is said of "${key}".`, `List it with \`clusters metadata list ${text}\`.`);
    dataOf(await client.clusterMetadata.delete({ params: { ...params, metadataID: present.id } }, options));
  }
  io.out(renderList(await entries(), clusterMetadataView(io.now()), output));
}

/** Adds `metadata`. */
export function addClusterMetadataCommands(clusters: Command, io: CliIo): void {
  const metadata = clusters.command('metadata').description('what is said about a cluster, for what runs there');
  example(
    metadata.command('list <cluster>').description('list keys and values').addOption(infraOrgOption()),
    'clusters metadata list prod',
  ).action((text: string, _options, command: Command) => list(io, text, command));
  example(
    metadata.command('set <cluster> <pairs...>').description('say something, as key=value').addOption(infraOrgOption()),
    'clusters metadata set prod network_service_cidr=10.96.0.0/12',
  ).action((text: string, pairs: string[], _options, command: Command) => set(io, text, pairs, command));
  example(
    metadata.command('unset <cluster> <keys...>').description('take something back').addOption(infraOrgOption()),
    'clusters metadata unset prod network_service_cidr',
  ).action((text: string, keys: string[], _options, command: Command) => unset(io, text, keys, command));
}
