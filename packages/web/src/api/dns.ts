/** Domains and their records. Nothing tells when their status changes, so they are asked for again while somebody looks. */
import type { V1DomainCreate, V1DomainUpdate, V1RecordSetCreate, V1RecordSetUpdate } from '@moorage/sdk/types';
import { infiniteQueryOptions, keepPreviousData, type QueryClient, queryOptions } from '@tanstack/react-query';
import type { DnsStatus } from '../lib/dns-domain.ts';
import type { DomainsSearch, RecordsSearch } from '../lib/networking-search.ts';
import { client, dataOf, pageOf } from './client.ts';
import { inOrg } from './in-org.ts';
import { thenRefresh } from './then-refresh.ts';

const dnsKey = (orgId: string) => ['dns', orgId];
const pageSize = 100;
/** While somebody looks, statuses are this old at most: moments where something is on its way to the provider. */
const pollMs = { settling: 1_500, settled: 10_000 };

interface Settled {
  readonly status: DnsStatus;
}

function pollFor(all: readonly Settled[]): number {
  const isSettling = all.some(({ status }) => status === 'pending' || status === 'provisioning');
  return isSettling ? pollMs.settling : pollMs.settled;
}

function itemsOf(pages: readonly { readonly items: readonly Settled[] }[] = []): Settled[] {
  return pages.flatMap(({ items }) => [...items]);
}

export interface DnsPlace {
  readonly orgId: string;
  readonly id: string;
}

function textQuery({ status, search, type }: RecordsSearch, cursor: string) {
  return {
    limit: pageSize,
    ...(status === undefined ? {} : { status }),
    ...(type === undefined ? {} : { type }),
    ...(search === undefined ? {} : { q: search }),
    ...(cursor === '' ? {} : { cursor }),
  };
}

export function domainsQuery(orgId: string, { status, search }: DomainsSearch) {
  return infiniteQueryOptions({
    queryKey: [...dnsKey(orgId), 'domains', { status, search }],
    queryFn: ({ pageParam, signal }) => {
      const query = textQuery({ status, search }, pageParam);
      return pageOf(client.dnsDomains.list({ query }, { signal, ...inOrg(orgId) }));
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => pollFor(itemsOf(state.data?.pages)),
  });
}

export function domainQuery({ orgId, id }: DnsPlace) {
  return queryOptions({
    queryKey: [...dnsKey(orgId), 'domain', id],
    queryFn: ({ signal }) => dataOf(client.dnsDomains.get({ params: { id } }, { signal, ...inOrg(orgId) })),
    refetchInterval: ({ state }) => pollFor(state.data === undefined ? [] : [state.data]),
  });
}

export function createDomain(queries: QueryClient, orgId: string, body: V1DomainCreate) {
  return thenRefresh(queries, dnsKey(orgId), dataOf(client.dnsDomains.create({ body }, inOrg(orgId))));
}

export function updateDomain(queries: QueryClient, { orgId, id }: DnsPlace, body: V1DomainUpdate) {
  return thenRefresh(queries, dnsKey(orgId), dataOf(client.dnsDomains.update({ params: { id }, body }, inOrg(orgId))));
}

export async function deleteDomain(queries: QueryClient, { orgId, id }: DnsPlace) {
  await dataOf(client.dnsDomains.delete({ params: { id } }, inOrg(orgId)));
  queries.removeQueries({ queryKey: [...dnsKey(orgId), 'domain', id], type: 'inactive' });
  await queries.invalidateQueries({ queryKey: [...dnsKey(orgId), 'domains'] });
}

export function recordsQuery({ orgId, id }: DnsPlace, { type, status, search }: RecordsSearch) {
  return infiniteQueryOptions({
    queryKey: [...dnsKey(orgId), 'records', id, { type, status, search }],
    queryFn: ({ pageParam, signal }) => {
      const query = textQuery({ type, status, search }, pageParam);
      return pageOf(client.dnsRecords.list({ params: { domain_id: id }, query }, { signal, ...inOrg(orgId) }));
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => pollFor(itemsOf(state.data?.pages)),
  });
}

/** In the domain of the place. */
export function createRecord(queries: QueryClient, { orgId, id }: DnsPlace, body: V1RecordSetCreate) {
  const answer = dataOf(client.dnsRecords.create({ params: { domain_id: id }, body }, inOrg(orgId)));
  return thenRefresh(queries, dnsKey(orgId), answer);
}

/** The same: all of them, or none where one is refused. */
export function createRecords(queries: QueryClient, { orgId, id }: DnsPlace, records: readonly V1RecordSetCreate[]) {
  const answer = dataOf(client.dnsRecords.createMany({ params: { domain_id: id }, body: { records } }, inOrg(orgId)));
  return thenRefresh(queries, dnsKey(orgId), answer);
}

export function updateRecord(queries: QueryClient, { orgId, id }: DnsPlace, body: V1RecordSetUpdate) {
  return thenRefresh(queries, dnsKey(orgId), dataOf(client.dnsRecords.update({ params: { id }, body }, inOrg(orgId))));
}

export function deleteRecord(queries: QueryClient, { orgId, id }: DnsPlace) {
  return thenRefresh(queries, dnsKey(orgId), dataOf(client.dnsRecords.delete({ params: { id } }, inOrg(orgId))));
}
