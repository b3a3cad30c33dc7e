import type { CookieOut } from '../../platform/http/bind.ts';
import { accessTokenSeconds } from './signing-key.rules.ts';

export interface TokenCookieSettings {
  readonly name: string;
  readonly secure: boolean;
}

/** The cookie that carries an access token and ends with it; without a token it removes the cookie. */
export function tokenCookie(settings: TokenCookieSettings, accessToken: string | undefined): CookieOut {
  return {
    name: settings.name,
    value: accessToken === undefined ? '' : `Bearer ${accessToken}`,
    maxAgeSeconds: accessToken === undefined ? 0 : accessTokenSeconds,
    sameSite: 'lax',
    secure: settings.secure,
  };
}
