/** The parameters of a template: whether their definitions make sense, and what values are given for them. */
import type { z } from 'zod';
import type { Issue } from './blueprint.rules.ts';
import type { envVarDefinition } from './template.contract.ts';

export type ParameterDefinition = z.output<typeof envVarDefinition>;
export type GivenValue = string | number | boolean;

/** Set by the platform itself in every container. */
const reserved = new Set(['POD_IP', 'POD_NAME', 'POD_NAMESPACE', 'HOSTNAME', 'PATH', 'HOME']);

/** Values that are checked against a pattern are at most this long, and so is the time that the check can take. */
const patternedLength = 128;

/** Shown instead of a secret value; sent back, it means "as it is". */
export const maskedValue = '********';

/**
 * Patterns come from tenants, and some patterns take for ever on some texts: the steps multiply with every choice that the
 * pattern leaves open. So the choices are counted, and repeated groups, look-around and back-references are refused.
 */
export function isSafePattern(pattern: string): boolean {
  const plain = pattern.replaceAll(/\\[^1-9k]/g, 'x').replaceAll(/\[[^\]]*\]/g, 'x');
  const hasBackReference = plain.includes('\\');
  const hasSpecialGroup = /\(\?(?!:)/.test(plain);
  const hasRepeatedGroup = /\)(?:[*+]|\{)/.test(plain);
  if (hasBackReference || hasSpecialGroup || hasRepeatedGroup) return false;
  const count = (choice: RegExp): number => plain.match(choice)?.length ?? 0;
  if (count(/[*+]|\{\d+,\d*\}/g) > 3 || count(/(?<!\()\?/g) > 3 || count(/\|/g) > 3) return false;
  try {
    return new RegExp(pattern, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}

function numberIssue(definition: ParameterDefinition, text: string): string | undefined {
  const isNumber = definition.type === 'integer' ? /^-?\d{1,15}$/.test(text) : /^-?\d{1,15}(?:\.\d{1,15})?$/.test(text);
  if (!isNumber) return definition.type === 'integer' ? 'must be a whole number' : 'must be a number';
  const value = Number(text);
  if (definition.min !== undefined && value < definition.min) return `must be at least ${definition.min}`;
  if (definition.max !== undefined && value > definition.max) return `must be at most ${definition.max}`;
  return undefined;
}

function textIssue(definition: ParameterDefinition, text: string): string | undefined {
  if (text.includes('\0')) return 'must not hold a NUL character';
  if (definition.type === 'string' && /[\r\n]/.test(text)) return 'must be one line';
  if (definition.maxLength !== undefined && text.length > definition.maxLength) {
    return `must be at most ${definition.maxLength} characters`;
  }
  if (definition.pattern === undefined) return undefined;
  if (text.length > patternedLength) return `must be at most ${patternedLength} characters`;
  return new RegExp(`^(?:${definition.pattern})$`, 'u').test(text) ? undefined : `must match ${definition.pattern}`;
}

/** What is wrong with a value, or undefined. */
export function valueIssue(definition: ParameterDefinition, text: string): string | undefined {
  switch (definition.type) {
    case 'integer':
    case 'number':
      return numberIssue(definition, text);
    case 'boolean':
      return text === 'true' || text === 'false' ? undefined : 'must be true or false';
    case 'enum':
      return (definition.options ?? []).includes(text) ? undefined : `must be one of ${(definition.options ?? []).join(', ')}`;
    case 'string':
    case 'text':
      return textIssue(definition, text);
    default:
      return definition.type satisfies never;
  }
}

/** Whether the platform sets a variable of this name itself. */
export function isReservedParameter(name: string): boolean {
  return reserved.has(name);
}

function definitionIssue(definition: ParameterDefinition): string | undefined {
  if (isReservedParameter(definition.name)) return 'is set by the platform';
  if (definition.type === 'enum' && (definition.options ?? []).length === 0) return 'needs options';
  if (definition.pattern !== undefined && !isSafePattern(definition.pattern)) {
    return 'has a pattern that is malformed or could be slow: no repeated groups, look-around or back-references';
  }
  if (definition.min !== undefined && definition.max !== undefined && definition.min > definition.max) return 'has min above max';
  if (definition.default === undefined) return undefined;
  if (definition.secret) return 'is secret and must have no default';
  const problem = valueIssue(definition, definition.default);
  return problem === undefined ? undefined : `has a default that is not allowed: ${problem}`;
}

export function checkDefinitions(definitions: readonly ParameterDefinition[]): Issue[] {
  const seen = new Set<string>();
  return definitions.flatMap((definition, index) => {
    const path = `envVars[${index}]`;
    const isSecond = seen.has(definition.name);
    seen.add(definition.name);
    if (isSecond) return [{ path, message: `${definition.name} is defined twice` }];
    const problem = definitionIssue(definition);
    return problem === undefined ? [] : [{ path, message: `${definition.name} ${problem}` }];
  });
}

export type ValuesResult =
  | { readonly kind: 'ok'; readonly values: Readonly<Record<string, string>> }
  | { readonly kind: 'invalid'; readonly issues: readonly Issue[] };

function unknownIssues(names: readonly string[], given: Readonly<Record<string, GivenValue>>): Issue[] {
  return Object.keys(given)
    .filter((name) => !names.includes(name))
    .map((name) => ({
      path: `envVars.${name}`,
      message:
        names.length === 0 ? 'the template has no parameters' : `the template has no such parameter; it has ${names.join(', ')}`,
    }));
}

/**
 * Values for all parameters: those given, else the defaults. `previous` holds the values of a deployment that exists, which
 * a masked value refers to; `elsewhere` names secret ones that have a value without being given one here.
 */
export function resolveValues(
  definitions: readonly ParameterDefinition[],
  given: Readonly<Record<string, GivenValue>>,
  previous: Readonly<Record<string, string>> = {},
  elsewhere: readonly string[] = [],
): ValuesResult {
  const issues = unknownIssues(
    definitions.map((definition) => definition.name),
    given,
  );
  const values: Record<string, string> = {};
  for (const definition of definitions) {
    const { name } = definition;
    const asGiven = Object.hasOwn(given, name) ? given[name] : undefined;
    if (definition.secret && asGiven === maskedValue && !Object.hasOwn(previous, name)) {
      issues.push({ path: `envVars.${name}`, message: 'is the mask that hides a secret; give the value itself' });
      continue;
    }
    const isMasked = definition.secret && asGiven === maskedValue && Object.hasOwn(previous, name);
    const text = isMasked ? previous[name] : (asGiven?.toString() ?? definition.default);
    if (text === undefined || (text === '' && definition.required)) {
      const isThere = definition.secret && text === undefined && elsewhere.includes(name);
      if (definition.required && !isThere) issues.push({ path: `envVars.${name}`, message: 'is required' });
      continue;
    }
    const isEmptyOptional = text === '' && !definition.required;
    const problem = isEmptyOptional || isMasked ? undefined : valueIssue(definition, text);
    if (problem !== undefined) issues.push({ path: `envVars.${name}`, message: problem });
    values[name] = text;
  }
  return issues.length > 0 ? { kind: 'invalid', issues } : { kind: 'ok', values };
}

export interface SplitValues {
  /** With a mask for each secret one that has a value. */
  readonly shown: Readonly<Record<string, string>>;
  /** Secret ones that were given: they are kept apart. */
  readonly secrets: Readonly<Record<string, string>>;
}

/** Takes the values of secret parameters out of those that were resolved. */
export function splitSecrets(definitions: readonly ParameterDefinition[], values: Readonly<Record<string, string>>): SplitValues {
  const names = new Set(definitions.filter((definition) => definition.secret).map((definition) => definition.name));
  const entries = Object.entries(values).filter(([name, value]) => !names.has(name) || value !== '');
  const given = entries.filter(([name, value]) => names.has(name) && value !== maskedValue);
  return { shown: maskSecrets(definitions, Object.fromEntries(entries)), secrets: Object.fromEntries(given) };
}

/** The values with the secret ones masked, for whoever reads them. */
export function maskSecrets(
  definitions: readonly ParameterDefinition[],
  values: Readonly<Record<string, string>>,
): Record<string, string> {
  const secrets = new Set(definitions.filter((definition) => definition.secret).map((definition) => definition.name));
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, secrets.has(name) ? maskedValue : value]));
}
