import { z } from 'zod';
import { defineRoute } from '../../platform/http/route.ts';
import { clusterSchema } from '../clusters/index.ts';
import { accessRoles } from './cluster-access.ports.ts';

const id = z.uuid();
const common = { surface: 'v1', tenancy: 'org', tag: 'Clusters' } as const;
const may = (action: string) => ({ kind: 'action', action }) as const;
const params = z.object({ clusterID: id });
const badId = { params: { clusterID: 'bad_cluster_id' } } as const;
const badInput = { ...badId, json: 'bad_json', body: 'bad_json' } as const;
const path = '/api/v1/clusters/{clusterID}/kubeconfig';

/** Kubernetes gives no token for less; a working day is enough. */
export const ttl = { least: 600, usual: 3_600, most: 28_800 } as const;

const issued = z
  .object({
    kubeconfig: z.string().meta({ description: 'With this token and nothing else to sign in with.' }),
    expires_at: z.iso.datetime().meta({ description: 'As the cluster says; it may give less than was asked for.' }),
    role: z.enum(accessRoles),
    namespace: z.string().optional(),
    service_account: z.string().meta({ description: 'Whose token it is, as `namespace/name`; deleting it ends the token.' }),
  })
  .meta({ id: 'V1IssuedKubeconfig' });

export const clusterAccessRoutes = {
  set: defineRoute({
    ...common,
    id: 'clusters.setKubeconfig',
    method: 'POST',
    path,
    summary: 'Keep the kubeconfig of a cluster, in place of what is there',
    description:
      'One context with a server by HTTPS and a token or a certificate in the file itself; whatever runs a program, reads a file or trusts anybody is refused.',
    access: may('cluster:kubeconfig'),
    scope: 'infra:write',
    params,
    body: z.object({ kubeconfig: z.string().min(1).max(131_072) }).meta({ id: 'V1ClusterKubeconfig' }),
    badInput,
    responses: { 200: clusterSchema },
    errors: ['not_found', 'unavailable'],
    audit: 'cluster.kubeconfig_set',
  }),
  clear: defineRoute({
    ...common,
    id: 'clusters.clearKubeconfig',
    method: 'DELETE',
    path,
    summary: 'Forget the kubeconfig of a cluster, where there is one',
    access: may('cluster:kubeconfig'),
    scope: 'infra:write',
    params,
    badInput: badId,
    responses: { 200: clusterSchema },
    errors: ['not_found'],
    audit: 'cluster.kubeconfig_cleared',
  }),
  reveal: defineRoute({
    ...common,
    id: 'clusters.revealKubeconfig',
    method: 'POST',
    path: `${path}/reveal`,
    summary: 'The kubeconfig of a cluster as it was sent',
    description: 'Audited and limited. A session needs a recent sign-in; keys of the API with scopes cannot do this.',
    access: may('cluster:reveal'),
    scope: 'none',
    recent: true,
    params,
    badInput: badId,
    responses: { 200: z.object({ kubeconfig: z.string() }).meta({ id: 'V1RevealedKubeconfig' }) },
    errors: ['not_found', 'conflict', 'unavailable'],
    audit: 'cluster.kubeconfig_revealed',
  }),
  issue: defineRoute({
    ...common,
    id: 'clusters.issueKubeconfig',
    method: 'POST',
    path: `${path}/issue`,
    summary: 'A kubeconfig for whoever asks, with one role and for a while',
    description:
      'The cluster is asked, with its kubeconfig, for a token of a service account that is bound to one of its own roles. Audited and limited; keys of the API with scopes cannot do this.',
    access: may('cluster:issue'),
    scope: 'none',
    params,
    body: z
      .object({
        role: z.enum(accessRoles).optional().meta({ description: 'A role that every cluster has; `view` when absent.' }),
        namespace: z
          .string()
          .max(63)
          .regex(/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/, 'must be the name of a namespace')
          .nullish()
          .meta({ description: 'Only there; in all of them when absent.' }),
        ttl_seconds: z.int().min(ttl.least).max(ttl.most).optional().meta({ description: 'An hour when absent.' }),
      })
      .meta({ id: 'V1KubeconfigIssue' }),
    badInput,
    responses: { 200: issued },
    errors: ['not_found', 'conflict', 'unavailable'],
    audit: 'cluster.kubeconfig_issued',
    timeoutMs: 60_000,
  }),
} as const;
