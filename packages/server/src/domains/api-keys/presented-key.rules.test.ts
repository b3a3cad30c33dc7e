import { describe, expect, it } from 'vitest';
import { formatKey, type KeyKind, parseKey, parsePair, prefixOf, shownPrefix } from './presented-key.rules.ts';

const secret = 'Aa0_-'.padEnd(43, 'x');
const name = (length: number): string => 'b'.repeat(length);

describe('a key', () => {
  it.each<KeyKind>(['personal', 'machine', 'user'])('of the kind %s is read back as it was written', (kind) => {
    const parts = { prefix: prefixOf(kind, name), secret };
    expect(parseKey(formatKey(kind, parts))).toEqual(parts);
  });

  it('of two headers is read back too', () => {
    const prefix = prefixOf('pair', name);
    expect(prefix).toHaveLength(26);
    expect(parsePair(prefix, formatKey('pair', { prefix, secret }))).toEqual({ prefix, secret });
    expect(shownPrefix('pair', prefix)).toBe('org_bbbbbbbb');
  });

  it.each([
    '',
    'mk_',
    `mk_bbbbbbbbbbbb${secret}`,
    `mk_BBBBBBBBBBBB_${secret}`,
    `mk_bbbbbbbbbbbb_${secret}x`,
    `u_bbbbbbbbbbbb${secret.slice(1)}`,
    `org_${'b'.repeat(22)}`,
    `mk_bbbbbbbbbbbb_${secret}\n`,
  ])('is not %j', (text) => {
    expect(parseKey(text)).toBeUndefined();
  });

  it.each([
    ['org_short', secret],
    [`org_${'b'.repeat(22)}`, ''],
    [`org_${'b'.repeat(22)}`, `${secret}x`],
    [`mk_${'b'.repeat(22)}`, secret],
  ])('is not the pair %j, %j', (key, value) => {
    expect(parsePair(key, value)).toBeUndefined();
  });
});
