import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { canonicalJson, genesisLink, linkOf } from './hash-chain.ts';

describe('canonical JSON', () => {
  it('does not depend on the order in which keys were written, numbers among them', () => {
    expect(canonicalJson({ b: 1, a: { 10: 'x', 9: null, y: [true, { d: 1, c: 2 }] } })).toBe(
      '{"a":{"10":"x","9":null,"y":[true,{"c":2,"d":1}]},"b":1}',
    );
  });
  it('leaves out what JSON would leave out', () => {
    expect(canonicalJson({ a: undefined, b: 'é\n"' })).toBe('{"b":"é\\n\\""}');
  });
});

describe('a link', () => {
  it('is SHA-256 of the link before and the record', () => {
    const text = Buffer.concat([Buffer.alloc(32), Buffer.from('{"a":1}')]);
    expect(linkOf(genesisLink, { a: 1 })).toEqual(createHash('sha256').update(text).digest());
  });
  it('differs when anything before it does', () => {
    const first = linkOf(genesisLink, { a: 1 });
    expect(linkOf(first, { b: 1 })).not.toEqual(linkOf(genesisLink, { b: 1 }));
  });
});
