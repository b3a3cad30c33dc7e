import { AppError } from '@moorage/core/errors';
import { type BoundRoute, bind, page, reply, type RequestIo } from '../../platform/http/bind.ts';
import { sessionCookie, type SessionCookieSettings } from '../sessions/index.ts';
import { tokenCookie, type TokenCookieSettings } from '../tokens/index.ts';
import { decideEntry } from './flow.rules.ts';
import { popupHeaders, popupPage } from './popup-page.service.ts';
import { signInRoutes } from './sign-in.contract.ts';
import type { SignInService } from './sign-in.service.ts';

export interface SignInRouteDeps {
  readonly signIn: SignInService;
  readonly providerIds: readonly string[];
  readonly devLogin: boolean;
  readonly sessionCookie: SessionCookieSettings;
  readonly tokenCookie: TokenCookieSettings;
}

/** Left by the page of an invitation, for one who has to sign in before he can accept it. */
const inviteCookie = 'invite';

/** As it came, with whatever a provider adds beyond what we know. */
function queryOf(io: RequestIo): URLSearchParams {
  return new URL(io.url, io.origin).searchParams;
}

function bindConsole({ signIn, providerIds, devLogin, ...cookies }: SignInRouteDeps): BoundRoute[] {
  return [
    bind(signInRoutes.login, async (ctx, { query }) => {
      const entry = decideEntry(query.provider, providerIds, devLogin);
      if (entry.kind === 'unknown') throw new AppError('not_found', 'There is no such provider here.');
      if (entry.kind === 'choose') {
        return reply(302, undefined, { location: `/sign-in?redirect=${encodeURIComponent(query.redirect)}` });
      }
      const { url, cookie } = await signIn.begin(ctx, entry.id, query.redirect);
      return reply(302, undefined, { location: url, cookies: [cookie], headers: { 'cache-control': 'no-store' } });
    }),
    bind(signInRoutes.callback, async (ctx, _input, io) => {
      const returned = {
        query: queryOf(io),
        cookies: io.cookies,
        host: new URL(io.origin).host,
        sessionId: io.cookies[cookies.sessionCookie.name],
        inviteToken: io.cookies[inviteCookie],
      };
      const { sessionId, location } = await signIn.land(ctx, returned, (cookie) => io.setCookie(cookie));
      if (sessionId !== undefined) io.setCookie(sessionCookie(cookies.sessionCookie, sessionId));
      if (location.startsWith('/invite?')) io.setCookie({ name: inviteCookie, value: '', maxAgeSeconds: 0 });
      return reply(302, undefined, { location, headers: { 'cache-control': 'no-store' } });
    }),
    bind(signInRoutes.link, async (ctx, { body }) => {
      const { url, cookie } = await signIn.beginLink(ctx, body.provider, body.redirect);
      return reply(200, { url }, { cookies: [cookie] });
    }),
  ];
}

export function bindSignInRoutes(deps: SignInRouteDeps): BoundRoute[] {
  const { signIn, tokenCookie: settings } = deps;
  return [
    ...bindConsole(deps),
    bind(signInRoutes.start, async (ctx, { params, query }) => {
      const asked = query.mode === 'spa' ? { origin: query.origin } : undefined;
      const { url, cookie } = await signIn.beginTokens(ctx, params.provider, asked);
      return reply(200, { auth_url: url }, { cookies: [cookie], headers: { 'cache-control': 'no-store' } });
    }),
    bind(signInRoutes.tokenCallback, async (ctx, { params }, io) => {
      const returned = { query: queryOf(io), cookies: io.cookies };
      const { pair, opener } = await signIn.issue(ctx, params.provider, returned, (cookie) => io.setCookie(cookie));
      const cookies = [tokenCookie(settings, pair.access_token)];
      if (opener !== undefined) return page(popupPage(pair, opener), { cookies, headers: popupHeaders });
      return reply(200, pair, { cookies, headers: { 'cache-control': 'no-store' } });
    }),
  ];
}
