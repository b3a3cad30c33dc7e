import { z } from 'zod';
import { pageQuery } from '../../platform/db/paging.ts';
import { defineRoute } from '../../platform/http/route.ts';
import { kinds, providers } from './credential-kind.rules.ts';

const id = z.uuid();
const time = z.iso.datetime();

const provider = z.enum(providers);
const kind = z.enum(kinds);
/** `provider` is what the scope's own table used to call it. */
const scopeKind = z.enum(['credential_provider', 'provider', 'service', 'resource']);
const version = z.int().min(1).max(1_000);
const name = z.string().trim().max(100);
const accountId = z.string().trim().max(32);
const region = z
  .string()
  .trim()
  .max(32)
  .regex(/^[a-z0-9-]*$/, 'must be small letters, digits and dashes');
/** What the fields are depends on provider, kind and version; rules look at each. */
const fields = z.record(z.string().max(100), z.unknown());

const credential = z
  .object({
    id,
    credential_provider: provider,
    kind,
    schema_version: z.int(),
    name: z.string(),
    scope_kind: z.enum(['credential_provider', 'service', 'resource']),
    scope_version: z.int(),
    scope: z.record(z.string(), z.string()),
    account_id: z.string().optional(),
    region: z.string().optional(),
    created_at: time,
    updated_at: time,
  })
  .meta({ id: 'V1Credential' });

const tested = z
  .object({
    status: z.enum(['verified', 'refused', 'unreachable', 'unsupported']).meta({
      description:
        '`verified`: the provider takes it for what it is meant for. `refused`: it does not. `unreachable`: nobody could say. `unsupported`: there is nobody to ask.',
    }),
    verified: z.array(z.string()).meta({ description: 'What the provider has confirmed, in sentences.' }),
    reason: z.string().optional(),
    evidence: z.record(z.string(), z.string()).meta({ description: 'What the provider answered, without secrets.' }),
    next_step: z.string().optional(),
    tested_at: time,
  })
  .meta({ id: 'V1CredentialTest' });

const common = { surface: 'v1', tenancy: 'org', tag: 'Credentials' } as const;
const may = (action: string) => ({ kind: 'action', action }) as const;
const params = z.object({ id });
const badId = { params: { id: 'bad_id' } } as const;

export const credentialRoutes = {
  list: defineRoute({
    ...common,
    id: 'credentials.list',
    method: 'GET',
    path: '/api/v1/credentials',
    summary: 'Credentials of the organization without their secrets, the last changed first',
    access: may('credential:read'),
    scope: 'infra:read',
    query: z.object({
      credential_provider: z.string().max(100).optional(),
      kind: z.string().max(100).optional(),
      scope_kind: z.string().max(100).optional(),
      ...pageQuery,
    }),
    responses: { 200: z.array(credential) },
  }),
  create: defineRoute({
    ...common,
    id: 'credentials.create',
    method: 'POST',
    path: '/api/v1/credentials',
    summary: 'Keep a credential of a provider',
    description: 'The fields of `secret` and `scope` are listed in `docs/credentials.md`; those that are not known are left out.',
    access: may('credential:create'),
    scope: 'infra:write',
    body: z
      .object({
        credential_provider: provider,
        kind,
        schema_version: version,
        name: name.optional(),
        scope_kind: scopeKind,
        scope_version: version,
        scope: fields,
        account_id: accountId.optional(),
        region: region.optional(),
        secret: fields,
      })
      .meta({ id: 'V1CredentialCreate' }),
    badInput: { json: 'bad_json', body: 'validation_error' },
    responses: { 201: credential },
    errors: ['unavailable'],
    audit: 'credential.created',
  }),
  get: defineRoute({
    ...common,
    id: 'credentials.get',
    method: 'GET',
    path: '/api/v1/credentials/{id}',
    summary: 'One credential without its secret',
    access: may('credential:read'),
    scope: 'infra:read',
    params,
    badInput: badId,
    responses: { 200: credential },
    errors: ['not_found'],
  }),
  update: defineRoute({
    ...common,
    id: 'credentials.update',
    method: 'PATCH',
    path: '/api/v1/credentials/{id}',
    summary: 'Change a credential, or replace its secret without reading it',
    description: 'A secret is replaced as a whole. An empty `account_id` or `region`, or null, clears it.',
    access: may('credential:update'),
    scope: 'infra:write',
    params,
    body: z
      .object({
        name: name.optional(),
        account_id: accountId.nullish(),
        region: region.nullish(),
        scope_kind: scopeKind.optional(),
        scope_version: version.optional(),
        scope: fields.optional(),
        secret: fields.optional(),
      })
      .meta({ id: 'V1CredentialUpdate' }),
    badInput: {
      ...badId,
      json: 'bad_json',
      body: 'validation_error',
      fields: { scope: 'invalid_scope_json', secret: 'invalid_secret_json' },
    },
    responses: { 200: credential },
    errors: ['not_found', 'unavailable'],
    audit: 'credential.updated',
  }),
  delete: defineRoute({
    ...common,
    id: 'credentials.delete',
    method: 'DELETE',
    path: '/api/v1/credentials/{id}',
    summary: 'Delete a credential that nothing uses',
    access: may('credential:delete'),
    scope: 'infra:write',
    params,
    badInput: badId,
    responses: { 204: null },
    errors: ['not_found', 'conflict'],
    audit: 'credential.deleted',
  }),
  reveal: defineRoute({
    ...common,
    id: 'credentials.reveal',
    method: 'POST',
    path: '/api/v1/credentials/{id}/reveal',
    summary: 'The secret of a credential',
    description: 'Audited and limited. A session needs a recent sign-in; keys of the API with scopes cannot do this.',
    access: may('credential:reveal'),
    scope: 'none',
    recent: true,
    params,
    badInput: badId,
    responses: { 200: z.record(z.string(), z.string()) },
    errors: ['not_found', 'unavailable'],
    audit: 'credential.revealed',
  }),
  test: defineRoute({
    ...common,
    id: 'credentials.test',
    method: 'POST',
    path: '/api/v1/credentials/{id}/test',
    summary: 'Ask the provider whether it takes the credential',
    description: 'Calls the provider with the credential and reads only. What it refuses is an answer, not an error.',
    access: may('credential:test'),
    scope: 'infra:write',
    params,
    badInput: badId,
    responses: { 200: tested },
    errors: ['not_found', 'unavailable'],
    audit: 'credential.tested',
  }),
} as const;
