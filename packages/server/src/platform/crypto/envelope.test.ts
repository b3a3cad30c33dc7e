import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { envelopeOverhead, keyVersionOf, openEnvelope, sealEnvelope, type SealedPlace } from './envelope.ts';

const name = fc.string({ maxLength: 12 });
const place: fc.Arbitrary<SealedPlace> = fc.record({
  orgId: fc.option(name, { nil: null }),
  table: name,
  row: name,
  column: name,
});
const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 });
const key = fc.record({ bytes, version: fc.integer({ min: 1, max: 0xff_ff_ff_ff }) });
const plain = fc.uint8Array({ maxLength: 200 });
const samePlace = (left: SealedPlace, right: SealedPlace): boolean =>
  left.orgId === right.orgId && left.table === right.table && left.row === right.row && left.column === right.column;

describe('an envelope', () => {
  it('gives back what was put in, says its version and hides its content', () => {
    fc.assert(
      fc.property(key, place, plain, (own, where, text) => {
        const sealed = sealEnvelope(own, where, text);
        expect(sealed).toHaveLength(text.byteLength + envelopeOverhead);
        expect(keyVersionOf(sealed)).toBe(own.version);
        expect(openEnvelope(own, where, sealed)).toEqual(Buffer.from(text));
        if (text.byteLength >= 8) expect(sealed.includes(Buffer.from(text))).toBe(false);
      }),
    );
  });

  it('opens in no other place, however alike the two are spelt', () => {
    fc.assert(
      fc.property(key, place, place, plain, (own, where, other, text) => {
        fc.pre(!samePlace(where, other));
        const sealed = sealEnvelope(own, where, text);
        expect(() => openEnvelope(own, other, sealed)).toThrow('Something went wrong');
      }),
    );
    const own = { bytes: Buffer.alloc(32, 1), version: 1 };
    const where = { orgId: 'a', table: 'b', row: 'c', column: 'd' };
    for (const other of [
      { ...where, orgId: 'ab', table: '' },
      { ...where, table: 'bc', row: '' },
      { ...where, row: '', column: 'cd' },
      { ...where, orgId: null },
      { ...where, orgId: '' },
    ]) {
      expect(() => openEnvelope(own, other, sealEnvelope(own, where, Buffer.from('x')))).toThrow();
    }
  });

  it('opens with no other key and no other version', () => {
    fc.assert(
      fc.property(key, key, place, plain, (own, other, where, text) => {
        const sealed = sealEnvelope(own, where, text);
        fc.pre(!Buffer.from(own.bytes).equals(Buffer.from(other.bytes)));
        expect(() => openEnvelope({ ...own, bytes: other.bytes }, where, sealed)).toThrow();
        const later = { ...own, version: own.version === 1 ? 2 : own.version - 1 };
        expect(() => openEnvelope(later, where, sealed)).toThrow();
        const relabelled = Buffer.from(sealed);
        relabelled.writeUInt32BE(later.version, 1);
        expect(() => openEnvelope(later, where, relabelled)).toThrow();
      }),
    );
  });

  it('does not open with any one bit changed, or cut short anywhere', () => {
    const own = { bytes: Buffer.alloc(32, 7), version: 3 };
    const where = { orgId: 'o', table: 't', row: 'r', column: 'c' };
    const sealed = sealEnvelope(own, where, Buffer.from('the secret of somebody'));
    for (let bit = 0; bit < sealed.byteLength * 8; bit += 1) {
      const broken = Buffer.from(sealed);
      broken.writeUInt8(broken.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(() => openEnvelope(own, where, broken)).toThrow();
    }
    for (let length = 0; length < sealed.byteLength; length += 1) {
      expect(() => openEnvelope(own, where, sealed.subarray(0, length))).toThrow();
    }
  });

  it('is another one each time', () => {
    fc.assert(
      fc.property(key, place, plain, (own, where, text) => {
        expect(sealEnvelope(own, where, text).equals(sealEnvelope(own, where, text))).toBe(false);
      }),
    );
  });
});
