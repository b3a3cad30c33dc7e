import { isAppError } from '@moorage/core/errors';
import { describe, expect, it } from 'vitest';
import { sha256 } from './digest.ts';
import { checkOf, createKeyVerifier, isOutdatedVerifier } from './key-verifier.ts';

const secret = 'q'.repeat(43);

describe('a key verifier', () => {
  it('accepts the secret it was made of and no other', async () => {
    const keys = createKeyVerifier();
    const verifier = await keys.hash(secret);
    expect(verifier).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await keys.matches(verifier, secret)).toBe(true);
    expect(await keys.matches(verifier, secret)).toBe(true);
    expect(await keys.matches(verifier, `${secret.slice(1)}r`)).toBe(false);
  });

  it('salts, so that two verifiers of one secret differ', async () => {
    const keys = createKeyVerifier();
    expect(await keys.hash(secret)).not.toBe(await keys.hash(secret));
  });

  it('knows what another process hashed', async () => {
    const verifier = await createKeyVerifier().hash(secret);
    expect(await createKeyVerifier().matches(verifier, secret)).toBe(true);
  });

  it('accepts a verifier of the time before Argon2id and says that it is outdated', async () => {
    const keys = createKeyVerifier();
    const old = `$sha256$${sha256(secret).toString('base64')}`;
    expect(await keys.matches(old, secret)).toBe(true);
    expect(await keys.matches(old, 'r'.repeat(43))).toBe(false);
    expect(isOutdatedVerifier(old)).toBe(true);
    expect(isOutdatedVerifier(await keys.hash(secret))).toBe(false);
  });

  it('gives four bytes to compare before anything slow', () => {
    expect(checkOf(secret)).toHaveLength(4);
    expect(checkOf(secret).equals(checkOf(`${secret.slice(1)}r`))).toBe(false);
  });

  it('answers 503 when more wait than may, and serves all that were let in', async () => {
    const keys = createKeyVerifier({ inFlight: 1, waiting: 2 });
    const all = await Promise.allSettled(Array.from({ length: 6 }, () => keys.hash(secret)));
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    const refused = all.filter((one) => one.status === 'rejected');
    expect(refused.every(({ reason }) => isAppError(reason, 'unavailable') && reason.retryAfterSeconds === 1)).toBe(true);
    expect(await keys.hash(secret)).toContain('argon2id');
  });
});
