import { type BoundRoute, bind, reply } from '../../platform/http/bind.ts';
import { sessionCookie, type SessionCookieSettings } from './session-cookie.rules.ts';
import { sessionsRoutes } from './session.contract.ts';
import type { SessionService } from './session.service.ts';

export function bindSessionRoutes(sessions: SessionService, cookie: SessionCookieSettings): BoundRoute[] {
  return [
    bind(sessionsRoutes.list, (ctx) => sessions.list(ctx)),
    bind(sessionsRoutes.revoke, (ctx, { params }) => sessions.revoke(ctx, params.id)),
    bind(sessionsRoutes.revokeAll, async (ctx, { query }) => {
      await sessions.revokeAll(ctx, query.keepCurrent);
      return reply(204, undefined, { cookies: query.keepCurrent ? [] : [sessionCookie(cookie, undefined)] });
    }),
  ];
}
