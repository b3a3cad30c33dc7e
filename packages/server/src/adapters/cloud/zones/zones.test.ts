/** Each provider of zones by the one suite, and what only one of them can do wrong. */
import { createFakeClock, systemClock } from '@moorage/core/clock';
import { Secret } from '@moorage/core/secret';
import { readTestConfig } from '@moorage/testkit/test-config';
import { Route53Client, CreateHostedZoneCommand } from '@aws-sdk/client-route-53';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeCaution, describeDnsProvider, type ProviderTraits } from '../../../../test/dns-provider.conformance.ts';
import { type DnsAccess, DnsFailure } from '../../../domains/dns/dns-provider.ports.ts';
import { type CloudflareServer, startCloudflareServer } from './cloudflare-server.fake.ts';
import { createPace } from './paced.ts';
import { createFakeZones } from './zones.fake.ts';
import { createDnsProviders } from './zones.ts';

const signal = new AbortController().signal;
let cloudflare: CloudflareServer;

beforeAll(async () => {
  cloudflare = await startCloudflareServer();
});
afterAll(() => cloudflare.stop());

function access(parts: Partial<DnsAccess>): DnsAccess {
  return { provider: 'cloudflare', kind: 'api_token', scope: {}, region: undefined, secret: {}, ...parts };
}

function providers(aws?: string, updateNetworks: readonly string[] = []) {
  return createDnsProviders({ clock: systemClock, urls: { aws, cloudflare: cloudflare.url }, updateNetworks });
}

const token = (text: string) => access({ secret: { token: new Secret(text) } });

async function failure(work: Promise<unknown>): Promise<[string, string]> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return error instanceof DnsFailure ? [error.reason, error.message] : ['none', String(error)];
}

const inMemory: ProviderTraits = {
  async make() {
    const zones = createFakeZones();
    zones.put('example.org');
    return { provider: zones.open(token('x')), zoneName: 'example.org' };
  },
};
describeDnsProvider('zones in memory', inMemory);
describeCaution('an edit in memory', inMemory);

const ofCloudflare: ProviderTraits = {
  make: async () => ({ provider: providers().open(token('good')), zoneName: 'example.org' }),
};
describeDnsProvider('zones of Cloudflare', ofCloudflare);
describeCaution('an edit at Cloudflare', ofCloudflare);

describe('Cloudflare', () => {
  it('is told apart in what it refuses, bears no more of, and cannot say', async () => {
    const provider = providers().open(token('good'));
    const find = () => failure(provider.findZone('example.org', '', signal));
    expect(await failure(providers().open(token('bad')).findZone('example.org', '', signal))).toEqual([
      'refused',
      'Cloudflare refuses with 403: no (9109)',
    ]);
    for (const [status, reason] of [
      [429, 'throttled'],
      [503, 'unreachable'],
      [400, 'refused'],
    ] as const) {
      cloudflare.fail(status);
      expect((await find())[0]).toBe(reason);
    }
  });

  it.each([1, 5])('changes nothing of %i names where somebody added to one of them since they were seen', async (count) => {
    const provider = providers().open(token('good'));
    const zone = await provider.findZone('example.org', '', signal);
    const names = Array.from({ length: count }, (_, index) => `raced-${count}-${index}.example.org`);
    const sets = names.map((name) => ({ name, type: 'A' as const, ttl: 60, values: ['192.0.2.1'] }));
    // Many names at once are read as a whole zone.
    await provider.read(
      zone,
      Array.from({ length: 20 }, (_, index) => `h${index}.example.org`),
      signal,
    );
    await provider.apply(
      zone,
      sets.map((after) => ({ name: after.name, type: 'A', before: undefined, after })),
      signal,
    );
    const read = async () => (await provider.read(zone, names, signal)).filter(({ name }) => names.includes(name));
    const edits = (await read()).map((before) => ({
      ...{ name: before.name, type: before.type, before },
      after: { ...before, values: ['192.0.2.2'] },
    }));
    const [name = ''] = names;
    cloudflare.records.set(`raced${count}`, { id: `raced${count}`, name, type: 'A', content: '198.51.100.1', ttl: 60 });
    expect((await failure(provider.apply(zone, edits, signal)))[0]).toBe('changed');
    const after = (await read()).map(({ values }) => values.join(' ')).toSorted();
    expect(after).toEqual(['192.0.2.1 198.51.100.1', ...names.slice(1).map(() => '192.0.2.1')].toSorted());
  });

  it('keeps what goes through its proxy to itself', async () => {
    cloudflare.records.set('p1', {
      id: 'p1',
      name: 'proxied.example.org',
      type: 'A',
      content: '192.0.2.1',
      ttl: 1,
      proxied: true,
    });
    const provider = providers().open(token('good'));
    const zone = await provider.findZone('example.org', '', signal);
    const [found] = await provider.read(zone, ['proxied.example.org'], signal);
    expect(found?.special).toBe('the proxy of Cloudflare');
  });
});

