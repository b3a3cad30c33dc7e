/** What custom domains need of the DNS. The adapter is in adapters/dns, its fake beside it. */

export type DnsType = 'TXT' | 'CNAME' | 'A';

export type DnsAnswer =
  | { readonly kind: 'found'; readonly values: readonly string[] }
  /** The name exists in no way (NXDOMAIN). */
  | { readonly kind: 'no-name' }
  /** The name exists, with no record of this type. */
  | { readonly kind: 'no-record' }
  /** Nothing is known: the servers failed, refused, or did not answer in time. */
  | { readonly kind: 'failed'; readonly reason: 'server-failure' | 'timeout' | 'refused' | 'unreachable' };

export interface DnsResolver {
  /** Never throws; names come back in lower case and without a final dot. */
  lookup(name: string, type: DnsType): Promise<DnsAnswer>;
}
