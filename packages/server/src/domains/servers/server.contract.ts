import { z } from 'zod';
import { pageQuery } from '../../platform/db/paging.ts';
import { defineRoute } from '../../platform/http/route.ts';
import { problemOfAddress, problemOfHostname, problemOfUser, serverRoles, serverStatuses } from './server.rules.ts';

const id = z.uuid();
const time = z.iso.datetime();

function checked(problemOf: (text: string) => string | undefined) {
  return z.string().superRefine((text, ctx) => {
    const message = problemOf(text);
    if (message !== undefined) ctx.addIssue({ code: 'custom', message });
  });
}

const hostname = checked(problemOfHostname).meta({ description: 'As in RFC 1123.' });
const address = checked(problemOfAddress).meta({ description: 'IPv4 or IPv6.' });
/** Nothing is another way to say that there is none. */
const clearableAddress = checked((text) => (text === '' ? undefined : problemOfAddress(text))).nullish();
const user = checked(problemOfUser);
const status = z.enum(serverStatuses);
const role = z
  .string()
  .trim()
  .toLowerCase()
  .pipe(z.enum(serverRoles))
  .meta({ enum: [...serverRoles] });

/** As it is shown, also inside of what it is attached to. */
export const serverSchema = z
  .object({
    id,
    organization_id: id,
    hostname: z.string().meta({ description: 'Empty for one that is known by its addresses only.' }),
    public_ip_address: z.string().optional(),
    private_ip_address: z.string(),
    ssh_user: z.string(),
    ssh_key_id: id,
    role: z.enum(serverRoles),
    status,
    created_at: time,
    updated_at: time,
  })
  .meta({ id: 'V1Server' });

const newServer = z
  .object({
    hostname: hostname.nullish(),
    public_ip_address: clearableAddress,
    private_ip_address: address,
    ssh_user: user,
    ssh_key_id: id,
    role,
    status: status.optional(),
  })
  .meta({ id: 'V1ServerCreate' });

const serverUpdate = z
  .object({
    hostname: hostname.nullish(),
    public_ip_address: clearableAddress,
    private_ip_address: address.optional(),
    ssh_user: user.optional(),
    ssh_key_id: id.optional(),
    role: role.optional(),
    status: status.optional().meta({ description: '`pending` asks for a bastion to be set up again.' }),
  })
  .meta({ id: 'V1ServerUpdate' });

export type ServerInput = z.output<typeof newServer>;
export type ServerPatch = z.output<typeof serverUpdate>;

const logPage = z
  .object({
    items: z.array(z.object({ id: z.int(), stream: z.enum(['stdout', 'system']), chunk: z.string(), created_at: time })),
    next_cursor: z.int().meta({ description: 'For `after`: the last of these, or what was given where there is none.' }),
    done: z.boolean().meta({ description: 'The server is ready or has failed, and there is no more.' }),
  })
  .meta({ id: 'V1ServerLogPage' });

const common = { surface: 'v1', tenancy: 'org', tag: 'Servers' } as const;
const may = (action: string) => ({ kind: 'action', action }) as const;
const params = z.object({ id });
const ofParams = { params: { id: 'id_invalid' } } as const;
const ofStatus = { fields: { status: 'status_invalid' } } as const;
const ofBody = { json: 'bad_request', body: 'bad_request', ...ofStatus } as const;

export const serverRoutes = {
  list: defineRoute({
    ...common,
    id: 'servers.list',
    method: 'GET',
    path: '/api/v1/servers',
    summary: 'Servers of the organization, the newest first',
    access: may('server:read'),
    scope: 'infra:read',
    query: z.object({
      ...pageQuery,
      status: status.optional(),
      role: z.string().max(100).optional(),
      cluster_id: id.optional().meta({ description: 'Only those of this cluster.' }),
      name: z.string().max(253).optional().meta({ description: 'Only those with this host name.' }),
      q: z.string().max(253).optional().meta({ description: 'Only those whose host name contains this text.' }),
    }),
    badInput: ofStatus,
    responses: { 200: z.array(serverSchema) },
  }),
  create: defineRoute({
    ...common,
    id: 'servers.create',
    method: 'POST',
    path: '/api/v1/servers',
    summary: 'Describe a server',
    description: 'A bastion needs a public address.',
    access: may('server:create'),
    scope: 'infra:write',
    body: newServer,
    badInput: ofBody,
    responses: { 201: serverSchema },
    audit: 'server.created',
    idempotent: true,
  }),
  createMany: defineRoute({
    ...common,
    id: 'servers.createMany',
    method: 'POST',
    path: '/api/v1/servers/bulk',
    summary: 'Describe many servers: all of them, or none where one is refused',
    access: may('server:create'),
    scope: 'infra:write',
    body: z.object({ servers: z.array(newServer).min(1).max(200) }).meta({ id: 'V1ServersCreate' }),
    badInput: { json: 'bad_request', body: 'bad_request' },
    responses: { 201: z.array(serverSchema) },
    timeoutMs: 60_000,
    audit: 'server.created',
    idempotent: true,
  }),
  get: defineRoute({
    ...common,
    id: 'servers.get',
    method: 'GET',
    path: '/api/v1/servers/{id}',
    summary: 'One server',
    access: may('server:read'),
    scope: 'infra:read',
    params,
    badInput: ofParams,
    responses: { 200: serverSchema },
    errors: ['not_found'],
  }),
  update: defineRoute({
    ...common,
    id: 'servers.update',
    method: 'PATCH',
    path: '/api/v1/servers/{id}',
    summary: 'Change a server',
    description: 'Null or nothing clears the host name and the public address.',
    access: may('server:update'),
    scope: 'infra:write',
    params,
    body: serverUpdate,
    badInput: { ...ofBody, ...ofParams },
    responses: { 200: serverSchema },
    errors: ['not_found', 'conflict'],
    audit: 'server.updated',
  }),
  delete: defineRoute({
    ...common,
    id: 'servers.delete',
    method: 'DELETE',
    path: '/api/v1/servers/{id}',
    summary: 'Forget a server that nothing uses; the machine itself stays',
    access: may('server:delete'),
    scope: 'infra:write',
    params,
    badInput: ofParams,
    responses: { 204: null },
    errors: ['not_found', 'conflict'],
    audit: 'server.deleted',
  }),
  logs: defineRoute({
    ...common,
    id: 'servers.logs',
    method: 'GET',
    path: '/api/v1/servers/{id}/logs',
    summary: 'What was done on a server, from an entry on',
    access: may('server:logs'),
    scope: 'infra:read',
    params,
    query: z.object({
      after: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional().meta({ description: '0 when absent.' }),
      limit: z.coerce.number().int().min(1).max(1_000).optional().meta({ description: '200 when absent.' }),
    }),
    badInput: { ...ofParams, fields: { after: 'bad_request', limit: 'bad_request' } },
    responses: { 200: logPage },
    errors: ['not_found'],
  }),
  resetHostkey: defineRoute({
    ...common,
    id: 'servers.resetHostkey',
    method: 'POST',
    path: '/api/v1/servers/{id}/reset-hostkey',
    summary: 'Forget the host key by which a server is recognized, as after a reinstallation',
    access: may('server:update'),
    scope: 'infra:write',
    params,
    badInput: ofParams,
    responses: { 200: serverSchema },
    errors: ['not_found'],
    audit: 'server.hostkey_reset',
  }),
} as const;
