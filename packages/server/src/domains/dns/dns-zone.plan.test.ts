import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { guardText, markText } from './dns-mark.rules.ts';
import type { RecordSet } from './dns-provider.ports.ts';
import {
  batchesOf,
  type Leftover,
  namesOfInterest,
  planZone,
  type Wish,
  type ZonePlan,
  type ZoneScene,
} from './dns-zone.plan.ts';

const zone = { id: 'Z1', name: 'example.org' };
const orgId = 'o1';
const fingerprint = 'f'.repeat(64);

function wish(id: string, name: string, type: Wish['type'] = 'A', values: readonly string[] = ['192.0.2.1']): Wish {
  return { id, name, type, ttl: null, values, alias: null, fingerprint };
}

function set(name: string, type: RecordSet['type'], ...values: string[]): RecordSet {
  return { name, type, ttl: 300, values };
}

function mark(name: string, ...marks: readonly (readonly [org: string, rec: string, type: Wish['type']])[]): RecordSet {
  return set(`_autoglue.${name}`, 'TXT', ...marks.map(([org, rec, type]) => markText({ org, rec, fingerprint, type })));
}

function scene(parts: Partial<ZoneScene>): ZoneScene {
  return { zone, orgId, wishes: [], leftovers: [], observed: [], ...parts };
}

function applied(observed: readonly RecordSet[], plan: ZonePlan): RecordSet[] {
  const sets = new Map(observed.map((one) => [`${one.type} ${one.name}`, one]));
  for (const { name, type, before, after } of plan.bundles.flatMap(({ edits }) => edits)) {
    expect(sets.get(`${type} ${name}`)).toEqual(before);
    if (after === undefined) sets.delete(`${type} ${name}`);
    else sets.set(`${type} ${name}`, after);
  }
  return [...sets.values()];
}

function textOf(sets: readonly RecordSet[]): string[] {
  return sets.map(({ name, type, values }) => `${name} ${type} ${values.join(' | ')}`).toSorted();
}

describe('a record that is wanted', () => {
  it('comes with its mark and its guards', () => {
    const plan = planZone(scene({ wishes: [wish('r1', 'www.example.org')] }));
    expect(textOf(applied([], plan))).toEqual([
      `_autoglue.www.example.org TXT v=ag1 org=o1 rec=r1 fp=${'f'.repeat(16)} type=A`,
      `extdns-a-www.example.org TXT ${guardText}`,
      `extdns-www.example.org TXT ${guardText}`,
      'www.example.org A 192.0.2.1',
    ]);
    expect(plan).toMatchObject({ conflicts: [], settled: [], bundles: [{ name: 'www.example.org', records: ['r1'] }] });
  });

  it('at the apex has no guard, which would be outside of the zone', () => {
    const sets = applied([], planZone(scene({ wishes: [wish('r1', 'example.org')] })));
    expect(sets.map(({ name }) => name)).toEqual(['example.org', '_autoglue.example.org']);
  });

  it('shares the mark of a name with its other types, and neither takes it from the other', () => {
    const wishes = [wish('r1', 'a.example.org'), wish('r2', 'a.example.org', 'AAAA', ['2001:db8::1'])];
    const one = applied([], planZone(scene({ wishes: wishes.slice(0, 1) })));
    const two = applied(one, planZone(scene({ wishes, observed: one })));
    expect(two.find(({ name }) => name === '_autoglue.a.example.org')?.values).toHaveLength(2);
    expect(planZone(scene({ wishes, observed: two }))).toMatchObject({ bundles: [], settled: ['r1', 'r2'] });
  });

  it('is repaired where somebody changed or removed it, its mark or its guard', () => {
    const wishes = [wish('r1', '*.example.org')];
    const right = applied([], planZone(scene({ wishes })));
    for (const [index, lost] of right.entries()) {
      const changed = lost.type === 'A' ? [set(lost.name, 'A', '198.51.100.9')] : [];
      const observed = [...right.filter((_, at) => at !== index), ...changed];
      const isMark = lost.name.startsWith('_autoglue');
      const plan = planZone(scene({ wishes, observed }));
      // Without its mark it cannot be told from one that somebody else has made.
      if (isMark) expect(plan.conflicts).toMatchObject([{ recordId: 'r1', reason: 'foreign' }]);
      else expect(textOf(applied(observed, plan))).toEqual(textOf(right));
    }
  });

  it('knows marks from before there were types', () => {
    const observed = [set('a.example.org', 'A', '192.0.2.9'), set('_autoglue.a.example.org', 'TXT', 'v=ag1 org=o1 rec=r1 fp=0')];
    const plan = planZone(scene({ wishes: [wish('r1', 'a.example.org')], observed }));
    expect([plan.conflicts, applied(observed, plan).find(({ type }) => type === 'A')?.values]).toEqual([[], ['192.0.2.1']]);
  });
});

