import type { V1Credential } from '@moorage/sdk/types';
import { describe, expect, it } from 'vitest';
import { nextStepOfDomain, nextStepOfRecord, reasonOfDomain, zoneProviderOf } from './dns-domain.ts';

const times = { created_at: '2026-03-01T00:00:00Z', updated_at: '2026-03-01T00:00:00Z' };

function credential(parts: Partial<V1Credential>): V1Credential {
  return {
    ...{ id: 'c', name: 'zones', credential_provider: 'aws', kind: 'aws_access_key', schema_version: 1, ...times },
    ...{ scope_kind: 'credential_provider', scope_version: 1, scope: {}, ...parts },
  };
}

describe('a credential', () => {
  it.each([
    [{}, 'Route 53'],
    [{ scope: { service: 'route53' } }, 'Route 53'],
    [{ scope: { service: 's3' } }, undefined],
    [{ scope: { arn: 'arn:aws:route53:::hostedzone/Z1' } }, 'Route 53'],
    [{ scope: { arn: 'arn:aws:s3:::b' } }, undefined],
    [{ credential_provider: 'cloudflare', kind: 'api_token', scope: { service: 'dns' } }, 'Cloudflare'],
    [{ credential_provider: 'cloudflare', kind: 'api_token', scope: { zone_id: 'c' } }, 'Cloudflare'],
    [{ credential_provider: 'cloudflare', kind: 'api_token', scope: { service: 'r2' } }, undefined],
    [{ credential_provider: 'generic', kind: 'tsig', scope: { uri: 'dns://ns1.example.org' } }, 'Dynamic updates (RFC 2136)'],
    [{ credential_provider: 'generic', kind: 'tsig', scope: { uri: 'https://example.org' } }, undefined],
    [{ credential_provider: 'generic', kind: 'basic_auth' }, undefined],
    [{ credential_provider: 'hetzner', kind: 'api_token', scope: { service: 'dns' } }, undefined],
  ] as const)('%o has zones at %s', (parts, provider) => {
    expect(zoneProviderOf(credential(parts))).toBe(provider);
  });
});

it.each([
  ['Cloudflare has several zones example.org; say which by zone_id.', /name the zone by its id/],
  ['Route 53 has no zone example.org in this account.', /^Make the zone/],
  ['The name server ns1 is at an address that is not open to this platform.', /DNS_UPDATE_NETWORKS/],
  ['Cloudflare refuses with 403.', /^Test the credential/],
  ['Cloudflare does not answer.', /^Wait/],
  ['', /^Mend the cause/],
])('what to do about %j is told', (last_error, step) => {
  expect(nextStepOfDomain({ last_error })).toMatch(step);
});

it('tells why a domain is as it is, and what to do about a record that is in the way', () => {
  const domain = { id: 'd', organization_id: 'o', domain_name: 'example.org', credential_id: 'c', zone_id: '', ...times };
  expect(reasonOfDomain({ ...domain, status: 'failed', last_error: 'No.' })).toBe('No.');
  expect(reasonOfDomain({ ...domain, status: 'pending', last_error: '' })).toMatch(/looked for/);
  expect(reasonOfDomain({ ...domain, status: 'pending', last_error: '', zone_id: 'Z' })).toMatch(/compared/);
  expect(reasonOfDomain({ ...domain, status: 'ready', last_error: '' })).toMatch(/found/);
  expect(nextStepOfRecord({ owner: 'external' })).toMatch(/never written over/);
  expect(nextStepOfRecord({ owner: 'autoglue' })).toMatch(/tried again/);
});
