/** What the server says of lines that were pasted, where it knows something that the browser does not. */
import type { ProblemAt } from './FormDialog.tsx';

export interface PasteRefusals<Row> {
  /** Where the server may find something wrong. */
  readonly paths: readonly string[];
  /** What it said of the line, which is the so-many-th from 0. */
  of(row: Row, at: number, problemAt: ProblemAt): readonly string[];
}

interface RefusalPlaces {
  /** What the request calls the list, in the order of the lines. */
  readonly list: string;
  /** Of an entry; an empty one is the entry itself. */
  readonly fields: readonly string[];
}

function pathOf(list: string, at: number, field: string): string {
  return field === '' ? `${list}.${at}` : `${list}.${at}.${field}`;
}

/** Where each line is one entry of the request: the field and what is wrong with it. */
export function refusalsByLine({ list, fields }: RefusalPlaces, count: number): PasteRefusals<unknown> {
  return {
    paths: Array.from({ length: count }, (_one, at) => fields.map((field) => pathOf(list, at, field))).flat(),
    of: (_row, at, problemAt) =>
      fields.flatMap((field) => {
        const problem = problemAt(pathOf(list, at, field));
        return problem === undefined ? [] : [`${field} ${problem}`.trim()];
      }),
  };
}
