/**
 * Strategic merge patch: a merge patch that knows which lists are keyed.
 *
 * Directives: `$patch: replace|delete|merge` on objects and list items, `$retainKeys` on objects, `$deleteFromPrimitiveList/<field>` and
 * `$setElementOrder/<field>` beside lists.
 */
import { clone, equal, isObject, type JsonObject } from '../json.ts';
import { refuse } from '../refusal.ts';
import { fieldSchema, type Schema } from '../schema/schema.ts';

const deletePrefix = '$deleteFromPrimitiveList/';
const orderPrefix = '$setElementOrder/';
const isDirective = (field: string): boolean =>
  field === '$patch' || field === '$retainKeys' || field.startsWith(deletePrefix) || field.startsWith(orderPrefix);

const mergesLists = (schema: Schema | undefined): boolean => schema?.['x-kubernetes-patch-strategy']?.includes('merge') === true;

/** A value of a patch freed of its directives, for where there is nothing to merge with. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => !(isObject(item) && item['$patch'] === 'delete')).map(plain);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([field, item]) => !isDirective(field) && item !== null)
      .map(([field, item]) => [field, plain(item)]),
  );
}

function keyValue(item: unknown, key: string | undefined): unknown {
  return key === undefined || !isObject(item) ? item : item[key];
}

function mergeKeyed(schema: Schema, current: readonly unknown[], patch: readonly unknown[], key: string): unknown[] {
  if (patch.some((item) => isObject(item) && item['$patch'] === 'replace')) {
    return patch.filter((item) => !(isObject(item) && item['$patch'] === 'replace' && Object.keys(item).length === 1)).map(plain);
  }
  const result = [...current];
  for (const item of patch) {
    const id = keyValue(item, key);
    if (!isObject(item) || id === undefined)
      throw refuse('BadRequest', `map: ${JSON.stringify(item)} does not contain declared merge key: ${key}`);
    const index = result.findIndex((candidate) => equal(keyValue(candidate, key), id));
    if (item['$patch'] === 'delete') {
      if (index >= 0) result.splice(index, 1);
    } else if (index >= 0) result[index] = mergeObject(schema.items, result[index], item);
    else result.push(plain(item));
  }
  return result;
}

function mergeList(schema: Schema | undefined, current: unknown, patch: readonly unknown[]): unknown {
  if (!Array.isArray(current) || schema === undefined || !mergesLists(schema)) return plain(patch);
  const key = schema['x-kubernetes-patch-merge-key'];
  if (key !== undefined && patch.every(isObject)) return mergeKeyed(schema, current, patch, key);
  return [...current, ...patch.filter((item) => !current.some((present) => equal(present, item)))];
}

/** Puts the named items in the given order; others keep their place behind those they followed. */
function reorder(items: readonly unknown[], order: readonly unknown[], key: string | undefined): unknown[] {
  const rank = (item: unknown): number => order.findIndex((wanted) => equal(keyValue(wanted, key), keyValue(item, key)));
  const result: unknown[] = [];
  const named = items.filter((item) => rank(item) >= 0).sort((left, right) => rank(left) - rank(right));
  for (const item of items) {
    if (rank(item) < 0) result.push(item);
    else result.push(named.shift());
  }
  return result;
}

function applyListDirectives(schema: Schema | undefined, result: JsonObject, patch: JsonObject): void {
  for (const [field, value] of Object.entries(patch)) {
    if (field.startsWith(deletePrefix)) {
      const target = field.slice(deletePrefix.length);
      const items = result[target];
      if (Array.isArray(items) && Array.isArray(value))
        result[target] = items.filter((item) => !value.some((gone: unknown) => equal(gone, item)));
    }
    if (field.startsWith(orderPrefix)) {
      const target = field.slice(orderPrefix.length);
      const items = result[target];
      const key = fieldSchema(schema, target)?.['x-kubernetes-patch-merge-key'];
      if (Array.isArray(items) && Array.isArray(value)) result[target] = reorder(items, value, key);
    }
  }
}

function mergeObject(schema: Schema | undefined, current: unknown, patch: JsonObject): unknown {
  if (patch['$patch'] === 'replace') return plain(patch);
  if (patch['$patch'] === 'delete') return {};
  const result: JsonObject = isObject(current) ? { ...current } : {};
  const retained = patch['$retainKeys'];
  if (Array.isArray(retained)) for (const field of Object.keys(result)) if (!retained.includes(field)) delete result[field];
  for (const [field, value] of Object.entries(patch)) {
    if (isDirective(field) || field === '__proto__') continue;
    if (value === null) delete result[field];
    else if (Array.isArray(value)) result[field] = mergeList(fieldSchema(schema, field), result[field], value);
    else if (isObject(value)) result[field] = mergeObject(fieldSchema(schema, field), result[field], value);
    else result[field] = value;
  }
  applyListDirectives(schema, result, patch);
  return result;
}

/** The target with the patch applied; neither is changed. */
export function strategicMergePatch(schema: Schema, target: JsonObject, patch: JsonObject): unknown {
  return mergeObject(schema, clone(target), clone(patch));
}
