import { systemClock } from '@moorage/core/clock';
import { Secret } from '@moorage/core/secret';
import { readTestConfig } from '@moorage/testkit/test-config';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeAwsAccessKey } from '../../../test/aws-access-key.conformance.ts';
import type { Finding, Presented } from '../../domains/credentials/provider-credential.ports.ts';
import { type CloudServers, startCloudServers } from './cloud-servers.fake.ts';
import { createProviderCheck } from './provider-check.ts';

let servers: CloudServers;

beforeAll(async () => {
  servers = await startCloudServers();
});
afterAll(() => servers.stop());

const whole = { scope_kind: 'credential_provider', scope_version: 1, scope: {} } as const;

function presented(parts: Partial<Presented> & Pick<Presented, 'provider' | 'kind' | 'secret'>): Presented {
  return { ...whole, accountId: undefined, region: undefined, ...parts };
}

async function check(one: Presented, urls = servers.urls): Promise<Finding> {
  return await createProviderCheck({ clock: systemClock, urls }).check(one, new AbortController().signal);
}

function awsKey(id = 'AKIAGOOD'): Presented['secret'] {
  return {
    access_key_id: new Secret(id.padEnd(20, 'X')),
    secret_access_key: new Secret('wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY'),
  };
}

async function checkAws(parts: Partial<Presented> & { readonly key?: string } = {}): Promise<Finding> {
  const { key, ...rest } = parts;
  return await check(presented({ provider: 'aws', kind: 'aws_access_key', secret: awsKey(key), ...rest }));
}

const service = (name: string) => ({ scope_kind: 'service', scope_version: 1, scope: { service: name } }) as const;
const resource = (arn: string) => ({ scope_kind: 'resource', scope_version: 1, scope: { arn } }) as const;

describe('an access key of AWS', () => {
  it('is told whose it is', async () => {
    expect(await checkAws()).toEqual({
      status: 'verified',
      verified: ['AWS accepts the key as arn:aws:iam::123456789012:user/dns.'],
      evidence: { account: '123456789012', arn: 'arn:aws:iam::123456789012:user/dns', user_id: 'AIDAEXAMPLE' },
    });
    expect((await checkAws({ accountId: '123456789012', region: 'eu-central-1' })).status).toBe('verified');
  });

  it('is tried for what it is meant for', async () => {
    const zones = await checkAws(service('route53'));
    expect([zones.status, zones.evidence['zones']]).toEqual(['verified', 'example.org.']);
    expect((await checkAws(service('s3'))).evidence['buckets']).toBe('1');
    expect((await checkAws(resource('arn:aws:route53:::hostedzone/Z1EXAMPLE'))).evidence['zone']).toBe('example.org.');
    expect((await checkAws(resource('arn:aws:s3:::backups'))).evidence['bucket']).toBe('backups');
    expect(servers.asked).toContain('aws HEAD /backups');
    expect(await checkAws(service('rds'))).toMatchObject({
      status: 'verified',
      nextStep: 'What the key may do in rds is not tried: only its owner is known.',
    });
  });

  it('is refused with the reason and the next step', async () => {
    expect(await checkAws({ key: 'AKIAUNKNOWN' })).toMatchObject({
      status: 'refused',
      verified: [],
      reason: 'AWS does not know the access key (InvalidClientTokenId).',
    });
    expect(await checkAws({ key: 'AKIAWRONG' })).toMatchObject({
      reason: 'The secret does not belong to the access key (SignatureDoesNotMatch).',
    });
    expect(await checkAws({ key: 'AKIADENIED', ...service('route53') })).toMatchObject({
      status: 'refused',
      verified: ['AWS accepts the key as arn:aws:iam::123456789012:user/dns.'],
      reason: 'The key may not list hosted zones (AccessDenied).',
      nextStep: 'Attach a policy to its user that allows route53:ListHostedZones.',
    });
    expect(await checkAws(resource('arn:aws:route53:::hostedzone/ZGONE'))).toMatchObject({ status: 'refused' });
    expect(await checkAws(resource('arn:aws:s3:::elsewhere'))).toMatchObject({ status: 'refused' });
    expect(await checkAws({ accountId: '999' })).toMatchObject({
      status: 'refused',
      reason: 'The key belongs to the account 123456789012, not to 999.',
    });
  });
});

async function checkToken(provider: Presented['provider'], token: string, parts: Partial<Presented> = {}): Promise<Finding> {
  return await check(presented({ provider, kind: 'api_token', secret: { token: new Secret(token) }, ...parts }));
}

