/** What the server says of lines that were pasted, where it knows something that the browser does not. */
import type { ProblemAt } from './FormDialog.tsx';

interface RefusalPlaces {
  /** What the request calls the list, in the order of the lines. */
  readonly list: string;
  /** Of an entry; an empty one is the entry itself. */
  readonly fields: readonly string[];
}

function pathOf(list: string, at: number, field: string): string {
  return field === '' ? `${list}.${at}` : `${list}.${at}.${field}`;
}

/** Where the server may find something wrong with so many of them. */
export function refusalPaths({ list, fields }: RefusalPlaces, count: number): readonly string[] {
  return Array.from({ length: count }, (_one, at) => fields.map((field) => pathOf(list, at, field))).flat();
}

/** The lines, with the problem and its field at each that was refused. */
export function withRefusals<Row extends { readonly problems: readonly string[] }>(
  rows: readonly Row[],
  { list, fields }: RefusalPlaces,
  problemAt: ProblemAt,
): readonly Row[] {
  return rows.map((row, at) => {
    const told = fields.flatMap((field) => {
      const problem = problemAt(pathOf(list, at, field));
      return problem === undefined ? [] : [`${field} ${problem}`.trim()];
    });
    return told.length === 0 ? row : { ...row, problems: told };
  });
}
