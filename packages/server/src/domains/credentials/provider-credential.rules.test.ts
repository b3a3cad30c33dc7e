import { describe, expect, it } from 'vitest';
import { clearable, parseScope, parseSecret } from './provider-credential.rules.ts';

const aws = { provider: 'aws', kind: 'aws_access_key', version: 1 } as const;
const key = { access_key_id: 'AKIAIOSFODNN7EXAMPLE', secret_access_key: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };

describe('a secret', () => {
  it('is what its provider, kind and version say, in one order and without what is not known', () => {
    const sent = { secret_access_key: key.secret_access_key, unknown: 1, access_key_id: key.access_key_id };
    const parsed = parseSecret(aws, sent);
    expect(JSON.stringify(parsed)).toBe(JSON.stringify({ kind: 'ok', value: key }));
    for (const provider of ['cloudflare', 'hetzner', 'digitalocean'] as const) {
      expect(parseSecret({ provider, kind: 'api_token', version: 1 }, { token: 't' })).toEqual({
        kind: 'ok',
        value: { token: 't' },
      });
    }
    const basic = { username: 'ada', password: 'x y' };
    expect(parseSecret({ provider: 'generic', kind: 'basic_auth', version: 1 }, basic)).toEqual({ kind: 'ok', value: basic });
    const oauth = { client_id: 'i', client_secret: 's', refresh_token: 'r' };
    expect(parseSecret({ provider: 'generic', kind: 'oauth2', version: 1 }, oauth)).toEqual({ kind: 'ok', value: oauth });
  });

  it.each([
    [{}, ['secret.access_key_id: is required, as text', 'secret.secret_access_key: is required, as text']],
    [{ ...key, access_key_id: 'short' }, ['secret.access_key_id: must be 20 letters and digits']],
    [{ ...key, secret_access_key: '' }, ['secret.secret_access_key: must not be empty']],
    [{ ...key, secret_access_key: 'a b' }, ['secret.secret_access_key: must be ASCII without spaces']],
    [{ ...key, region: 'x.evil.example' }, ['secret.region: must be a region such as eu-central-1']],
  ])('of AWS with %j is told what is wrong, field by field', (value, wanted) => {
    const parsed = parseSecret(aws, value);
    const told = parsed.kind === 'refused' ? parsed.issues.map(({ path, message }) => `${path}: ${message}`) : [];
    expect(told).toEqual(wanted);
  });

  it('is never told back', () => {
    const parsed = parseSecret(aws, {
      access_key_id: 'my-secret-value',
      secret_access_key: 'my secret value',
      region: 'my-secret',
    });
    expect(JSON.stringify(parsed)).not.toContain('my');
  });

  it('that no provider has names those that there are', () => {
    expect(parseSecret({ provider: 'aws', kind: 'api_token', version: 1 }, {})).toEqual({
      kind: 'refused',
      issues: [{ path: 'kind', message: 'aws has no api_token version 1; it has aws_access_key version 1' }],
    });
    expect(parseSecret({ ...aws, version: 2 }, key).kind).toBe('refused');
  });
});

describe('a scope', () => {
  it.each([
    ['aws', 'credential_provider', {}],
    ['aws', 'service', { service: 'dynamodb' }],
    ['aws', 'resource', { arn: 'arn:aws:s3:::backups' }],
    ['cloudflare', 'resource', { zone_id: 'a'.repeat(32) }],
    ['cloudflare', 'service', { service: 'dns' }],
    ['hetzner', 'service', { service: 'cloud' }],
    ['hetzner', 'resource', { server_id: '42' }],
    ['digitalocean', 'resource', { domain: 'example.org' }],
    ['generic', 'service', { service: 'anything' }],
    ['generic', 'resource', { uri: 'https://example.org/' }],
  ] as const)('of %s may be %s %j', (provider, scope_kind, scope) => {
    expect(parseScope(provider, { scope_kind, scope_version: 1, scope })).toMatchObject({
      kind: 'ok',
      value: { scope_kind, scope },
    });
  });

  it('of the whole provider goes by its older name too', () => {
    for (const provider of ['aws', 'cloudflare', 'hetzner', 'digitalocean', 'generic'] as const) {
      const parsed = parseScope(provider, { scope_kind: 'provider', scope_version: 1, scope: { unknown: 1 } });
      expect(parsed).toEqual({ kind: 'ok', value: { scope_kind: 'credential_provider', scope_version: 1, scope: {} } });
    }
  });

  it.each([
    ['service', 1, { service: 'lambda' }, 'scope.service: must be one of route53, s3, ec2, iam, rds, dynamodb'],
    ['resource', 1, { arn: 'arn:aws' }, 'scope.arn: must have at least 11 characters'],
    ['resource', 1, { arn: `arn:${'x'.repeat(2_044)}` }, 'scope.arn: must have at most 2047 characters'],
    ['resource', 1, {}, 'scope.arn: is required, as text'],
    ['service', 2, { service: 's3' }, 'scope_version: aws has no scope service version 2'],
    ['planet', 1, {}, 'scope_version: aws has no scope planet version 1'],
  ])('%s %i %j is refused', (scope_kind, scope_version, scope, wanted) => {
    const parsed = parseScope('aws', { scope_kind, scope_version, scope });
    const [issue] = parsed.kind === 'refused' ? parsed.issues : [];
    expect(`${issue?.path}: ${issue?.message}`).toBe(wanted);
  });
});

describe('a field that can be cleared', () => {
  it('is by empty and null, and stays when it is left out', () => {
    expect(['', null, undefined, 'x'].map(clearable)).toEqual([null, null, undefined, 'x']);
  });
});
