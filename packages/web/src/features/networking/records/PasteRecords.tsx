import type { V1Domain } from '@moorage/sdk/types';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { createRecords } from '../../../api/dns.ts';
import { fullName } from '../../../lib/dns-record.ts';
import { plural } from '../../../lib/format.ts';
import { mostRecords, type PastedZone, parseZoneText } from '../../../lib/zone-text.ts';
import { FormDialog, type ProblemAt } from '../../../shared/FormDialog.tsx';
import { PastePreview } from '../../../shared/PastePreview.tsx';
import { ShowAs } from '../../../shared/ShowAs.tsx';
import { Tag } from '../../../ui/Badge.tsx';
import { Field, TextArea } from '../../../ui/Field.tsx';
import { createRecordsAction } from './record-actions.ts';

const example = 'www   300  IN  A   192.0.2.1\n@          IN  MX  10 mail.example.net.';

/** Where the server may find something wrong with one of them: with it, or with a part of it. */
function pathsOf({ records }: PastedZone): string[] {
  return records.flatMap(({ values }, at) => [
    ...['', '.name', '.type', '.ttl', '.values', '.alias'].map((part) => `records.${at}${part}`),
    ...(values ?? []).map((_value, index) => `records.${at}.values.${index}`),
  ]);
}

/** What the server says of a record, at each line that it is made of. */
function withRefusals(zone: PastedZone, problemAt: ProblemAt): PastedZone['rows'] {
  const paths = pathsOf(zone);
  return zone.rows.map((row) => {
    const prefix = `records.${row.at}`;
    const own = paths.filter((path) => path === prefix || path.startsWith(`${prefix}.`));
    const told = row.at === undefined ? [] : own.flatMap((path) => problemAt(path) ?? []);
    return told.length === 0 ? row : { ...row, problems: told };
  });
}

export function PasteRecords({ domain, onClose }: { readonly domain: V1Domain; readonly onClose: () => void }) {
  const queries = useQueryClient();
  const [text, setText] = useState('');
  const { domain_name: name } = domain;
  const zone = parseZoneText(text, name);
  const { rows, records } = zone;
  const isRight = records.length > 0 && rows.every(({ problems }) => problems.length === 0);
  return (
    <FormDialog
      title={`Paste records of ${name}`}
      description="A zone file, or a table whose first line names its columns: name, type, ttl, value. All of it is added, or nothing."
      size="large"
      action={records.length === 0 ? 'Add' : `Add ${plural(records.length, 'record')}`}
      attempt="The records could not be added"
      canSubmit={isRight && records.length <= mostRecords}
      paths={pathsOf(zone)}
      onSubmit={() => createRecords(queries, { orgId: domain.organization_id, id: domain.id }, records)}
      onClose={onClose}
    >
      {(problemAt) => (
        <>
          <Field
            label="Records"
            required
            hint={`Names are within ${name}, and so are hosts of one word; a full name within it is shortened. Lines of one name and type become one record.`}
            error={records.length > mostRecords ? `At most ${mostRecords} records at once.` : undefined}
          >
            {(control) => (
              <TextArea
                {...control}
                autoFocus
                rows={7}
                wrap="off"
                placeholder={example}
                value={text}
                onChange={(event) => setText(event.target.value)}
              />
            )}
          </Field>
          <PastePreview noun="line" rows={withRefusals(zone, problemAt)}>
            {(row) => <Becomes zone={zone} row={row} domainName={name} />}
          </PastePreview>
          {isRight ? <ShowAs action={createRecordsAction(domain, records)} /> : null}
        </>
      )}
    </FormDialog>
  );
}

interface BecomesProps {
  readonly zone: PastedZone;
  readonly row: PastedZone['rows'][number];
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
