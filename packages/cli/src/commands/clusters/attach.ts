/** `clusters attach|detach`: what a cluster consists of. */
import type { CallOptions, Client } from '@moorage/sdk/client';
import type { V1Cluster } from '@moorage/sdk/types';
import { type Command, Option } from 'commander';
import { findBalancerId, findCluster, findDomainId, findRecordId } from '../../actions/find-clusters.ts';
import { findPool, findServer } from '../../actions/find-infra.ts';
import { infraOrgOption, inOrg, type OrgFlag } from '../../actions/infra-org.ts';
import { dataOf, usageFailure } from '../../failure.ts';
import type { CliIo } from '../../io.ts';
import { describeCluster } from '../../render/clusters.ts';
import { renderOne } from '../../render/output.ts';
import { openSession } from '../../session.ts';
import { example, listOption } from '../options.ts';

type Flags<Value> = OrgFlag & {
  readonly domain?: Value;
  readonly recordSet?: Value;
  readonly appsLoadBalancer?: Value;
  readonly glueopsLoadBalancer?: Value;
  readonly bastion?: Value;
  readonly pool?: readonly string[];
};

const view = { name: (row: V1Cluster) => row.id, describe: describeCluster };

/** One after the other, in the order of the flags; what is attached before a failure stays so. */
async function attachAll(client: Client, clusterID: string, flags: Flags<string>, options: CallOptions): Promise<void> {
  const { clusters } = client;
  const params = { clusterID };
  const { domain, recordSet, appsLoadBalancer, glueopsLoadBalancer, bastion, pool = [] } = flags;
  if (domain !== undefined) {
    const body = { domain_id: await findDomainId(client, domain, options) };
    dataOf(await clusters.attachCaptainDomain({ params, body }, options));
  }
  if (recordSet !== undefined) {
    const body = { record_set_id: await findRecordId(client, recordSet, options) };
    dataOf(await clusters.attachControlPlaneRecordSet({ params, body }, options));
  }
  if (appsLoadBalancer !== undefined) {
    const body = { load_balancer_id: await findBalancerId(client, appsLoadBalancer, options) };
    dataOf(await clusters.attachAppsLoadBalancer({ params, body }, options));
  }
  if (glueopsLoadBalancer !== undefined) {
    const body = { load_balancer_id: await findBalancerId(client, glueopsLoadBalancer, options) };
    dataOf(await clusters.attachGlueOpsLoadBalancer({ params, body }, options));
  }
  if (bastion !== undefined) {
    const body = { server_id: (await findServer(client, bastion, options)).id };
    dataOf(await clusters.attachBastion({ params, body }, options));
  }
  for (const name of pool) {
    const body = { node_pool_id: (await findPool(client, name, options)).id };
    dataOf(await clusters.attachNodePool({ params, body }, options));
  }
}

async function detachAll(client: Client, clusterID: string, flags: Flags<boolean>, options: CallOptions): Promise<void> {
  const { clusters } = client;
  const params = { clusterID };
  if (flags.domain === true) dataOf(await clusters.detachCaptainDomain({ params }, options));
  if (flags.recordSet === true) dataOf(await clusters.detachControlPlaneRecordSet({ params }, options));
  if (flags.appsLoadBalancer === true) dataOf(await clusters.detachAppsLoadBalancer({ params }, options));
  if (flags.glueopsLoadBalancer === true) dataOf(await clusters.detachGlueOpsLoadBalancer({ params }, options));
  if (flags.bastion === true) dataOf(await clusters.detachBastion({ params }, options));
  for (const name of flags.pool ?? []) {
    const { id: nodePoolID } = await findPool(client, name, options);
    dataOf(await clusters.detachNodePool({ params: { clusterID, nodePoolID } }, options));
  }
}

type Work<Value> = (client: Client, clusterId: string, flags: Flags<Value>, options: CallOptions) => Promise<void>;

async function change<Value>(io: CliIo, text: string, command: Command, work: Work<Value>): Promise<void> {
  const { client, output } = openSession(io, command);
  const flags = command.opts<Flags<Value>>();
  const { org: _org, ...named } = flags;
  if (Object.keys(named).length === 0)
    throw usageFailure('Nothing is named.', 'Name it with --domain, --record-set, --bastion, --pool or a load balancer.');
  const options = await inOrg(client, flags);
  const { id } = await findCluster(client, text, options);
  await work(client, id, flags, options);
  io.out(renderOne(dataOf(await client.clusters.get({ params: { clusterID: id } }, options)), view, output));
}

/** Adds `attach` and `detach`. */
export function addAttachCommands(clusters: Command, io: CliIo): void {
  example(
    clusters
      .command('attach <cluster>')
      .description('attach parts to a cluster, in place of what is there')
      .addOption(new Option('--domain <domain>', 'the captain domain, by name or id').env('MOORAGE_DOMAIN'))
      .addOption(new Option('--record-set <name>', 'the control-plane record, by its full name or id').env('MOORAGE_RECORD_SET'))
      .addOption(new Option('--apps-load-balancer <name>', 'by name or id').env('MOORAGE_APPS_LOAD_BALANCER'))
      .addOption(new Option('--glueops-load-balancer <name>', 'by name or id').env('MOORAGE_GLUEOPS_LOAD_BALANCER'))
      .addOption(new Option('--bastion <server>', 'name, address or id').env('MOORAGE_BASTION'))
      .addOption(listOption('--pool <pools>', 'names or ids of node pools', 'MOORAGE_POOLS'))
      .addOption(infraOrgOption()),
    'clusters attach prod --domain example.org --record-set ctrp.example.org --bastion bastion-1 --pool masters,workers',
  ).action((text: string, _options, command: Command) => change(io, text, command, attachAll));
  example(
    clusters
      .command('detach <cluster>')
      .description('detach parts from a cluster')
      .addOption(new Option('--domain', 'the captain domain'))
      .addOption(new Option('--record-set', 'the control-plane record'))
      .addOption(new Option('--apps-load-balancer', 'the load balancer for apps'))
      .addOption(new Option('--glueops-load-balancer', 'the load balancer for the platform'))
      .addOption(new Option('--bastion', 'the bastion'))
      .addOption(listOption('--pool <pools>', 'names or ids of node pools', 'MOORAGE_POOLS'))
      .addOption(infraOrgOption()),
    'clusters detach prod --bastion --pool workers',
  ).action((text: string, _options, command: Command) => change(io, text, command, detachAll));
}
