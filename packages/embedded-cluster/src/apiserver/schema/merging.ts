/** Which values merge part by part, and how the items of their lists are told apart. */
import { isObject, type JsonObject } from '../json.ts';
import { fieldSchema, isAtomicMap, listTypeOf, type Schema } from './schema.ts';

/** The path element of an item of a keyed list; keys that are absent take their defaults. */
export function itemElement(schema: Schema, item: unknown): string {
  if (listTypeOf(schema) === 'set' || !isObject(item)) return `v:${JSON.stringify(item)}`;
  const key: JsonObject = {};
  for (const name of [...(schema['x-kubernetes-list-map-keys'] ?? [])].sort()) {
    const value = item[name] ?? fieldSchema(schema.items, name)?.default;
    if (value !== undefined) key[name] = value;
  }
  return `k:${JSON.stringify(key)}`;
}

/** True when values of this schema are merged part by part. */
export function isGranular(schema: Schema | undefined, value: unknown): boolean {
  if (Array.isArray(value)) return listTypeOf(schema) !== 'atomic';
  return isObject(value) && !isAtomicMap(schema);
}
