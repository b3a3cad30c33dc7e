/** Tables for people: columns as wide as their content, no borders, numbers to the right. */

export interface Column<T> {
  readonly title: string;
  readonly value: (row: T) => string | number;
}

/** Longest cell that is shown whole; a longer one ends with an ellipsis. */
const cellLimit = 80;

function clip(text: string, limit: number): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length <= limit ? line : `${line.slice(0, limit - 1)}…`;
}

/** The rows as text; ends without a newline. */
export function renderTable<T>(rows: readonly T[], columns: readonly Column<T>[], limit = cellLimit): string {
  const cells = rows.map((row) => columns.map((column) => column.value(row)));
  const texts = [
    columns.map((column) => column.title.toUpperCase()),
    ...cells.map((line) => line.map((cell) => clip(String(cell), limit))),
  ];
  const widths = columns.map((_column, index) => Math.max(...texts.map((line) => line[index]?.length ?? 0)));
  const isNumber = columns.map((_column, index) => cells.length > 0 && cells.every((line) => typeof line[index] === 'number'));
  return texts
    .map((line) =>
      line.map((text, index) => (isNumber[index] === true ? text.padStart(widths[index] ?? 0) : text.padEnd(widths[index] ?? 0))),
    )
    .map((line) => line.join('   ').trimEnd())
    .join('\n');
}

const units = [
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'm'],
  [1, 's'],
] as const;

/** Age as kubectl writes it: the largest unit, whole. */
export function ageOf(since: string, now: Date): string {
  const seconds = Math.max(0, Math.floor((now.getTime() - new Date(since).getTime()) / 1000));
  const [size, unit] = units.find(([length]) => seconds >= length) ?? [1, 's'];
  return `${Math.floor(seconds / size)}${unit}`;
}

/** The same in words; null is what never was. */
export function agoOf(at: string | null, now: Date): string {
  return at === null ? 'never' : `${ageOf(at, now)} ago`;
}
