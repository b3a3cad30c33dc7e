import { z } from 'zod';
import { defineRoute } from '../../platform/http/route.ts';

const tag = 'Images';
const name = z.string().min(1).max(40);

const watchedImage = z
  .strictObject({
    deployment: z.string(),
    service: z.string(),
    image: z.string(),
    digest: z.string().nullable().meta({ description: 'What it runs; null where that is not known yet.' }),
    policy: z.enum(['digest', 'semver']),
    wanted: z.string().meta({ description: 'The tag of the policy digest, the range of semver.' }),
    state: z.enum(['waiting', 'current', 'updating', 'held-back', 'paused', 'error']).meta({
      description: 'held-back: what was found was taken back once, and waits for a newer one.',
    }),
    found: z.strictObject({ tag: z.string(), digest: z.string() }).nullable(),
    checkedAt: z.iso.datetime().nullable(),
    nextCheckAt: z.iso.datetime().nullable(),
    error: z.strictObject({ reason: z.string(), message: z.string(), nextStep: z.string() }).nullable(),
  })
  .meta({ id: 'WatchedImage', description: 'A service that takes new images by itself.' });

export const imagesRoutes = {
  list: defineRoute({
    id: 'images.list',
    method: 'GET',
    path: '/api/images',
    surface: 'app',
    tag,
    summary: 'Services that take new images by themselves, and how they stand',
    access: { kind: 'action', action: 'deployment:read' },
    scope: 'deployments:read',
    query: z.strictObject({
      name: name.optional().meta({ description: 'Of one deployment.' }),
      team_id: z.uuid().optional().meta({ description: 'The current team of the session when absent.' }),
    }),
    responses: { 200: z.array(watchedImage) },
    errors: ['not_found'],
  }),
  check: defineRoute({
    id: 'images.check',
    method: 'POST',
    path: '/api/images/check',
    surface: 'app',
    tag,
    summary: 'Ask the registries of a deployment now',
    access: { kind: 'action', action: 'deployment:update' },
    scope: 'deployments:write',
    body: z.strictObject({ name }),
    responses: { 202: z.array(watchedImage) },
    errors: ['not_found', 'conflict', 'unavailable'],
    audit: { none: 'a question to a registry; the release that may follow is audited' },
  }),
} as const;

export type WatchedImageView = z.input<typeof watchedImage>;
