/**
 * Where in a YAML text a problem is.
 *
 * A problem names a path such as `services[0].ports[1].name`. The text is walked along it as far as it goes: a field that is
 * there is pointed at itself, one that is missing at what it is missing from.
 */
import { type Document, isMap, isScalar, isSeq, type LineCounter, visit } from 'yaml';
import type { Issue } from './blueprint.rules.ts';

export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface ReadYaml {
  readonly document: Document;
  readonly lines: LineCounter;
}

interface Step {
  /** Where it is written; undefined for what is not in the text. */
  readonly offset: number | undefined;
  readonly value: unknown;
  readonly rest: string;
}

function offsetOf(node: unknown): number | undefined {
  if (!isScalar(node) && !isMap(node) && !isSeq(node)) return undefined;
  return node.range?.[0];
}

function keyText(key: unknown): string {
  return isScalar(key) ? String(key.value) : '';
}

/** Keys may hold dots and slashes, as those of files do, so the longest one that fits is meant. */
function intoMap(node: unknown, rest: string): Step | undefined {
  if (!isMap(node)) return undefined;
  const wanted = rest.startsWith('.') ? rest.slice(1) : rest;
  const fits = node.items
    .map((pair) => ({ pair, key: keyText(pair.key) }))
    .filter(({ key }) => key !== '' && wanted.startsWith(key) && /^(?:$|[.[])/.test(wanted.slice(key.length)))
    .toSorted((left, right) => right.key.length - left.key.length)[0];
  if (fits === undefined) return undefined;
  return { offset: offsetOf(fits.pair.key), value: fits.pair.value, rest: wanted.slice(fits.key.length) };
}

function intoList(node: unknown, rest: string): Step | undefined {
  const [whole, index] = /^\[(\d+)\]/.exec(rest) ?? [];
  if (!isSeq(node) || whole === undefined) return undefined;
  const item: unknown = node.items[Number(index)];
  return item === undefined ? undefined : { offset: offsetOf(item), value: item, rest: rest.slice(whole.length) };
}

/** Line and column, both from 1, of the path or of the nearest thing above it. */
export function positionOf({ document, lines }: ReadYaml, path: string): Position {
  let offset = offsetOf(document.contents) ?? 0;
  let step: Step | undefined = { offset, value: document.contents, rest: path };
  while (step !== undefined) {
    offset = step.offset ?? offset;
    step = step.rest === '' ? undefined : (intoList(step.value, step.rest) ?? intoMap(step.value, step.rest));
  }
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}

/** Where the first alias stands. */
export function positionOfAlias({ document, lines }: ReadYaml): Position {
  let offset = 0;
  visit(document, {
    Alias(_key, node) {
      offset = node.range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}

/** An issue with its place in the text, where it is about the text. */
export type PlacedIssue = Issue & Partial<Position>;

/** Adds positions to the issues whose path begins with the name of the text's field. */
export function placeIssues(yaml: ReadYaml, issues: readonly Issue[], field: string): PlacedIssue[] {
  return issues.map((issue) => {
    if (issue.path !== field && !issue.path.startsWith(`${field}.`)) return issue;
    return { ...issue, ...positionOf(yaml, issue.path.slice(field.length + 1)) };
  });
}
