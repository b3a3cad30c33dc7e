/** The form of a white-label client: what was typed, as the API wants it. */
import type { Client, ClientCreate } from '@moorage/sdk/types';

export const registrationPolicies = [
  { value: 'open', label: 'Everybody' },
  { value: 'domains', label: 'Only addresses of certain domains' },
  { value: 'invite', label: 'Only who is invited' },
] as const;

export type RegistrationPolicy = (typeof registrationPolicies)[number]['value'];

/** As in the fields. */
export interface ClientDraft {
  readonly name: string;
  readonly slug: string;
  readonly domain: string;
  readonly brandName: string;
  readonly logoUrl: string;
  readonly primaryColor: string;
  readonly supportEmail: string;
  readonly plans: string;
  readonly registrationPolicy: RegistrationPolicy;
  readonly allowedDomains: string;
  readonly enabled: boolean;
}

export const emptyClient: ClientDraft = {
  name: '',
  slug: '',
  domain: '',
  brandName: '',
  logoUrl: '',
  primaryColor: '',
  supportEmail: '',
  plans: 'free',
  registrationPolicy: 'open',
  allowedDomains: '',
  enabled: true,
};

export function draftOfClient({ branding, plans, allowedDomains, ...client }: Client): ClientDraft {
  const { name, slug, domain, registrationPolicy, enabled } = client;
  return {
    name,
    slug,
    domain,
    registrationPolicy,
    enabled,
    brandName: branding.name,
    logoUrl: branding.logoUrl ?? '',
    primaryColor: branding.primaryColor ?? '',
    supportEmail: branding.supportEmail ?? '',
    plans: plans.join(', '),
    allowedDomains: allowedDomains.join(', '),
  };
}

function listed(text: string): string[] {
  return text.split(/[\s,]+/).filter((part) => part !== '');
}

function orNull(text: string): string | null {
  return text.trim() === '' ? null : text.trim();
}

/** The brand is called like the client unless it has a name of its own. */
export function clientOfDraft(draft: ClientDraft): ClientCreate {
  const { name, slug, domain, registrationPolicy, enabled } = draft;
  return {
    name: name.trim(),
    slug: slug.trim(),
    domain: domain.trim(),
    registrationPolicy,
    enabled,
    plans: listed(draft.plans),
    allowedDomains: listed(draft.allowedDomains),
    branding: {
      name: orNull(draft.brandName) ?? name.trim(),
      logoUrl: orNull(draft.logoUrl),
      primaryColor: orNull(draft.primaryColor),
      supportEmail: orNull(draft.supportEmail),
    },
  };
}

export function policyText(client: Pick<Client, 'registrationPolicy' | 'allowedDomains'>): string {
  if (client.registrationPolicy === 'domains') return `addresses of ${client.allowedDomains.join(', ')}`;
  return client.registrationPolicy === 'open' ? 'everybody' : 'who is invited';
}
