import { z } from 'zod';
import { defineRoute } from '../../platform/http/route.ts';

const tag = 'Identity';

export const session = z
  .strictObject({
    id: z.uuid().meta({ description: 'A public handle, not the cookie value.' }),
    current: z.boolean(),
    ipAddress: z.string(),
    userAgent: z.string(),
    createdAt: z.iso.datetime(),
    lastSeenAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
  })
  .meta({ id: 'Session' });

export const sessionsRoutes = {
  list: defineRoute({
    id: 'sessions.list',
    method: 'GET',
    path: '/api/sessions',
    surface: 'app',
    tag,
    summary: 'Your sessions',
    access: { kind: 'signedIn' },
    scope: 'none',
    responses: { 200: z.array(session) },
  }),
  revoke: defineRoute({
    id: 'sessions.revoke',
    method: 'DELETE',
    path: '/api/sessions/{id}',
    surface: 'app',
    tag,
    summary: 'End one of your sessions',
    access: { kind: 'signedIn' },
    scope: 'none',
    params: z.strictObject({ id: z.uuid() }),
    responses: { 204: null },
    errors: ['not_found'],
    audit: 'session.revoked',
  }),
  revokeAll: defineRoute({
    id: 'sessions.revokeAll',
    method: 'DELETE',
    path: '/api/sessions',
    surface: 'app',
    tag,
    summary: 'Sign out everywhere',
    description: 'Ends all of your sessions and all refresh tokens; `keepCurrent=true` leaves the session that asks.',
    access: { kind: 'signedIn' },
    scope: 'none',
    query: z.strictObject({ keepCurrent: z.stringbool().default(false) }),
    responses: { 204: null },
    audit: 'session.revoked_everywhere',
  }),
} as const;
