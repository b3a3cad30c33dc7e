/**
 * Which Host headers may be answered.
 *
 * A web page of anybody can make a browser send requests to 127.0.0.1 under a name of its own (DNS rebinding). Such a request
 * carries that name; only names that cannot belong to anybody else are accepted.
 */

/** The host without its port, lower case; undefined when the header is not a host. */
export function parseHost(header: string | undefined): string | undefined {
  const match = /^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)(?::\d{1,5})?$/.exec(header ?? '');
  return match?.[1]?.toLowerCase().replace(/\.$/, '');
}

/** True for loopback names and addresses, and for the given domains and what is below them. */
export function isAllowedHost(host: string, domains: readonly string[]): boolean {
  if (host === 'localhost' || host.endsWith('.localhost') || host === '[::1]') return true;
  if (/^127(?:\.\d{1,3}){3}$/.test(host)) return true;
  return domains.some((domain) => host === domain.toLowerCase() || host.endsWith(`.${domain.toLowerCase()}`));
}

/** True for an address that only this machine can reach. */
export function isLoopbackAddress(address: string): boolean {
  return address === 'localhost' || address === '::1' || /^127(?:\.\d{1,3}){3}$/.test(address);
}