describe('a credential', () => {
  it.each([
    [{ provider: 'aws', scope: { service: 's3' } }, 'is for s3, not for Route 53'],
    [{ provider: 'aws', scope: { arn: 'arn:aws:s3:::b' } }, 'is not for Route 53'],
    [{ provider: 'cloudflare', scope: { service: 'r2' } }, 'is for r2, not for DNS'],
    [{ provider: 'hetzner' }, 'is of no provider whose zones can be kept'],
    [
      { provider: 'generic', kind: 'tsig', scope: { uri: 'https://x' } },
      'has no server as its scope, such as dns://ns1.example.org',
    ],
    [{ provider: 'generic', kind: 'tsig', scope: {} }, 'has no server as its scope, such as dns://ns1.example.org'],
    [{ provider: 'aws', scope: { service: 'route53' } }, undefined],
    [{ provider: 'aws', scope: {} }, undefined],
    [{ provider: 'generic', kind: 'tsig', scope: { uri: 'dns://ns1.example.org:5353' } }, undefined],
  ])('%o is taken, or not: %s', (parts, problem) => {
    expect(providers().problemWith(access(parts))).toBe(problem);
  });

  it('leads to no server beside us, unless that is said to be open', async () => {
    const key = {
      key_name: new Secret('k'),
      algorithm: new Secret('hmac-sha256'),
      secret: new Secret('AAAAAAAAAAAAAAAAAAAAAA=='),
    };
    const near = access({ provider: 'generic', kind: 'tsig', scope: { uri: 'dns://127.0.0.1:1' }, secret: key });
    expect((await failure(providers().open(near).findZone('example.org', '', signal)))[0]).toBe('refused');
    const open = providers(undefined, ['127.0.0.0/8']).open(near);
    expect(await failure(open.findZone('example.org', '', signal))).toEqual(['unreachable', 'The name server does not answer.']);
  });
});

describe('the pace', () => {
  it('is that of an account, and ends with whoever waits', async () => {
    const clock = createFakeClock();
    const pace = createPace(clock);
    const rate = { perSecond: 1, burst: 1 };
    await pace.of('a', rate)(signal);
    await pace.of('b', rate)(signal);
    const aborter = new AbortController();
    const waiting = failure(pace.of('a', rate)(aborter.signal));
    aborter.abort();
    expect((await waiting)[0]).toBe('throttled');
    const later = pace.of('a', rate)(signal);
    await clock.advance(1_000);
    await later;
  });
});

/** `npm run test:real` starts what answers as AWS does, and a name server. */
const { awsUrl, bind } = readTestConfig();
if (awsUrl !== undefined)
  describeDnsProvider('zones of Route 53', {
    async make() {
      const secret = { access_key_id: new Secret('AKIAIOSFODNN7EXAMPLE'), secret_access_key: new Secret('x'.repeat(40)) };
      const zoneName = `z${crypto.randomUUID().slice(0, 8)}.org`;
      const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'x'.repeat(40) };
      const client = new Route53Client({ endpoint: awsUrl, region: 'us-east-1', credentials });
      await client.send(new CreateHostedZoneCommand({ Name: zoneName, CallerReference: zoneName }));
      client.destroy();
      return { provider: providers(awsUrl).open(access({ provider: 'aws', kind: 'aws_access_key', secret })), zoneName };
    },
  });
if (bind !== undefined) {
  const ofBind: ProviderTraits = {
    hasDelegations: false,
    async make() {
      const secret = {
        key_name: new Secret('moorage'),
        algorithm: new Secret('hmac-sha256'),
        secret: new Secret(bind.secret),
      };
      const parts = { provider: 'generic', kind: 'tsig', scope: { uri: bind.url }, secret };
      return { provider: providers(undefined, ['127.0.0.0/8']).open(access(parts)), zoneName: 'example.test' };
    },
  };
  describeDnsProvider('zones of BIND', ofBind);
  describeCaution('an edit at BIND', ofBind);
}
