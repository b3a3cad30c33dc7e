import { z } from 'zod';
import { pageQuery } from '../../platform/db/paging.ts';
import { defineRoute } from '../../platform/http/route.ts';
import { domainSchema, recordSetSchema } from '../dns/index.ts';
import { loadBalancerSchema } from '../load-balancers/index.ts';
import { nodePoolSchema } from '../node-pools/index.ts';
import { serverSchema } from '../servers/index.ts';
import { clusterStatuses, problemOfClusterName, problemOfImage, problemOfTag, problemOfWord } from './cluster.rules.ts';

const id = z.uuid();
const time = z.iso.datetime();

function checked(most: number, problemOf: (text: string) => string | undefined) {
  return z
    .string()
    .max(most)
    .superRefine((text, ctx) => {
      const message = problemOf(text);
      if (message !== undefined) ctx.addIssue({ code: 'custom', message });
    });
}

const name = checked(63, problemOfClusterName).meta({
  description: 'Letters, digits, `-` and `.`; capitals make no other name.',
});
const word = checked(100, problemOfWord).nullish();
const image = checked(255, problemOfImage).nullish().meta({ description: 'The name of an image, with its registry.' });
const tag = checked(128, problemOfTag).nullish();

/** As it is shown, also after something was attached to it. */
export const clusterSchema = z
  .object({
    id,
    name: z.string(),
    base_url: z.string().meta({ description: 'Where this API is, for what runs in the cluster.' }),
    captain_domain: domainSchema.optional(),
    control_plane_record_set: recordSetSchema.optional(),
    control_plane_fqdn: z.string().optional().meta({ description: 'The name of the record set in full.' }),
    apps_load_balancer: loadBalancerSchema.optional(),
    glueops_load_balancer: loadBalancerSchema.optional(),
    bastion_server: serverSchema.optional(),
    cluster_provider: z.string(),
    region: z.string(),
    status: z.enum(clusterStatuses).meta({
      description:
        '`pre_pending`: nothing is attached. `incomplete`: `last_error` says what is missing. `pending`: all that a run needs is there.',
    }),
    last_error: z.string(),
    random_token: z.string().optional().meta({ description: 'For who may reveal it, and never in lists.' }),
    certificate_key: z.string().optional().meta({ description: 'For who may reveal it, and never in lists.' }),
    kubeconfig_server: z
      .string()
      .optional()
      .meta({ description: 'Where the kubeconfig that is kept leads; absent where none is.' }),
    node_pools: z.array(nodePoolSchema).optional().meta({ description: 'Absent where there is none.' }),
    metadata: z
      .record(z.string(), z.string())
      .optional()
      .meta({ description: 'By keys in small letters; absent where there is none.' }),
    docker_image: z.string(),
    docker_tag: z.string(),
    created_at: time,
    updated_at: time,
  })
  .meta({ id: 'V1Cluster' });

const common = { surface: 'v1', tenancy: 'org', tag: 'Clusters' } as const;
const may = (action: string) => ({ kind: 'action', action }) as const;
const params = z.object({ clusterID: id });
const badId = { params: { clusterID: 'bad_cluster_id' } } as const;
const badBody = { json: 'bad_json', body: 'bad_json' } as const;

export const clusterRoutes = {
  list: defineRoute({
    ...common,
    id: 'clusters.list',
    method: 'GET',
    path: '/api/v1/clusters',
    summary: 'Clusters of the organization with what they consist of, the newest first',
    access: may('cluster:read'),
    scope: 'infra:read',
    query: z.object({
      ...pageQuery,
      name: z.string().max(63).optional().meta({ description: 'Only the one with this name.' }),
      q: z.string().max(63).optional().meta({ description: 'Only those whose name contains this text.' }),
    }),
    responses: { 200: z.array(clusterSchema) },
  }),
  create: defineRoute({
    ...common,
    id: 'clusters.create',
    method: 'POST',
    path: '/api/v1/clusters',
    summary: 'Describe a cluster',
    access: may('cluster:create'),
    scope: 'infra:write',
    body: z
      .object({ name, cluster_provider: word, region: word, docker_image: image, docker_tag: tag })
      .meta({ id: 'V1ClusterCreate' }),
    badInput: badBody,
    responses: { 201: clusterSchema },
    errors: ['already_exists'],
    audit: 'cluster.created',
    idempotent: true,
  }),
  get: defineRoute({
    ...common,
    id: 'clusters.get',
    method: 'GET',
    path: '/api/v1/clusters/{clusterID}',
    summary: 'One cluster with what it consists of',
    description:
      'Keys and tokens that may reveal them are answered `random_token` and `certificate_key`, which is audited. Sessions ask for them by `reveal`.',
    access: may('cluster:read'),
    scope: 'infra:read',
    params,
    badInput: badId,
    responses: { 200: clusterSchema },
    errors: ['not_found'],
  }),
  reveal: defineRoute({
    ...common,
    id: 'clusters.reveal',
    method: 'POST',
    path: '/api/v1/clusters/{clusterID}/reveal',
    summary: 'What nodes join a cluster with',
    description: 'Audited and limited. A session needs a recent sign-in; keys of the API with scopes cannot do this.',
    access: may('cluster:reveal'),
    scope: 'none',
    recent: true,
    params,
    badInput: badId,
    responses: { 200: z.object({ random_token: z.string(), certificate_key: z.string() }).meta({ id: 'V1ClusterSecrets' }) },
    errors: ['not_found', 'unavailable'],
    audit: 'cluster.revealed',
  }),
  update: defineRoute({
    ...common,
    id: 'clusters.update',
    method: 'PATCH',
    path: '/api/v1/clusters/{clusterID}',
    summary: 'Change what is said about a cluster',
    description: 'Null clears everything but the name. What a cluster consists of, and so its status, stays as it is.',
    access: may('cluster:update'),
    scope: 'infra:write',
    params,
    body: z
      .object({ name: name.optional(), cluster_provider: word, region: word, docker_image: image, docker_tag: tag })
      .meta({ id: 'V1ClusterUpdate' }),
    badInput: { ...badId, ...badBody },
    responses: { 200: clusterSchema },
    errors: ['not_found', 'already_exists'],
    audit: 'cluster.updated',
  }),
  delete: defineRoute({
    ...common,
    id: 'clusters.delete',
    method: 'DELETE',
    path: '/api/v1/clusters/{clusterID}',
    summary: 'Delete a cluster with its metadata; what is attached to it stays',
    access: may('cluster:delete'),
    scope: 'infra:write',
    params,
    badInput: badId,
    responses: { 204: null },
    errors: ['not_found'],
    audit: 'cluster.deleted',
  }),
} as const;
