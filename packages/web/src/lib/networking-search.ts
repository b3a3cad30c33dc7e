/** Reads what the URL says of the pages of load balancers and the DNS. */
import { type DnsStatus, dnsStatuses } from './dns-domain.ts';
import { type RecordType, recordTypes } from './dns-value.ts';
import { type BalancerKind, balancerKinds } from './load-balancer.ts';
import { searchText } from './search.ts';

type Search = Readonly<Record<string, unknown>>;

interface TextSearch {
  readonly search?: string | undefined;
}

function parseText(search: Search): TextSearch {
  const text = searchText(search['search']);
  return text === undefined ? {} : { search: text };
}

function parseStatus(search: Search): { readonly status?: DnsStatus } {
  const status = dnsStatuses.find((one) => one === search['status']);
  return status === undefined ? {} : { status };
}

export interface BalancersSearch extends TextSearch {
  readonly kind?: BalancerKind | undefined;
}

export function parseBalancersSearch(search: Search): BalancersSearch {
  const kind = balancerKinds.find((one) => one === search['kind']);
  return { ...(kind === undefined ? {} : { kind }), ...parseText(search) };
}

export interface DomainsSearch extends TextSearch {
  readonly status?: DnsStatus | undefined;
}

export function parseDomainsSearch(search: Search): DomainsSearch {
  return { ...parseStatus(search), ...parseText(search) };
}

export interface RecordsSearch extends DomainsSearch {
  readonly type?: RecordType | undefined;
}

export function parseRecordsSearch(search: Search): RecordsSearch {
  const type = recordTypes.find((one) => one === search['type']);
  return { ...(type === undefined ? {} : { type }), ...parseDomainsSearch(search) };
}
