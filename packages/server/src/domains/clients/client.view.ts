import type { z } from 'zod';
import type { client } from './client.contract.ts';

export interface ClientRow {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
  readonly domain: string;
  readonly brand_name: string;
  readonly logo_url: string | null;
  readonly primary_color: string | null;
  readonly support_email: string | null;
  readonly registration_policy: string;
  readonly allowed_domains: string[];
  readonly enabled: boolean;
  readonly created_at: Date;
  readonly updated_at: Date;
  /** In the order in which they are offered. */
  readonly plans: readonly string[];
}

export type ClientView = z.input<typeof client>;

export type RegistrationPolicy = ClientView['registrationPolicy'];

export function policyOf(text: string): RegistrationPolicy {
  return text === 'open' || text === 'domains' ? text : 'invite';
}

export function brandingOf(row: ClientRow): ClientView['branding'] {
  const { brand_name: name, logo_url: logoUrl, primary_color: primaryColor, support_email: supportEmail } = row;
  return { name, logoUrl, primaryColor, supportEmail };
}

/** Scheme and port are the platform's: whoever answers there answers here. */
export function originOf(domain: string, baseUrl: string): string {
  const { protocol, port } = new URL(baseUrl);
  return `${protocol}//${domain}${port === '' ? '' : `:${port}`}`;
}

export function clientToView(row: ClientRow, facts: { readonly orgCount: number; readonly baseUrl: string }): ClientView {
  return {
    id: row.id,
    name: row.name,
    slug: row.slug,
    domain: row.domain,
    url: originOf(row.domain, facts.baseUrl),
    branding: brandingOf(row),
    plans: [...row.plans],
    registrationPolicy: policyOf(row.registration_policy),
    allowedDomains: row.allowed_domains,
    enabled: row.enabled,
    orgCount: facts.orgCount,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}
