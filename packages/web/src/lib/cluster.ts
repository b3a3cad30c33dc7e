/** Clusters: the places that they have one thing in, and what they lack, in words. */
import type { V1Cluster, V1LoadBalancer, V1RecordSet } from '@moorage/sdk/types';
import type { Choice } from './node-pool.ts';
import { nameOfServer } from './server.ts';

export const clusterSlots = [
  ...['captain_domain', 'control_plane_record_set', 'bastion_server', 'apps_load_balancer', 'glueops_load_balancer'],
] as const satisfies readonly (keyof V1Cluster)[];
export type ClusterSlot = (typeof clusterSlots)[number];

interface SlotWords {
  readonly title: string;
  readonly hint: string;
}

export const slotWords: Readonly<Record<ClusterSlot, SlotWords>> = {
  captain_domain: { title: 'Captain domain', hint: 'Below it the cluster has its names.' },
  control_plane_record_set: {
    title: 'Control-plane record set',
    hint: 'It leads to the API of the cluster, and is in the captain domain.',
  },
  bastion_server: { title: 'Bastion', hint: 'The server by which the others are reached.' },
  apps_load_balancer: { title: 'Load balancer for apps', hint: 'Where visitors of what runs in the cluster arrive.' },
  glueops_load_balancer: { title: 'Load balancer for the platform', hint: 'Where those arrive who look after it.' },
};

function addressOf({ public_ip_address: outer, private_ip_address: inner }: V1LoadBalancer): string {
  return [outer, inner].filter((address) => address !== '').join(', ');
}

export function choiceOfLoadBalancer(loadBalancer: V1LoadBalancer): Choice {
  return { id: loadBalancer.id, label: loadBalancer.name, note: addressOf(loadBalancer) };
}

/** The full name, where the domain is known. */
export function choiceOfRecordSet({ id, name, type, values }: V1RecordSet, domain: string): Choice {
  return { id, label: name === '@' ? domain : `${name}.${domain}`, note: `${type} ${values.join(', ')}`.trim() };
}

/** What is in a place, or undefined. */
export function inSlot(cluster: V1Cluster, slot: ClusterSlot): Choice | undefined {
  const { captain_domain: domain, bastion_server: bastion } = cluster;
  if (slot === 'captain_domain') return domain === undefined ? undefined : { id: domain.id, label: domain.domain_name };
  if (slot === 'bastion_server') {
    return bastion === undefined ? undefined : { id: bastion.id, label: nameOfServer(bastion), note: bastion.status };
  }
  if (slot === 'control_plane_record_set') {
    const record = cluster.control_plane_record_set;
    if (record === undefined) return undefined;
    const { id, name, type, values } = record;
    return { id, label: cluster.control_plane_fqdn ?? name, note: `${type} ${values.join(', ')}`.trim() };
  }
  const loadBalancer = cluster[slot];
  return loadBalancer === undefined ? undefined : choiceOfLoadBalancer(loadBalancer);
}

const reasons: Readonly<Partial<Record<V1Cluster['status'], string>>> = {
  pre_pending: 'Nothing is attached to it yet.',
  incomplete: 'A run would not find all it needs.',
  pending: 'All that a run needs is there.',
};

export function reasonOfCluster({ status, last_error }: Pick<V1Cluster, 'status' | 'last_error'>): string | undefined {
  return reasons[status] ?? (last_error === '' ? undefined : last_error);
}

/** What an incomplete one lacks, one by one: behind the colon, between semicolons. */
export function lacksOfCluster({ status, last_error }: Pick<V1Cluster, 'status' | 'last_error'>): readonly string[] {
  if (status !== 'incomplete' || last_error === '') return [];
  const list = last_error.slice(last_error.indexOf(':') + 1).trim();
  return list
    .replace(/\.$/, '')
    .split('; ')
    .filter((lack) => lack !== '');
}

export interface ClusterDraft {
  readonly name: string;
  readonly provider: string;
  readonly region: string;
  readonly image: string;
  readonly tag: string;
}

export function draftOfCluster(cluster: V1Cluster | undefined): ClusterDraft {
  if (cluster === undefined) return { name: '', provider: '', region: '', image: '', tag: '' };
  const { name, cluster_provider: provider, region, docker_image: image, docker_tag: tag } = cluster;
  return { name, provider, region, image, tag };
}

/** The description that a form makes; what is empty is none. */
export function clusterOfDraft({ name, provider, region, image, tag }: ClusterDraft) {
  return {
    ...{ name: name.trim(), cluster_provider: provider.trim(), region: region.trim() },
    ...{ docker_image: image.trim(), docker_tag: tag.trim() },
  };
}
