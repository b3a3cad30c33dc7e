/** Attaching to a cluster and detaching: alike for each place that a cluster has, and for node pools, of which it has any number. */
import { z } from 'zod';
import { defineRoute } from '../../platform/http/route.ts';
import { clusterSchema } from '../clusters/index.ts';

const id = z.uuid();
const access = { kind: 'action', action: 'cluster:update' } as const;
const common = { surface: 'v1', tenancy: 'org', tag: 'Clusters', scope: 'infra:write', access } as const;
const params = z.object({ clusterID: id });
const badId = { params: { clusterID: 'bad_cluster_id' } } as const;
const badInput = { ...badId, json: 'bad_json', body: 'bad_json' } as const;

/** A place that a cluster has one thing in. */
export type Slot = 'CaptainDomain' | 'ControlPlaneRecordSet' | 'AppsLoadBalancer' | 'GlueOpsLoadBalancer' | 'Bastion';

interface SlotSpec {
  readonly slot: Slot;
  /** Its part of the address. */
  readonly part: string;
  /** For people. */
  readonly noun: string;
  /** Of the body: what is put there. */
  readonly field: string;
}

function slotRoutes({ slot, part, noun, field }: SlotSpec) {
  const path = `/api/v1/clusters/{clusterID}/${part}`;
  const body: z.ZodType<Readonly<Record<string, string>>> = z.object({ [field]: id }).meta({ id: `V1ClusterAttach${slot}` });
  return {
    attach: defineRoute({
      ...common,
      id: `clusters.attach${slot}`,
      method: 'POST',
      path,
      summary: `Attach ${noun} to a cluster, in place of what is there`,
      params,
      body,
      badInput,
      responses: { 200: clusterSchema },
      errors: ['not_found', 'conflict'],
      audit: 'cluster.attached',
    }),
    detach: defineRoute({
      ...common,
      id: `clusters.detach${slot}`,
      method: 'DELETE',
      path,
      summary: `Detach ${noun} from a cluster, where there is one`,
      params,
      badInput: badId,
      responses: { 200: clusterSchema },
      errors: ['not_found'],
      audit: 'cluster.detached',
    }),
  };
}

export type SlotRoutes = ReturnType<typeof slotRoutes>;

export const captainDomainRoutes = slotRoutes({
  ...{ slot: 'CaptainDomain', part: 'captain-domain', noun: 'a captain domain', field: 'domain_id' },
});
export const controlPlaneRecordSetRoutes = slotRoutes({
  ...{ slot: 'ControlPlaneRecordSet', part: 'control-plane-record-set', field: 'record_set_id' },
  noun: 'a control-plane record set',
});
export const appsLoadBalancerRoutes = slotRoutes({
  ...{ slot: 'AppsLoadBalancer', part: 'apps-load-balancer', noun: 'a load balancer for apps', field: 'load_balancer_id' },
});
export const glueopsLoadBalancerRoutes = slotRoutes({
  ...{ slot: 'GlueOpsLoadBalancer', part: 'glueops-load-balancer', field: 'load_balancer_id' },
  noun: 'a load balancer for the platform',
});
export const bastionRoutes = slotRoutes({
  ...{ slot: 'Bastion', part: 'bastion', noun: 'a bastion', field: 'server_id' },
});

export const clusterPoolRoutes = {
  attach: defineRoute({
    ...common,
    id: 'clusters.attachNodePool',
    method: 'POST',
    path: '/api/v1/clusters/{clusterID}/node-pools',
    summary: 'Attach a node pool to a cluster; one that is attached stays so',
    params,
    body: z.object({ node_pool_id: id }).meta({ id: 'V1ClusterAttachNodePool' }),
    badInput,
    responses: { 200: clusterSchema },
    errors: ['not_found'],
    audit: 'cluster.attached',
  }),
  detach: defineRoute({
    ...common,
    id: 'clusters.detachNodePool',
    method: 'DELETE',
    path: '/api/v1/clusters/{clusterID}/node-pools/{nodePoolID}',
    summary: 'Detach a node pool from a cluster, where it is attached',
    params: z.object({ clusterID: id, nodePoolID: id }),
    badInput: { params: { clusterID: 'bad_cluster_id', nodePoolID: 'bad_nodepool_id' } },
    responses: { 200: clusterSchema },
    errors: ['not_found'],
    audit: 'cluster.detached',
  }),
} as const;
