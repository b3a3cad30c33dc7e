/** What is decided about a program that asks to act for somebody (RFC 8628, with the loopback redirect of RFC 8252). */

/** Ten minutes to type a code. */
export const loginLifeMs = 600_000;
/** Seconds between two questions of the program, at first. */
export const firstInterval = 5;
/** Seconds more for one that asks too often. */
const intervalStep = 5;
/** Wrong codes that one user may try in ten minutes: of 20⁸ codes that leaves a guesser nothing. */
const mostGuesses = 10;
export const guessWindowMs = 600_000;
/** Requests of one address that may wait at a time; many people may share one. */
export const mostWaiting = 300;

/** Letters without vowels, so that they spell nothing, and without those that are taken for one another. */
const alphabet = 'BCDFGHJKLMNPQRSTVWXZ';
const codeLength = 8;
/** Greatest multiple of the alphabet in a byte; what is above would make some letters likelier. */
const fairBytes = 240;

/** A code of random bytes; undefined when too few of them are fair, which 32 practically never are. */
export function userCodeOf(random: Uint8Array): string | undefined {
  const letters = [...random].filter((byte) => byte < fairBytes).map((byte) => alphabet.charAt(byte % alphabet.length));
  return letters.length < codeLength ? undefined : letters.slice(0, codeLength).join('');
}

/** As people read it. */
export function showUserCode(code: string): string {
  return `${code.slice(0, 4)}-${code.slice(4)}`;
}

/** As people type it: small letters, with or without hyphens and blanks. */
export function normalUserCode(text: string): string {
  return text.toUpperCase().replaceAll(/[^A-Z0-9]/g, '');
}

/** Only this very machine may be where a code is sent, by its address and never by a name that a resolver could bend. */
export function isLoopbackRedirect(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, port, username, password, hash } = new URL(text);
  const isHere = protocol === 'http:' && (hostname === '127.0.0.1' || hostname === '[::1]') && port !== '';
  return isHere && username === '' && password === '' && hash === '';
}

/** The address that the browser goes to with the answer. */
export function redirectWith(redirectUri: string, answer: { readonly code: string } | { readonly error: string }): string {
  const url = new URL(redirectUri);
  for (const [name, value] of Object.entries(answer)) url.searchParams.set(name, value);
  return url.toString();
}

/** Seconds to wait for one who guessed too often; undefined while he may go on. */
export function guessPause({ wrong, since }: { readonly wrong: number; readonly since: Date }, now: Date): number | undefined {
  if (wrong < mostGuesses) return undefined;
  return Math.max(1, Math.ceil((since.getTime() + guessWindowMs - now.getTime()) / 1000));
}

export interface LoginState {
  readonly state: string;
  readonly redirect_uri: string | null;
  readonly interval_seconds: number;
  readonly polled_at: Date | null;
  readonly expires_at: Date;
}

/** Names of RFC 6749 and RFC 8628. */
export type PollError = 'authorization_pending' | 'slow_down' | 'access_denied' | 'expired_token' | 'invalid_grant';

export type PollVerdict =
  | { readonly kind: 'grant' }
  | { readonly kind: 'refuse'; readonly error: PollError }
  /** Written down, so that the next question is measured by it. */
  | { readonly kind: 'wait'; readonly error: 'authorization_pending' | 'slow_down'; readonly intervalSeconds: number };

function decideWaiting({ polled_at: polledAt, interval_seconds: interval }: LoginState, now: Date): PollVerdict {
  const tooSoon = polledAt !== null && now.getTime() - polledAt.getTime() < interval * 1000;
  if (tooSoon) return { kind: 'wait', error: 'slow_down', intervalSeconds: interval + intervalStep };
  return { kind: 'wait', error: 'authorization_pending', intervalSeconds: interval };
}

/** What the program is told. `code` is how the code of the redirect compares, where one is due. */
export function decidePoll(login: LoginState | undefined, code: 'right' | 'wrong' | 'absent', now: Date): PollVerdict {
  if (login === undefined || login.state === 'used') return { kind: 'refuse', error: 'invalid_grant' };
  if (login.expires_at.getTime() <= now.getTime()) return { kind: 'refuse', error: 'expired_token' };
  if (login.state === 'denied') return { kind: 'refuse', error: 'access_denied' };
  if (login.state === 'waiting') return decideWaiting(login, now);
  if (login.redirect_uri === null || code === 'right') return { kind: 'grant' };
  return code === 'absent' ? decideWaiting(login, now) : { kind: 'refuse', error: 'invalid_grant' };
}
