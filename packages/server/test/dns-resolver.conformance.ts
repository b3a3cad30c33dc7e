/** What every resolver promises about the answers that custom domains hang on. */
import { describe, expect, it } from 'vitest';
import type { DnsResolver, DnsType } from '../src/domains/custom-domains/custom-domain.ports.ts';

export interface DnsSubject {
  readonly resolver: DnsResolver;
  /** One that waits for no more than a moment, for servers that say nothing. */
  readonly impatient?: DnsResolver;
  set(name: string, type: DnsType, ...values: readonly string[]): void;
  remove(name: string): void;
  fail(name: string, reason: 'server-failure' | 'timeout' | 'refused'): void;
}

export function describeDnsResolver(name: string, subject: () => DnsSubject): void {
  describe(`a resolver: ${name}`, () => {
    it('gives every value of a name, texts whole', async () => {
      const { resolver, set } = subject();
      const long = `${'x'.repeat(300)}"'`;
      set('_moorage-challenge.shop.example.org', 'TXT', 'one', long, '');
      const answer = await resolver.lookup('_moorage-challenge.shop.example.org', 'TXT');
      expect(answer.kind === 'found' ? [...answer.values].toSorted() : answer).toEqual(['', 'one', long].toSorted());
      set('two.example.org', 'A', '192.0.2.1', '192.0.2.2');
      const addresses = await resolver.lookup('two.example.org', 'A');
      expect(addresses.kind === 'found' ? [...addresses.values].toSorted() : addresses).toEqual(['192.0.2.1', '192.0.2.2']);
    });

    it('gives names in lower case', async () => {
      const { resolver, set } = subject();
      set('alias.example.org', 'CNAME', 'Hello.Apps.Example.com');
      expect(await resolver.lookup('alias.example.org', 'CNAME')).toEqual({ kind: 'found', values: ['hello.apps.example.com'] });
    });

    it('follows a name to its addresses and texts', async () => {
      const { resolver, set } = subject();
      set('from.example.org', 'CNAME', 'to.example.org');
      set('to.example.org', 'A', '192.0.2.7');
      set('to.example.org', 'TXT', 'token');
      expect(await resolver.lookup('from.example.org', 'A')).toEqual({ kind: 'found', values: ['192.0.2.7'] });
      expect(await resolver.lookup('from.example.org', 'TXT')).toEqual({ kind: 'found', values: ['token'] });
    });

    it('tells a name that does not exist from one without the record', async () => {
      const { resolver, set, remove } = subject();
      set('some.example.org', 'A', '192.0.2.1');
      expect(await resolver.lookup('some.example.org', 'TXT')).toEqual({ kind: 'no-record' });
      remove('some.example.org');
      expect(await resolver.lookup('some.example.org', 'TXT')).toEqual({ kind: 'no-name' });
    });

    it.each(['server-failure', 'timeout', 'refused'] as const)('tells %s from an answer', async (reason) => {
      const { resolver: patient, impatient = patient, fail } = subject();
      const resolver = reason === 'timeout' ? impatient : patient;
      const host = `${reason}.example.org`;
      fail(host, reason);
      for (const type of ['TXT', 'CNAME', 'A'] as const) {
        expect(await resolver.lookup(host, type)).toEqual({ kind: 'failed', reason });
      }
    });

    it('answers many at once, each with its own', async () => {
      const { resolver, set } = subject();
      const names = Array.from({ length: 40 }, (_, index) => `n${index}.example.org`);
      for (const each of names) set(each, 'TXT', each);
      const answers = await Promise.all(names.map((each) => resolver.lookup(each, 'TXT')));
      expect(answers).toEqual(names.map((each) => ({ kind: 'found', values: [each] })));
    });
  });
}
