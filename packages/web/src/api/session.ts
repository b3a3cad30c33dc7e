/** Signing in and out: the server sets or clears the cookie, and the browser loads the console anew. */
import { ApiFailure } from './errors.ts';

const signedOutKey = 'moorage.signed-out';
const triedKey = 'moorage.sign-in-tried';

/** Marks of this browser tab; lost when storage is off, which only costs one click. */
function mark(key: string, isSet: boolean): void {
  try {
    if (isSet) sessionStorage.setItem(key, '1');
    else sessionStorage.removeItem(key);
  } catch {
    // Storage is off.
  }
}

function isMarked(key: string): boolean {
  try {
    return sessionStorage.getItem(key) === '1';
  } catch {
    return true;
  }
}

/** Only a path of this site, so that a crafted link cannot send anybody elsewhere. */
export function safeRedirect(target: string | undefined): string {
  return target !== undefined && /^\/(?![/\\])[^\t\r\n]*$/.test(target) && !target.startsWith('/sign-in') ? target : '/';
}

/** Development mode signs in by itself, once, and not after an explicit sign-out. */
export function maySignInByItself(): boolean {
  return !isMarked(signedOutKey) && !isMarked(triedKey);
}

/** Development mode believes any address. */
export function devSignIn(email: string, redirect: string): void {
  mark(triedKey, true);
  mark(signedOutKey, false);
  const query = new URLSearchParams({ email, redirect: safeRedirect(redirect) });
  window.location.assign(`/dev/login?${query.toString()}`);
}

/** Where a provider's sign-in begins, so that it ends on the page that was asked for. */
export function providerUrl(startUrl: string, redirect: string): string {
  return `${startUrl}${startUrl.includes('?') ? '&' : '?'}redirect=${encodeURIComponent(safeRedirect(redirect))}`;
}

/** Called when a page has loaded with a session: the next expiry may sign in by itself again. */
export function rememberSignedIn(): void {
  mark(triedKey, false);
  mark(signedOutKey, false);
}

/** Ends the session on the server, then leaves; a session that could not be ended is not left behind in silence. */
export async function signOut(next = '/sign-in'): Promise<void> {
  // The answer is a redirect, which the browser is not to follow here: it would load the page twice.
  const answer = await fetch('/logout?redirect=/sign-in', { method: 'POST', redirect: 'manual' });
  if (answer.type !== 'opaqueredirect' && !answer.ok) throw new ApiFailure(`The server answered ${answer.status}.`);
  leaveSignedOut(next);
}

/** To a page for whom nobody is signed in; development mode does not sign in by itself again there. */
export function leaveSignedOut(next = '/sign-in'): void {
  mark(signedOutKey, true);
  window.location.assign(next);
}
