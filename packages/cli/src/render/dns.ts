/** Domains and their records for people. */
import type { V1Domain, V1RecordSet } from '@moorage/sdk/types';
import type { View } from './output.ts';
import { ageOf } from './table.ts';

/** Columns of `dns domains`. */
export function dnsDomainListView(now: Date): View<V1Domain> {
  return {
    name: (row) => row.id,
    empty: 'No domains yet. Have one kept with `moorage dns create`.',
    columns: [
      { title: 'id', value: (row) => row.id },
      { title: 'domain', value: (row) => row.domain_name },
      { title: 'zone', value: (row) => row.zone_id || '-' },
      { title: 'status', value: (row) => row.status },
      { title: 'reason', value: (row) => row.last_error || '-' },
      { title: 'age', value: (row) => ageOf(row.created_at, now) },
    ],
  };
}

export function describeDnsDomain(row: V1Domain): string {
  return [
    `Id:         ${row.id}`,
    `Domain:     ${row.domain_name}`,
    `Zone:       ${row.zone_id || '-'}`,
    `Credential: ${row.credential_id}`,
    `Status:     ${row.status}`,
    ...(row.last_error === '' ? [] : [`Reason:     ${row.last_error}`]),
  ].join('\n');
}

function valueText({ values, alias }: V1RecordSet): string {
  return alias === undefined ? values.join(', ') : `alias of ${alias.name}`;
}

/** Columns of `dns records`. */
export function dnsRecordListView(now: Date): View<V1RecordSet> {
  return {
    name: (row) => row.id,
    empty: 'No records yet. Make one with `moorage dns set`.',
    columns: [
      { title: 'id', value: (row) => row.id },
      { title: 'name', value: (row) => row.name },
      { title: 'type', value: (row) => row.type },
      { title: 'ttl', value: (row) => row.ttl ?? '-' },
      { title: 'value', value: valueText },
      { title: 'status', value: (row) => row.status },
      { title: 'reason', value: (row) => row.last_error || '-' },
      { title: 'age', value: (row) => ageOf(row.created_at, now) },
    ],
  };
}

export function describeDnsRecord(row: V1RecordSet): string {
  return [
    `Id:     ${row.id}`,
    `Name:   ${row.name}`,
    `Type:   ${row.type}`,
    `TTL:    ${row.ttl ?? '-'}`,
    `Value:  ${valueText(row)}`,
    `Status: ${row.status}`,
    `Owner:  ${row.owner}`,
    ...(row.last_error === '' ? [] : [`Reason: ${row.last_error}`]),
  ].join('\n');
}
