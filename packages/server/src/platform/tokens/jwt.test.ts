import { createHmac, randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
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
