/** Addresses and networks, as people write them into allow lists: `203.0.113.7`, `10.0.0.0/8`, `2001:db8::/32`. */
import { BlockList, isIP } from 'node:net';

export interface IpList {
  has(ip: string): boolean;
}

/** An IPv4 address that came over an IPv6 socket. */
const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

function plain(ip: string): string {
  return mapped.exec(ip)?.[1] ?? ip;
}

function familyOf(address: string): { family: 'ipv4' | 'ipv6'; bits: number } | undefined {
  const version = isIP(address);
  if (version === 0) return undefined;
  return version === 4 ? { family: 'ipv4', bits: 32 } : { family: 'ipv6', bits: 128 };
}

function isPrefix(text: string | undefined, bits: number): boolean {
  return text === undefined || (/^\d{1,3}$/.test(text) && Number(text) <= bits);
}

/** Whether the text is an address or a network in CIDR form. */
export function isIpRange(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/');
  const kind = familyOf(address);
  return kind !== undefined && rest.length === 0 && isPrefix(prefix, kind.bits);
}

/** A list of entries that {@link isIpRange} accepts; others are left out, so a damaged list lets nobody in. */
export function createIpList(ranges: readonly string[]): IpList {
  const list = new BlockList();
  for (const range of ranges.filter(isIpRange)) {
    const [address = '', prefix] = range.split('/');
    const kind = familyOf(address);
    if (kind !== undefined) list.addSubnet(address, prefix === undefined ? kind.bits : Number(prefix), kind.family);
  }
  return {
    has(ip) {
      const address = plain(ip);
      const kind = familyOf(address);
      return kind !== undefined && list.check(address, kind.family);
    },
  };
}
