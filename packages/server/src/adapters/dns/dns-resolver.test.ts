import { type DnsServer, startDnsServer } from '@moorage/testkit/dns-server';
import { waitUntil } from '@moorage/testkit/wait-until';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeDnsResolver } from '../../../test/dns-resolver.conformance.ts';
import { createDnsResolver } from './dns-resolver.ts';

let server: DnsServer;
beforeAll(async () => {
  server = await startDnsServer();
});
afterAll(() => server.close());

const failures = { 'server-failure': 'servfail', timeout: 'silent', refused: 'refused' } as const;

describeDnsResolver('Node’s, over UDP', () => ({
  resolver: createDnsResolver({ servers: [server.address], timeoutMs: 5_000 }),
  impatient: createDnsResolver({ servers: [server.address], timeoutMs: 100 }),
  set: server.set,
  remove: server.remove,
  fail: (name, reason) => server.fail(name, failures[reason]),
}));

describe('the resolver of Node', () => {
  it('asks a silent server twice, and no longer than it may', async () => {
    server.fail('silent.example.org', 'silent');
    const resolver = createDnsResolver({ servers: [server.address], timeoutMs: 100 });
    expect(await resolver.lookup('silent.example.org', 'TXT')).toEqual({ kind: 'failed', reason: 'timeout' });
    const asked = () => server.questions.filter((each) => each === 'silent.example.org TXT');
    await waitUntil(() => asked().length === 2, { describe: () => `two questions, not ${asked().length}` });
  });

  it('says that nobody listens', async () => {
    const gone = await startDnsServer();
    await gone.close();
    const resolver = createDnsResolver({ servers: [gone.address], timeoutMs: 200 });
    expect((await resolver.lookup('shop.example.org', 'TXT')).kind).toBe('failed');
  });

  it('gives nothing for a name that is none', async () => {
    const resolver = createDnsResolver({ servers: [server.address], timeoutMs: 200 });
    expect((await resolver.lookup('a..b', 'TXT')).kind).toBe('failed');
  });
});
