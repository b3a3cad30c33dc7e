/**
 * Pod addresses: one loopback address a pod from 127.64.0.0/11.
 *
 * Linux answers on all of 127.0.0.0/8, so that many pods can listen on the same port. Where only 127.0.0.1 exists (macOS) every
 * pod has that address, and two that want the same port cannot run at the same time.
 */
import { createServer } from 'node:net';

export interface AddressPool {
  /** The wanted address when it is free and ours, otherwise the next free one. */
  claim(wanted: string | undefined): string;
  release(address: string): void;
}

const firstNumber = 2;
const lastNumber = 2 ** 21 - 2;
const shared = '127.0.0.1';

function format(number: number): string {
  return `127.${64 + (number >> 16)}.${(number >> 8) & 255}.${number & 255}`;
}

/** The pool of distinct addresses. */
export function createAddressPool(): AddressPool {
  const taken = new Set<string>();
  let next = firstNumber;
  function advance(): string {
    const address = format(next);
    next = next >= lastNumber ? firstNumber : next + 1;
    return address;
  }
  return {
    claim(wanted) {
      const isOurs = /^127\.(6[4-9]|[78]\d|9[0-5])\./.test(wanted ?? '');
      let address = isOurs && wanted !== undefined && !taken.has(wanted) ? wanted : advance();
      while (taken.has(address)) address = advance();
      taken.add(address);
      return address;
    },
    release: (address) => void taken.delete(address),
  };
}

/** The pool for a machine with a single loopback address. */
export function createSharedAddress(): AddressPool {
  return { claim: () => shared, release: () => {} };
}

/** True when this machine answers on all of 127.0.0.0/8. */
export function hasManyLoopbacks(): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(0, format(lastNumber), () => server.close(() => resolve(true)));
  });
}
