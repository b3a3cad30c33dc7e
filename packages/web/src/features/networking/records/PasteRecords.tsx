import type { V1Domain, V1RecordSetCreate } from '@moorage/sdk/types';
import { useQueryClient } from '@tanstack/react-query';
import { createRecords } from '../../../api/dns.ts';
import { fullName } from '../../../lib/dns-record.ts';
import { mostRecords, type PastedRecord, type PastedZone, parseZoneText } from '../../../lib/zone-text.ts';
import type { PasteRefusals } from '../../../shared/paste-refusals.ts';
import { PasteDialog } from '../../../shared/PasteDialog.tsx';
import { Tag } from '../../../ui/Badge.tsx';
import { createRecordsAction } from './record-actions.ts';

/** Where the server may find something wrong with a record: with it, or with a part of it. */
function pathsOf({ values }: V1RecordSetCreate, at: number): string[] {
  const parts = ['', '.name', '.type', '.ttl', '.values', '.alias', ...(values ?? []).map((_value, index) => `.values.${index}`)];
  return parts.map((part) => `records.${at}${part}`);
}

/** What the server says of a record is said at each line that it is made of. */
function refusalsOf({ records }: PastedZone): PasteRefusals<PastedRecord> {
  const paths = records.map(pathsOf);
  return {
    paths: paths.flat(),
    of: ({ at }, _line, problemAt) => (at === undefined ? [] : (paths[at] ?? []).flatMap((path) => problemAt(path) ?? [])),
  };
}

function read(text: string, domainName: string) {
  const zone = parseZoneText(text, domainName);
  return { rows: zone.rows, items: zone.records, refusals: refusalsOf(zone) };
}

export function PasteRecords({ domain, onClose }: { readonly domain: V1Domain; readonly onClose: () => void }) {
  const queries = useQueryClient();
  const { domain_name: name } = domain;
  return (
    <PasteDialog
      title={`Paste records of ${name}`}
      description="A zone file, or a table whose first line names its columns: name, type, ttl, value. All of it is added, or nothing."
      noun="record"
      counts="line"
      label="Records"
      hint={`Names are within ${name}, and so are hosts of one word; a full name within it is shortened. Lines of one name and type become one record.`}
      example={'www   300  IN  A   192.0.2.1\n@          IN  MX  10 mail.example.net.'}
      most={mostRecords}
      read={(text) => read(text, name)}
      actionOf={(records) => createRecordsAction(domain, records)}
      onSubmit={(records) => createRecords(queries, { orgId: domain.organization_id, id: domain.id }, records)}
      onClose={onClose}
    >
      {(row, { rows, items }) => <Becomes zone={{ rows, records: items }} row={row} domainName={name} />}
    </PasteDialog>
  );
}

interface BecomesProps {
  readonly zone: PastedZone;
  readonly row: PastedRecord;
  readonly domainName: string;
}

/** The record that a line is or belongs to. */
function Becomes({ zone: { rows, records }, row, domainName }: BecomesProps) {
  const record = row.at === undefined ? undefined : records[row.at];
  if (record === undefined) return <span className="text-[13px] text-muted">{row.leftOut}</span>;
  const first = rows.find(({ at }) => at === row.at);
  const value = record.values?.[rows.filter(({ at, line }) => at === row.at && line < row.line).length];
  return (
    <span className="text-[13px] break-words">
      <Tag>{record.type}</Tag> <span className="font-medium">{fullName(record.name, domainName)}</span>{' '}
      <span className="font-mono break-all">{value}</span>{' '}
      <span className="text-muted">
        {record.ttl === undefined ? '' : `${record.ttl} s`}
        {first === undefined || first.line === row.line ? '' : ` with line ${first.line}`}
      </span>
    </span>
  );
}
