/**
 * The invitation that this browser tab is about: its token, from the link until it is accepted.
 *
 * It outlives the way to a sign-in provider and back, and ends with the tab. Where storage is off, it lasts as long as the page.
 */
const key = 'moorage.invitation';
let kept: string | undefined;

export function keepInvitation(token: string): void {
  kept = token;
  try {
    sessionStorage.setItem(key, token);
  } catch {
    // Storage is off.
  }
}

export function keptInvitation(): string | undefined {
  if (kept !== undefined) return kept;
  try {
    return sessionStorage.getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

export function forgetInvitation(): void {
  kept = undefined;
  try {
    sessionStorage.removeItem(key);
  } catch {
    // Storage is off.
  }
}
