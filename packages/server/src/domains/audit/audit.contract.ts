import { z } from 'zod';
import { defineRoute } from '../../platform/http/route.ts';

const hash = z.string().regex(/^[0-9a-f]{64}$/);

export const auditEvent = z
  .strictObject({
    id: z.uuid(),
    orgId: z.uuid(),
    seq: z.number().int().meta({ description: 'Its number in the chain of the organization, without gaps.' }),
    event: z.string().meta({ description: 'Past tense, such as `deployment.created`.' }),
    actor: z.strictObject({
      kind: z.enum(['user', 'machine', 'system', 'anonymous']),
      id: z.string().nullable(),
      email: z.string().nullable().meta({ description: 'Of a machine, the name of its key.' }),
      via: z.string(),
    }),
    target: z.strictObject({ type: z.string(), id: z.string(), name: z.string().nullable() }),
    data: z.record(z.string(), z.unknown()),
    requestId: z.string(),
    ipAddress: z.string().nullable(),
    at: z.iso.datetime(),
    prevHash: hash.nullable(),
    hash: hash.nullable().meta({
      description:
        'SHA-256 of `prevHash` (its 32 bytes) and the canonical JSON (RFC 8785) of this event without its two hashes. Null in events older than the chain.',
    }),
  })
  .meta({ id: 'AuditEvent' });

export const adminAuditEvent = auditEvent
  .extend({
    orgName: z
      .string()
      .nullable()
      .meta({ description: 'Of the organization now; null for what belongs to none, and for one that is gone.' }),
  })
  .meta({ id: 'AdminAuditEvent' });

const chainProblem = z.strictObject({
  seq: z.number().int(),
  kind: z.enum(['changed', 'relinked', 'missing', 'unsealed', 'unexpected', 'head-differs', 'head-missing']),
  message: z.string(),
});

const chainReport = z
  .strictObject({
    orgId: z.uuid(),
    ok: z.boolean(),
    head: z
      .strictObject({ seq: z.number().int(), hash })
      .nullable()
      .meta({ description: 'The last event. Note it elsewhere: who rewrites a whole chain cannot rewrite your note.' }),
    checked: z.number().int(),
    unsealed: z.number().int().meta({ description: 'Of these, events that are older than the chain.' }),
    removedThrough: z.number().int().meta({ description: 'Events up to this one were removed for their age.' }),
    problems: z.array(chainProblem).meta({ description: 'The first hundred.' }),
    problemCount: z.number().int(),
  })
  .meta({ id: 'AuditChainReport' });

const text = z.string().min(1).max(200);

export const auditFilter = {
  event: text.optional().meta({ description: 'The event, or how its name begins, such as `deployment.`.' }),
  actor: text.optional().meta({ description: 'Id or address of who acted.' }),
  target: text.optional().meta({ description: 'Id or name of what was acted on.' }),
  target_type: text.optional(),
  target_id: text.optional(),
  request_id: text.optional(),
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional().meta({ description: 'Not included.' }),
  q: text.optional().meta({ description: 'Part of the name or id of what was acted on.' }),
};

const page = {
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(500).optional(),
};

const exportFormat = z.enum(['ndjson', 'csv']).default('ndjson');

const anywhere = {
  surface: 'app',
  tag: 'Administration',
  access: { kind: 'action', action: 'platform:audit' },
  scope: 'platform:read',
} as const;
const recorded = 'That it was read is recorded: with `org_id` in the trail of that organization, else in that of the platform.';

const route = { surface: 'app', tag: 'Audit', access: { kind: 'action', action: 'audit:read' }, scope: 'orgs:read' } as const;

export const auditRoutes = {
  list: defineRoute({
    ...route,
    id: 'audit.list',
    method: 'GET',
    path: '/api/audit',
    summary: 'What happened in an organization, newest first',
    query: z.strictObject({ org_id: z.uuid(), ...auditFilter, ...page }),
    responses: { 200: z.array(auditEvent) },
    errors: ['not_found', 'gone'],
  }),
  verify: defineRoute({
    ...route,
    id: 'audit.verify',
    method: 'GET',
    path: '/api/audit/verify',
    summary: 'Whether the chain of an organization still is what was written',
    query: z.strictObject({ org_id: z.uuid() }),
    responses: { 200: chainReport },
    errors: ['not_found'],
    timeoutMs: 300_000,
  }),
  stream: defineRoute({
    ...route,
    id: 'audit.stream',
    method: 'GET',
    path: '/api/audit/stream',
    summary: 'What happens in an organization from now on',
    description: 'The id of each event is its number: with `Last-Event-ID` the stream goes on behind it.',
    query: z.strictObject({ org_id: z.uuid(), ...auditFilter }),
    responses: { 200: null },
    stream: { events: { audit: auditEvent } },
    errors: ['not_found'],
  }),
  export: defineRoute({
    ...route,
    id: 'audit.export',
    method: 'GET',
    path: '/api/audit/export',
    summary: 'What happened in an organization as a file, oldest first',
    description:
      'As JSON lines each event is what the list shows, hashes included. In CSV, cells that a spreadsheet would run begin with an apostrophe.',
    query: z.strictObject({ org_id: z.uuid(), format: exportFormat, ...auditFilter }),
    responses: { 200: null },
    download: { types: ['application/x-ndjson', 'text/csv'] },
    errors: ['not_found'],
  }),
  listAll: defineRoute({
    ...anywhere,
    id: 'adminAudit.list',
    method: 'GET',
    path: '/api/admin/audit',
    summary: 'What happened anywhere, in all organizations and in none, newest first',
    description: recorded,
    query: z.strictObject({ org_id: z.uuid().optional(), ...auditFilter, ...page }),
    responses: { 200: z.array(adminAuditEvent) },
    errors: ['not_found'],
  }),
  streamAll: defineRoute({
    ...anywhere,
    id: 'adminAudit.stream',
    method: 'GET',
    path: '/api/admin/audit/stream',
    summary: 'What happens anywhere from now on',
    description: `The id of each event is its time: with \`Last-Event-ID\` the stream goes on a minute before, so that nothing is missed and some may come twice. ${recorded}`,
    query: z.strictObject({ org_id: z.uuid().optional(), ...auditFilter }),
    responses: { 200: null },
    stream: { events: { audit: adminAuditEvent } },
    errors: ['not_found'],
  }),
  exportAll: defineRoute({
    ...anywhere,
    id: 'adminAudit.export',
    method: 'GET',
    path: '/api/admin/audit/export',
    summary: 'What happened anywhere as a file, oldest first',
    description: `As the export of an organization; in CSV the last columns are the organization of each event. ${recorded}`,
    query: z.strictObject({ org_id: z.uuid().optional(), format: exportFormat, ...auditFilter }),
    responses: { 200: null },
    download: { types: ['application/x-ndjson', 'text/csv'] },
    errors: ['not_found'],
  }),
} as const;
