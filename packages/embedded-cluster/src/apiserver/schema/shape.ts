/** Bringing a value into the shape of its schema: defaults, nulls and unknown fields. Works in place on a value that the caller owns. */
import { clone, isObject, type JsonObject } from '../json.ts';
import { fieldSchema, type Schema } from './schema.ts';

function defaultFields(schema: Schema, value: JsonObject): void {
  for (const [field, child] of Object.entries(schema.properties ?? {})) {
    const present = value[field];
    const isMissing = present === undefined || (present === null && child.nullable !== true);
    if (isMissing && child.default !== undefined) value[field] = clone(child.default);
  }
}

/** Fills in the defaults of the schema; a default inside an object applies only where the object is present. */
export function applyDefaults(schema: Schema | undefined, value: unknown): void {
  if (schema === undefined) return;
  if (Array.isArray(value)) {
    for (const item of value) applyDefaults(schema.items, item);
    return;
  }
  if (!isObject(value)) return;
  defaultFields(schema, value);
  for (const field of Object.keys(value)) applyDefaults(fieldSchema(schema, field), value[field]);
}

/** Removes null fields, which for built-in kinds mean "absent". */
export function dropNulls(value: unknown): void {
  if (Array.isArray(value)) {
    for (const item of value) dropNulls(item);
    return;
  }
  if (!isObject(value)) return;
  for (const field of Object.keys(value)) {
    if (value[field] === null) delete value[field];
    else dropNulls(value[field]);
  }
}

export interface UnknownFieldsOptions {
  /** Remove what is unknown (custom resources) or only report it (built-in kinds, whose schemas may lag behind). */
  readonly remove: boolean;
}

const join = (path: string, field: string): string => (path === '' ? field : `${path}.${field}`);
const envelope = new Set(['apiVersion', 'kind', 'metadata']);

function isOpen(schema: Schema): boolean {
  return schema['x-kubernetes-preserve-unknown-fields'] === true || schema.additionalProperties === true;
}

function knowsNothing(schema: Schema): boolean {
  return schema.properties === undefined && schema.additionalProperties === undefined && schema.type !== 'object';
}

/** Finds fields that the schema does not know, removing them where asked; returns their paths. */
export function unknownFields(schema: Schema, value: unknown, options: UnknownFieldsOptions, path = ''): string[] {
  if (Array.isArray(value)) {
    const items = schema.items;
    return items === undefined ? [] : value.flatMap((item, index) => unknownFields(items, item, options, `${path}[${index}]`));
  }
  if (!isObject(value) || knowsNothing(schema)) return [];
  const isEmbedded = schema['x-kubernetes-embedded-resource'] === true;
  return Object.keys(value).flatMap((field) => {
    if (isEmbedded && envelope.has(field)) return [];
    const child = fieldSchema(schema, field);
    if (child !== undefined) return unknownFields(child, value[field], options, join(path, field));
    if (isOpen(schema)) return [];
    if (options.remove) delete value[field];
    return [join(path, field)];
  });
}
