/** Who may become a user, and as what. */

export type RegistrationPolicy = 'open' | 'domains' | 'invite';

export interface RegistrationSettings {
  readonly policy: RegistrationPolicy;
  /** Lower-case e-mail domains; read with policy `domains` only. */
  readonly allowedDomains: readonly string[];
  readonly billingEnabled: boolean;
  /** Who runs the platform gets in only with several factors. */
  readonly adminsNeedMfa?: boolean;
}

export type Tier = 'free' | 'business' | 'enterprise';

export interface Newcomer {
  readonly email: string;
  /** Nobody was here before. */
  readonly isFirst: boolean;
  /** An invitation waits for this address. */
  readonly isInvited: boolean;
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

/**
 * The first user is always welcome and becomes the platform's administrator; somebody must be. An invitation says more than a
 * policy does.
 */
export function decideRegistration(newcomer: Newcomer, settings: RegistrationSettings): RegistrationDecision {
  const tier = newcomer.isFirst && !settings.billingEnabled ? 'enterprise' : 'free';
  if (newcomer.isFirst) return { kind: 'register', tier, platformRole: 'platform_admin' };
  if (newcomer.isInvited) return { kind: 'register', tier, platformRole: null };
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

export interface Possession {
  readonly email: string;
  /** The user whose identity this is. */
  readonly owner: { readonly isDisabled: boolean } | undefined;
  /** Somebody of this address is a user already, by another identity. */
  readonly isAddressTaken: boolean;
}

export interface Refusal {
  readonly reason: 'account_disabled' | 'identity_not_linked' | 'registration_refused' | 'mfa_required';
  readonly message: string;
  readonly nextStep: string;
}

/** Why a proven identity may not be let in; `undefined` where nothing speaks against it. An address alone never opens an account. */
export function refuseAdmission({ email, owner, isAddressTaken }: Possession): Refusal | undefined {
  if (owner?.isDisabled === true) {
    const nextStep = 'Ask an administrator of this installation.';
    return { reason: 'account_disabled', message: 'This account is disabled.', nextStep };
  }
  if (owner !== undefined || !isAddressTaken) return undefined;
  const nextStep = 'Sign in the way you did before, then link this sign-in under Settings, Account.';
  const message = `There is an account of ${email} already, and this sign-in is not linked to it.`;
  return { reason: 'identity_not_linked', message, nextStep };
}

/** Why one who may come in may not come in like this: power over the platform may ask for more than one factor. */
export function refuseOneFactor(
  who: { readonly platformRole: string | null; readonly isMultiFactor: boolean },
  { adminsNeedMfa = false }: Pick<RegistrationSettings, 'adminsNeedMfa'>,
): Refusal | undefined {
  if (!adminsNeedMfa || who.platformRole === null || who.isMultiFactor) return undefined;
  return {
    reason: 'mfa_required',
    message: 'Administrators of this installation sign in with more than one factor.',
    nextStep: 'Turn a second factor on at your provider, or sign in by one that asks for it and says so.',
  };
}
