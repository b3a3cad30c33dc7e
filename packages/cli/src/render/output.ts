/** The one place where data becomes output: a table for people, JSON, YAML or names for machines. */
import { stringify } from 'yaml';
import { type Column, renderTable } from './table.ts';

export const outputFormats = ['table', 'wide', 'json', 'yaml', 'name'] as const;
export type OutputFormat = (typeof outputFormats)[number];

/** Whether a person reads it. */
export function isForPeople(format: OutputFormat): boolean {
  return format === 'table' || format === 'wide';
}

export interface View<T> {
  readonly columns: readonly Column<T>[];
  /** What a wide table has beside them. */
  readonly more?: readonly Column<T>[];
  readonly name: (row: T) => string;
  /** Shown in place of an empty table. */
  readonly empty: string;
}

/** A list in the wanted format, ending with a newline. */
export function renderList<T>(rows: readonly T[], view: View<T>, format: OutputFormat): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify(rows, null, 2)}\n`;
    case 'yaml':
      return stringify(rows);
    case 'name':
      return rows.map((row) => `${view.name(row)}\n`).join('');
    case 'table':
      return rows.length === 0 ? `${view.empty}\n` : `${renderTable(rows, view.columns)}\n`;
    case 'wide':
      return rows.length === 0 ? `${view.empty}\n` : `${renderTable(rows, [...view.columns, ...(view.more ?? [])], Infinity)}\n`;
  }
}

/** One object in the wanted format; `describe` is the text for people. */
export function renderOne<T>(
  row: T,
  view: { name: (row: T) => string; describe: (row: T) => string },
  format: OutputFormat,
): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify(row, null, 2)}\n`;
    case 'yaml':
      return stringify(row);
    case 'name':
      return `${view.name(row)}\n`;
    case 'table':
    case 'wide':
      return `${view.describe(row)}\n`;
  }
}
