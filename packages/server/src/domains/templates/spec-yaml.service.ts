/** The YAML of a template's spec, read strictly: one document, no duplicate keys, no aliases, no tags of its own. */
import { AppError } from '@moorage/core/errors';
import { parseDocument, stringify } from 'yaml';
import type { Blueprint, Issue } from './blueprint.rules.ts';
import type { ParameterDefinition } from './parameter.rules.ts';
import { checkSpec } from './template.rules.ts';
import { repeatedKeys, yamlExcess } from './yaml-limits.service.ts';

/** Nobody reads more of them at once. */
const mostIssues = 50;

export function invalidTemplate(issues: readonly Issue[]): AppError {
  return new AppError('invalid_request', 'The template is not valid.', { details: { issues } });
}

/** JSON is a subset of YAML, so both are read. */
export function readYaml(text: string): unknown {
  const excess = yamlExcess(text);
  if (excess !== undefined) throw invalidTemplate([{ path: 'spec', message: excess }]);
  const options = { version: '1.2', schema: 'core', strict: true, uniqueKeys: false, merge: false, prettyErrors: false } as const;
  const document = parseDocument(text, options);
  const problems = [...document.errors, ...document.warnings];
  if (problems.length > 0) {
    throw invalidTemplate(
      problems
        .slice(0, mostIssues)
        .map((problem) => ({ path: 'spec', message: problem.message.split('\n')[0] ?? 'is not YAML' })),
    );
  }
  const repeated = repeatedKeys(document);
  if (repeated.length > 0) {
    throw invalidTemplate(
      repeated.slice(0, mostIssues).map(({ key }) => ({ path: 'spec', message: `has the key ${key} twice` })),
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
