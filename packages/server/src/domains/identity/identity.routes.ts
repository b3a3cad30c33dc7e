import { AppError } from '@moorage/core/errors';
import { checkCrossSite } from '../../platform/http/address-guard.ts';
import { sessionCookie, type SessionCookieSettings } from '../sessions/index.ts';
import { type BoundRoute, bind, reply, type RequestIo } from '../../platform/http/bind.ts';
import { identityRoutes } from './identity.contract.ts';
import type { IdentityService } from './identity.service.ts';
import { publicConfigOn, type PublicConfigView } from './identity.view.ts';
import type { SitesPort } from './identity.ports.ts';
import type { LinkedIdentityService } from './linked-identity.service.ts';

export interface IdentityRouteDeps {
  readonly identity: IdentityService;
  readonly identities: LinkedIdentityService;
  readonly cookie: SessionCookieSettings;
  readonly publicConfig: Omit<PublicConfigView, 'plans'>;
  readonly sites: Pick<SitesPort, 'presentationOf'>;
  /** On in development mode on a loopback listener only. */
  readonly devLogin: boolean;
}

/** What a proxy adds: then whoever asks need not be on this machine, though the connection is. */
const proxyHeaders = ['x-forwarded-for', 'x-forwarded-host', 'forwarded', 'x-real-ip', 'via'] as const;

/** It registers and signs in by a mere address, so neither a proxy nor a page of another site may bring anybody here. */
function checkDevLogin({ headers, origin }: RequestIo): void {
  if (proxyHeaders.some((name) => headers[name] !== undefined)) throw new AppError('not_found', 'There is nothing here.');
  const text = (name: string): string | undefined => headers[name]?.toString();
  checkCrossSite({
    method: 'POST',
    secFetchSite: text('sec-fetch-site'),
    origin: text('origin'),
    ownOrigin: origin,
    trustedOrigins: [],
  });
}

function bindSignIn({ identity, cookie, devLogin, publicConfig, sites }: IdentityRouteDeps): BoundRoute[] {
  return [
    bind(identityRoutes.devLogin, async (ctx, { query }, io) => {
      if (!devLogin) throw new AppError('not_found', 'There is nothing here.');
      checkDevLogin(io);
      const browser = { host: new URL(io.origin).host, sessionId: io.cookies[cookie.name] };
      const id = await identity.signInForDevelopment(ctx, query.email, browser);
      return reply(303, undefined, { location: query.redirect, cookies: [sessionCookie(cookie, id)] });
    }),
    bind(identityRoutes.logout, async (ctx, { query, body }, io) => {
      const id = io.cookies[cookie.name];
      if (id !== undefined) await identity.signOut(ctx, id);
      const location = query.redirect ?? body?.redirect ?? '/';
      return reply(303, undefined, { location, cookies: [sessionCookie(cookie, undefined)] });
    }),
    bind(identityRoutes.config, async (ctx) => publicConfigOn(publicConfig, await sites.presentationOf(ctx.site))),
  ];
}

export function bindIdentityRoutes(deps: IdentityRouteDeps): BoundRoute[] {
  const { identity, identities } = deps;
  return [
    ...bindSignIn(deps),
    bind(identityRoutes.me, (ctx) => identity.me(ctx)),
    bind(identityRoutes.switchTeam, (ctx, { body }) => identity.switchTeam(ctx, body.teamId)),
    bind(identityRoutes.identitiesList, (ctx) => identities.list(ctx)),
    bind(identityRoutes.identitiesUnlink, (ctx, { params }) => identities.unlink(ctx, params.id)),
  ];
}
