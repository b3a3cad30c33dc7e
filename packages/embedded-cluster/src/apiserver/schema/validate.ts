/** Validation of a value against its schema, with causes that name the field and say what was expected. */
import { equal, isObject, type JsonObject } from '../json.ts';
import { cause, invalidValue, required, showValue, type StatusCause } from '../refusal.ts';
import { fieldSchema, listTypeOf, type Schema } from './schema.ts';

const formats: Record<string, RegExp> = {
  'date-time': /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/,
  date: /^\d{4}-\d\d-\d\d$/,
  email: /^[^@\s]+@[^@\s]+$/,
  ipv4: /^(\d{1,3}\.){3}\d{1,3}$/,
  ipv6: /^[0-9a-fA-F:.]*:[0-9a-fA-F:.]*$/,
  uuid: /^[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}$/,
  hostname: /^(?=.{1,253}$)([a-zA-Z0-9]([-a-zA-Z0-9]{0,61}[a-zA-Z0-9])?)(\.[a-zA-Z0-9]([-a-zA-Z0-9]{0,61}[a-zA-Z0-9])?)*$/,
  uri: /^[a-zA-Z][a-zA-Z0-9+.-]*:\S*$/,
  byte: /^[A-Za-z0-9+/\s]*={0,2}\s*$/,
  duration: /^[-+]?(\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+$|^0$/,
};

const patterns = new Map<string, RegExp | undefined>();

/** Compiled once; a pattern that JavaScript cannot read (RE2 and ECMA differ in corners) matches everything. */
function patternOf(source: string): RegExp | undefined {
  if (!patterns.has(source)) {
    let compiled: RegExp | undefined;
    try {
      compiled = new RegExp(source, 'u');
    } catch {
      compiled = undefined;
    }
    if (patterns.size > 2_000) patterns.clear();
    patterns.set(source, compiled);
  }
  return patterns.get(source);
}

export function isReadablePattern(source: string): boolean {
  return patternOf(source) !== undefined;
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

function hasType(type: string, value: unknown): boolean {
  const actual = typeName(value);
  return actual === type || (type === 'number' && actual === 'integer');
}

const wrongType = (path: string, value: unknown, expected: string): StatusCause =>
  cause('FieldValueTypeInvalid', path, `Invalid value: "${typeName(value)}": must be of type ${expected}: ${showValue(value)}`);

function checkString(schema: Schema, value: string, path: string): StatusCause[] {
  const found: StatusCause[] = [];
  const length = [...value].length;
  if (schema.minLength !== undefined && length < schema.minLength) {
    found.push(invalidValue(path, value, `must be at least ${schema.minLength} chars long`));
  }
  if (schema.maxLength !== undefined && length > schema.maxLength) {
    found.push(cause('FieldValueTooLong', path, `Too long: may not be more than ${schema.maxLength} chars`));
  }
  if (schema.pattern !== undefined && patternOf(schema.pattern)?.test(value) === false) {
    found.push(invalidValue(path, value, `must match the pattern '${schema.pattern}'`));
  }
  const format = schema.format === undefined ? undefined : formats[schema.format];
  if (format?.test(value) === false) found.push(invalidValue(path, value, `must be a valid ${schema.format}`));
  return found;
}

function checkNumber(schema: Schema, value: number, path: string): StatusCause[] {
  const found: StatusCause[] = [];
  const { minimum, maximum } = schema;
  if (minimum !== undefined && (value < minimum || (schema.exclusiveMinimum === true && value === minimum))) {
    found.push(
      invalidValue(path, value, `must be greater than ${schema.exclusiveMinimum === true ? '' : 'or equal to '}${minimum}`),
    );
  }
  if (maximum !== undefined && (value > maximum || (schema.exclusiveMaximum === true && value === maximum))) {
    found.push(
      invalidValue(path, value, `must be less than ${schema.exclusiveMaximum === true ? '' : 'or equal to '}${maximum}`),
    );
  }
  if (schema.multipleOf !== undefined && !Number.isInteger(value / schema.multipleOf)) {
    found.push(invalidValue(path, value, `must be a multiple of ${schema.multipleOf}`));
  }
  return found;
}

function duplicates(schema: Schema, items: readonly unknown[], path: string): StatusCause[] {
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  const type = listTypeOf(schema);
  if (type === 'atomic' && schema.uniqueItems !== true) return [];
  const identity = (item: unknown): string =>
    type === 'map' && isObject(item)
      ? JSON.stringify(keys.map((key) => item[key] ?? fieldSchema(schema.items, key)?.default ?? null))
      : JSON.stringify(item);
  const seen = new Set<string>();
  return items.flatMap((item, index) => {
    const id = identity(item);
    if (!seen.has(id)) {
      seen.add(id);
      return [];
    }
    return [cause('FieldValueDuplicate', `${path}[${index}]`, `Duplicate value: ${showValue(item)}`)];
  });
}

function checkArray(schema: Schema, items: readonly unknown[], path: string): StatusCause[] {
  const found = duplicates(schema, items, path);
  if (schema.minItems !== undefined && items.length < schema.minItems) {
    found.push(invalidValue(path, items.length, `must have at least ${schema.minItems} items`));
  }
  if (schema.maxItems !== undefined && items.length > schema.maxItems) {
    found.push(cause('FieldValueTooMany', path, `Too many: ${items.length}: must have at most ${schema.maxItems} items`));
  }
  const itemSchema = schema.items;
  if (itemSchema === undefined) return found;
  return [...found, ...items.flatMap((item, index) => validate(itemSchema, item, `${path}[${index}]`))];
}

function checkObject(schema: Schema, value: JsonObject, path: string): StatusCause[] {
  const found: StatusCause[] = [];
  const child = (field: string): string => (path === '' ? field : `${path}.${field}`);
  for (const field of schema.required ?? []) {
    if (value[field] === undefined) found.push(required(child(field)));
  }
  const size = Object.keys(value).length;
  if (schema.minProperties !== undefined && size < schema.minProperties) {
    found.push(invalidValue(path, size, `must have at least ${schema.minProperties} properties`));
  }
  if (schema.maxProperties !== undefined && size > schema.maxProperties) {
    found.push(cause('FieldValueTooMany', path, `Too many: ${size}: must have at most ${schema.maxProperties} properties`));
  }
  for (const field of Object.keys(value)) {
    const inner = fieldSchema(schema, field);
    if (inner !== undefined) found.push(...validate(inner, value[field], child(field)));
  }
  return found;
}

function checkCombinations(schema: Schema, value: unknown, path: string): StatusCause[] {
  const found = (schema.allOf ?? []).flatMap((inner) => validate(inner, value, path));
  const passes = (inner: Schema): boolean => validate(inner, value, path).length === 0;
  if (schema.anyOf !== undefined && !schema.anyOf.some(passes)) {
    found.push(invalidValue(path, value, 'must validate at least one schema (anyOf)'));
  }
  if (schema.oneOf !== undefined && schema.oneOf.filter(passes).length !== 1) {
    found.push(invalidValue(path, value, 'must validate one and only one schema (oneOf)'));
  }
  if (schema.not !== undefined && passes(schema.not)) found.push(invalidValue(path, value, 'must not validate the schema (not)'));
  return found;
}

function checkByType(schema: Schema, value: unknown, path: string): StatusCause[] {
  if (typeof value === 'string') return checkString(schema, value, path);
  if (typeof value === 'number') return checkNumber(schema, value, path);
  if (Array.isArray(value)) return checkArray(schema, value, path);
  return isObject(value) ? checkObject(schema, value, path) : [];
}

/** Every problem of the value, deepest paths included; empty when it is valid. */
export function validate(schema: Schema, value: unknown, path: string): StatusCause[] {
  if (value === undefined) return [];
  if (value === null) {
    const isTyped = schema.type !== undefined || schema['x-kubernetes-int-or-string'] === true;
    return schema.nullable === true || !isTyped ? [] : [wrongType(path, value, schema.type ?? 'integer or string')];
  }
  if (schema['x-kubernetes-int-or-string'] === true) {
    if (typeof value !== 'string' && typeof value !== 'number') return [wrongType(path, value, 'integer or string')];
  } else if (schema.type !== undefined && !hasType(schema.type, value)) {
    return [wrongType(path, value, schema.type)];
  }
  const found = checkByType(schema, value, path);
  if (schema.enum !== undefined && !schema.enum.some((allowed) => equal(allowed, value))) {
    const allowed = schema.enum.map((item) => showValue(item)).join(', ');
    found.push(cause('FieldValueNotSupported', path, `Unsupported value: ${showValue(value)}: supported values: ${allowed}`));
  }
  return [...found, ...checkCombinations(schema, value, path)];
}
