import { z } from 'zod';
import { defineRoute } from '../../platform/http/route.ts';
import { machineOrgRoles, machineTeamRoles, maxOverlapSeconds } from './api-key.rules.ts';

const tag = 'API keys';

export const apiKey = z
  .strictObject({
    id: z.uuid(),
    kind: z.enum(['personal', 'machine', 'user', 'pair']),
    name: z.string(),
    prefix: z.string().meta({ description: 'The visible beginning of the key.' }),
    scopes: z.array(z.string()).meta({ description: 'Empty for kinds that scopes do not limit.' }),
    role: z.string().nullable().meta({ description: 'Of a key that belongs to an organization.' }),
    teamId: z.uuid().nullable(),
    allowedIps: z.array(z.string()).meta({ description: 'Addresses and networks it may be used from; empty for all.' }),
    ratePerSecond: z.int().nullable(),
    createdAt: z.iso.datetime(),
    createdBy: z.uuid().nullable(),
    expiresAt: z.iso.datetime().nullable(),
    lastUsedAt: z.iso.datetime().nullable(),
    lastUsedIp: z.string().nullable(),
    rotatedAt: z.iso.datetime().nullable(),
    previousUntil: z.iso.datetime().nullable().meta({ description: 'Until when the secret before the last rotation is good.' }),
  })
  .meta({ id: 'ApiKey' });

const withSecret = apiKey
  .extend({ key: z.string().meta({ description: 'The key itself; of a pair its secret.' }), keyId: z.string().nullable() })
  .meta({ id: 'ApiKeyWithSecret', description: 'Shown once. `keyId` is what a pair sends as X-ORG-KEY.' });

export const apiKeyScopes = [
  'deployments:read',
  'deployments:write',
  'templates:read',
  'templates:write',
  'secrets:read',
  'secrets:write',
  'orgs:read',
  'orgs:write',
  'teams:read',
  'teams:write',
  'infra:read',
  'infra:write',
  'platform:read',
  'platform:write',
] as const;

const name = z.string().trim().min(1).max(100);
const scopes = z.array(z.enum(apiKeyScopes)).min(1);
const limits = {
  allowedIps: z.array(z.string().max(64)).max(50),
  ratePerSecond: z.int().min(1).max(1000).nullable(),
};
const optionalLimits = {
  allowedIps: limits.allowedIps.optional(),
  ratePerSecond: limits.ratePerSecond.optional(),
  expiresAt: z.iso.datetime().optional(),
};

const personalCreate = z.strictObject({ name, scopes, ...optionalLimits }).meta({ id: 'ApiKeyCreate' });

const orgCreate = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('machine'),
      name,
      scopes,
      role: z.enum([...machineOrgRoles, ...machineTeamRoles]),
      teamId: z.uuid().optional(),
      ...optionalLimits,
    }),
    z.strictObject({ kind: z.literal('pair'), name, ...optionalLimits }),
  ])
  .meta({ id: 'OrgApiKeyCreate' });

const update = z
  .strictObject({
    name: name.optional(),
    allowedIps: limits.allowedIps.optional(),
    ratePerSecond: limits.ratePerSecond.optional(),
  })
  .meta({ id: 'ApiKeyUpdate' });

const rotate = z
  .strictObject({
    overlapSeconds: z
      .int()
      .min(0)
      .max(maxOverlapSeconds)
      .default(0)
      .meta({ description: 'How long the old secret goes on to work beside the new one.' }),
  })
  .meta({ id: 'ApiKeyRotate' });

const own = { surface: 'app', tag, access: { kind: 'signedIn' }, scope: 'none' } as const;
const ofOrg = { surface: 'app', tag, access: { kind: 'action', action: 'org:keys' }, scope: 'none' } as const;
const ownParams = z.strictObject({ id: z.uuid() });
const orgParams = z.strictObject({ orgId: z.uuid() });
const orgKeyParams = z.strictObject({ orgId: z.uuid(), id: z.uuid() });

export const apiKeyRoutes = {
  list: defineRoute({
    ...own,
    id: 'apiKeys.list',
    method: 'GET',
    path: '/api/keys',
    summary: 'Your API keys',
    responses: { 200: z.array(apiKey) },
  }),
  create: defineRoute({
    ...own,
    id: 'apiKeys.create',
    method: 'POST',
    path: '/api/keys',
    summary: 'Create an API key',
    description: 'The key itself is in this answer and never again.',
    body: personalCreate,
    responses: { 201: withSecret },
    audit: 'api_key.created',
  }),
  update: defineRoute({
    ...own,
    id: 'apiKeys.update',
    method: 'PATCH',
    path: '/api/keys/{id}',
    summary: 'Change the name of a key, where it may be used from or how often',
    params: ownParams,
    body: update,
    responses: { 200: apiKey },
    errors: ['not_found'],
    audit: 'api_key.updated',
  }),
  rotate: defineRoute({
    ...own,
    id: 'apiKeys.rotate',
    method: 'POST',
    path: '/api/keys/{id}/rotate',
    summary: 'Give a key a new secret',
    description: 'Name, rights and prefix stay. The old secret works on for the overlap.',
    params: ownParams,
    body: rotate,
    responses: { 200: withSecret },
    errors: ['not_found'],
    audit: 'api_key.rotated',
  }),
  delete: defineRoute({
    ...own,
    id: 'apiKeys.delete',
    method: 'DELETE',
    path: '/api/keys/{id}',
    summary: 'Revoke an API key at once',
    params: ownParams,
    responses: { 204: null },
    errors: ['not_found'],
    audit: 'api_key.revoked',
  }),
  orgList: defineRoute({
    ...ofOrg,
    id: 'orgApiKeys.list',
    method: 'GET',
    path: '/api/orgs/{orgId}/keys',
    summary: 'Keys that belong to the organization',
    params: orgParams,
    responses: { 200: z.array(apiKey) },
    errors: ['not_found'],
  }),
  orgCreate: defineRoute({
    ...ofOrg,
    id: 'orgApiKeys.create',
    method: 'POST',
    path: '/api/orgs/{orgId}/keys',
    summary: 'Create a key for a machine of the organization',
    description:
      'It outlives whoever made it. `machine` is one bearer key with a role and scopes; `pair` is a key and a secret of the infrastructure plane, with the rights of an administrator.',
    params: orgParams,
    body: orgCreate,
    responses: { 201: withSecret },
    errors: ['not_found'],
    audit: 'api_key.created',
  }),
  orgUpdate: defineRoute({
    ...ofOrg,
    id: 'orgApiKeys.update',
    method: 'PATCH',
    path: '/api/orgs/{orgId}/keys/{id}',
    summary: 'Change the name of a key of the organization, where it may be used from or how often',
    params: orgKeyParams,
    body: update,
    responses: { 200: apiKey },
    errors: ['not_found'],
    audit: 'api_key.updated',
  }),
  orgRotate: defineRoute({
    ...ofOrg,
    id: 'orgApiKeys.rotate',
    method: 'POST',
    path: '/api/orgs/{orgId}/keys/{id}/rotate',
    summary: 'Give a key of the organization a new secret',
    params: orgKeyParams,
    body: rotate,
    responses: { 200: withSecret },
    errors: ['not_found'],
    audit: 'api_key.rotated',
  }),
  orgDelete: defineRoute({
    ...ofOrg,
    id: 'orgApiKeys.delete',
    method: 'DELETE',
    path: '/api/orgs/{orgId}/keys/{id}',
    summary: 'Revoke a key of the organization at once',
    params: orgKeyParams,
    responses: { 204: null },
    errors: ['not_found'],
    audit: 'api_key.revoked',
  }),
} as const;
