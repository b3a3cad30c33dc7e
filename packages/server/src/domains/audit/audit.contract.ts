import { z } from 'zod';
import { defineRoute } from '../../platform/http/route.ts';

export const auditEvent = z
  .strictObject({
    id: z.uuid(),
    event: z.string().meta({ description: 'Past tense, such as `deployment.created`.' }),
    actor: z.strictObject({
      kind: z.enum(['user', 'system']),
      id: z.string().nullable(),
      email: z.string().nullable(),
      via: z.string(),
    }),
    target: z.strictObject({ type: z.string(), id: z.string(), name: z.string().nullable() }),
    data: z.record(z.string(), z.unknown()),
    requestId: z.string(),
    ipAddress: z.string().nullable(),
    at: z.iso.datetime(),
  })
  .meta({ id: 'AuditEvent' });

export const auditRoutes = {
  list: defineRoute({
    id: 'audit.list',
    method: 'GET',
    path: '/api/audit',
    surface: 'app',
    tag: 'Audit',
    summary: 'What happened in an organization, newest first',
    access: { kind: 'action', action: 'audit:read' },
    scope: 'orgs:read',
    query: z.strictObject({
      org_id: z.uuid(),
      target: z.string().max(200).optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
      cursor: z.string().max(500).optional(),
    }),
    responses: { 200: z.array(auditEvent) },
    errors: ['not_found', 'gone'],
  }),
} as const;
