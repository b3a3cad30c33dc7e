import { formatAmount, type Measure, summarize, type UsageLines } from '../../../lib/usage.ts';
import { Table, Td, Th, Tr } from '../../../ui/Table.tsx';
import type { Mark } from './UsageChart.tsx';

export interface Graph {
  readonly measure: Measure;
  readonly title: string;
  readonly usage: UsageLines;
  readonly marks: readonly Mark[];
}

interface UsageTableProps {
  readonly service: string;
  readonly graphs: readonly Graph[];
}

/** The graphs in numbers, for who does not see them and for who wants them exactly. */
export function UsageTable({ service, graphs }: UsageTableProps) {
  return (
    <Table label={`Usage of ${service}`}>
      <thead>
        <tr>
          <Th>What</Th>
          <Th>Of</Th>
          <Th className="text-right">Now</Th>
          <Th className="text-right">Average</Th>
          <Th className="text-right">Highest</Th>
          <Th className="text-right">Request</Th>
          <Th className="text-right">Limit</Th>
        </tr>
      </thead>
      <tbody>
        {graphs.flatMap(({ measure, title, usage, marks }) =>
          usage.lines.map((line) => {
            const { now, average, highest } = summarize(line.values);
            const mark = (name: string) => formatAmount(marks.find((each) => each.name === name)?.value ?? null, measure);
            return (
              <Tr key={`${measure} ${line.name}`}>
                <Td>{title}</Td>
                <Td className="font-mono text-[13px] whitespace-nowrap">{line.name}</Td>
                <Td className="text-right whitespace-nowrap">{now === null ? 'gone' : formatAmount(now, measure)}</Td>
                <Td className="text-right whitespace-nowrap">{formatAmount(average, measure)}</Td>
                <Td className="text-right whitespace-nowrap">{formatAmount(highest, measure)}</Td>
                <Td className="text-right whitespace-nowrap text-muted">{mark('request')}</Td>
                <Td className="text-right whitespace-nowrap text-muted">{mark('limit')}</Td>
              </Tr>
            );
          }),
        )}
      </tbody>
    </Table>
  );
}
