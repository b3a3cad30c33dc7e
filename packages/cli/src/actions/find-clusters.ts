/** Clusters and what is attached to them by what people call it. */
import type { CallOptions, Client } from '@moorage/sdk/client';
import type { V1Cluster, V1Domain, V1LoadBalancer } from '@moorage/sdk/types';
import { dataOf, usageFailure } from '../failure.ts';
import { pickOne } from './find.ts';

/** The cluster of this id or name, from the list: without what nodes join it with. */
export async function findCluster(client: Client, text: string, options: CallOptions): Promise<V1Cluster> {
  const names = (row: V1Cluster): string[] => [row.id, row.name];
  const rows = dataOf(await client.clusters.list({}, options));
  return pickOne(rows, { what: 'cluster', text, names, id: (row) => row.id, list: 'moorage clusters list' });
}

export async function findBalancerId(client: Client, text: string, options: CallOptions): Promise<string> {
  const names = (row: V1LoadBalancer): string[] => [row.id, row.name];
  const rows = dataOf(await client.loadBalancers.list({}, options));
  const about = { what: 'load balancer', text, list: 'moorage load-balancers list' };
  return pickOne(rows, { ...about, names, id: (row) => row.id }).id;
}

export async function findDomainId(client: Client, text: string, options: CallOptions): Promise<string> {
  const names = (row: V1Domain): string[] => [row.id, row.domain_name];
  const rows = dataOf(await client.dnsDomains.list({}, options));
  return pickOne(rows, { what: 'domain', text, names, id: (row) => row.id, list: 'moorage dns domains' }).id;
}

const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const addressTypes: readonly string[] = ['A', 'AAAA', 'CNAME'];

/** The record of this id, or the one that gives this name in full an address. */
export async function findRecordId(client: Client, text: string, options: CallOptions): Promise<string> {
  if (uuid.test(text)) return text;
  const name = text.toLowerCase().replace(/\.$/, '');
  const domains = dataOf(await client.dnsDomains.list({}, options));
  const [domain] = domains
    .filter(({ domain_name: own }) => name === own || name.endsWith(`.${own}`))
    .toSorted((one, other) => other.domain_name.length - one.domain_name.length);
  if (domain === undefined) throw usageFailure(`No domain has the name ${text}.`, 'List them with `moorage dns domains`.');
  const query = { name };
  const records = dataOf(await client.dnsRecords.list({ params: { domain_id: domain.id }, query }, options));
  const [record] = records.filter(({ type }) => addressTypes.includes(type));
  if (record !== undefined) return record.id;
  throw usageFailure(`No record gives ${text} an address.`, `List them with \`moorage dns records ${domain.domain_name}\`.`);
}
