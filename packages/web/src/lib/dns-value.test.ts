import { describe, expect, it } from 'vitest';
import { joinValue, partsOf, problemOfValue, recordTypes, splitValue } from './dns-value.ts';

describe('a value', () => {
  it.each([
    ['A', ['192.0.2.1'], '192.0.2.1'],
    ['TXT', ['v=spf1 -all'], 'v=spf1 -all'],
    ['MX', ['10', 'mail.example.org'], '10 mail.example.org'],
    ['SRV', ['0', '5', '443', 'host.example.org'], '0 5 443 host.example.org'],
    ['CAA', ['0', 'issue', 'letsencrypt.org'], '0 issue "letsencrypt.org"'],
    ['CAA', ['0', 'issue', '"a b"'], '0 issue "a b"'],
  ] as const)('of type %s is joined of its parts %j', (type, texts, value) => {
    expect(joinValue(type, texts)).toBe(value);
    expect(joinValue(type, splitValue(type, value))).toBe(value);
  });

  it('that nobody filled in is none', () => {
    expect(
      recordTypes.map((type) =>
        joinValue(
          type,
          partsOf(type).map(() => ' '),
        ),
      ),
    ).toEqual(recordTypes.map(() => ''));
  });

  it.each([
    ['A', '192.0.2.1', '192.0.2.256'],
    ['AAAA', '2001:db8::1', '192.0.2.1'],
    ['CNAME', '_a.example.org.', 'two words'],
    ['NS', 'ns1.example.org', '-ns'],
    ['TXT', '"a" "b \\" c"', '"a'],
    ['MX', '10 mail.example.org', 'mail.example.org'],
    ['SRV', '0 5 443 .', '0 5 70000 host.example.org'],
    ['CAA', '0 issue "letsencrypt.org"', '300 issue x'],
  ] as const)('of type %s may be %s and not %s', (type, good, bad) => {
    expect(problemOfValue(type, good)).toBeUndefined();
    expect(problemOfValue(type, bad)).toMatch(/ is not an? |is not priority|is not flags/);
  });
});
