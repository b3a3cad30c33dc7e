import type { z } from 'zod';
import { wholeSeconds } from '../../platform/http/v1-surface.ts';
import type { DomainView, RecordView } from '../dns/index.ts';
import type { LoadBalancerView } from '../load-balancers/index.ts';
import type { NodePoolView } from '../node-pools/index.ts';
import type { ServerView } from '../servers/index.ts';
import type { clusterSchema } from './cluster.contract.ts';
import { standingOf } from './cluster.rules.ts';

export type ClusterView = z.input<typeof clusterSchema>;

/** Where a cluster says which thing it has. */
export type PartColumn =
  | 'captain_domain_id'
  | 'control_plane_record_set_id'
  | 'apps_load_balancer_id'
  | 'glueops_load_balancer_id'
  | 'bastion_server_id';

export interface ClusterRow {
  readonly id: string;
  readonly org_id: string;
  readonly name: string;
  readonly cluster_provider: string;
  readonly region: string;
  readonly docker_image: string;
  readonly docker_tag: string;
  readonly captain_domain_id: string | null;
  readonly control_plane_record_set_id: string | null;
  readonly apps_load_balancer_id: string | null;
  readonly glueops_load_balancer_id: string | null;
  readonly bastion_server_id: string | null;
  readonly created_at: Date;
  readonly updated_at: Date;
}

/** What a cluster consists of. */
export interface ClusterContent {
  readonly captainDomain: DomainView | undefined;
  readonly recordSet: { readonly record: RecordView; readonly fullName: string } | undefined;
  readonly appsLoadBalancer: LoadBalancerView | undefined;
  readonly glueopsLoadBalancer: LoadBalancerView | undefined;
  readonly bastion: ServerView | undefined;
  readonly pools: readonly NodePoolView[];
  readonly kubeconfigServer: string | undefined;
  readonly metadata: readonly { readonly key: string; readonly value: string }[];
}

function standing({ captainDomain, recordSet, bastion, pools, ...content }: ClusterContent) {
  return standingOf({
    captainDomainId: captainDomain?.id,
    recordSet: recordSet && { domainId: recordSet.record.domain_id, type: recordSet.record.type },
    hasLoadBalancer: content.appsLoadBalancer !== undefined || content.glueopsLoadBalancer !== undefined,
    bastion: bastion && { name: bastion.hostname === '' ? bastion.private_ip_address : bastion.hostname, status: bastion.status },
    pools,
  });
}

function attachedOf(content: ClusterContent) {
  const { captainDomain, recordSet, appsLoadBalancer, glueopsLoadBalancer, bastion, kubeconfigServer, pools, metadata } = content;
  return {
    ...(captainDomain === undefined ? {} : { captain_domain: captainDomain }),
    ...(recordSet === undefined ? {} : { control_plane_record_set: recordSet.record, control_plane_fqdn: recordSet.fullName }),
    ...(appsLoadBalancer === undefined ? {} : { apps_load_balancer: appsLoadBalancer }),
    ...(glueopsLoadBalancer === undefined ? {} : { glueops_load_balancer: glueopsLoadBalancer }),
    ...(bastion === undefined ? {} : { bastion_server: bastion }),
    ...(kubeconfigServer === undefined ? {} : { kubeconfig_server: kubeconfigServer }),
    ...(pools.length === 0 ? {} : { node_pools: [...pools] }),
    // What reads it knows keys in small letters; nobody's key names a property of objects here.
    ...(metadata.length === 0
      ? {}
      : { metadata: Object.fromEntries(metadata.map(({ key, value }) => [key.toLowerCase(), value])) }),
  };
}

export function clusterToView(row: ClusterRow, content: ClusterContent, baseUrl: string): ClusterView {
  const { id, name, cluster_provider, region, docker_image, docker_tag } = row;
  return {
    ...{ id, name, base_url: baseUrl, cluster_provider, region },
    ...standing(content),
    ...{ docker_image, docker_tag },
    ...attachedOf(content),
    created_at: wholeSeconds(row.created_at),
    updated_at: wholeSeconds(row.updated_at),
  };
}
