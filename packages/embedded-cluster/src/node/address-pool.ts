/**
 * Pod addresses: one loopback address a pod from the cluster's slice.
 *
 * Linux answers on all of 127.0.0.0/8, so that many pods can listen on the same port. Where only 127.0.0.1 exists (macOS) every
 * pod has that address, and two that want the same port cannot run at the same time.
 */
import { formatAddress, isInRange, type AddressRange } from './loopback-slice.rules.ts';

export interface AddressPool {
  /** The wanted address when it is free and ours, otherwise the next free one. */
  claim(wanted: string | undefined): string;
  release(address: string): void;
}

/** The pool of distinct addresses; the first two are not handed out. An address comes back as late as possible. */
export function createAddressPool(range: AddressRange): AddressPool {
  const taken = new Set<string>();
  let next = 2;
  function advance(): string {
    const address = formatAddress(range.first + next);
    next = next + 2 >= range.size ? 2 : next + 1;
    return address;
  }
  return {
    claim(wanted) {
      let address = isInRange(wanted, range) && !taken.has(wanted) ? wanted : advance();
      for (let tries = 0; taken.has(address) && tries < range.size; tries += 1) address = advance();
      taken.add(address);
      return address;
    },
    release: (address) => void taken.delete(address),
  };
}

/** The pool for a machine with a single loopback address. */
export function createSharedAddress(): AddressPool {
  return { claim: () => '127.0.0.1', release: () => {} };
}
