/** Zones in memory, with the faults that providers have. */
import {
  DnsFailure,
  type DnsProvider,
  type DnsProviders,
  type Edit,
  type RecordSet,
} from '../../../domains/dns/dns-provider.ports.ts';

export interface FakeZones extends DnsProviders {
  /** By name; the id of a zone is `Z-` and its name. */
  put(zone: string, ...sets: readonly RecordSet[]): void;
  /** Takes sets out, as somebody does who does not ask us. */
  remove(zone: string, ...sets: readonly (RecordSet | undefined)[]): void;
  setsOf(zone: string): RecordSet[];
  /** What was asked, such as `read example.org`. */
  readonly asked: string[];
  /** Called before and after each call; what it throws is what the provider does. */
  fault: (call: 'find' | 'read' | 'apply', when: 'before' | 'after', edits: readonly Edit[]) => void | Promise<void>;
}

function keyOf({ name, type }: Pick<RecordSet, 'name' | 'type'>): string {
  return `${type} ${name}`;
}

function textOf(set: RecordSet | undefined): string {
  return JSON.stringify(set && [set.ttl, [...set.values].toSorted(), set.alias ?? null]);
}

/** All or nothing, and nothing where the zone is not as the edits say. */
function change(sets: Map<string, RecordSet>, edits: readonly Edit[]): void {
  for (const edit of edits)
    if (textOf(sets.get(keyOf(edit))) !== textOf(edit.before)) throw new DnsFailure('changed', 'The zone was changed meanwhile.');
  for (const edit of edits) sets.delete(keyOf(edit));
  for (const { after } of edits) {
    if (after?.values.some((value) => value.includes('unacceptable')) === true)
      throw new DnsFailure('refused', 'The value is refused.');
    if (after !== undefined) sets.set(keyOf(after), after);
  }
}

export function createFakeZones(): FakeZones {
  const zones = new Map<string, Map<string, RecordSet>>();
  const asked: string[] = [];
  const zoneOf = (name: string): Map<string, RecordSet> => {
    const found = zones.get(name);
    if (found === undefined) throw new DnsFailure('refused', `There is no zone ${name}.`);
    return found;
  };
  const provider: DnsProvider = {
    mostEdits: 12,
    hasAliases: true,
    account: 'fake',
    close: () => {},
    async findZone(name, id) {
      await fake.fault('find', 'before', []);
      const wanted = id === '' ? name : id.replace(/^Z-/, '');
      zoneOf(wanted);
      return { id: `Z-${wanted}`, name: wanted };
    },
    async read(zone, names) {
      asked.push(`read ${zone.name}`);
      await fake.fault('read', 'before', []);
      const wanted = new Set(names);
      return [...zoneOf(zone.name).values()].filter(({ name }) => wanted.has(name));
    },
    async apply(zone, edits) {
      asked.push(`apply ${zone.name}`);
      await fake.fault('apply', 'before', edits);
      const copy = new Map(zoneOf(zone.name));
      change(copy, edits);
      zones.set(zone.name, copy);
      await fake.fault('apply', 'after', edits);
    },
  };
  const fake: FakeZones = {
    asked,
    fault: () => {},
    put(zone, ...sets) {
      const known = zones.get(zone) ?? new Map<string, RecordSet>();
      for (const set of sets) known.set(keyOf(set), set);
      zones.set(zone, known);
    },
    remove(zone, ...sets) {
      for (const set of sets) if (set !== undefined) zoneOf(zone).delete(keyOf(set));
    },
    setsOf: (zone) => [...zoneOf(zone).values()],
    problemWith: ({ provider: name }) => (name === 'generic' ? 'is of no provider whose zones can be kept' : undefined),
    open: () => provider,
  };
  return fake;
}
