import { z } from 'zod';
import { defineRoute } from '../../platform/http/route.ts';
import { envVarDefinition, templateCreate, templateName } from './template.contract.ts';

const tag = 'Templates';

export const templateIssue = z
  .strictObject({
    path: z.string(),
    message: z.string(),
    line: z.int().min(1).optional().meta({ description: 'Of the text, from 1, where the problem is in it.' }),
    column: z.int().min(1).optional(),
  })
  .meta({ id: 'TemplateIssue' });

const portOrParameter = z.union([z.int(), z.string()]);

const previewService = z.strictObject({
  name: z.string(),
  image: z.string(),
  command: z.array(z.string()),
  args: z.array(z.string()),
  ports: z.array(z.strictObject({ name: z.string(), containerPort: portOrParameter, protocol: z.enum(['TCP', 'UDP']) })),
  replicas: z.int(),
  /** Names of the variables that the spec sets; parameters come in addition. */
  env: z.array(z.string()),
  volumes: z.array(z.strictObject({ name: z.string(), mountPath: z.string(), size: z.string() })),
  files: z.array(z.string()),
  dependsOn: z.array(z.string()),
  healthCheckPath: z.string().nullable(),
});

export const templatePreview = z
  .strictObject({
    services: z.array(previewService),
    ingresses: z.array(
      z.strictObject({ id: z.string(), name: z.string(), service: z.string(), port: portOrParameter, path: z.string() }),
    ),
    /** Parameters that have no default and must be given. */
    required: z.array(z.string()),
  })
  .meta({ id: 'TemplatePreview' });

const validation = z
  .strictObject({
    valid: z.boolean(),
    issues: z.array(templateIssue),
    preview: templatePreview.nullable(),
  })
  .meta({ id: 'TemplateValidation' });

/** Ready to be sent to `POST /api/templates`, where the issues are empty. */
export const templateDraft = z
  .strictObject({
    template: templateCreate.omit({ orgId: true, teamId: true }).meta({ id: 'DraftTemplate' }),
    warnings: z.array(templateIssue).meta({ description: 'What could not be taken over as it was.' }),
    issues: z.array(templateIssue).meta({ description: 'What must be changed before the draft can be saved.' }),
    preview: templatePreview.nullable(),
  })
  .meta({ id: 'TemplateDraft' });

const nothingSaved = { none: 'nothing is saved' } as const;

export const templateDraftsRoutes = {
  validate: defineRoute({
    id: 'templates.validate',
    method: 'POST',
    path: '/api/templates/validate',
    surface: 'app',
    tag,
    summary: 'Check a spec without saving it',
    description: 'Every problem with its path, line and column, or a preview of what would be deployed.',
    access: { kind: 'signedIn' },
    scope: 'templates:read',
    body: z.strictObject({
      spec: z.string().max(200_000),
      envVars: z.array(envVarDefinition).max(100).default([]),
    }),
    responses: { 200: validation },
    audit: nothingSaved,
  }),
  importCompose: defineRoute({
    id: 'templates.importCompose',
    method: 'POST',
    path: '/api/templates/import-compose',
    surface: 'app',
    tag,
    summary: 'Make a draft of a template from a Docker Compose file',
    description: 'The draft is not saved. Whatever of the file has no counterpart is named in the warnings.',
    access: { kind: 'signedIn' },
    scope: 'templates:read',
    body: z.strictObject({ compose: z.string().min(1).max(200_000), name: templateName.optional() }),
    responses: { 200: templateDraft },
    audit: nothingSaved,
  }),
  generate: defineRoute({
    id: 'templates.generate',
    method: 'POST',
    path: '/api/templates/generate',
    surface: 'app',
    tag,
    summary: 'Let a model write a draft of a template',
    description: 'The draft is checked like any template and not saved. 503 where no model provider is configured.',
    access: { kind: 'action', action: 'template:generate' },
    scope: 'templates:write',
    body: z.strictObject({ prompt: z.string().trim().min(1).max(10_000), orgId: z.uuid() }),
    responses: { 200: templateDraft },
    errors: ['not_found', 'upstream_failed', 'unavailable'],
    audit: nothingSaved,
    timeoutMs: 120_000,
  }),
} as const;
