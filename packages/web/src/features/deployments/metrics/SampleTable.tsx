import { useState } from 'react';
import { formatLogTime } from '../../../lib/format.ts';
import { formatAmount } from '../../../lib/usage.ts';
import { Table, Td, Th, Tr } from '../../../ui/Table.tsx';
import type { Graph } from './UsageTable.tsx';

const mostRows = 60;

interface SampleTableProps {
  readonly service: string;
  readonly graphs: readonly Graph[];
}

/** Every measurement, newest first; made only when it is opened. */
export function SampleTable({ service, graphs }: SampleTableProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="text-muted">Every measurement as a table</summary>
      {isOpen ? <Rows service={service} graphs={graphs} /> : null}
    </details>
  );
}

function Rows({ service, graphs }: SampleTableProps) {
  const times = graphs[0]?.usage.times ?? [];
  const columns = graphs.flatMap(({ measure, title, usage }) =>
    usage.lines.map((line) => ({
      key: `${title} ${line.name}`,
      heading: `${title}, ${line.name}`,
      measure,
      values: line.values,
    })),
  );
  const newest = times.map((time, index) => ({ time, index })).slice(-mostRows);
  return (
    <div className="pt-3">
      <Table label={`Measurements of ${service}`}>
        <thead>
          <tr>
            <Th>Time</Th>
            {columns.map((column) => (
              <Th key={column.key} className="text-right">
                {column.heading}
              </Th>
            ))}
          </tr>
        </thead>
        <tbody>
          {newest.toReversed().map(({ time, index }) => (
            <Tr key={time}>
              <Td className="h-8 whitespace-nowrap">{formatLogTime(new Date(time * 1000).toISOString()).slice(0, 8)}</Td>
              {columns.map((column) => (
                <Td key={column.key} className="h-8 text-right whitespace-nowrap">
                  {formatAmount(column.values[index] ?? null, column.measure)}
                </Td>
              ))}
            </Tr>
          ))}
        </tbody>
      </Table>
    </div>
  );
}
