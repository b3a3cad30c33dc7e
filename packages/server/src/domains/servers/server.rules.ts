/** What a server is described with: roles and states, its name, its addresses and who signs in to it. */
import { z } from 'zod';

export const serverRoles = ['master', 'worker', 'bastion'] as const;
export type ServerRole = (typeof serverRoles)[number];
export const serverStatuses = ['pending', 'provisioning', 'ready', 'failed'] as const;
export type ServerStatus = (typeof serverStatuses)[number];

const label = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;
/** Neither an option nor anything that a shell reads as more than a word. */
const user = /^[A-Za-z_][A-Za-z0-9_.-]{0,31}$/;
const v4 = z.ipv4();
const v6 = z.ipv6();

/** What is wrong with a host's name (RFC 1123), or undefined; an empty one is none. */
export function problemOfHostname(text: string): string | undefined {
  if (text === '') return undefined;
  if (text.length > 253) return 'must be at most 253 characters';
  if (text.split('.').every((part) => label.test(part))) return undefined;
  return 'must be a host name: letters, digits and "-", in parts of at most 63 characters between dots';
}

/** What is wrong with an IPv4 or IPv6 address of one host, or undefined. */
export function problemOfAddress(text: string): string | undefined {
  if (v4.safeParse(text).success) {
    const [first = 0] = text.split('.').map(Number);
    return first === 0 || first >= 224 ? 'must be the address of one host' : undefined;
  }
  if (!v6.safeParse(text).success) return 'must be an IPv4 or IPv6 address';
  return /^ff/i.test(text) || /^[0:]+$/.test(text) ? 'must be the address of one host' : undefined;
}

export function problemOfUser(text: string): string | undefined {
  return user.test(text)
    ? undefined
    : 'must be a user name: letters, digits, "_", "-" and ".", not beginning with "-", "." or a digit';
}

/** For people, who may know a server by its address only. */
export function nameOfServer({
  hostname,
  private_ip_address: address,
}: {
  hostname: string;
  private_ip_address: string;
}): string {
  return hostname === '' ? address : hostname;
}

/** Whether nothing more is to be expected of its log. */
export function isSettled(status: ServerStatus): boolean {
  return status === 'ready' || status === 'failed';
}
