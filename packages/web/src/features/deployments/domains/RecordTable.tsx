import type { CustomDomain } from '@moorage/sdk/types';
import type { Tone } from '../../../lib/status.ts';
import { Copyable } from '../../../shared/Copyable.tsx';
import { Badge } from '../../../ui/Badge.tsx';
import { Table, Td, Th, Tr } from '../../../ui/Table.tsx';

type DomainRecord = CustomDomain['records'][number];

const states: Readonly<Record<DomainRecord['state'], { readonly text: string; readonly tone: Tone }>> = {
  unknown: { text: 'not known', tone: 'neutral' },
  missing: { text: 'missing', tone: 'warn' },
  wrong: { text: 'wrong', tone: 'bad' },
  ok: { text: 'found', tone: 'ok' },
};
const purposes = { ownership: 'proves that it is yours', routing: 'leads it here' } as const;

interface RecordTableProps {
  readonly host: string;
  readonly records: readonly DomainRecord[];
}

/** The records to create where the domain's DNS is kept, and whether they are seen. */
export function RecordTable({ host, records }: RecordTableProps) {
  return (
    <Table label={`DNS records of ${host}`}>
      <thead>
        <tr>
          <Th>Record</Th>
          <Th>State</Th>
          <Th>Name</Th>
          <Th>Value</Th>
        </tr>
      </thead>
      <tbody>
        {records.map((record) => (
          <Tr key={`${record.type} ${record.name} ${record.value}`}>
            <Td>
              <span className="font-medium">{record.type}</span>
              <span className="block text-[13px] text-muted">{purposes[record.purpose]}</span>
            </Td>
            <Td>
              <Badge tone={states[record.state].tone}>{states[record.state].text}</Badge>
              {record.state !== 'wrong' || record.found.length === 0 ? null : (
                <span className="mt-1 block text-[13px] break-all text-muted">There is {record.found.join(', ')}</span>
              )}
            </Td>
            <Td>
              <Copyable text={record.name} what={`the name of the ${record.type} record`} />
            </Td>
            <Td>
              <Copyable text={record.value} what={`the value of the ${record.type} record`} />
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
