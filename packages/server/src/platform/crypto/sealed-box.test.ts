import { Secret } from '@moorage/core/secret';
import { describe, expect, it } from 'vitest';
import { createSealedBox, parseKey } from './sealed-box.ts';

const box = createSealedBox(new Secret(Buffer.alloc(32, 1).toString('base64')));
const plain = Buffer.from('a private key');

describe('a sealed box', () => {
  it('gives back what was put in, and is another one each time', () => {
    const [first, second] = [box.seal(plain, 'keys/1'), box.seal(plain, 'keys/1')];
    expect(box.open(first, 'keys/1')).toEqual(plain);
    expect(first.equals(second)).toBe(false);
    expect(first.includes(plain)).toBe(false);
  });

  it('does not open in another place, with another key, or with any bit changed', () => {
    const sealed = box.seal(plain, 'keys/1');
    expect(() => box.open(sealed, 'keys/2')).toThrow();
    const other = createSealedBox(new Secret(Buffer.alloc(32, 2).toString('base64')));
    expect(() => other.open(sealed, 'keys/1')).toThrow();
    for (let index = 0; index < sealed.byteLength; index += 1) {
      const broken = Buffer.from(sealed);
      broken.writeUInt8(broken.readUInt8(index) ^ 1, index);
      expect(() => box.open(broken, 'keys/1')).toThrow();
    }
    expect(() => box.open(sealed.subarray(0, 20), 'keys/1')).toThrow();
  });

  it('takes keys of 32 bytes in both spellings of base64', () => {
    const bytes = Buffer.alloc(32, 0xfb);
    expect(parseKey(bytes.toString('base64'))).toEqual(bytes);
    expect(parseKey(bytes.toString('base64url'))).toEqual(bytes);
    for (const text of ['', 'short', 'not base64!', Buffer.alloc(31).toString('base64')]) expect(parseKey(text)).toBeUndefined();
  });
});
