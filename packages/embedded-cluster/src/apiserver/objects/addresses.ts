/** Service addresses, handed out from a loopback range so that they are reachable without any network set-up. */
import type { KubeObject } from '@moorage/kube/objects';
import { stringAt } from '../json.ts';
import { refuse } from '../refusal.ts';

interface Range {
  readonly first: number;
  readonly size: number;
}

function toNumber(address: string): number | undefined {
  const parts = address.split('.').map(Number);
  if (parts.length !== 4 || parts.some((part) => !Number.isInteger(part) || part < 0 || part > 255)) return undefined;
  return parts.reduce((sum, part) => sum * 256 + part, 0);
}

function toText(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
}

function parseRange(cidr: string): Range {
  const [address = '', bits = ''] = cidr.split('/');
  const first = toNumber(address);
  const length = Number(bits);
  if (first === undefined || !Number.isInteger(length) || length < 8 || length > 30 || !address.startsWith('127.')) {
    throw refuse('BadRequest', `serviceCidr must be a range inside 127.0.0.0/8, not ${JSON.stringify(cidr)}`);
  }
  return { first, size: 2 ** (32 - length) };
}

export interface AddressPool {
  /** A free address, or the wished one; refuses one that is taken or outside the range. */
  allocate(services: readonly KubeObject[], wished?: string): string;
}

export function createAddressPool(cidr: string): AddressPool {
  const range = parseRange(cidr);
  // The first address is left for the API itself, as in other clusters.
  let next = 2;
  return {
    allocate(services, wished) {
      const taken = new Set(services.map((service) => stringAt(service, 'spec', 'clusterIP')));
      if (wished !== undefined) {
        const offset = (toNumber(wished) ?? -1) - range.first;
        if (offset < 1 || offset >= range.size - 1)
          throw refuse('BadRequest', `the provided IP ${wished} is not in the valid range ${cidr}`);
        if (taken.has(wished)) throw refuse('Invalid', `the provided IP ${wished} is already allocated`);
        return wished;
      }
      for (let tries = 0; tries < range.size; tries += 1) {
        const address = toText(range.first + next);
        next = next + 1 >= range.size - 1 ? 2 : next + 1;
        if (!taken.has(address)) return address;
      }
      throw refuse('ServiceUnavailable', 'no service addresses are left');
    },
  };
}
