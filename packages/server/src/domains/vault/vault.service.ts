/**
 * Sealing and opening, as other domains use it.
 *
 * `prepare` comes before a transaction and is the only step that may wait for the keeper of the root key. `seal` comes inside, and locks
 * the key's row until the transaction ends: a rotation waits for it, looks again, and so sees every value that was sealed under
 * the old key. Where a rotation has just brought a key that this process does not know yet, the one before it is used; the rotation
 * finds that value and seals it anew.
 */
import { AppError } from '@moorage/core/errors';
import { Secret } from '@moorage/core/secret';
import { keyVersionOf, openEnvelope, sealEnvelope, type SealedPlace } from '../../platform/crypto/envelope.ts';
import type { SealedBox } from '../../platform/crypto/sealed-box.ts';
import type { Tx } from '../../platform/db/database.ts';
import type { Counter } from '../../platform/metrics/metrics.ts';
import { openEarlier } from './earlier-value.service.ts';
import { type Keyring, unreadable } from './keyring.service.ts';
import { ownerOf } from './vault.rules.ts';
import { claimKeys } from './vault.store.ts';

export interface Vault {
  /**
   * Before a transaction: makes the owner's key where there is none and unwraps it. The only step that may ask the keeper of the root
   * key. Null is the platform.
   */
  prepare(orgId: string | null): Promise<void>;
  /** In the transaction that writes the row, which must be one that sees the organization (or all of them, for the platform). */
  seal(tx: Tx, place: SealedPlace, plain: Secret | Uint8Array): Promise<Buffer>;
  /** Reads; loads keys that it does not know yet, so call `prepare` first where a transaction is open. */
  open(place: SealedPlace, sealed: Uint8Array): Promise<Buffer>;
  /** The same for text. */
  openSecret(place: SealedPlace, sealed: Uint8Array): Promise<Secret>;
}

export interface VaultServiceDeps {
  readonly keyring: Keyring;
  readonly operations: Counter;
  /** Opens values from before the vault. */
  readonly earlier: SealedBox | undefined;
}

interface KnownKey {
  readonly bytes: Buffer;
  readonly version: number;
}

/** The newest key that this process knows, with its row locked. */
async function claimKnown(keyring: Keyring, tx: Tx, orgId: string | null): Promise<KnownKey | undefined> {
  for (const { version } of await claimKeys(tx, orgId)) {
    const bytes = keyring.peek(orgId, version);
    if (bytes !== undefined) return { bytes, version };
  }
  return undefined;
}

async function seal({ keyring }: VaultServiceDeps, tx: Tx, place: SealedPlace, plain: Secret | Uint8Array): Promise<Buffer> {
  // A second look sees keys of a rotation that the first one had to wait for.
  const key = (await claimKnown(keyring, tx, place.orgId)) ?? (await claimKnown(keyring, tx, place.orgId));
  if (key === undefined) {
    throw new AppError('unavailable', 'The key of this organization is being replaced.', {
      retryAfterSeconds: 1,
      internal: `no key of ${ownerOf(place.orgId)} is prepared, or the transaction does not see it`,
    });
  }
  const bytes = plain instanceof Secret ? Buffer.from(plain.reveal(), 'utf8') : plain;
  const sealed = sealEnvelope(key, place, bytes);
  if (plain instanceof Secret) bytes.fill(0);
  return sealed;
}

async function open({ keyring, earlier }: VaultServiceDeps, place: SealedPlace, sealed: Uint8Array): Promise<Buffer> {
  const version = keyVersionOf(sealed);
  const old = version === undefined ? openEarlier(earlier, place, sealed) : undefined;
  if (old !== undefined) return old;
  if (version === undefined) throw unreadable(place.orgId, 0, `a value of ${place.table}.${place.column} has no known format`);
  return openEnvelope({ bytes: await keyring.load(place.orgId, version), version }, place, sealed);
}

export function createVaultService(deps: VaultServiceDeps): Vault {
  const counted = async <T>(operation: string, work: () => Promise<T>): Promise<T> => {
    let outcome = 'failed';
    try {
      const result = await work();
      outcome = 'done';
      return result;
    } finally {
      deps.operations.inc({ operation, outcome });
    }
  };
  const opened = (place: SealedPlace, sealed: Uint8Array): Promise<Buffer> => counted('open', () => open(deps, place, sealed));
  return {
    prepare: (orgId) => deps.keyring.prepare(orgId),
    seal: (tx, place, plain) => counted('seal', () => seal(deps, tx, place, plain)),
    open: opened,
    async openSecret(place, sealed) {
      const bytes = await opened(place, sealed);
      const secret = new Secret(bytes.toString('utf8'));
      bytes.fill(0);
      return secret;
    },
  };
}