describe('a conflict', () => {
  const wishes = [wish('r1', 'a.example.org')];
  it.each([
    ['foreign', [set('a.example.org', 'A', '192.0.2.1')], 'There is A 192.0.2.1 (TTL 300) already, and nobody has marked it.'],
    ['foreign', [set('a.example.org', 'A', '198.51.100.1'), mark('a.example.org', ['o2', 'r9', 'A'])], 'organization o2'],
    ['foreign', [set('a.example.org', 'A', '198.51.100.1'), mark('a.example.org', ['o1', 'r9', 'A'])], 'record r9'],
    ['marked', [mark('a.example.org', ['o2', 'r9', 'A'])], 'The name is taken'],
    ['external_dns', [set('extdns-a-a.example.org', 'TXT', 'heritage=external-dns,external-dns/owner=k8s')], 'owner k8s'],
    ['external_dns', [set('extdns-a.example.org', 'TXT', 'heritage=external-dns,external-dns/owner=k8s')], 'owner k8s'],
    ['cname', [set('a.example.org', 'CNAME', 'b.example.org')], 'A CNAME is alone at its name'],
    [
      'special',
      [{ ...set('a.example.org', 'A', '192.0.2.1'), special: 'weights' }, mark('a.example.org', ['o1', 'r1', 'A'])],
      'weights',
    ],
  ] as const)('%s is left alone and told', (reason, observed, message) => {
    const plan = planZone(scene({ wishes, observed }));
    expect(plan.conflicts).toMatchObject([{ recordId: 'r1', reason, message: expect.stringContaining(message) }]);
    expect(plan.bundles).toEqual([]);
  });

  it('is none with the mark of another type, nor with texts that are no marks', () => {
    const observed = [
      set('a.example.org', 'AAAA', '2001:db8::1'),
      mark('a.example.org', ['o2', 'r9', 'AAAA']),
      set('extdns-a-a.example.org', 'TXT', 'mine'),
    ];
    const after = applied(observed, planZone(scene({ wishes, observed })));
    expect(after.find(({ name }) => name === '_autoglue.a.example.org')?.values).toHaveLength(2);
    expect(after.find(({ name }) => name === 'extdns-a-a.example.org')?.values).toEqual([guardText, 'mine']);
  });
});

describe('a leftover', () => {
  const leftovers: Leftover[] = [{ id: 'l1', recordId: 'r1', name: 'a.example.org', type: 'A' }];
  const right = applied([], planZone(scene({ wishes: [wish('r1', 'a.example.org')] })));

  it('goes with everything of its own', () => {
    const plan = planZone(scene({ leftovers, observed: right }));
    expect([applied(right, plan), plan.bundles[0]?.leftovers]).toEqual([[], ['l1']]);
    expect(planZone(scene({ leftovers })).cleared).toEqual(['l1']);
  });

  it('that is somebody else’s by now stays', () => {
    const observed = [set('a.example.org', 'A', '198.51.100.1'), mark('a.example.org', ['o2', 'r9', 'A'])];
    expect(planZone(scene({ leftovers, observed }))).toMatchObject({ bundles: [], cleared: ['l1'] });
  });

  it('leaves what the name has beside it', () => {
    const wishes = [wish('r2', 'a.example.org', 'AAAA', ['2001:db8::1'])];
    const both = applied(right, planZone(scene({ wishes: [wish('r1', 'a.example.org'), ...wishes], observed: right })));
    const after = applied(both, planZone(scene({ wishes, leftovers, observed: both })));
    expect(textOf(after)).toEqual(textOf(applied([], planZone(scene({ wishes })))));
  });

  it('is handed to the record that is wanted in its place', () => {
    const wishes = [wish('r2', 'a.example.org', 'A', ['192.0.2.2'])];
    const after = applied(right, planZone(scene({ wishes, leftovers, observed: right })));
    expect(textOf(after)).toEqual(textOf(applied([], planZone(scene({ wishes })))));
  });

  it('makes room for a CNAME', () => {
    const wishes = [wish('r1', 'a.example.org', 'CNAME', ['b.example.org'])];
    const after = applied(right, planZone(scene({ wishes, leftovers, observed: right })));
    expect(textOf(after)).toEqual(textOf(applied([], planZone(scene({ wishes })))));
  });
});

