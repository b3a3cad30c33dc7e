/**
 * Signed tokens (JWS compact) and the keys that sign them.
 *
 * A token is accepted only with a `kid` that we know, the algorithm that this very key is for, the type that we issue, our
 * issuer and audience, and a time that has not passed. The algorithm is never taken from the token: a key is for one algorithm,
 * and `none` and the symmetric ones are for none, so a public key can never be used as a shared secret.
 */
import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { calculateJwkThumbprint, decodeProtectedHeader, exportJWK, type JWK, jwtVerify, SignJWT } from 'jose';
import { createNames } from '../crypto/digest.ts';

export type TokenAlgorithm = 'EdDSA' | 'RS256';

export interface KeyPair {
  /** The RFC 7638 thumbprint of the public key. */
  readonly kid: string;
  readonly algorithm: TokenAlgorithm;
  /** As it is published, with `kid`, `alg` and `use`. */
  readonly publicJwk: JWK;
  /** PKCS 8, DER. */
  readonly privateDer: Buffer;
}

export interface SigningKey {
  readonly kid: string;
  readonly algorithm: TokenAlgorithm;
  readonly key: KeyObject;
}

export type VerificationKey = SigningKey;

export interface TokenClaims {
  readonly subject: string;
  readonly issuer: string;
  readonly audience: string;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
  readonly id: string;
  /** Beside the registered ones. */
  readonly more: Readonly<Record<string, string>>;
}

const type = 'at+jwt';
const makeKeyPair = promisify(generateKeyPair);

async function newKeys(algorithm: TokenAlgorithm): Promise<{ publicKey: KeyObject; privateKey: KeyObject }> {
  if (algorithm === 'EdDSA') return await makeKeyPair('ed25519');
  return await makeKeyPair('rsa', { modulusLength: 2048 });
}

/** A new pair of keys. */
export async function generateTokenKeys(algorithm: TokenAlgorithm): Promise<KeyPair> {
  const { publicKey, privateKey } = await newKeys(algorithm);
  const jwk = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(jwk);
  const privateDer = privateKey.export({ format: 'der', type: 'pkcs8' });
  return { kid, algorithm, publicJwk: { ...jwk, kid, alg: algorithm, use: 'sig' }, privateDer };
}

/** The private half as {@link signToken} takes it. */
export function signingKeyOf(kid: string, algorithm: TokenAlgorithm, privateDer: Buffer): SigningKey {
  return { kid, algorithm, key: createPrivateKey({ key: privateDer, format: 'der', type: 'pkcs8' }) };
}

/** The public half as {@link verifyToken} takes it. */
export function verificationKeyOf(kid: string, algorithm: TokenAlgorithm, jwk: JWK): VerificationKey {
  return { kid, algorithm, key: createPublicKey({ key: { ...jwk }, format: 'jwk' }) };
}

const seconds = (at: Date): number => Math.floor(at.getTime() / 1000);

/** A signed token of these claims. */
export async function signToken(claims: TokenClaims, signing: SigningKey): Promise<string> {
  return await new SignJWT({ ...claims.more })
    .setProtectedHeader({ alg: signing.algorithm, kid: signing.kid, typ: type })
    .setSubject(claims.subject)
    .setIssuer(claims.issuer)
    .setAudience(claims.audience)
    .setIssuedAt(seconds(claims.issuedAt))
    .setExpirationTime(seconds(claims.expiresAt))
    .setJti(claims.id)
    .sign(signing.key);
}

export interface TokenExpectation {
  readonly issuer: string;
  readonly audience: string;
  readonly now: Date;
  keyOf(kid: string): Promise<VerificationKey | undefined>;
  /** Where it is kept what was found good; of one issuer and audience. */
  readonly memory?: TokenMemory;
}

export interface VerifiedToken {
  readonly subject: string;
  readonly expiresAt: Date;
  readonly claims: Readonly<Record<string, unknown>>;
}

function headerOf(token: string): { kid: string; alg: string } | undefined {
  try {
    const { kid, alg } = decodeProtectedHeader(token);
    return kid === undefined || alg === undefined ? undefined : { kid, alg };
  } catch {
    return undefined;
  }
}

interface Remembered {
  /** What proved it. */
  readonly key: VerificationKey;
  readonly verified: VerifiedToken;
}

/** What was verified, by the token. */
export interface TokenMemory {
  find(token: string): Remembered | undefined;
  keep(token: string, remembered: Remembered): void;
}

const rememberAtMost = 10_000;

/**
 * Remembers tokens by a keyed hash, so that each is verified once and not with every request: a signature costs as much as a tenth
 * of a request. What is remembered is worth something only beside the very object of the key that proved it, so whoever reads
 * the keys anew after a change trusts nothing that the old ones proved. What was refused is not remembered.
 */
export function createTokenMemory(): TokenMemory {
  const nameOf = createNames();
  const known = new Map<string, Remembered>();
  return {
    find: (token) => known.get(nameOf(token)),
    keep(token, remembered) {
      const name = nameOf(token);
      // Written anew, it is the youngest again.
      known.delete(name);
      known.set(name, remembered);
      const [oldest] = known.keys();
      if (known.size > rememberAtMost && oldest !== undefined) known.delete(oldest);
    },
  };
}

async function verifyAnew(token: string, expected: TokenExpectation): Promise<VerifiedToken | undefined> {
  const header = headerOf(token);
  const key = header === undefined ? undefined : await expected.keyOf(header.kid);
  if (key === undefined || header?.alg !== key.algorithm) return undefined;
  try {
    const { payload } = await jwtVerify(token, key.key, {
      algorithms: [key.algorithm],
      issuer: expected.issuer,
      audience: expected.audience,
      typ: type,
      currentDate: expected.now,
      requiredClaims: ['sub', 'exp', 'iat', 'jti'],
    });
    if (payload.sub === undefined || payload.exp === undefined) return undefined;
    const verified = { subject: payload.sub, expiresAt: new Date(payload.exp * 1000), claims: payload };
    expected.memory?.keep(token, { key, verified });
    return verified;
  } catch {
    return undefined;
  }
}

/** What a token says; `undefined` for one that must not be believed, whatever the reason. */
export async function verifyToken(token: string, expected: TokenExpectation): Promise<VerifiedToken | undefined> {
  const known = expected.memory?.find(token);
  if (known === undefined || (await expected.keyOf(known.key.kid)) !== known.key) return await verifyAnew(token, expected);
  return known.verified.expiresAt > expected.now ? known.verified : undefined;
}

/** Whether a text has the form of a signed token; says nothing about its worth. */
export function looksLikeToken(text: string): boolean {
  return /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*$/.test(text);
}
