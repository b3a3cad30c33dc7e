/**
 * Where we may connect to on behalf of a tenant.
 *
 * Whatever is near us (this machine, its link, its private networks) must be out of tenants' reach, so only public addresses are
 * open. A name is resolved once, every address that it has must be open, and the connection goes to these very addresses: a name
 * that resolves otherwise a moment later changes nothing.
 */
import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { callbackify } from 'node:util';

export interface Address {
  readonly address: string;
  readonly family: number;
}

export type Resolve = (host: string) => Promise<readonly Address[]>;

/** Of IPv4, what is not public (RFC 6890); of IPv6, the little that is. */
const closed = new BlockList();
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  closed.addSubnet(net, prefix, 'ipv4');
const global6 = new BlockList();
global6.addSubnet('2000::', 3, 'ipv6');
/** Tunnels that carry IPv4 addresses inside, and documentation. */
const special6 = new BlockList();
special6.addSubnet('2001::', 23, 'ipv6');
special6.addSubnet('2001:db8::', 32, 'ipv6');
special6.addSubnet('2002::', 16, 'ipv6');
special6.addSubnet('3fff::', 20, 'ipv6');
const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Whether an address can be reached by everybody. */
export function isPublicAddress({ address, family }: Address): boolean {
  if (family === 4) return !closed.check(address, 'ipv4');
  return global6.check(address, 'ipv6') && !special6.check(address, 'ipv6');
}

/** Whether an address is of this machine. */
export function isLoopbackAddress({ address, family }: Address): boolean {
  return loopback.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

/** Of a name as well as of an address that is written out, in the order of the system. */
export async function addressesOf(host: string, resolve: Resolve = resolveWithSystem): Promise<readonly Address[]> {
  const family = isIP(host);
  return family === 0 ? await resolve(host) : [{ address: host, family }];
}

function resolveWithSystem(host: string): Promise<readonly Address[]> {
  return lookup(host, { all: true, verbatim: true });
}

/** A `lookup` for connections that only ever gives public addresses; anything else is refused as `EACCES`. */
export function createPublicLookup(resolve?: Resolve): LookupFunction {
  return createOpenLookup(isPublicAddress, resolve);
}

/** The same for addresses that are open for another reason, too. */
export function createOpenLookup(isOpen: (address: Address) => boolean, resolve?: Resolve): LookupFunction {
  const find = callbackify(async (host: string): Promise<LookupAddress[]> => {
    const found = await addressesOf(host, resolve);
    if (found.length > 0 && found.every(isOpen)) return [...found];
    throw Object.assign(new Error('the address is not public'), { code: 'EACCES' });
  });
  return (host, _options, done) => find(host, (error, found) => done(error, found));
}
