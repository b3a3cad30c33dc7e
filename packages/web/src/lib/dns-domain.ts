/** Domains: which credentials have zones, and what to do where something is not as it should be. */
import type { V1Credential, V1Domain, V1RecordSet } from '@moorage/sdk/types';

export const dnsStatuses = ['pending', 'provisioning', 'ready', 'failed'] as const;
export type DnsStatus = (typeof dnsStatuses)[number];

type ZoneProvider = 'Route 53' | 'Cloudflare' | 'Dynamic updates (RFC 2136)';

/** At which provider a credential has zones; undefined where it has none. */
export function zoneProviderOf(credential: V1Credential): ZoneProvider | undefined {
  const { credential_provider: provider, kind, scope } = credential;
  const service = scope['service'];
  if (provider === 'aws') {
    const isFor = service === undefined ? (scope['arn'] ?? 'arn:aws:route53').split(':')[2] : service;
    return isFor === 'route53' ? 'Route 53' : undefined;
  }
  if (provider === 'cloudflare') return service === undefined || service === 'dns' ? 'Cloudflare' : undefined;
  const isServer = provider === 'generic' && kind === 'tsig' && (scope['uri'] ?? '').startsWith('dns://');
  return isServer ? 'Dynamic updates (RFC 2136)' : undefined;
}

/** Whether records there may be aliases. */
export function hasAliases(credential: V1Credential | undefined): boolean {
  return credential === undefined || zoneProviderOf(credential) === 'Route 53';
}

/** By what the server says; the first that fits. */
const domainSteps: readonly (readonly [RegExp, string])[] = [
  [/several zones/i, 'Edit the domain and name the zone by its id.'],
  [/no zone|is not that of/i, 'Make the zone at the provider, let the credential see it, or name it by its id; then try again.'],
  [/in which .* is not/i, 'Edit the domain and name the zone that it is in.'],
  [/at an address that is not open/i, 'Whoever runs the platform can open that network with DNS_UPDATE_NETWORKS.'],
  [/has no address/i, 'Check the name of the server in the scope of the credential.'],
  [/credential|key|token|refuses/i, 'Test the credential under Organization, Credentials; then try again.'],
  [/does not answer|unexpected|failed|answered/i, 'Wait: it is tried again by itself, with growing pauses of up to an hour.'],
];

export function nextStepOfDomain({ last_error: error }: Pick<V1Domain, 'last_error'>): string {
  const found = domainSteps.find(([pattern]) => pattern.test(error));
  return found?.[1] ?? 'Mend the cause and try again; by itself it is tried with growing pauses of up to an hour.';
}

/** Why a domain is as it is. */
export function reasonOfDomain({ status, last_error: error, zone_id: zone }: V1Domain): string {
  if (status === 'failed') return error === '' ? 'It could not be brought to its provider.' : error;
  if (status === 'ready') return 'Its zone was found, and its records are kept there.';
  return zone === '' ? 'Its zone is being looked for.' : 'It is being compared with its zone.';
}

export function nextStepOfRecord({ owner }: Pick<V1RecordSet, 'owner'>): string {
  if (owner === 'external')
    return 'It is never written over. Take it away at the provider and try again, or delete this record here; then it stays there.';
  return 'Mend what is said here and save it, or wait: it is tried again by itself, with growing pauses of up to an hour.';
}

const ownerTexts: Readonly<Record<V1RecordSet['owner'], string>> = {
  autoglue: 'ours',
  external: 'somebody else’s',
  unknown: 'not known yet',
};

export function ownerText(owner: V1RecordSet['owner']): string {
  return ownerTexts[owner];
}
