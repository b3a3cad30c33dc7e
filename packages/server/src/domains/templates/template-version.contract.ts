import { z } from 'zod';
import { defineRoute } from '../../platform/http/route.ts';
import { templateDocument } from './template-version.rules.ts';
import { templateName, templateVisibility } from './template.contract.ts';

const tag = 'Templates';
const versionNumber = z.coerce.number().int().min(1).max(2_147_483_647);
/** A part of a path is text. */
const versionInPath = z.string().regex(/^[1-9]\d{0,8}$/, 'must be the number of a version');

const summary = z.strictObject({
  version: z.int(),
  visibility: templateVisibility,
  /** Names of the fields that are different from the version before. */
  changed: z.array(z.string()),
  actor: z.strictObject({ kind: z.enum(['user', 'system']), email: z.string().nullable() }),
  createdAt: z.iso.datetime(),
});

export const templateVersionSummary = summary.meta({ id: 'TemplateVersionSummary' });
export const templateVersion = summary
  .extend({ template: templateDocument.meta({ id: 'TemplateDocument' }) })
  .meta({ id: 'TemplateVersion' });

export const templateVersionsRoutes = {
  list: defineRoute({
    id: 'templates.versions',
    method: 'GET',
    path: '/api/templates/{name}/versions',
    surface: 'app',
    tag,
    summary: 'Versions of a template, newest first',
    description: 'Those that you could have seen then: one that was private stays its owner’s.',
    access: { kind: 'action', action: 'template:read' },
    scope: 'templates:read',
    params: z.strictObject({ name: templateName }),
    query: z.strictObject({
      before: versionNumber.optional().meta({ description: 'Only versions below this one.' }),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    responses: { 200: z.array(templateVersionSummary) },
    errors: ['not_found'],
  }),
  get: defineRoute({
    id: 'templates.version',
    method: 'GET',
    path: '/api/templates/{name}/versions/{version}',
    surface: 'app',
    tag,
    summary: 'One version of a template, as it was',
    access: { kind: 'action', action: 'template:read' },
    scope: 'templates:read',
    params: z.strictObject({ name: templateName, version: versionInPath }),
    responses: { 200: templateVersion },
    errors: ['not_found'],
  }),
} as const;
