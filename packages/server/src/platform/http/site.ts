/**
 * Hosts other than our own under which we answer, each in somebody's name.
 *
 * A site is found by the host that the client asked for: the `Host` header, or `X-Forwarded-Host` from a proxy that is trusted
 * (the server reads them, nobody else does). A host that is no site is treated as it always was: the address guard decides, and
 * the platform answers as itself. What a site may show is not decided here; whoever authenticates and whoever serves finds it in
 * the request's context.
 */
import { isIP } from 'node:net';

export interface Site {
  readonly id: string;
  /** Scheme, host and port under which people reach it; the beginning of every link that leads there. */
  readonly origin: string;
  /** One that is switched off answers nothing but that it is. */
  readonly isEnabled: boolean;
}

/** The site of a host, with or without a port; `undefined` for the platform's own and for those nobody knows. */
export type FindSite = (host: string) => Promise<Site | undefined>;

/** A host in one spelling: lower case, without port, brackets and final dot. */
export function hostNameOf(host: string): string {
  return host
    .replace(/:\d+$/, '')
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase();
}

/** Whether the name is one that no site can have: an address, or this machine. */
export function isNoSiteName(name: string): boolean {
  return name === '' || name === 'localhost' || isIP(name) !== 0;
}
