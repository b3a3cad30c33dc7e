import { z } from 'zod';
import { defineRoute } from '../../platform/http/route.ts';

const url = z.url().max(2_000).meta({ description: 'Must be `https:`, and lead to a public address.' });

const sink = z
  .strictObject({
    id: z.uuid(),
    orgId: z.uuid(),
    url: z.string(),
    status: z.enum(['waiting', 'delivering', 'failing', 'disabled']),
    deliveredSeq: z.number().int().meta({ description: 'Number of the last event that was taken.' }),
    deliveredAt: z.iso.datetime().nullable(),
    failures: z.number().int().meta({ description: 'In a row.' }),
    failingSince: z.iso.datetime().nullable(),
    lastError: z.string().nullable(),
    disabledReason: z.string().nullable(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'AuditSink' });

const withSecret = sink
  .extend({ secret: z.string().meta({ description: 'Signs every delivery. Shown this once.' }) })
  .meta({ id: 'AuditSinkCreated' });

const testResult = z
  .strictObject({ ok: z.boolean(), status: z.number().int().nullable(), message: z.string() })
  .meta({ id: 'AuditSinkTest' });

const route = { surface: 'app', tag: 'Audit', access: { kind: 'action', action: 'audit:sinks' } } as const;
const ofOrg = z.strictObject({ org_id: z.uuid() });
const one = { params: z.strictObject({ id: z.uuid() }), query: ofOrg };

export const auditSinkRoutes = {
  list: defineRoute({
    ...route,
    id: 'auditSinks.list',
    method: 'GET',
    path: '/api/audit/sinks',
    summary: 'Webhooks that an audit trail is delivered to, and how they do',
    scope: 'orgs:read',
    query: ofOrg,
    responses: { 200: z.array(sink) },
    errors: ['not_found'],
  }),
  create: defineRoute({
    ...route,
    id: 'auditSinks.create',
    method: 'POST',
    path: '/api/audit/sinks',
    summary: 'Deliver an audit trail to a webhook from now on',
    scope: 'orgs:write',
    body: z.strictObject({ orgId: z.uuid(), url, fromStart: z.boolean().default(false) }),
    responses: { 201: withSecret },
    errors: ['not_found', 'limit_exceeded'],
    audit: 'audit_sink.created',
  }),
  update: defineRoute({
    ...route,
    id: 'auditSinks.update',
    method: 'PUT',
    path: '/api/audit/sinks/{id}',
    summary: 'Move a webhook to another address, turn it off, or on again',
    scope: 'orgs:write',
    ...one,
    body: z.strictObject({ url: url.optional(), enabled: z.boolean().optional() }),
    responses: { 200: sink },
    errors: ['not_found'],
    audit: 'audit_sink.updated',
  }),
  remove: defineRoute({
    ...route,
    id: 'auditSinks.remove',
    method: 'DELETE',
    path: '/api/audit/sinks/{id}',
    summary: 'Deliver to a webhook no more',
    scope: 'orgs:write',
    ...one,
    responses: { 204: null },
    errors: ['not_found'],
    audit: 'audit_sink.deleted',
  }),
  test: defineRoute({
    ...route,
    id: 'auditSinks.test',
    method: 'POST',
    path: '/api/audit/sinks/{id}/test',
    summary: 'Send a signed delivery without events, and tell what came back',
    scope: 'orgs:write',
    ...one,
    responses: { 200: testResult },
    errors: ['not_found'],
    audit: 'audit_sink.tested',
  }),
} as const;
