/** What the engine of records relies on with every provider of zones. */
import { describe, expect, it } from 'vitest';
import { DnsFailure, type DnsProvider, type Edit, type RecordSet, type Zone } from '../src/domains/dns/dns-provider.ports.ts';

export interface ProviderUnderTest {
  readonly provider: DnsProvider;
  /** Of a zone that may be written as one likes. */
  readonly zoneName: string;
}

const signal = new AbortController().signal;

function set(name: string, type: RecordSet['type'], ...values: string[]): RecordSet {
  return { name, type, ttl: 300, values: values.toSorted() };
}

function put(after: RecordSet, before?: RecordSet): Edit {
  return { name: after.name, type: after.type, before, after };
}

function remove(before: RecordSet): Edit {
  return { name: before.name, type: before.type, before, after: undefined };
}

async function reasonOf(work: Promise<unknown>): Promise<string> {
  return await work.then(
    () => 'none',
    (error: unknown) => (error instanceof DnsFailure ? error.reason : String(error)),
  );
}

export interface ProviderTraits {
  /** Whether records of type NS can be kept. */
  readonly hasDelegations?: boolean;
  readonly make: () => Promise<ProviderUnderTest>;
}

/** A name that no other test has, and everything that one needs. */
function createBegin(make: ProviderTraits['make']) {
  let count = 0;
  return async (): Promise<{ provider: DnsProvider; zone: Zone; name: string }> => {
    const { provider, zoneName } = await make();
    count += 1;
    const zone = await provider.findZone(zoneName, '', signal);
    return { provider, zone, name: `t${count}-${crypto.randomUUID().slice(0, 8)}.${zoneName}` };
  };
}

export function describeDnsProvider(title: string, traits: ProviderTraits): void {
  const { hasDelegations = true } = traits;
  // oxlint-disable-next-line vitest/valid-title -- it is said by whoever has the provider
  describe(title, () => {
    const begin = createBegin(traits.make);

    it('finds a zone by its name and by its id, and no other', async () => {
      const { provider, zone } = await begin();
      expect(await provider.findZone('', zone.id, signal)).toEqual(zone);
      expect(await reasonOf(provider.findZone('nowhere.invalid', '', signal))).toBe('refused');
    });

    it('reads what it has written, of every type, spelled in the one way', async () => {
      const { provider, zone, name } = await begin();
      const sets = [
        set(`a.${name}`, 'A', '192.0.2.1', '192.0.2.2'),
        set(`a.${name}`, 'AAAA', '2001:db8::1'),
        set(`a.${name}`, 'TXT', 'v=spf1 -all', 'quote " and \\ and ü', 'x'.repeat(300)),
        set(`a.${name}`, 'MX', '10 mail.example.org'),
        set(`_s._tcp.${name}`, 'SRV', '0 5 443 host.example.org'),
        set(`a.${name}`, 'CAA', '0 issue "letsencrypt.org"'),
        ...(hasDelegations ? [set(`n.${name}`, 'NS', 'ns1.example.net', 'ns2.example.net')] : []),
        set(`c.${name}`, 'CNAME', 'host.example.org'),
        set(`*.${name}`, 'A', '192.0.2.3'),
        set(`_autoglue.*.${name}`, 'TXT', 'v=ag1 org=o rec=r fp=0 type=A'),
      ];
      await provider.apply(
        zone,
        sets.map((one) => put(one)),
        signal,
      );
      const names = [...new Set(sets.map((one) => one.name))];
      const found = (await provider.read(zone, names, signal)).filter((one) => names.includes(one.name));
      const sorted = (all: readonly RecordSet[]) =>
        all.toSorted((one, other) => `${one.name} ${one.type}`.localeCompare(`${other.name} ${other.type}`));
      expect(sorted(found)).toEqual(sorted(sets));
      await provider.apply(zone, found.map(remove), signal);
      expect((await provider.read(zone, names, signal)).filter((one) => names.includes(one.name))).toEqual([]);
    });

    it('changes values and TTL, and reads many names at once', async () => {
      const { provider, zone, name } = await begin();
      const names = Array.from({ length: 15 }, (_, index) => `h${index}.${name}`);
      await provider.apply(
        zone,
        names.map((one) => put(set(one, 'A', '192.0.2.1'))),
        signal,
      );
      const before = (await provider.read(zone, names, signal)).filter((one) => names.includes(one.name));
      expect(before).toHaveLength(15);
      const edits = before.map((one) => put({ ...one, ttl: 600, values: ['192.0.2.1', '192.0.2.9'] }, one));
      await provider.apply(zone, edits, signal);
      const after = (await provider.read(zone, names, signal)).filter((one) => names.includes(one.name));
      expect(after.every(({ ttl, values }) => ttl === 600 && values.length === 2)).toBe(true);
      await provider.apply(zone, after.map(remove), signal);
    });

    it('replaces a set of one type by a CNAME in one go', async () => {
      const { provider, zone, name } = await begin();
      await provider.apply(zone, [put(set(name, 'A', '192.0.2.1'))], signal);
      const [before] = (await provider.read(zone, [name], signal)).filter((one) => one.name === name);
      expect(before).toBeDefined();
      if (before === undefined) return;
      await provider.apply(zone, [remove(before), put(set(name, 'CNAME', 'host.example.org'))], signal);
      const after = (await provider.read(zone, [name], signal)).filter((one) => one.name === name);
      expect(after).toEqual([set(name, 'CNAME', 'host.example.org')]);
      await provider.apply(zone, after.map(remove), signal);
    });

    it('keeps delegations, or refuses them', async () => {
      const { provider, zone, name } = await begin();
      const delegation = set(name, 'NS', 'ns1.example.net');
      const outcome = await reasonOf(provider.apply(zone, [put(delegation)], signal));
      expect(outcome).toBe(hasDelegations ? 'none' : 'refused');
      const found = (await provider.read(zone, [name], signal)).filter((one) => one.name === name);
      expect(found).toEqual(hasDelegations ? [delegation] : []);
    });
  });
}

/** An emulator may not look at what it removes; a provider does. */
export function describeCaution(title: string, { make }: ProviderTraits): void {
  // oxlint-disable-next-line vitest/valid-title -- it is said by whoever has the provider
  describe(title, () => {
    const begin = createBegin(make);

    it('does nothing at all where the zone is not as it was seen', async () => {
      const { provider, zone, name } = await begin();
      const other = `b.${name}`;
      await provider.apply(zone, [put(set(name, 'A', '192.0.2.1'))], signal);
      const [seen] = (await provider.read(zone, [name], signal)).filter((one) => one.name === name);
      if (seen === undefined) throw new Error('it was not written');
      await provider.apply(zone, [put(set(name, 'A', '192.0.2.2'), seen)], signal);
      const stale = [put(set(other, 'A', '192.0.2.8')), put(set(name, 'A', '192.0.2.3'), seen)];
      expect(await reasonOf(provider.apply(zone, stale, signal))).toBe('changed');
      expect(await reasonOf(provider.apply(zone, [remove(seen)], signal))).toBe('changed');
      expect(await reasonOf(provider.apply(zone, [put(set(name, 'A', '192.0.2.4'))], signal))).toBe('changed');
      const found = (await provider.read(zone, [name, other], signal)).filter((one) => [name, other].includes(one.name));
      expect(found).toEqual([set(name, 'A', '192.0.2.2')]);
      await provider.apply(zone, found.map(remove), signal);
    });
  });
}
