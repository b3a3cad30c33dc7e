import { z } from 'zod';
import { defineRoute } from '../../platform/http/route.ts';
import { problemOfMetadataKey, problemOfMetadataValue } from './cluster-metadata.rules.ts';

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

const key = checked(253, problemOfMetadataKey).meta({ description: 'Capitals are kept, and make no other key.' });
const value = checked(4_096, problemOfMetadataValue);

const entry = z
  .object({ id, organization_id: id, created_at: time, updated_at: time, cluster_id: id, key: z.string(), value: z.string() })
  .meta({ id: 'V1ClusterMetadata' });

const common = { surface: 'v1', tenancy: 'org', tag: 'ClusterMetadata' } as const;
const may = (action: string) => ({ kind: 'action', action }) as const;
const path = '/api/v1/clusters/{clusterID}/metadata';
const ofOne = {
  path: `${path}/{metadataID}`,
  params: z.object({ clusterID: id, metadataID: id }),
} as const;
const ofAll = { path, params: z.object({ clusterID: id }) } as const;
const badIds = { params: { clusterID: 'bad_request', metadataID: 'bad_request' } } as const;
const badInput = { ...badIds, json: 'bad_request', body: 'bad_request' } as const;

export const clusterMetadataRoutes = {
  list: defineRoute({
    ...common,
    ...ofAll,
    id: 'clusterMetadata.list',
    method: 'GET',
    summary: 'What is said about a cluster, the oldest first',
    access: may('cluster:read'),
    scope: 'infra:read',
    badInput: badIds,
    responses: { 200: z.array(entry) },
    errors: ['not_found'],
  }),
  create: defineRoute({
    ...common,
    ...ofAll,
    id: 'clusterMetadata.create',
    method: 'POST',
    summary: 'Say something about a cluster',
    access: may('cluster:update'),
    scope: 'infra:write',
    body: z.object({ key, value }).meta({ id: 'V1ClusterMetadataCreate' }),
    badInput,
    responses: { 201: entry },
    errors: ['not_found', 'already_exists'],
    audit: 'cluster_metadata.created',
    idempotent: true,
  }),
  get: defineRoute({
    ...common,
    ...ofOne,
    id: 'clusterMetadata.get',
    method: 'GET',
    summary: 'One of the things that are said about a cluster',
    access: may('cluster:read'),
    scope: 'infra:read',
    badInput: badIds,
    responses: { 200: entry },
    errors: ['not_found'],
  }),
  update: defineRoute({
    ...common,
    ...ofOne,
    id: 'clusterMetadata.update',
    method: 'PATCH',
    summary: 'Change one of the things that are said about a cluster',
    access: may('cluster:update'),
    scope: 'infra:write',
    body: z.object({ key: key.optional(), value: value.optional() }).meta({ id: 'V1ClusterMetadataUpdate' }),
    badInput,
    responses: { 200: entry },
    errors: ['not_found', 'already_exists'],
    audit: 'cluster_metadata.updated',
  }),
  delete: defineRoute({
    ...common,
    ...ofOne,
    id: 'clusterMetadata.delete',
    method: 'DELETE',
    summary: 'Take back one of the things that are said about a cluster',
    access: may('cluster:update'),
    scope: 'infra:write',
    badInput: badIds,
    responses: { 204: null },
    errors: ['not_found'],
    audit: 'cluster_metadata.deleted',
  }),
} as const;
