import { z } from 'zod';
import { defineRoute } from '../../platform/http/route.ts';
import { targetPattern } from './platform-action.rules.ts';

const id = z.uuid();
const time = z.iso.datetime();

const label = z
  .string()
  .trim()
  .min(1)
  .max(255)
  .regex(/^\P{Cc}*$/u, 'must be one line');
const description = z.string().trim().min(1).max(4_000);
const makeTarget = z
  .string()
  .trim()
  .min(1)
  .max(64)
  .regex(targetPattern, 'must be letters, digits, dots, underscores and dashes, and not begin with a dot or a dash');

const platformAction = z
  .object({
    id,
    label: z.string(),
    description: z.string(),
    make_target: z.string(),
    created_at: time,
    updated_at: time,
  })
  .meta({ id: 'V1Action', description: 'Offered by the platform for the clusters of all organizations.' });

const reading = {
  surface: 'v1',
  method: 'GET',
  tag: 'Actions',
  access: { kind: 'action', action: 'platform_action:read' },
  scope: 'infra:read',
} as const;
const writing = {
  surface: 'v1',
  tenancy: 'user',
  tag: 'Actions',
  access: { kind: 'action', action: 'platform_action:write' },
  scope: 'platform:write',
} as const;
const params = z.object({ id });
const badId = { params: { id: 'bad_action_id' } } as const;
const badBody = { json: 'bad_json', body: 'validation_error' } as const;

export const platformActionRoutes = {
  list: defineRoute({
    ...reading,
    id: 'v1Actions.list',
    path: '/api/v1/admin/actions',
    summary: 'Actions that the platform offers, by label',
    query: z.object({
      make_target: z.string().max(64).optional().meta({ description: 'Exactly.' }),
      q: z.string().max(255).optional().meta({ description: 'Part of the label.' }),
    }),
    responses: { 200: z.array(platformAction) },
  }),
  create: defineRoute({
    ...writing,
    id: 'v1Actions.create',
    method: 'POST',
    path: '/api/v1/admin/actions',
    summary: 'Offer an action',
    body: z.object({ label, description, make_target: makeTarget }).meta({ id: 'V1ActionCreate' }),
    badInput: badBody,
    responses: { 201: platformAction },
    errors: ['already_exists'],
    audit: 'platform_action.created',
  }),
  get: defineRoute({
    ...reading,
    id: 'v1Actions.get',
    path: '/api/v1/admin/actions/{id}',
    summary: 'One action',
    params,
    badInput: badId,
    responses: { 200: platformAction },
    errors: ['not_found'],
  }),
  update: defineRoute({
    ...writing,
    id: 'v1Actions.update',
    method: 'PATCH',
    path: '/api/v1/admin/actions/{id}',
    summary: 'Change an action',
    params,
    body: z
      .object({ label: label.optional(), description: description.optional(), make_target: makeTarget.optional() })
      .meta({ id: 'V1ActionUpdate' }),
    badInput: { ...badId, ...badBody },
    responses: { 200: platformAction },
    errors: ['not_found', 'already_exists'],
    audit: 'platform_action.updated',
  }),
  delete: defineRoute({
    ...writing,
    id: 'v1Actions.delete',
    method: 'DELETE',
    path: '/api/v1/admin/actions/{id}',
    summary: 'Offer an action no longer',
    params,
    badInput: badId,
    responses: { 204: null },
    errors: ['not_found'],
    audit: 'platform_action.deleted',
  }),
} as const;
