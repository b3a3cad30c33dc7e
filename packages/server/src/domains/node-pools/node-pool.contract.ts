import { z } from 'zod';
import { pageQuery } from '../../platform/db/paging.ts';
import { defineRoute } from '../../platform/http/route.ts';
import { metadataSchemas, type MetadataView } from '../node-metadata/index.ts';
import { serverSchema, type ServerView } from '../servers/index.ts';

export const poolRoles = ['master', 'worker'] as const;

const id = z.uuid();
const time = z.iso.datetime();
const name = z.string().trim().min(1).max(255);
const role = z
  .string()
  .trim()
  .toLowerCase()
  .pipe(z.enum(poolRoles))
  .meta({ enum: [...poolRoles] });

/** As it is shown, also inside of what it is attached to. */
export const nodePoolSchema = z
  .object({
    id,
    organization_id: id,
    created_at: time,
    updated_at: time,
    name: z.string(),
    role: z.enum(poolRoles),
    servers: z.array(serverSchema),
    annotations: z.array(metadataSchemas.annotation),
    labels: z.array(metadataSchemas.label),
    taints: z.array(metadataSchemas.taint),
  })
  .meta({ id: 'V1NodePool' });

const common = { surface: 'v1', tenancy: 'org', tag: 'NodePools' } as const;
const may = (action: string) => ({ kind: 'action', action }) as const;
const params = z.object({ id });
const badId = { params: { id: 'id_required' } } as const;
const badInput = { ...badId, json: 'bad_request', body: 'bad_request' } as const;

export const nodePoolRoutes = {
  list: defineRoute({
    ...common,
    id: 'nodePools.list',
    method: 'GET',
    path: '/api/v1/node-pools',
    summary: 'Node pools of the organization with what is attached to them, the newest first',
    access: may('node_pool:read'),
    scope: 'infra:read',
    query: z.object({
      ...pageQuery,
      cluster_id: id.optional().meta({ description: 'Only those of this cluster.' }),
      name: z.string().max(255).optional().meta({ description: 'Only those with this name.' }),
      q: z.string().max(255).optional().meta({ description: 'Only those whose name contains this text.' }),
    }),
    responses: { 200: z.array(nodePoolSchema) },
  }),
  create: defineRoute({
    ...common,
    id: 'nodePools.create',
    method: 'POST',
    path: '/api/v1/node-pools',
    summary: 'Make a node pool',
    access: may('node_pool:create'),
    scope: 'infra:write',
    body: z.object({ name, role }).meta({ id: 'V1NodePoolCreate' }),
    badInput,
    responses: { 201: nodePoolSchema },
    audit: 'node_pool.created',
    idempotent: true,
  }),
  get: defineRoute({
    ...common,
    id: 'nodePools.get',
    method: 'GET',
    path: '/api/v1/node-pools/{id}',
    summary: 'One node pool with what is attached to it',
    access: may('node_pool:read'),
    scope: 'infra:read',
    params,
    badInput,
    responses: { 200: nodePoolSchema },
    errors: ['not_found'],
  }),
  update: defineRoute({
    ...common,
    id: 'nodePools.update',
    method: 'PATCH',
    path: '/api/v1/node-pools/{id}',
    summary: 'Change the name or the role of a node pool',
    access: may('node_pool:update'),
    scope: 'infra:write',
    params,
    body: z.object({ name: name.optional(), role: role.optional() }).meta({ id: 'V1NodePoolUpdate' }),
    badInput,
    responses: { 200: nodePoolSchema },
    errors: ['not_found'],
    audit: 'node_pool.updated',
  }),
  delete: defineRoute({
    ...common,
    id: 'nodePools.delete',
    method: 'DELETE',
    path: '/api/v1/node-pools/{id}',
    summary: 'Delete a node pool that nothing uses; what is attached to it stays',
    access: may('node_pool:delete'),
    scope: 'infra:write',
    params,
    badInput,
    responses: { 204: null },
    errors: ['not_found', 'conflict'],
    audit: 'node_pool.deleted',
  }),
} as const;

/** What a node pool has any number of. */
export type Attachable = 'server' | 'label' | 'annotation' | 'taint';
/** What a route answers; the schema of each kind says which of them. */
export type AttachedView = ServerView | MetadataView;

/** Attaching, detaching and listing are alike for all that can be attached. */
function attachmentRoutes(one: Attachable, item: z.ZodType<AttachedView>, badItemId = 'id_required') {
  const noun = `${one}s`;
  const title = `${one.charAt(0).toUpperCase()}${one.slice(1)}`;
  const path = `/api/v1/node-pools/{id}/${noun}`;
  const [field, param] = [`${one}_ids`, `${one}Id`];
  const unique = z
    .array(id)
    .min(1)
    .max(500)
    .refine((ids) => new Set(ids).size === ids.length, 'must not name one twice');
  const body: z.ZodType<Readonly<Record<string, readonly string[]>>> = z
    .object({ [field]: unique })
    .meta({ id: `V1NodePoolAttach${title}s` });
  return {
    list: defineRoute({
      ...common,
      id: `nodePools.list${title}s`,
      method: 'GET',
      path,
      summary: `The ${noun} of a node pool, the newest first`,
      access: may('node_pool:read'),
      scope: 'infra:read',
      params,
      badInput: badId,
      responses: { 200: z.array(item) },
      errors: ['not_found'],
    }),
    attach: defineRoute({
      ...common,
      id: `nodePools.attach${title}s`,
      method: 'POST',
      path,
      summary: `Attach ${noun} to a node pool; those that are attached stay so`,
      access: may('node_pool:update'),
      scope: 'infra:write',
      params,
      body,
      badInput,
      responses: { 204: null },
      errors: ['not_found', 'conflict'],
      audit: 'node_pool.attached',
    }),
    detach: defineRoute({
      ...common,
      id: `nodePools.detach${title}`,
      method: 'DELETE',
      path: `${path}/{${param}}`,
      summary: `Detach one of the ${noun} from a node pool, where it is attached`,
      access: may('node_pool:update'),
      scope: 'infra:write',
      params: z.object({ id, [param]: id }),
      badInput: { params: { id: 'id_required', [param]: badItemId } },
      responses: { 204: null },
      errors: ['not_found'],
      audit: 'node_pool.detached',
    }),
  };
}

export type AttachmentRoutes = ReturnType<typeof attachmentRoutes>;

export const poolServerRoutes = attachmentRoutes('server', serverSchema);
export const poolLabelRoutes = attachmentRoutes('label', metadataSchemas.label);
export const poolAnnotationRoutes = attachmentRoutes('annotation', metadataSchemas.annotation);
export const poolTaintRoutes = attachmentRoutes('taint', metadataSchemas.taint, 'taintId_required');
