/** What changed between two values, as sets of fields; and how an applied value merges into a live one. */
import { clone, equal, isObject, type JsonObject } from '../json.ts';
import { fieldSchema, type Schema } from '../schema/schema.ts';
import { isGranular, itemElement } from '../schema/merging.ts';
import { emptySet, isEmptySet, setOf, type FieldSet } from './field-set.ts';

export interface Comparison {
  /** Added or given another value. */
  readonly changed: FieldSet;
  readonly removed: FieldSet;
}

const same: Comparison = { changed: emptySet, removed: emptySet };
const leaf: FieldSet = { isMember: true, children: new Map() };

interface Part {
  readonly schema: Schema | undefined;
  readonly value: unknown;
}

/** The parts of a granular value by path element. */
function partsOf(schema: Schema | undefined, value: unknown): Map<string, Part> {
  const parts = new Map<string, Part>();
  if (Array.isArray(value) && schema !== undefined) {
    for (const item of value) parts.set(itemElement(schema, item), { schema: schema.items, value: item });
  } else if (isObject(value)) {
    for (const [field, item] of Object.entries(value))
      if (item !== undefined) parts.set(`f:${field}`, { schema: fieldSchema(schema, field), value: item });
  }
  return parts;
}

function wholeChild(schema: Schema | undefined, element: string, part: Part): FieldSet {
  const set = setOf(part.schema, part.value);
  const isListed =
    element.startsWith('f:') && schema?.properties !== undefined && Object.hasOwn(schema.properties, element.slice(2));
  return isListed ? set : { ...set, isMember: true };
}

/** Compares part by part, down to values that are replaced as a whole. */
export function compare(schema: Schema | undefined, left: unknown, right: unknown): Comparison {
  if (left === undefined) return { changed: right === undefined ? emptySet : setOf(schema, right), removed: emptySet };
  if (right === undefined) return { changed: emptySet, removed: setOf(schema, left) };
  if (equal(left, right)) return same;
  if (!isGranular(schema, left) || !isGranular(schema, right) || Array.isArray(left) !== Array.isArray(right))
    return { changed: leaf, removed: emptySet };
  const before = partsOf(schema, left);
  const after = partsOf(schema, right);
  const changed = new Map<string, FieldSet>();
  const removed = new Map<string, FieldSet>();
  for (const [element, part] of after) {
    const old = before.get(element);
    const result =
      old === undefined
        ? { changed: wholeChild(schema, element, part), removed: emptySet }
        : compare(part.schema, old.value, part.value);
    if (!isEmptySet(result.changed)) changed.set(element, result.changed);
    if (!isEmptySet(result.removed)) removed.set(element, result.removed);
  }
  for (const [element, part] of before) if (!after.has(element)) removed.set(element, wholeChild(schema, element, part));
  return { changed: { isMember: false, children: changed }, removed: { isMember: false, children: removed } };
}

function mergeLists(schema: Schema, live: readonly unknown[], applied: readonly unknown[]): unknown[] {
  const wanted = new Map(applied.map((item) => [itemElement(schema, item), item]));
  const kept = live.map((item) => {
    const element = itemElement(schema, item);
    if (!wanted.has(element)) return item;
    const merged = merge(schema.items, item, wanted.get(element));
    wanted.delete(element);
    return merged;
  });
  return [...kept, ...wanted.values()];
}

/** The live value with everything the applied value says. */
export function merge(schema: Schema | undefined, live: unknown, applied: unknown): unknown {
  if (applied === undefined) return live;
  if (live === undefined || !isGranular(schema, live) || !isGranular(schema, applied)) return clone(applied);
  if (Array.isArray(live))
    return Array.isArray(applied) && schema !== undefined ? mergeLists(schema, live, applied) : clone(applied);
  if (!isObject(live) || !isObject(applied)) return clone(applied);
  const merged: JsonObject = { ...live };
  for (const [field, value] of Object.entries(applied)) merged[field] = merge(fieldSchema(schema, field), live[field], value);
  return merged;
}

interface Removal {
  readonly remove: FieldSet;
  /** Fields that someone still wants; what contains them stays. */
  readonly keep: FieldSet;
}

/** The value without the members of `remove`; undefined when nothing is left that anyone wanted. */
export function prune(schema: Schema | undefined, value: unknown, { remove, keep }: Removal): unknown {
  if (remove.isMember && isEmptySet(keep)) return undefined;
  if (remove.children.size === 0 || !isGranular(schema, value)) return value;
  const parts = partsOf(schema, value);
  const results: [string, unknown][] = [];
  for (const [element, part] of parts) {
    const inner = remove.children.get(element);
    const result =
      inner === undefined
        ? part.value
        : prune(part.schema, part.value, { remove: inner, keep: keep.children.get(element) ?? emptySet });
    if (result !== undefined) results.push([element, result]);
  }
  if (results.length === 0 && parts.size > 0 && isEmptySet(keep)) return undefined;
  if (Array.isArray(value)) return results.map(([, item]) => item);
  return Object.fromEntries(results.map(([element, item]) => [element.slice(2), item]));
}
