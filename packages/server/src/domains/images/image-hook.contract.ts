import { z } from 'zod';
import { defineRoute } from '../../platform/http/route.ts';
import { isImageReference } from '../deployments/index.ts';

const tag = 'Image hooks';
const app = { surface: 'app', tag, scope: 'deployments:write' } as const;
const byId = z.strictObject({ id: z.uuid() });

const hookShape = {
  id: z.uuid(),
  name: z.string(),
  teamId: z.uuid(),
  repository: z.string().nullable().meta({ description: 'What it may tell of; null is every image that the team follows.' }),
  auth: z.enum(['signature', 'token']),
  url: z.string(),
  createdAt: z.iso.datetime(),
  rotatedAt: z.iso.datetime().nullable(),
  lastUsedAt: z.iso.datetime().nullable(),
};
const hook = z.strictObject(hookShape).meta({ id: 'ImageHook' });
const hookWithSecret = z
  .strictObject({ ...hookShape, secret: z.string().meta({ description: 'Shown this once.' }) })
  .meta({ id: 'ImageHookWithSecret' });

const hookCreate = z
  .strictObject({
    name: z.string().trim().min(1).max(60),
    teamId: z.uuid().optional().meta({ description: 'The current team of the session when absent.' }),
    repository: z.string().min(1).max(255).optional().meta({ description: 'Such as ghcr.io/acme/shop, without a tag.' }),
    auth: z.enum(['signature', 'token']).default('signature').meta({
      description: 'signature: HMAC over time and body. token: the secret itself in a header, for registries that cannot sign.',
    }),
  })
  .meta({ id: 'ImageHookCreate' });

const text = z.string().min(1).max(512);
/** One object for three senders: which of them it is, its fields tell. */
const hookDelivery = z
  .looseObject({
    image: text.refine((value) => isImageReference(value), 'is not an image reference such as ghcr.io/acme/shop:1.2').optional(),
    events: z
      .array(z.looseObject({ action: text, target: z.looseObject({ repository: text.optional(), tag: text.optional() }) }))
      .max(1_000)
      .optional()
      .meta({ description: 'Of a distribution registry.' }),
    push_data: z.looseObject({ tag: text.optional() }).optional().meta({ description: 'Of Docker Hub.' }),
    repository: z.looseObject({ repo_name: text }).optional().meta({ description: 'Of Docker Hub.' }),
  })
  .refine((value) => value.image ?? value.events ?? value.push_data, 'names no image')
  .meta({ id: 'ImageHookDelivery', description: 'An image, or a notification of a distribution registry or of Docker Hub.' });
export type HookDelivery = z.output<typeof hookDelivery>;
export type HookView = z.input<typeof hook>;
export type HookCreate = z.output<typeof hookCreate>;

export const imageHooksRoutes = {
  list: defineRoute({
    ...app,
    id: 'imageHooks.list',
    method: 'GET',
    path: '/api/hooks/images',
    summary: 'Hooks that tell of new images',
    access: { kind: 'action', action: 'hook:read' },
    scope: 'deployments:read',
    query: z.strictObject({ team_id: z.uuid().optional() }),
    responses: { 200: z.array(hook) },
    errors: ['not_found'],
  }),
  create: defineRoute({
    ...app,
    id: 'imageHooks.create',
    method: 'POST',
    path: '/api/hooks/images',
    summary: 'Make a hook; its secret is shown this once',
    access: { kind: 'action', action: 'hook:create' },
    body: hookCreate,
    responses: { 201: hookWithSecret },
    errors: ['not_found', 'already_exists'],
    audit: 'hook.created',
  }),
  rotate: defineRoute({
    ...app,
    id: 'imageHooks.rotate',
    method: 'POST',
    path: '/api/hooks/images/{id}/rotate',
    summary: 'Give a hook a new secret; the old one ends at once',
    access: { kind: 'action', action: 'hook:rotate' },
    params: byId,
    responses: { 200: hookWithSecret },
    errors: ['not_found'],
    audit: 'hook.rotated',
  }),
  delete: defineRoute({
    ...app,
    id: 'imageHooks.delete',
    method: 'DELETE',
    path: '/api/hooks/images/{id}',
    summary: 'Delete a hook',
    access: { kind: 'action', action: 'hook:delete' },
    params: byId,
    responses: { 204: null },
    errors: ['not_found'],
    audit: 'hook.deleted',
  }),
  deliver: defineRoute({
    ...app,
    id: 'imageHooks.deliver',
    method: 'POST',
    path: '/api/hooks/images/{id}',
    summary: 'Tell of a new image: the registry is asked at once',
    description:
      'Needs `X-Moorage-Timestamp` (seconds) and `X-Moorage-Signature: sha256=<hex>`, the HMAC-SHA256 of `<timestamp>.<body>` with the secret; or `X-Moorage-Token` where the hook was made so.',
    access: { kind: 'public', why: 'registries and pipelines call it; the signature proves who they are' },
    params: byId,
    body: hookDelivery,
    responses: { 202: z.strictObject({ matched: z.int().meta({ description: 'Images that are asked for.' }) }) },
    errors: ['conflict'],
    audit: { none: 'it asks a registry; the release that may follow is audited' },
    bodyLimit: 65_536,
    keepsBody: true,
  }),
} as const;
