/** One attempt to sign in: from leaving for the provider to the page that one lands on. */

/** How long somebody may take at the provider. */
export const flowSeconds = 600;

export type Purpose = 'session' | 'tokens' | 'link';

/** Each attempt has a cookie of its own, so that two tabs do not disturb one another. */
export function flowCookieName(state: string, isSecure: boolean): string {
  const name = `sign_in_${state.slice(0, 12)}`;
  return isSecure ? `__Host-${name}` : name;
}

/** A `state` of ours, by its form; anything else is not looked for. */
export function isState(text: string | undefined): text is string {
  return text !== undefined && /^[A-Za-z0-9_-]{43}$/.test(text);
}

export interface LandingFacts {
  readonly billingEnabled: boolean;
  readonly hasChosenTier: boolean;
  /** From the cookie that the page of an invitation leaves. */
  readonly inviteToken: string | undefined;
  readonly redirect: string;
}

/** Where somebody goes who has just signed in. */
export function decideLanding(facts: LandingFacts): string {
  if (facts.billingEnabled && !facts.hasChosenTier) return '/tier/select';
  const { inviteToken } = facts;
  if (inviteToken !== undefined && inviteToken !== '') return `/invite?token=${encodeURIComponent(inviteToken)}`;
  return facts.redirect;
}

/** Who gets the tokens of a popup: the page that asked where it is one of those allowed, else our own. Never anybody else. */
export function openerOf(asked: string | undefined, allowed: readonly string[], own: string): string {
  return asked !== undefined && allowed.includes(asked) ? asked : own;
}

export type EntryDecision =
  | { readonly kind: 'provider'; readonly id: string }
  | { readonly kind: 'choose' }
  | { readonly kind: 'unknown' };

/** `/login` leads to the provider where there is only one way in. */
export function decideEntry(asked: string | undefined, providers: readonly string[], devLogin: boolean): EntryDecision {
  if (asked !== undefined) return providers.includes(asked) ? { kind: 'provider', id: asked } : { kind: 'unknown' };
  const [only, ...others] = providers;
  return only !== undefined && others.length === 0 && !devLogin ? { kind: 'provider', id: only } : { kind: 'choose' };
}
