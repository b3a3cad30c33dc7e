/** Forms about API keys: what was typed, as the API wants it. */
import type { ApiKey, ApiKeyCreate } from '@moorage/sdk/types';

export type KeyScope = ApiKeyCreate['scopes'][number];

export const keyScopes: readonly { readonly scope: KeyScope; readonly meaning: string }[] = [
  { scope: 'deployments:read', meaning: 'See deployments, their logs and configuration' },
  { scope: 'deployments:write', meaning: 'Deploy, change, restart and delete' },
  { scope: 'templates:read', meaning: 'See templates' },
  { scope: 'templates:write', meaning: 'Create and delete templates' },
  { scope: 'secrets:read', meaning: 'See which secrets there are, never their values' },
  { scope: 'secrets:write', meaning: 'Set and delete secrets' },
  { scope: 'orgs:read', meaning: 'See organizations, members and the audit log' },
  { scope: 'orgs:write', meaning: 'Create and change organizations' },
  { scope: 'teams:read', meaning: 'See teams' },
  { scope: 'teams:write', meaning: 'Create teams and manage their members' },
  { scope: 'infra:read', meaning: 'See credentials of providers and SSH keys, without what is secret' },
  { scope: 'infra:write', meaning: 'Create, change, test and delete them' },
];

export const usualScopes: readonly KeyScope[] = ['deployments:read', 'deployments:write', 'templates:read', 'orgs:read'];

/** As in the fields; empty says no limit. */
export interface KeyLimitsDraft {
  readonly addresses: string;
  readonly rate: string;
}

export interface KeyLimits {
  readonly allowedIps: string[];
  readonly ratePerSecond: number | null;
}

export const noLimits: KeyLimitsDraft = { addresses: '', rate: '' };

/** Addresses and networks, one a line or with commas between; the server says which of them is none. */
export function limitsFromDraft({ addresses, rate }: KeyLimitsDraft): KeyLimits {
  const allowedIps = addresses.split(/[\s,]+/).filter((part) => part !== '');
  return { allowedIps, ratePerSecond: rate.trim() === '' ? null : Number(rate) };
}

export function draftFromLimits({ allowedIps, ratePerSecond }: Pick<ApiKey, keyof KeyLimits>): KeyLimitsDraft {
  return { addresses: allowedIps.join('\n'), rate: ratePerSecond === null ? '' : String(ratePerSecond) };
}

const dayMs = 86_400_000;

/** The end of a key that is good for some days from now; 0 is for ever. */
export function expiryAfter(days: number, nowMs: number): { expiresAt?: string } {
  return days === 0 ? {} : { expiresAt: new Date(nowMs + days * dayMs).toISOString() };
}