describe('whatever a zone has', () => {
  const names = ['example.org', 'a.example.org', '*.example.org'];
  const types = ['A', 'AAAA', 'TXT', 'CNAME'] as const;
  const ids = ['r1', 'r2', 'r3', 'r4'];
  const place = fc.record({ name: fc.constantFrom(...names), type: fc.constantFrom(...types), id: fc.constantFrom(...ids) });
  const foreign = fc.record({
    name: fc.constantFrom(...names, ...names.flatMap((name) => [`_autoglue.${name}`, `extdns-${name}`, `extdns-a-${name}`])),
    type: fc.constantFrom(...types),
    text: fc.constantFrom(
      'x',
      'v=ag1 org=o2 rec=r9 fp=0',
      'heritage=external-dns,external-dns/owner=k8s',
      'v=ag1 org=o1 rec=r9 fp=0 type=A',
    ),
  });
  const key = ({ name, type }: { name: string; type: string }) => `${type} ${name}`;

  it('what is not ours stays, what is ours comes right, and then there is nothing to do', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(place, { selector: key, maxLength: 5 }),
        fc.uniqueArray(place, { selector: key, maxLength: 5 }),
        fc.uniqueArray(foreign, { selector: key, maxLength: 4 }),
        (before, wanted, foreigners) => {
          const strangers = foreigners.map(({ name, type, text }) => set(name, type, text));
          const earlier = before.map(({ id, name, type }) => wish(id, name, type, [`old-${type}`]));
          const start = applied(strangers, planZone(scene({ wishes: earlier, observed: strangers })));
          const wishes = wanted.map(({ id, name, type }, index) => wish(`${id}-${index}`, name, type, [`new-${type}`]));
          const leftovers = before.map(({ id, name, type }, index) => ({ id: `l${index}`, recordId: id, name, type }));
          // What made room in the first round is used in the second.
          const first = applied(start, planZone(scene({ wishes, leftovers, observed: start })));
          const plan = planZone(scene({ wishes, leftovers, observed: first }));
          const after = applied(first, plan);
          for (const stranger of strangers) {
            const found = after.find((one) => key(one) === key(stranger));
            expect(found?.values).toEqual(expect.arrayContaining([...stranger.values]));
          }
          const conflicting = new Set(plan.conflicts.map(({ recordId }) => recordId));
          for (const one of wishes.filter(({ id }) => !conflicting.has(id)))
            expect(after.find((there) => key(there) === key(one))?.values).toEqual(one.values);
          expect(after.filter(({ values }) => values.some((value) => value.startsWith('old-')))).toEqual([]);
          expect(
            after.every(
              ({ name }) => name === zone.name || name.endsWith(`.${zone.name}`) || strangers.some((one) => one.name === name),
            ),
          ).toBe(true);
          expect(planZone(scene({ wishes, leftovers, observed: after })).bundles).toEqual([]);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('is seen at names that follow from what is wanted, however large it is', () => {
    const wishes = Array.from({ length: 1_000 }, (_, index) => wish(`r${index}`, `h${index}.example.org`));
    const edits = planZone(scene({ wishes })).bundles.flatMap((bundle) => bundle.edits);
    const observed = edits.map(({ after }) => after).filter((after) => after !== undefined);
    expect(planZone(scene({ wishes, observed }))).toMatchObject({ bundles: [], conflicts: [] });
    expect(namesOfInterest(zone, wishes)).toHaveLength(4_000);
  });
});

describe('batches', () => {
  it('hold as much as a call may, and never part of a name', () => {
    const bundle = (name: string, count: number) => ({
      name,
      edits: Array.from({ length: count }, () => ({ name, type: 'A' as const, before: undefined, after: undefined })),
      records: [],
      leftovers: [],
    });
    const batches = batchesOf([bundle('a', 4), bundle('b', 4), bundle('c', 4), bundle('d', 9), bundle('e', 1)], 9);
    expect(batches.map((one) => one.map(({ name }) => name).join(''))).toEqual(['ab', 'c', 'd', 'e']);
  });
});
