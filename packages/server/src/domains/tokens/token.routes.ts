import { type BoundRoute, bind, reply } from '../../platform/http/bind.ts';
import { keySetMaxAgeSeconds } from './signing-key.rules.ts';
import type { SigningKeyService } from './signing-key.service.ts';
import { tokenCookie, type TokenCookieSettings } from './token-cookie.rules.ts';
import { tokensRoutes } from './token.contract.ts';
import type { TokenService } from './token.service.ts';

export interface TokenRouteDeps {
  readonly tokens: TokenService;
  readonly keys: SigningKeyService;
  readonly cookie: TokenCookieSettings;
}

export function bindTokenRoutes({ tokens, keys, cookie }: TokenRouteDeps): BoundRoute[] {
  const published = async () => {
    const headers = { 'cache-control': `public, max-age=${keySetMaxAgeSeconds}` };
    const found = await keys.publicKeys();
    const shown = found.map(({ kty, use, kid, alg, crv, n, e, x }) => ({ kty: kty ?? '', use, kid, alg, crv, n, e, x }));
    return reply(200, { keys: shown }, { headers });
  };
  return [
    bind(tokensRoutes.jwks, published),
    bind(tokensRoutes.jwksRoot, published),
    bind(tokensRoutes.refresh, async (ctx, { body }) => {
      const pair = await tokens.refresh(ctx, body.refresh_token);
      const headers = { 'cache-control': 'no-store' };
      return reply(200, pair, { headers, cookies: [tokenCookie(cookie, pair.access_token)] });
    }),
    bind(tokensRoutes.logout, async (ctx, { body }) => {
      await tokens.logout(ctx, body.refresh_token);
      return reply(204, undefined, { cookies: [tokenCookie(cookie, undefined)] });
    }),
  ];
}
