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

/** Seals any number of values within one transaction, all under one key. */
export interface Sealer {
  readonly version: number;
  seal(place: SealedPlace, plain: Uint8Array): Buffer;
}

function replaced(orgId: string | null): AppError {
  return new AppError('unavailable', 'The key of this organization is being replaced.', {
    retryAfterSeconds: 1,
    internal: `no key of ${ownerOf(orgId)} is prepared, or the transaction does not see it`,
  });
}

/** The newest key that this process knows; the rows of all keys are locked. */
async function claimKnown(keyring: Keyring, tx: Tx, orgId: string | null): Promise<number | undefined> {
  const rows = await claimKeys(tx, orgId);
  return rows.find(({ version }) => keyring.use(orgId, version, () => true) === true)?.version;
}

export async function createSealer(keyring: Keyring, tx: Tx, orgId: string | null): Promise<Sealer> {
  // A second look sees keys of a rotation that the first one had to wait for.
  const version = (await claimKnown(keyring, tx, orgId)) ?? (await claimKnown(keyring, tx, orgId));
  if (version === undefined) throw replaced(orgId);
  return {
    version,
    seal(place, plain) {
      const sealed = keyring.use(orgId, version, (bytes) => sealEnvelope({ bytes, version }, place, plain));
      if (sealed === undefined || place.orgId !== orgId) throw replaced(orgId);
      return sealed;
    },
  };
}

async function seal({ keyring }: VaultServiceDeps, tx: Tx, place: SealedPlace, plain: Secret | Uint8Array): Promise<Buffer> {
  const sealer = await createSealer(keyring, tx, place.orgId);
  if (!(plain instanceof Secret)) return sealer.seal(place, plain);
  const bytes = Buffer.from(plain.reveal(), 'utf8');
  try {
    return sealer.seal(place, bytes);
  } finally {
    bytes.fill(0);
  }
}

async function open({ keyring, earlier }: VaultServiceDeps, place: SealedPlace, sealed: Uint8Array): Promise<Buffer> {
  const version = keyVersionOf(sealed);
  const old = version === undefined ? openEarlier(earlier, place, sealed) : undefined;
  if (old !== undefined) return old;
  if (version === undefined) throw unreadable(place.orgId, 0, `a value of ${place.table}.${place.column} has no known format`);
  const attempt = (): Buffer | undefined =>
    keyring.use(place.orgId, version, (bytes) => openEnvelope({ bytes, version }, place, sealed));
  const known = attempt();
  if (known !== undefined) return known;
  await keyring.load(place.orgId, version);
  const opened = attempt();
  if (opened === undefined) throw unreadable(place.orgId, version, 'was destroyed while it was needed');
  return opened;
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
