/** Custom domains for people. */
import type { CustomDomain, DomainRecord } from '@moorage/sdk/types';
import type { View } from './output.ts';
import { renderTable } from './table.ts';

function certificateOf({ certificate }: CustomDomain): string {
  if (certificate === null) return '-';
  return certificate.notAfter === null ? certificate.state : `${certificate.state} until ${certificate.notAfter.slice(0, 10)}`;
}

/** Columns of `domains list`. */
export const domainListView: View<CustomDomain> = {
  name: (row) => row.host,
  empty: 'No domains yet. Add one with `moorage domains add`.',
  columns: [
    { title: 'host', value: (row) => row.host },
    { title: 'status', value: (row) => row.status },
    { title: 'reason', value: (row) => row.reason },
    { title: 'ingress', value: (row) => row.ingress },
    { title: 'certificate', value: certificateOf },
    { title: 'message', value: (row) => row.message },
  ],
};

function stateOf({ state, found }: DomainRecord): string {
  return state === 'wrong' ? `wrong: ${found.join(', ')}` : state;
}

/** The records have to be copied, so none is cut short. */
function describeRecords(records: readonly DomainRecord[]): string {
  const table = renderTable(records, [
    { title: 'type', value: (row) => row.type },
    { title: 'name', value: (row) => row.name },
    { title: 'value', value: (row) => row.value },
    { title: 'state', value: stateOf },
  ]);
  const long = records.filter((row) => row.name.length > 80 || row.value.length > 80);
  return [table, ...long.map((row) => `In full: ${row.type} ${row.name} ${row.value}`)].join('\n');
}

/** One domain with the records to create. */
export function describeDomain(domain: CustomDomain): string {
  const head = [`${domain.host}: ${domain.status} (${domain.reason})`, domain.message];
  const certificate = domain.certificate === null ? [] : [`Certificate: ${certificateOf(domain)} ${domain.certificate.message}`];
  return [...head, ...certificate.map((line) => line.trimEnd()), '', describeRecords(domain.records)].join('\n');
}
