/** The YAML of a template's spec, read strictly: one document, no duplicate keys, no aliases, no tags of its own. */
import { AppError } from '@moorage/core/errors';
import { parseDocument, stringify } from 'yaml';
import type { Blueprint, Issue } from './blueprint.rules.ts';
import type { ParameterDefinition } from './parameter.rules.ts';
import { checkSpec } from './template.rules.ts';

export function invalidTemplate(issues: readonly Issue[]): AppError {
  return new AppError('invalid_request', 'The template is not valid.', { details: { issues } });
}

/** JSON is a subset of YAML, so both are read. */
export function readYaml(text: string): unknown {
  const document = parseDocument(text, { version: '1.2', schema: 'core', strict: true, uniqueKeys: true, merge: false });
  const problems = [...document.errors, ...document.warnings];
  if (problems.length > 0) {
    throw invalidTemplate(
      problems.map((problem) => ({ path: 'spec', message: problem.message.split('\n')[0] ?? 'is not YAML' })),
    );
  }
  try {
    // No aliases: a few lines of them can stand for gigabytes.
    return document.toJS({ maxAliasCount: 0 });
  } catch {
    throw invalidTemplate([{ path: 'spec', message: 'must not use aliases' }]);
  }
}

export function writeYaml(value: unknown): string {
  return stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });
}

/** The services and ingresses of a spec; `invalid_request` with every problem and its place. */
export function readSpec(text: string, definitions: readonly ParameterDefinition[]): Blueprint {
  const result = checkSpec(readYaml(text), definitions);
  if (result.kind === 'invalid') throw invalidTemplate(result.issues);
  return result.blueprint;
}
