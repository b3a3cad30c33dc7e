import { describe, expect, it } from 'vitest';
import { canonicalName, parseRecordValue, quoteText, textPieces, unquoteText } from './dns-text.ts';

describe('a value of a record', () => {
  it.each([
    ['A', ' 192.0.2.1 ', '192.0.2.1'],
    ['AAAA', '2001:DB8:0:0::1', '2001:db8::1'],
    ['AAAA', '::ffff:192.0.2.1', '::ffff:c000:201'],
    ['CNAME', 'Host.Example.org.', 'host.example.org'],
    ['NS', '_dmarc.ns1.example.org', '_dmarc.ns1.example.org'],
    ['MX', '010  Mail.example.org.', '10 mail.example.org'],
    ['MX', '0 .', '0 .'],
    ['SRV', '0 5 0443 h.example.org.', '0 5 443 h.example.org'],
    ['CAA', '0 ISSUE letsencrypt.org', '0 issue "letsencrypt.org"'],
    ['CAA', '128 issue "a; b"', '128 issue "a; b"'],
    ['TXT', '"v=spf1 " "-all"', 'v=spf1 -all'],
    ['TXT', 'plain "with" quotes', 'plain "with" quotes'],
    ['TXT', String.raw`"a\"b\\c\303\274"`, String.raw`a"b\cü`],
  ] as const)('of type %s, %s, is %s', (type, text, value) => {
    expect(parseRecordValue(type, text)).toEqual({ kind: 'ok', value });
  });

  it.each([
    ['A', '192.0.2.256'],
    ['A', '192.0.2'],
    ['A', '192.0.2.1.'],
    ['A', '192.0.2.01'],
    ['AAAA', '192.0.2.1'],
    ['AAAA', '1::2::3'],
    ['CNAME', 'two words'],
    ['CNAME', '-a.example.org'],
    ['MX', 'mail.example.org'],
    ['MX', '70000 mail.example.org'],
    ['MX', '10 .'],
    ['SRV', '0 5 host.example.org'],
    ['CAA', '256 issue "x"'],
    ['CAA', '0 issue "x" "y'],
    ['TXT', '"open'],
    ['TXT', 'two\nlines'],
    ['TXT', ' '],
  ] as const)('of type %s is not %s', (type, text) => {
    expect(parseRecordValue(type, text).kind).toBe('refused');
  });
});

const characters = ['a', '7', ' ', '"', '\\', 'ü', '\u{1f600}', '\n', '\0', '\ufeff'];

/** Of every length, with every character beside every other somewhere. */
const texts = Array.from({ length: 60 }, (_, seed) =>
  Array.from(
    { length: seed * 5 },
    (_unused, index) => characters[(index * (seed + 1) + ((index * index) % 7)) % characters.length],
  ).join(''),
);

describe('a text', () => {
  it.each([8, 10] as const)('comes back as it was, in pieces that the DNS can hold, with escapes of base %s', (escapes) => {
    for (const text of texts) {
      expect(unquoteText(quoteText(text, escapes), escapes)).toBe(text);
      expect(textPieces(text).every((bytes) => bytes.length <= 255)).toBe(true);
    }
  });
});

describe('a name', () => {
  it('has no escapes, capitals and last dot', () => {
    expect(canonicalName(String.raw`\052.Example.ORG.`)).toBe('*.example.org');
    expect(canonicalName(String.raw`\042.org`, 10)).toBe('*.org');
  });
});
