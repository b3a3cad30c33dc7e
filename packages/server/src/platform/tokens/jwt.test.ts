import { createHmac, randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  createTokenMemory,
  generateTokenKeys,
  looksLikeToken,
  signingKeyOf,
  signToken,
  type TokenAlgorithm,
  type TokenClaims,
  verificationKeyOf,
  verifyToken,
} from './jwt.ts';

const now = new Date('2026-03-01T12:00:00Z');
const claims: TokenClaims = {
  subject: 'ada',
  issuer: 'moorage',
  audience: 'moorage',
  issuedAt: now,
  expiresAt: new Date('2026-03-01T13:00:00Z'),
  id: randomUUID(),
  more: { sid: 'family' },
};
const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

async function pairOf(algorithm: TokenAlgorithm) {
  const { kid, publicJwk, privateDer } = await generateTokenKeys(algorithm);
  const verification = verificationKeyOf(kid, algorithm, publicJwk);
  const read = (token: string, part: { issuer?: string; audience?: string; now?: Date } = {}) =>
    verifyToken(token, {
      issuer: 'moorage',
      audience: 'moorage',
      now,
      keyOf: async (id) => (id === kid ? verification : undefined),
      ...part,
    });
  return { kid, publicJwk, signing: signingKeyOf(kid, algorithm, privateDer), read };
}

describe.each(['EdDSA', 'RS256'] as const)('a token signed with %s', (algorithm) => {
  it('is read back with what it says', async () => {
    const { signing, read, publicJwk } = await pairOf(algorithm);
    const token = await signToken(claims, signing);
    expect(looksLikeToken(token)).toBe(true);
    expect(await read(token)).toMatchObject({ subject: 'ada', expiresAt: claims.expiresAt, claims: { sid: 'family' } });
    expect(publicJwk).toMatchObject({ alg: algorithm, use: 'sig' });
    expect(publicJwk).not.toHaveProperty('d');
  });

  it('is for its issuer, its audience and its time only', async () => {
    const { signing, read } = await pairOf(algorithm);
    const token = await signToken(claims, signing);
    expect(await read(token, { issuer: 'another' })).toBeUndefined();
    expect(await read(token, { audience: 'another' })).toBeUndefined();
    expect(await read(token, { now: claims.expiresAt })).toBeUndefined();
    expect(await read(token, { now: new Date(claims.expiresAt.getTime() - 1_000) })).toBeDefined();
  });

  it('is not believed with another key, algorithm or content', async () => {
    const { kid, publicJwk, signing, read } = await pairOf(algorithm);
    const [head = '', payload = '', signature = ''] = (await signToken(claims, signing)).split('.');
    const shared = `${encode({ alg: 'HS256', kid, typ: 'at+jwt' })}.${payload}`;
    const confused = createHmac('sha256', JSON.stringify(publicJwk)).update(shared).digest('base64url');
    const stranger = await pairOf(algorithm);
    for (const token of [
      await signToken(claims, { ...stranger.signing, kid }),
      await signToken(claims, stranger.signing),
      `${shared}.${confused}`,
      `${encode({ alg: 'none', kid, typ: 'at+jwt' })}.${payload}.`,
      `${encode({ alg: algorithm === 'EdDSA' ? 'RS256' : 'EdDSA', kid, typ: 'at+jwt' })}.${payload}.${signature}`,
      `${head}.${encode({ sub: 'mallory', iss: 'moorage', aud: 'moorage' })}.${signature}`,
      `${head}.${payload}.`,
      'a.b.c',
      '',
    ]) {
      expect(await read(token)).toBeUndefined();
    }
  });
});

describe('a memory of tokens', () => {
  async function remembering() {
    const { kid, publicJwk, privateDer } = await generateTokenKeys('EdDSA');
    const known = { key: verificationKeyOf(kid, 'EdDSA', publicJwk) };
    const memory = createTokenMemory();
    const kept: string[] = [];
    const counting = { ...memory, keep: (...args: Parameters<typeof memory.keep>) => (kept.push(args[0]), memory.keep(...args)) };
    const read = (token: string, at = now) =>
      verifyToken(token, { issuer: 'moorage', audience: 'moorage', now: at, keyOf: async () => known.key, memory: counting });
    const token = await signToken(claims, signingKeyOf(kid, 'EdDSA', privateDer));
    return { read, token, kept, readKeysAnew: () => (known.key = verificationKeyOf(kid, 'EdDSA', publicJwk)) };
  }

  it('spares the second verification, until the token ends', async () => {
    const { read, token, kept } = await remembering();
    const first = await read(token);
    expect(await read(token)).toBe(first);
    expect(kept).toHaveLength(1);
    expect(await read(token, claims.expiresAt)).toBeUndefined();
  });

  it('knows only what was good, letter by letter', async () => {
    const { read, token, kept } = await remembering();
    await read(token);
    const forged = `${token.slice(0, -8)}AAAAAAAA`;
    expect([await read(forged), await read(forged)]).toEqual([undefined, undefined]);
    expect(kept).toHaveLength(1);
  });

  it('is gone with the keys, which are read anew when one is retired', async () => {
    const { read, token, kept, readKeysAnew } = await remembering();
    await read(token);
    readKeysAnew();
    expect(await read(token)).toBeDefined();
    expect(kept).toHaveLength(2);
  });
});
