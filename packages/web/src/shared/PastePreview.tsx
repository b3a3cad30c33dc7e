import type { ReactNode } from 'react';
import { plural } from '../lib/format.ts';
import { Table, Td, Th, Tr } from '../ui/Table.tsx';

export interface PastedRow {
  /** As in the text, from 1. */
  readonly line: number;
  readonly text: string;
  readonly problems: readonly string[];
}

interface PastePreviewProps<Row extends PastedRow> {
  /** What a line is: "server". */
  readonly noun: string;
  readonly rows: readonly Row[];
  /** What becomes of a line that is right. */
  readonly children: (row: Row) => ReactNode;
}

/** What was pasted, line by line, before anything is sent. */
export function PastePreview<Row extends PastedRow>({ noun, rows, children }: PastePreviewProps<Row>) {
  if (rows.length === 0) return null;
  const wrong = rows.filter(({ problems }) => problems.length > 0).length;
  return (
    <div className="space-y-2">
      <p role="status" className={wrong === 0 ? 'text-muted' : 'text-bad'}>
        {wrong === 0 ? `${plural(rows.length, noun)}, all right.` : `${plural(wrong, 'line')} of ${rows.length} to be mended.`}
      </p>
      <div className="max-h-72 overflow-y-auto">
        <Table label="What was pasted">
          <thead>
            <tr>
              <Th className="text-right">Line</Th>
              <Th>What becomes of it</Th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Tr key={row.line}>
                <Td className="w-0 text-right text-muted">{row.line}</Td>
                <Td>
                  {row.problems.length === 0 ? (
                    children(row)
                  ) : (
                    <>
                      <span className="block font-mono text-[13px] break-all">{row.text}</span>
                      <span className="block text-[13px] text-bad">{row.problems.join('; ')}</span>
                    </>
                  )}
                </Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      </div>
    </div>
  );
}