describe('a token of Cloudflare', () => {
  it('is verified with its user or its account, and for its zones', async () => {
    expect(await checkToken('cloudflare', 'good')).toMatchObject({
      status: 'verified',
      evidence: { token_id: 't1', token_status: 'active', expires_on: '2027-01-01T00:00:00Z' },
    });
    const accountId = 'b'.repeat(32);
    expect((await checkToken('cloudflare', 'good', { accountId })).status).toBe('verified');
    expect(servers.asked).toContain(`cloudflare GET /client/v4/accounts/${accountId}/tokens/verify`);
    expect((await checkToken('cloudflare', 'good', service('dns'))).evidence['zones']).toBe('1');
    const ofZone = { scope_kind: 'resource', scope_version: 1, scope: { zone_id: 'a'.repeat(32) } } as const;
    expect((await checkToken('cloudflare', 'good', ofZone)).evidence['zone']).toBe('example.org');
  });

  it('is refused where it has ended, is unknown or may too little', async () => {
    expect(await checkToken('cloudflare', 'expired')).toMatchObject({ status: 'refused', reason: 'The token is expired.' });
    expect(await checkToken('cloudflare', 'bad')).toMatchObject({ status: 'refused' });
    expect(await checkToken('cloudflare', 'narrow', service('dns'))).toMatchObject({
      status: 'refused',
      verified: ['Cloudflare accepts the token, and it is active.'],
      reason: 'The token may not read zones (403).',
    });
  });
});

describe('a token of Hetzner', () => {
  it('is tried for what it is meant for', async () => {
    expect((await checkToken('hetzner', 'good')).status).toBe('verified');
    expect((await checkToken('hetzner', 'good', service('dns'))).evidence['zones']).toBe('2');
    expect((await checkToken('hetzner', 'good', service('cloud'))).evidence['servers']).toBe('2');
    const server = (id: string) => ({ scope_kind: 'resource', scope_version: 1, scope: { server_id: id } }) as const;
    expect((await checkToken('hetzner', 'good', server('42'))).evidence['server']).toBe('bastion');
    expect((await checkToken('hetzner', 'good', server('43'))).status).toBe('refused');
    expect((await checkToken('hetzner', 'bad')).reason).toBe('Hetzner does not accept the token (401).');
  });
});

describe('a token of DigitalOcean', () => {
  it('is tried for what it is meant for', async () => {
    expect((await checkToken('digitalocean', 'good')).evidence).toEqual({ account: 'u1', account_status: 'active' });
    expect((await checkToken('digitalocean', 'good', service('dns'))).evidence['domains']).toBe('3');
    expect((await checkToken('digitalocean', 'good', service('droplets'))).evidence['droplets']).toBe('3');
    const ofDomain = (domain: string) => ({ scope_kind: 'resource', scope_version: 1, scope: { domain } }) as const;
    expect((await checkToken('digitalocean', 'good', ofDomain('example.org'))).status).toBe('verified');
    expect((await checkToken('digitalocean', 'good', ofDomain('example.net'))).status).toBe('refused');
    expect(await checkToken('digitalocean', 'locked')).toMatchObject({ status: 'refused', reason: 'The account is locked.' });
    expect((await checkToken('digitalocean', 'bad')).status).toBe('refused');
  });
});

describe('a provider that does not answer well', () => {
  it('leaves it open whether the credential is good', async () => {
    for (const token of ['broken', 'busy']) expect((await checkToken('digitalocean', token)).status).toBe('unreachable');
    const nowhere = 'http://127.0.0.1:1';
    const urls = { aws: nowhere, cloudflare: nowhere, hetzner: nowhere, digitalocean: nowhere };
    const token = { kind: 'api_token', secret: { token: new Secret('good') } } as const;
    for (const provider of ['cloudflare', 'hetzner', 'digitalocean'] as const)
      expect((await check(presented({ provider, ...token }), urls)).status).toBe('unreachable');
    const key = presented({ provider: 'aws', kind: 'aws_access_key', secret: awsKey() });
    expect(await check(key, urls)).toMatchObject({ status: 'unreachable', reason: 'AWS cannot be reached.' });
  });

  it('is not there for a generic credential', async () => {
    const secret = { username: new Secret('ada'), password: new Secret('x') };
    expect((await check(presented({ provider: 'generic', kind: 'basic_auth', secret }))).status).toBe('unsupported');
  });
});

describe('what is found', () => {
  it('repeats nothing that is secret', async () => {
    const findings = [
      await checkAws(),
      await checkAws({ key: 'AKIAWRONG' }),
      await checkToken('cloudflare', 'narrow', service('dns')),
      await checkToken('hetzner', 'a-bad-token'),
    ];
    const text = JSON.stringify(findings);
    for (const secret of ['wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY', 'a-bad-token']) expect(text).not.toContain(secret);
  });
});

/** `npm run test:real` starts what answers as AWS does. */
const { awsUrl } = readTestConfig();
if (awsUrl !== undefined) describeAwsAccessKey(awsUrl, (one) => check(one, { ...servers.urls, aws: awsUrl }));
