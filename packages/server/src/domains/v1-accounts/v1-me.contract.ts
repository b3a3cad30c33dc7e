import { z } from 'zod';
import { defineRoute } from '../../platform/http/route.ts';

const id = z.uuid();
const time = z.iso.datetime();

const userFields = {
  id,
  display_name: z.string().optional(),
  primary_email: z.string().optional(),
  avatar_url: z.string().optional(),
  is_disabled: z.boolean(),
  is_admin: z.boolean(),
  created_at: time,
  updated_at: time,
};

const user = z.object(userFields).meta({ id: 'V1User' });

const email = z
  .object({
    id,
    user_id: id,
    user,
    email: z.string(),
    is_verified: z.boolean().meta({ description: 'Whether a provider has vouched for it.' }),
    is_primary: z.boolean(),
    created_at: time,
    updated_at: time,
  })
  .meta({ id: 'V1UserEmail' });

export const v1Org = z
  .object({
    id,
    name: z.string(),
    domain: z.string().nullable().meta({ description: 'The e-mail domain that the organization has proved; null before.' }),
    created_at: time,
    updated_at: time,
  })
  .meta({ id: 'V1Org' });

const me = z.object({ ...userFields, emails: z.array(email), organizations: z.array(v1Org) }).meta({ id: 'V1Me' });

const userKey = z
  .object({
    id,
    name: z.string().optional(),
    scope: z.literal('user'),
    created_at: time,
    expires_at: time.optional(),
    last_used_at: time.optional(),
  })
  .meta({ id: 'V1UserKey' });

const userKeyWithSecret = userKey
  .extend({ plain: z.string().meta({ description: 'The key itself, shown once.' }) })
  .meta({ id: 'V1UserKeyWithSecret' });

/** A hundred years of hours: what is longer is no date. */
export const newKey = z
  .object({ name: z.string().trim().max(100).optional(), expires_in_hours: z.int().max(876_000).optional() })
  .meta({ id: 'V1KeyCreate', description: '`expires_in_hours` of zero or less means no end.' });

const ofUser = { surface: 'v1', tenancy: 'user', access: { kind: 'signedIn' } } as const;
const badBody = { body: 'invalid_json' } as const;

export const v1MeRoutes = {
  get: defineRoute({
    ...ofUser,
    id: 'v1Me.get',
    method: 'GET',
    path: '/api/v1/me',
    tag: 'Me',
    summary: 'The signed-in user with addresses and organizations',
    scope: 'orgs:read',
    responses: { 200: me },
  }),
  update: defineRoute({
    ...ofUser,
    id: 'v1Me.update',
    method: 'PATCH',
    path: '/api/v1/me',
    tag: 'Me',
    summary: 'Change your display name',
    scope: 'none',
    body: z.object({ display_name: z.string().trim().min(1).max(100).optional() }).meta({ id: 'V1MeUpdate' }),
    badInput: badBody,
    responses: { 200: user },
    audit: 'user.updated',
  }),
  keysList: defineRoute({
    ...ofUser,
    id: 'v1MeKeys.list',
    method: 'GET',
    path: '/api/v1/me/api-keys',
    tag: 'MeAPIKeys',
    summary: 'Your keys of the infrastructure plane',
    scope: 'none',
    responses: { 200: z.array(userKey) },
  }),
  keysCreate: defineRoute({
    ...ofUser,
    id: 'v1MeKeys.create',
    method: 'POST',
    path: '/api/v1/me/api-keys',
    tag: 'MeAPIKeys',
    summary: 'Create a key that acts as you',
    scope: 'none',
    body: newKey,
    badInput: badBody,
    responses: { 201: userKeyWithSecret },
    audit: 'api_key.created',
  }),
  keysDelete: defineRoute({
    ...ofUser,
    id: 'v1MeKeys.delete',
    method: 'DELETE',
    path: '/api/v1/me/api-keys/{id}',
    tag: 'MeAPIKeys',
    summary: 'Revoke a key of yours at once',
    scope: 'none',
    params: z.object({ id }),
    badInput: { params: { id: 'invalid_id' } },
    responses: { 204: null },
    errors: ['not_found'],
    audit: 'api_key.revoked',
  }),
} as const;
