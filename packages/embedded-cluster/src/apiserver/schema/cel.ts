/**
 * `x-kubernetes-validations`: rules in CEL on parts of a custom resource.
 *
 * `self` is the value at the schema's place and `oldSelf` the value before an update; a rule that names `oldSelf` is skipped when
 * there is none, unless it opts in. The engine is loaded when the first rule is met, since most clusters have none at start.
 */
import { createRequire } from 'node:module';
import type * as Cel from '@marcbachmann/cel-js';
import { messageOf } from '@moorage/core/errors';
import { isObject } from '../json.ts';
import { cause, type StatusCause } from '../refusal.ts';
import { itemElement } from './merging.ts';
import { fieldSchema, listTypeOf, type Schema, type ValidationRule } from './schema.ts';

type Evaluate = (context: Record<string, unknown>) => unknown;
type Compiled = { readonly evaluate: Evaluate } | { readonly problem: string };

let environment: Cel.Environment | undefined;
const compiled = new Map<string, Compiled>();
const cacheLimit = 2_000;

function loadEnvironment(): Cel.Environment {
  // `require` of an ES module is synchronous, which a write must be; `import()` is not.
  const cel: typeof Cel = createRequire(import.meta.url)('@marcbachmann/cel-js');
  return new cel.Environment({
    unlistedVariablesAreDyn: true,
    homogeneousAggregateLiterals: false,
    enableOptionalTypes: true,
  });
}

function compile(source: string): Compiled {
  const known = compiled.get(source);
  if (known !== undefined) return known;
  environment ??= loadEnvironment();
  let result: Compiled;
  try {
    const parsed = environment.parse(source);
    result = { evaluate: (context) => parsed(context) };
  } catch (error) {
    result = { problem: messageOf(error).split('\n')[0] ?? 'cannot be parsed' };
  }
  if (compiled.size >= cacheLimit) compiled.clear();
  compiled.set(source, result);
  return result;
}

/** The problem with the text of a rule, if it cannot be parsed. */
export function ruleProblem(source: string): string | undefined {
  const result = compile(source);
  return 'problem' in result ? result.problem : undefined;
}

/** CEL tells integers from doubles; JSON does not, so the schema decides. */
function toCel(schema: Schema | undefined, value: unknown): unknown {
  if (typeof value === 'number') return schema?.type === 'number' ? value : Number.isInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map((item) => toCel(schema?.items, item));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([field, item]) => [field, toCel(fieldSchema(schema, field), item)]));
}

interface Place {
  readonly schema: Schema;
  readonly self: unknown;
  readonly oldSelf: unknown;
  readonly path: string;
}

function failureText(rule: ValidationRule, context: Record<string, unknown>): string {
  if (rule.messageExpression !== undefined) {
    const expression = compile(rule.messageExpression);
    try {
      const text = 'evaluate' in expression ? expression.evaluate(context) : undefined;
      if (typeof text === 'string' && text.trim() !== '') return text;
    } catch {
      // The plain message is the documented fallback when the expression fails.
    }
  }
  return rule.message ?? `failed rule: ${rule.rule}`;
}

function checkRule(rule: ValidationRule, { schema, self, oldSelf, path }: Place): StatusCause[] {
  const usesOld = /\boldSelf\b/.test(rule.rule);
  if (usesOld && oldSelf === undefined && rule.optionalOldSelf !== true) return [];
  const result = compile(rule.rule);
  const where = rule.fieldPath === undefined ? path : `${path}${rule.fieldPath}`;
  if ('problem' in result)
    return [cause('FieldValueInvalid', where, `Invalid value: rule cannot be compiled: ${result.problem}`)];
  const context = { self: toCel(schema, self), ...(oldSelf === undefined ? {} : { oldSelf: toCel(schema, oldSelf) }) };
  try {
    if (result.evaluate(context) === true) return [];
    return [cause(rule.reason ?? 'FieldValueInvalid', where, `Invalid value: ${failureText(rule, context)}`)];
  } catch (error) {
    return [
      cause('FieldValueInvalid', where, `Invalid value: rule \`${rule.rule}\` failed: ${messageOf(error).split('\n')[0] ?? ''}`),
    ];
  }
}

const schemasWithRules = new WeakMap<Schema, boolean>();

/** True when the schema or any schema inside has rules; whole branches without are not walked. */
function hasRules(schema: Schema): boolean {
  const known = schemasWithRules.get(schema);
  if (known !== undefined) return known;
  const inner = [...Object.values(schema.properties ?? {}), ...(schema.items === undefined ? [] : [schema.items])];
  if (typeof schema.additionalProperties === 'object') inner.push(schema.additionalProperties);
  const found = schema['x-kubernetes-validations'] !== undefined || inner.some(hasRules);
  schemasWithRules.set(schema, found);
  return found;
}

function itemsOf({ schema, self, oldSelf, path }: Place): Place[] {
  const items = schema.items;
  if (items === undefined || !Array.isArray(self)) return [];
  const isKeyed = listTypeOf(schema) === 'map';
  const old = new Map(isKeyed && Array.isArray(oldSelf) ? oldSelf.map((item) => [itemElement(schema, item), item]) : []);
  return self.map((item, index) => ({
    schema: items,
    self: item,
    oldSelf: isKeyed ? old.get(itemElement(schema, item)) : undefined,
    path: `${path}[${index}]`,
  }));
}

function fieldsOf({ schema, self, oldSelf, path }: Place): Place[] {
  if (!isObject(self)) return [];
  return Object.entries(self).flatMap(([field, value]) => {
    const inner = fieldSchema(schema, field);
    const old = isObject(oldSelf) ? oldSelf[field] : undefined;
    return inner === undefined
      ? []
      : [{ schema: inner, self: value, oldSelf: old, path: path === '' ? field : `${path}.${field}` }];
  });
}

function check(place: Place): StatusCause[] {
  if (place.self === undefined || place.self === null || !hasRules(place.schema)) return [];
  const own = (place.schema['x-kubernetes-validations'] ?? []).flatMap((rule) => checkRule(rule, place));
  return [...own, ...[...fieldsOf(place), ...itemsOf(place)].flatMap(check)];
}

/** Every rule that the object breaks. */
export function checkRules(schema: Schema, object: unknown, previous: unknown): StatusCause[] {
  return check({ schema, self: object, oldSelf: previous, path: '' });
}
