import { Secret } from '@moorage/core/secret';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classes, decodeData, decodeMessage, encodeData, encodeMessage, typeCodes } from './dns-wire.ts';
import { signMessage, verifyMessage } from './tsig.ts';

const key = { name: 'Key', algorithm: 'hmac-sha256', secret: new Secret('c2VjcmV0LXNlY3JldC1zZWNyZXQ=') };
const at = new Date('2026-03-04T05:06:07Z');
const message = {
  ...{ id: 7, flags: 5 << 11, questions: [{ name: 'example.org', type: typeCodes.SOA, class: classes.IN }] },
  answers: [{ name: 'a.example.org', type: 1, class: classes.NONE, ttl: 0, data: Buffer.alloc(0) }],
  authority: [{ name: 'a.example.org', type: 1, class: classes.IN, ttl: 60, data: encodeData('A', '192.0.2.1') }],
  additional: [],
};

describe('a message', () => {
  it('comes back as it was', () => {
    expect(decodeMessage(encodeMessage(message))).toMatchObject(message);
  });

  it('has names that point to others, and none that do so for ever', () => {
    const plain = encodeMessage({ ...message, answers: [], authority: [] });
    const pointing = Buffer.concat([
      plain,
      Buffer.of(0xc0, 12, 0, 5, 0, 1, 0, 0, 0, 60, 0, 6),
      Buffer.of(3, 119, 119, 119, 0xc0, 12),
    ]);
    pointing.writeUInt16BE(1, 6);
    const [answer] = decodeMessage(pointing).answers;
    expect([answer?.name, decodeData('CNAME', answer?.data ?? Buffer.alloc(0))]).toEqual(['example.org', 'www.example.org']);
    const loop = Buffer.concat([plain.subarray(0, 12), Buffer.of(0xc0, 12, 0, 1, 0, 1)]);
    expect(() => decodeMessage(loop)).toThrow('does not end');
  });

  it('that is damaged is refused and nothing worse', () => {
    const bytes = encodeMessage(message);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), (index, value) => {
        const damaged = Buffer.from(bytes);
        damaged[index] = value;
        try {
          decodeMessage(damaged);
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe('data', () => {
  it.each([
    ['A', '192.0.2.1'],
    ['AAAA', '2001:db8::1'],
    ['AAAA', '::'],
    ['CNAME', 'a.example.org'],
    ['MX', '10 mail.example.org'],
    ['MX', '0 .'],
    ['SRV', '1 2 3 host.example.org'],
    ['TXT', `quote " and ü ${'x'.repeat(300)}`],
    ['CAA', String.raw`0 issue "a\"b"`],
  ] as const)('of type %s are %s and back', (type, value) => {
    expect(decodeData(type, encodeData(type, value))).toBe(value);
  });
});

describe('a signature', () => {
  /** As a server does: the answer is signed with the question's signature before it. */
  function answered(mac: Buffer, sign = key): Buffer {
    const request = Buffer.alloc(2);
    request.writeUInt16BE(mac.length);
    const plain = encodeMessage({ ...message, flags: 0x8000 | (5 << 11), answers: [], authority: [] });
    return signMessage(plain, sign, at, Buffer.concat([request, mac])).bytes;
  }

  it('is taken from who has the key, for this question and at this time', () => {
    const { mac } = signMessage(encodeMessage(message), key, at);
    expect(verifyMessage(answered(mac), key, { mac, at }).id).toBe(7);
  });

  it('is not taken from anybody else', () => {
    const { mac } = signMessage(encodeMessage(message), key, at);
    const other = { ...key, secret: new Secret('b3RoZXItb3RoZXItb3RoZXItb3RoZXI=') };
    expect(() => verifyMessage(answered(mac, other), key, { mac, at })).toThrow('not signed by who has the key');
    expect(() => verifyMessage(answered(Buffer.alloc(32)), key, { mac, at })).toThrow('not signed by');
    const late = new Date(at.getTime() + 301_000);
    expect(() => verifyMessage(answered(mac), key, { mac, at: late })).toThrow('not signed by');
    const unsigned = encodeMessage({ ...message, flags: 0x8000 });
    expect(() => verifyMessage(unsigned, key, { mac, at })).toThrow('is not signed');
    const changed = answered(mac);
    changed[3] = 1;
    expect(() => verifyMessage(changed, key, { mac, at })).toThrow('not signed by');
  });
});
