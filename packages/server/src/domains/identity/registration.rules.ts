/** Who may become a user, and as what. */

export type RegistrationPolicy = 'open' | 'domains' | 'invite';

export interface RegistrationSettings {
  readonly policy: RegistrationPolicy;
  /** Lower-case e-mail domains; read with policy `domains` only. */
  readonly allowedDomains: readonly string[];
  readonly billingEnabled: boolean;
}

export type Tier = 'free' | 'business' | 'enterprise';

export interface Newcomer {
  readonly email: string;
  /** Nobody was here before. */
  readonly isFirst: boolean;
}

export type RegistrationDecision =
  | { readonly kind: 'register'; readonly tier: Tier; readonly platformRole: 'platform_admin' | null }
  | { readonly kind: 'refuse'; readonly reason: string };

/** Addresses are compared and kept in lower case. */
export function normalizeEmail(email: string): string {
  return email.trim().toLowerCase();
}

function domainOf(email: string): string {
  return email.slice(email.lastIndexOf('@') + 1);
}

/** The first user is always welcome and becomes the platform's administrator; somebody must be. */
export function decideRegistration(newcomer: Newcomer, settings: RegistrationSettings): RegistrationDecision {
  const tier = newcomer.isFirst && !settings.billingEnabled ? 'enterprise' : 'free';
  if (newcomer.isFirst) return { kind: 'register', tier, platformRole: 'platform_admin' };
  if (settings.policy === 'invite') return { kind: 'refuse', reason: 'New users come by invitation only.' };
  if (settings.policy === 'domains' && !settings.allowedDomains.includes(domainOf(newcomer.email))) {
    return { kind: 'refuse', reason: 'Addresses of this domain may not register here.' };
  }
  return { kind: 'register', tier, platformRole: null };
}

/** A name to begin with, from the part before the @. */
export function nameFromEmail(email: string): string {
  const local = email.slice(0, email.lastIndexOf('@'));
  const words = local.split(/[^a-z0-9]+/i).filter((word) => word !== '');
  const name = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(' ');
  return name === '' ? email : name.slice(0, 100);
}
