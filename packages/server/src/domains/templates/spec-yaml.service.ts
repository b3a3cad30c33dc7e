/** The YAML of a template's spec, read strictly: one document, no duplicate keys, no aliases, no tags of its own. */
import { AppError } from '@moorage/core/errors';
import { LineCounter, parseDocument, stringify } from 'yaml';
import type { Blueprint, Issue } from './blueprint.rules.ts';
import type { ParameterDefinition } from './parameter.rules.ts';
import { placeIssues, type PlacedIssue, positionOfAlias, type ReadYaml } from './spec-position.service.ts';
import { checkSpec } from './template.rules.ts';
import { repeatedKeys, yamlExcess } from '../../platform/yaml/yaml-limits.ts';

/** Nobody reads more of them at once. */
const mostIssues = 50;

export function invalidTemplate(issues: readonly Issue[]): AppError {
  return new AppError('invalid_request', 'The template is not valid.', { details: { issues } });
}

export interface YamlOptions {
  /** Name of the field that holds the text. */
  readonly field: string;
  /** How many aliases may be resolved: a few lines of them can stand for gigabytes. */
  readonly maxAliases: number;
}

export type YamlResult =
  | { readonly kind: 'ok'; readonly value: unknown; readonly yaml: ReadYaml }
  | { readonly kind: 'invalid'; readonly issues: readonly PlacedIssue[] };

/** What the parser says, without the excerpt and the place that it appends. */
function plainMessage(message: string): string {
  const [first = ''] = message.split('\n');
  return first.replace(/ at line \d+, column \d+:?$/, '') || 'is not YAML';
}

/** JSON is a subset of YAML, so both are read. */
export function parseYaml(text: string, { field, maxAliases }: YamlOptions): YamlResult {
  const excess = yamlExcess(text);
  if (excess !== undefined) return { kind: 'invalid', issues: [{ path: field, message: excess, line: 1, column: 1 }] };
  const lines = new LineCounter();
  const document = parseDocument(text, {
    version: '1.2',
    schema: 'core',
    strict: true,
    uniqueKeys: false,
    prettyErrors: false,
    merge: maxAliases > 0,
    lineCounter: lines,
    logLevel: 'error',
  });
  const problems = [...document.errors, ...document.warnings];
  if (problems.length > 0) {
    const issues = problems.slice(0, mostIssues).map((problem) => {
      const { line, col } = problem.linePos?.[0] ?? lines.linePos(problem.pos[0]);
      return { path: field, message: plainMessage(problem.message), line: Math.max(line, 1), column: Math.max(col, 1) };
    });
    return { kind: 'invalid', issues };
  }
  const repeated = repeatedKeys(document).slice(0, mostIssues);
  if (repeated.length > 0) {
    const issues = repeated.map(({ key, offset }) => {
      const { line, col } = lines.linePos(offset);
      return { path: field, message: `has the key ${key} twice`, line, column: col };
    });
    return { kind: 'invalid', issues };
  }
  const yaml = { document, lines };
  try {
    return { kind: 'ok', value: document.toJS({ maxAliasCount: maxAliases }), yaml };
  } catch {
    const message = maxAliases === 0 ? 'must not use aliases' : 'uses aliases too often, or one that is not defined';
    return { kind: 'invalid', issues: [{ path: field, message, ...positionOfAlias(yaml) }] };
  }
}

export function writeYaml(value: unknown): string {
  return stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });
}

export type ReadSpecResult =
  | { readonly kind: 'ok'; readonly blueprint: Blueprint }
  | { readonly kind: 'invalid'; readonly issues: readonly PlacedIssue[] };

/** The services and ingresses of a spec, or every problem with its path, line and column. */
export function trySpec(text: string, definitions: readonly ParameterDefinition[]): ReadSpecResult {
  const read = parseYaml(text, { field: 'spec', maxAliases: 0 });
  if (read.kind === 'invalid') return read;
  const result = checkSpec(read.value, definitions);
  return result.kind === 'ok' ? result : { kind: 'invalid', issues: placeIssues(read.yaml, result.issues, 'spec') };
}

/** The same, for who cannot go on without; `invalid_request` with every problem. */
export function readSpec(text: string, definitions: readonly ParameterDefinition[]): Blueprint {
  const result = trySpec(text, definitions);
  if (result.kind === 'invalid') throw invalidTemplate(result.issues);
  return result.blueprint;
}
