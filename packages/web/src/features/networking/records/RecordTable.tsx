import type { V1RecordSet } from '@moorage/sdk/types';
import { nextStepOfRecord, ownerText } from '../../../lib/dns-domain.ts';
import { usualTtl } from '../../../lib/dns-record.ts';
import { StatusBadge } from '../../../shared/StatusBadge.tsx';
import { Tag } from '../../../ui/Badge.tsx';
import { Table, Td, Th, Tr } from '../../../ui/Table.tsx';
import type { RecordMove } from './RecordDialogs.tsx';
import { RecordMenu } from './RecordMenu.tsx';

interface RecordTableProps {
  readonly orgId: string;
  readonly records: readonly V1RecordSet[];
  readonly onMove: (move: RecordMove) => void;
}

export function RecordTable({ orgId, records, onMove }: RecordTableProps) {
  return (
    <Table label="Records">
      <thead>
        <tr>
          <Th>Name</Th>
          <Th className="max-sm:hidden">Type</Th>
          <Th className="max-md:hidden">Values</Th>
          <Th className="text-right max-lg:hidden">TTL</Th>
          <Th>Status</Th>
          <Th className="max-lg:hidden">Whose</Th>
          <Th>
            <span className="sr-only">Actions</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {records.map((record) => (
          <RecordRow key={record.id} orgId={orgId} record={record} onMove={onMove} />
        ))}
      </tbody>
    </Table>
  );
}

/** What it says; long ones in part. */
function Values({ record: { values, alias } }: { readonly record: V1RecordSet }) {
  if (alias !== undefined) {
    return (
      <span className="block text-[13px] break-all">
        <span className="text-muted">alias of</span> <span className="font-mono">{alias.name}</span>
      </span>
    );
  }
  return (
    <>
      {values.slice(0, 3).map((value) => (
        <span key={value} className="line-clamp-2 font-mono text-[13px] break-all" title={value}>
          {value}
        </span>
      ))}
      {values.length > 3 ? <span className="block text-[13px] text-muted">and {values.length - 3} more</span> : null}
    </>
  );
}

interface RecordRowProps {
  readonly orgId: string;
  readonly record: V1RecordSet;
  readonly onMove: RecordTableProps['onMove'];
}

function RecordRow({ orgId, record, onMove }: RecordRowProps) {
  const { name, type, ttl, alias, status, owner, last_error: error } = record;
  return (
    <Tr>
      <Td>
        <span className="flex flex-wrap items-center gap-2">
          <span className="font-medium break-all md:min-w-28">{name}</span>
          <span className="sm:hidden">
            <Tag>{type}</Tag>
          </span>
        </span>
        <span className="md:hidden">
          <Values record={record} />
        </span>
      </Td>
      <Td className="max-sm:hidden">
        <Tag>{type}</Tag>
      </Td>
      <Td className="max-w-md max-md:hidden">
        <Values record={record} />
      </Td>
      <Td className="text-right max-lg:hidden">
        {alias === undefined ? (
          (ttl ?? <span className="text-muted">{usualTtl}</span>)
        ) : (
          <span className="text-muted">its own</span>
        )}
      </Td>
      <Td>
        <StatusBadge status={status} />
        {error === '' ? null : (
          <span className="block max-w-prose pt-0.5 text-[13px] break-words">
            <span className={status === 'failed' ? 'text-bad' : 'text-muted'}>{error}</span>
            {status === 'failed' ? (
              <span className="block text-muted max-sm:hidden">Next: {nextStepOfRecord(record)}</span>
            ) : null}
          </span>
        )}
      </Td>
      <Td className="whitespace-nowrap max-lg:hidden">{ownerText(owner)}</Td>
      <Td className="w-0 text-right">
        <RecordMenu orgId={orgId} record={record} onMove={onMove} />
      </Td>
    </Tr>
  );
}
