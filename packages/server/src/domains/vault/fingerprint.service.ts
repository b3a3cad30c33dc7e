/**
 * Fingerprints of what must not be guessed from them.
 *
 * A request that is remembered may hold a password. A plain hash of it would let everybody who has a copy of the database try
 * passwords; one under a key that only the vault can open does not. The key is random, lies sealed in the database like
 * everything else, and is sealed anew with it, so that fingerprints stay what they are through every rotation.
 */
import { createHmac, randomBytes } from 'node:crypto';
import type { Clock } from '@moorage/core/clock';
import { isAppError } from '@moorage/core/errors';
import type { Db } from '../../platform/db/database.ts';
import { findFingerprintKey, fingerprintPlace, insertFingerprintKey } from './fingerprint.store.ts';
import type { Vault } from './vault.service.ts';

/** The same text gives the same fingerprint, in every process of the platform and nowhere else. */
export type Fingerprint = (text: string) => Promise<string>;

export interface FingerprintDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly vault: Vault;
}

async function makeKey({ db, clock, vault }: FingerprintDeps): Promise<Buffer | undefined> {
  await vault.prepare(null);
  const key = randomBytes(32);
  try {
    return await db.system('make the key of fingerprints', async (tx) => {
      await insertFingerprintKey(tx, await vault.seal(tx, fingerprintPlace, key), clock.now());
      return await findFingerprintKey(tx);
    });
  } finally {
    key.fill(0);
  }
}

async function readKey(deps: FingerprintDeps): Promise<Buffer> {
  const sealed = (await deps.db.system('read the key of fingerprints', findFingerprintKey)) ?? (await makeKey(deps));
  if (sealed === undefined) throw new Error('the key of fingerprints vanished while it was made');
  return sealed;
}

export function createFingerprint(deps: FingerprintDeps): Fingerprint {
  // Only the sealed key is kept here; how long an open one stays in memory is the keyring's affair.
  let known: Buffer | undefined;

  async function openKey(): Promise<Buffer> {
    if (known !== undefined) {
      try {
        return await deps.vault.open(fingerprintPlace, known);
      } catch (error) {
        // Sealed anew meanwhile, and the key that it was under is gone.
        if (!isAppError(error, 'internal')) throw error;
      }
    }
    known = await readKey(deps);
    return await deps.vault.open(fingerprintPlace, known);
  }

  return async (text) => {
    const key = await openKey();
    try {
      return createHmac('sha256', key).update(text, 'utf8').digest('base64url');
    } finally {
      key.fill(0);
    }
  };
}
