import type { CookieOut } from '../../platform/http/bind.ts';
import type { SessionLimits } from './session.rules.ts';

export interface SessionCookieSettings extends SessionLimits {
  readonly name: string;
  readonly domain: string | undefined;
  /** On where clients reach us by https. */
  readonly secure: boolean;
}

/** The cookie that carries a session's id (the platform adds HttpOnly); without an id it removes the session's cookie. */
export function sessionCookie(settings: SessionCookieSettings, id: string | undefined): CookieOut {
  return {
    name: settings.name,
    value: id ?? '',
    maxAgeSeconds: id === undefined ? 0 : settings.maxAgeSeconds,
    sameSite: 'lax',
    secure: settings.secure,
    ...(settings.domain === undefined ? {} : { domain: settings.domain }),
  };
}
