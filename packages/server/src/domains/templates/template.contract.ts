import { z } from 'zod';
import { defineRoute } from '../../platform/http/route.ts';

const tag = 'Templates';

export const templateVisibility = z.enum(['private', 'team', 'org', 'public']).meta({ id: 'TemplateVisibility' });
export const templateName = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, 'lower-case letters, digits and hyphens, at most 63, no hyphen at the ends');

/** One parameter of a template; it reaches the services as an environment variable of that name. */
export const envVarDefinition = z
  .strictObject({
    name: z
      .string()
      .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'letters, digits and underscore, not beginning with a digit')
      .max(100),
    label: z.string().max(100).default(''),
    description: z.string().max(500).default(''),
    type: z.enum(['string', 'text', 'integer', 'number', 'boolean', 'enum']).default('string'),
    default: z.string().max(10_000).optional(),
    required: z.boolean().default(false),
    secret: z.boolean().default(false),
    options: z.array(z.string().max(200)).max(50).optional(),
    min: z.number().optional(),
    max: z.number().optional(),
    maxLength: z.int().positive().optional(),
    pattern: z.string().max(200).optional(),
  })
  .meta({ id: 'EnvVarDefinition' });

export const template = z
  .strictObject({
    name: z.string(),
    displayName: z.string(),
    description: z.string(),
    category: z.string(),
    image: z.string(),
    containerPort: z.int().nullable(),
    cpuRequest: z.string(),
    cpuLimit: z.string(),
    memoryRequest: z.string(),
    memoryLimit: z.string(),
    healthCheckPath: z.string(),
    enabled: z.boolean(),
    hasConfigMap: z.boolean(),
    isSystem: z.boolean(),
    envVars: z.array(envVarDefinition),
    visibility: templateVisibility,
    orgId: z.uuid().nullable(),
    teamId: z.uuid().nullable(),
    orgName: z.string().nullable(),
    teamName: z.string().nullable(),
    /** Names of the services that the spec describes, in order. */
    services: z.array(z.string()),
    spec: z.string().meta({ description: 'YAML: the services and ingresses of a UserDeployment.' }),
    version: z.int().min(1).meta({ description: 'Counts accepted changes; send it as `If-Match`.' }),
    actions: z.array(z.string()).meta({ description: 'What the caller may do to it.' }),
  })
  .meta({ id: 'Template' });

export const templateCreate = z
  .strictObject({
    name: templateName,
    displayName: z.string().trim().min(1).max(100),
    description: z.string().max(2000).default(''),
    category: z.string().max(50).default('web'),
    image: z.string().min(1).max(500),
    containerPort: z.int().min(1).max(65_535).default(8080),
    cpuRequest: z.string().max(20).default('100m'),
    cpuLimit: z.string().max(20).default('500m'),
    memoryRequest: z.string().max(20).default('128Mi'),
    memoryLimit: z.string().max(20).default('512Mi'),
    healthCheckPath: z.string().regex(/^\//, 'begins with a slash').max(500).default('/'),
    enabled: z.boolean().default(true),
    hasConfigMap: z.boolean().default(false),
    envVars: z.array(envVarDefinition).max(100).default([]),
    visibility: templateVisibility.default('private'),
    orgId: z.uuid().optional(),
    teamId: z.uuid().optional(),
    spec: z.string().max(200_000).optional(),
  })
  .meta({ id: 'TemplateCreate' });

export const templateUpdate = templateCreate
  .extend({ name: templateName.optional().meta({ description: 'As in the path, where it is given: names never change.' }) })
  .meta({ id: 'TemplateUpdate' });

export const templatesRoutes = {
  list: defineRoute({
    id: 'templates.list',
    method: 'GET',
    path: '/api/templates',
    surface: 'app',
    tag,
    summary: 'System templates, yours, and those shared with you',
    access: { kind: 'signedIn' },
    scope: 'templates:read',
    responses: { 200: z.array(template) },
  }),
  get: defineRoute({
    id: 'templates.get',
    method: 'GET',
    path: '/api/templates/{name}',
    surface: 'app',
    tag,
    summary: 'One template',
    access: { kind: 'action', action: 'template:read' },
    scope: 'templates:read',
    params: z.strictObject({ name: templateName }),
    responses: { 200: template },
    errors: ['not_found'],
  }),
  create: defineRoute({
    id: 'templates.create',
    method: 'POST',
    path: '/api/templates',
    surface: 'app',
    tag,
    summary: 'Create a template',
    description: 'Private needs nothing more; team needs `team_admin`, org needs `org_admin`, public needs `platform_admin`.',
    access: { kind: 'action', action: 'template:create' },
    scope: 'templates:write',
    body: templateCreate,
    responses: { 201: template },
    errors: ['not_found', 'already_exists'],
    audit: 'template.created',
    idempotent: true,
  }),
  update: defineRoute({
    id: 'templates.update',
    method: 'PUT',
    path: '/api/templates/{name}',
    surface: 'app',
    tag,
    summary: 'Replace a template; deployments made from it stay as they are',
    description:
      'The whole template is given; what is left out gets its default. Send `If-Match` with the version to be refused with 412 ' +
      'when somebody else was faster. What the new visibility needs, as when creating, is asked for too.',
    access: { kind: 'action', action: 'template:update' },
    scope: 'templates:write',
    params: z.strictObject({ name: templateName }),
    body: templateUpdate,
    responses: { 200: template },
    errors: ['not_found', 'already_exists', 'precondition_failed'],
    audit: 'template.updated',
  }),
  remove: defineRoute({
    id: 'templates.delete',
    method: 'DELETE',
    path: '/api/templates/{name}',
    surface: 'app',
    tag,
    summary: 'Delete a template; deployments made from it stay',
    access: { kind: 'action', action: 'template:delete' },
    scope: 'templates:write',
    params: z.strictObject({ name: templateName }),
    responses: { 204: null },
    errors: ['not_found'],
    audit: 'template.deleted',
  }),
} as const;
