import { z } from 'zod';
import { pageQuery } from '../../platform/db/paging.ts';
import { defineRoute } from '../../platform/http/route.ts';

const id = z.uuid();
const time = z.iso.datetime();

const kind = z.enum(['glueops', 'public'], { error: 'must be glueops or public' });
const name = z
  .string()
  .trim()
  .min(1)
  .max(253)
  .regex(/^\P{Cc}*$/u, 'must be one line');
const address = z.union([z.literal(''), z.ipv4(), z.ipv6()], { error: 'must be an IP address, or empty' });

/** As it is shown, also inside of what it is attached to. */
export const loadBalancerSchema = z
  .object({
    id,
    organization_id: id,
    name: z.string(),
    kind,
    public_ip_address: z.string().meta({ description: 'Empty where there is none.' }),
    private_ip_address: z.string(),
    created_at: time,
    updated_at: time,
  })
  .meta({ id: 'V1LoadBalancer' });

const newLoadBalancer = z
  .object({
    name,
    kind,
    public_ip_address: address.nullish(),
    private_ip_address: address.nullish(),
  })
  .meta({ id: 'V1LoadBalancerCreate' });

const common = { surface: 'v1', tenancy: 'org', tag: 'LoadBalancers' } as const;
const may = (action: string) => ({ kind: 'action', action }) as const;
const params = z.object({ id });
const badId = { params: { id: 'bad_id' } } as const;
const badBody = { json: 'bad_json', body: 'bad_json', fields: { kind: 'bad_kind' } } as const;

export const loadBalancerRoutes = {
  list: defineRoute({
    ...common,
    id: 'loadBalancers.list',
    method: 'GET',
    path: '/api/v1/load-balancers',
    summary: 'Load balancers of the organization, the newest first',
    access: may('load_balancer:read'),
    scope: 'infra:read',
    query: z.object({
      kind: kind.optional(),
      name: z.string().max(253).optional().meta({ description: 'Exactly.' }),
      q: z.string().max(253).optional().meta({ description: 'Part of the name.' }),
      ...pageQuery,
    }),
    badInput: { fields: { kind: 'bad_kind' } },
    responses: { 200: z.array(loadBalancerSchema) },
  }),
  create: defineRoute({
    ...common,
    id: 'loadBalancers.create',
    method: 'POST',
    path: '/api/v1/load-balancers',
    summary: 'Describe a load balancer',
    access: may('load_balancer:create'),
    scope: 'infra:write',
    body: newLoadBalancer,
    badInput: badBody,
    responses: { 201: loadBalancerSchema },
    errors: ['already_exists'],
    audit: 'load_balancer.created',
  }),
  createMany: defineRoute({
    ...common,
    id: 'loadBalancers.createMany',
    method: 'POST',
    path: '/api/v1/load-balancers/bulk',
    summary: 'Describe many load balancers: all of them, or none where one is refused',
    description: 'What is wrong, or in the way, is told of each of them as `load_balancers[0]`, `load_balancers[1]` and so on.',
    access: may('load_balancer:create'),
    scope: 'infra:write',
    body: z.object({ load_balancers: z.array(newLoadBalancer).min(1).max(200) }).meta({ id: 'V1LoadBalancersCreate' }),
    badInput: { json: 'bad_json', body: 'bad_json' },
    responses: { 201: z.array(loadBalancerSchema) },
    errors: ['already_exists'],
    timeoutMs: 60_000,
    audit: 'load_balancer.created',
    idempotent: true,
  }),
  get: defineRoute({
    ...common,
    id: 'loadBalancers.get',
    method: 'GET',
    path: '/api/v1/load-balancers/{id}',
    summary: 'One load balancer',
    access: may('load_balancer:read'),
    scope: 'infra:read',
    params,
    badInput: badId,
    responses: { 200: loadBalancerSchema },
    errors: ['not_found'],
  }),
  update: defineRoute({
    ...common,
    id: 'loadBalancers.update',
    method: 'PATCH',
    path: '/api/v1/load-balancers/{id}',
    summary: 'Change what is said about a load balancer',
    description: 'Null or an empty text clears an address.',
    access: may('load_balancer:update'),
    scope: 'infra:write',
    params,
    body: z
      .object({
        name: name.optional(),
        kind: kind.optional(),
        public_ip_address: address.nullish(),
        private_ip_address: address.nullish(),
      })
      .meta({ id: 'V1LoadBalancerUpdate' }),
    badInput: { ...badId, ...badBody },
    responses: { 200: loadBalancerSchema },
    errors: ['not_found', 'already_exists'],
    audit: 'load_balancer.updated',
  }),
  delete: defineRoute({
    ...common,
    id: 'loadBalancers.delete',
    method: 'DELETE',
    path: '/api/v1/load-balancers/{id}',
    summary: 'Delete a load balancer that nothing uses',
    access: may('load_balancer:delete'),
    scope: 'infra:write',
    params,
    badInput: badId,
    responses: { 204: null },
    errors: ['not_found', 'conflict'],
    audit: 'load_balancer.deleted',
  }),
} as const;
