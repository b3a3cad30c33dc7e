/** The token that is in use: obtained once for all who ask at the same time, renewed before it ends, obtained anew after that. */
import type { Clock } from '@moorage/core/clock';
import type { Log } from '@moorage/core/log';
import { type Lease, logIn, renew, type Send, type VaultLogin } from './vault-login.ts';

export interface VaultToken {
  /** A token that is good now. */
  current(): Promise<string>;
  /** After the server has said that it does not know this one. */
  drop(token: string): void;
  close(): void;
}

export interface TokenDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly send: Send;
  readonly login: VaultLogin;
}

interface Held extends Lease {
  readonly endsAtMs: number;
  readonly renewAtMs: number;
  /** Of the first lease; one near its greatest age gets ever shorter ones. */
  readonly fullMs: number;
}

/** Between tries to renew in the background. */
const againMs = 30_000;

function heldFrom(lease: Lease, nowMs: number, fullMs = lease.ttlMs ?? Infinity): Held {
  const ttlMs = lease.ttlMs ?? Infinity;
  return { ...lease, fullMs, endsAtMs: nowMs + ttlMs, renewAtMs: nowMs + (ttlMs * 2) / 3 };
}

export function createVaultToken({ clock, log, send, login }: TokenDeps): VaultToken {
  let held: Held | undefined;
  let obtaining: Promise<Held> | undefined;
  let cancel = (): void => {};
  let isClosed = false;

  async function renewed(present: Held): Promise<Held | undefined> {
    if (!present.renewable || present.endsAtMs <= clock.monotonicMs()) return undefined;
    const beganMs = clock.monotonicMs();
    const lease = await renew(send, present);
    if (lease === undefined) return undefined;
    const isShort = (lease.ttlMs ?? Infinity) < present.fullMs / 2;
    return isShort && login.kind !== 'token' ? undefined : heldFrom(lease, beganMs, present.fullMs);
  }

  async function obtain(): Promise<Held> {
    const beganMs = clock.monotonicMs();
    return (held && (await renewed(held))) ?? heldFrom(await logIn(send, login), beganMs);
  }

  /** A given token cannot be obtained anew, so it is renewed even while nobody asks. */
  function renewInTime(): void {
    cancel();
    if (isClosed || login.kind !== 'token' || held?.renewable !== true || held.ttlMs === undefined) return;
    const waitMs = Math.max(held.renewAtMs - clock.monotonicMs(), againMs);
    cancel = clock.after(Math.min(waitMs, 2 ** 31 - 1), () => {
      fresh().then(renewInTime, (error: unknown) => {
        log.warn('the token of Vault could not be renewed', { error });
        renewInTime();
      });
    });
  }

  async function fresh(): Promise<Held> {
    const nowMs = clock.monotonicMs();
    if (held !== undefined && nowMs < held.renewAtMs) return held;
    obtaining ??= obtain()
      .then((next) => {
        held = next;
        renewInTime();
        return next;
      })
      .finally(() => {
        obtaining = undefined;
      });
    const present = held;
    return await obtaining.catch((error: unknown) => {
      // It could not be renewed just now, and is still good.
      if (present !== undefined && present === held && clock.monotonicMs() < present.endsAtMs) return present;
      throw error;
    });
  }

  return {
    current: async () => (await fresh()).token,
    drop(token) {
      if (held?.token === token) held = undefined;
    },
    close() {
      isClosed = true;
      cancel();
    },
  };
}
