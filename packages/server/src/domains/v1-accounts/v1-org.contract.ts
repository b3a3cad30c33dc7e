import { z } from 'zod';
import { defineRoute } from '../../platform/http/route.ts';
import { newKey, v1Org } from './v1-me.contract.ts';

const id = z.uuid();
const time = z.iso.datetime();

export const v1Role = z.enum(['owner', 'admin', 'member']);

const member = z.object({ user_id: id, email: z.string(), role: v1Role }).meta({ id: 'V1Member' });

const orgKey = z
  .object({
    id,
    org_id: id,
    scope: z.literal('org'),
    purpose: z.enum(['user', 'cluster_bastion']),
    is_ephemeral: z.boolean(),
    name: z.string(),
    expires_at: time.optional(),
    revoked: z.boolean().meta({ description: 'Whether it has ended; what was revoked by hand is not listed.' }),
    prefix: z.string(),
    last_used_at: time.optional(),
    created_at: time,
    updated_at: time,
  })
  .meta({ id: 'V1OrgKey' });

const orgKeyWithSecret = z
  .object({
    id,
    name: z.string().optional(),
    scope: z.literal('org'),
    created_at: time,
    expires_at: time.optional(),
    org_key: z.string(),
    org_secret: z.string(),
  })
  .meta({ id: 'V1OrgKeyWithSecret', description: 'Shown once; sent as X-ORG-KEY and X-ORG-SECRET.' });

const name = z.string().trim().min(1).max(100);
const domain = z.string().trim().max(260).meta({ description: 'A claim, which counts when its TXT record is found.' });

const ofUser = { surface: 'v1', tenancy: 'user', tag: 'Orgs' } as const;
const signedIn = { kind: 'signedIn' } as const;
const may = <A extends string>(action: A) => ({ kind: 'action', action }) as const;
/** An id that is none is no organization of anybody. */
const ofOrg = z.object({ id: z.string().max(100) });

export const v1OrgRoutes = {
  list: defineRoute({
    ...ofUser,
    id: 'v1Orgs.list',
    method: 'GET',
    path: '/api/v1/orgs',
    summary: 'Your organizations, the newest first',
    access: signedIn,
    scope: 'orgs:read',
    responses: { 200: z.array(v1Org) },
  }),
  create: defineRoute({
    ...ofUser,
    id: 'v1Orgs.create',
    method: 'POST',
    path: '/api/v1/orgs',
    summary: 'Create an organization; you become its owner',
    access: signedIn,
    scope: 'orgs:write',
    body: z.object({ name, domain: domain.optional() }).meta({ id: 'V1OrgCreate' }),
    badInput: { body: 'validation_error' },
    responses: { 201: v1Org },
    errors: ['already_exists'],
    audit: 'org.created',
  }),
  get: defineRoute({
    ...ofUser,
    id: 'v1Orgs.get',
    method: 'GET',
    path: '/api/v1/orgs/{id}',
    summary: 'One organization',
    access: may('org:read'),
    scope: 'orgs:read',
    params: ofOrg,
    responses: { 200: v1Org },
    errors: ['not_found'],
  }),
  update: defineRoute({
    ...ofUser,
    id: 'v1Orgs.update',
    method: 'PATCH',
    path: '/api/v1/orgs/{id}',
    summary: 'Change the name or the e-mail domain, which an empty one clears',
    access: may('org:update'),
    scope: 'orgs:write',
    params: ofOrg,
    body: z.object({ name: name.optional(), domain: domain.optional() }).meta({ id: 'V1OrgUpdate' }),
    badInput: { body: 'validation_error' },
    responses: { 200: v1Org },
    errors: ['not_found'],
    audit: 'org.updated',
  }),
  delete: defineRoute({
    ...ofUser,
    id: 'v1Orgs.delete',
    method: 'DELETE',
    path: '/api/v1/orgs/{id}',
    summary: 'Delete an organization with everything in it',
    access: may('org:delete'),
    scope: 'none',
    params: ofOrg,
    responses: { 204: null },
    errors: ['not_found'],
    audit: 'org.deleted',
  }),
  membersList: defineRoute({
    ...ofUser,
    id: 'v1OrgMembers.list',
    method: 'GET',
    path: '/api/v1/orgs/{id}/members',
    summary: 'Members of an organization',
    access: may('org:read'),
    scope: 'orgs:read',
    params: ofOrg,
    responses: { 200: z.array(member) },
    errors: ['not_found'],
  }),
  membersPut: defineRoute({
    ...ofUser,
    id: 'v1OrgMembers.put',
    method: 'POST',
    path: '/api/v1/orgs/{id}/members',
    summary: 'Add a user, or give a member another role',
    description: 'To make a member the owner is to pass ownership on, which only the owner does.',
    access: may('org:members'),
    scope: 'orgs:write',
    params: ofOrg,
    body: z.object({ user_id: id, role: v1Role }).meta({ id: 'V1MemberPut' }),
    badInput: { body: 'validation_error' },
    responses: { 200: member },
    errors: ['not_found', 'conflict'],
    audit: 'org.member_added',
  }),
  membersRemove: defineRoute({
    ...ofUser,
    id: 'v1OrgMembers.remove',
    method: 'DELETE',
    path: '/api/v1/orgs/{id}/members/{user_id}',
    summary: 'Remove a member; nobody to remove is no error',
    access: may('org:members'),
    scope: 'orgs:write',
    params: ofOrg.extend({ user_id: id }),
    badInput: { params: { user_id: 'invalid_user_id' } },
    responses: { 204: null },
    errors: ['not_found', 'conflict'],
    audit: 'org.member_removed',
  }),
  keysList: defineRoute({
    ...ofUser,
    id: 'v1OrgKeys.list',
    method: 'GET',
    path: '/api/v1/orgs/{id}/api-keys',
    summary: 'Key pairs of the organization',
    access: may('org:keys'),
    scope: 'none',
    params: ofOrg,
    responses: { 200: z.array(orgKey) },
    errors: ['not_found'],
  }),
  keysCreate: defineRoute({
    ...ofUser,
    id: 'v1OrgKeys.create',
    method: 'POST',
    path: '/api/v1/orgs/{id}/api-keys',
    summary: 'Create a key pair of the organization',
    access: may('org:keys'),
    scope: 'none',
    params: ofOrg,
    body: newKey,
    badInput: { body: 'invalid_json' },
    responses: { 201: orgKeyWithSecret },
    errors: ['not_found'],
    audit: 'api_key.created',
  }),
  keysDelete: defineRoute({
    ...ofUser,
    id: 'v1OrgKeys.delete',
    method: 'DELETE',
    path: '/api/v1/orgs/{id}/api-keys/{key_id}',
    summary: 'Revoke a key pair at once',
    access: may('org:keys'),
    scope: 'none',
    params: ofOrg.extend({ key_id: id }),
    badInput: { params: { key_id: 'invalid_key_id' } },
    responses: { 204: null },
    errors: ['not_found'],
    audit: 'api_key.revoked',
  }),
} as const;
