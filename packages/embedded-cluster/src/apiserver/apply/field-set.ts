/**
 * Sets of field paths, as `managedFields` records them.
 *
 * A set is a tree whose edges are path elements: `f:name` for a field, `k:{"name":"x"}` for an item of a keyed list,
 * `v:"x"` for an item of a list used as a set. A node is a member itself or only leads to members.
 */
import { isObject, type JsonObject } from '../json.ts';
import { isGranular, itemElement } from '../schema/merging.ts';
import { fieldSchema, type Schema } from '../schema/schema.ts';

export interface FieldSet {
  readonly isMember: boolean;
  readonly children: ReadonlyMap<string, FieldSet>;
}

const noChildren: ReadonlyMap<string, FieldSet> = new Map();
export const emptySet: FieldSet = { isMember: false, children: noChildren };
const leaf: FieldSet = { isMember: true, children: noChildren };

export function isEmptySet(set: FieldSet): boolean {
  return !set.isMember && set.children.size === 0;
}

function node(isMember: boolean, children: Map<string, FieldSet>): FieldSet {
  for (const [element, child] of children) if (isEmptySet(child)) children.delete(element);
  return { isMember, children };
}

export function union(left: FieldSet, right: FieldSet): FieldSet {
  if (isEmptySet(left)) return right;
  if (isEmptySet(right)) return left;
  const children = new Map(left.children);
  for (const [element, child] of right.children) {
    const present = children.get(element);
    children.set(element, present === undefined ? child : union(present, child));
  }
  return node(left.isMember || right.isMember, children);
}

/** Members of `left` that are not members of `right`. */
export function difference(left: FieldSet, right: FieldSet): FieldSet {
  const children = new Map<string, FieldSet>();
  for (const [element, child] of left.children) {
    const other = right.children.get(element);
    children.set(element, other === undefined ? child : difference(child, other));
  }
  return node(left.isMember && !right.isMember, children);
}

export function intersection(left: FieldSet, right: FieldSet): FieldSet {
  const children = new Map<string, FieldSet>();
  for (const [element, child] of left.children) {
    const other = right.children.get(element);
    if (other !== undefined) children.set(element, intersection(child, other));
  }
  return node(left.isMember && right.isMember, children);
}

/** The set as `fieldsV1`. */
export function setToJson(set: FieldSet): JsonObject {
  const json: JsonObject = {};
  if (set.isMember && set.children.size > 0) json['.'] = {};
  for (const [element, child] of [...set.children].sort(([a], [b]) => (a < b ? -1 : 1))) json[element] = setToJson(child);
  return json;
}

/** The opposite of {@link setToJson}; the root is never a member. */
export function setFromJson(json: unknown, isRoot = true): FieldSet {
  if (!isObject(json)) return emptySet;
  const children = new Map<string, FieldSet>();
  for (const [element, child] of Object.entries(json)) if (element !== '.') children.set(element, setFromJson(child, false));
  return { isMember: !isRoot && ('.' in json || children.size === 0), children };
}

/** Readable paths of the members, such as `.spec.containers[name="app"].image`. */
export function pathsOf(set: FieldSet, prefix = ''): string[] {
  const own = set.isMember ? [prefix] : [];
  return [...own, ...[...set.children].flatMap(([element, child]) => pathsOf(child, prefix + elementText(element)))];
}

function elementText(element: string): string {
  const value = element.slice(2);
  if (element.startsWith('f:')) return `.${value}`;
  if (!element.startsWith('k:')) return `[=${value}]`;
  const key: unknown = JSON.parse(value);
  const pairs = isObject(key) ? Object.entries(key).map(([name, item]) => `${name}=${JSON.stringify(item)}`) : [];
  return `[${pairs.join(',')}]`;
}

function setOfList(schema: Schema, items: readonly unknown[]): FieldSet {
  const children = new Map<string, FieldSet>();
  for (const item of items) children.set(itemElement(schema, item), { ...setOf(schema.items, item), isMember: true });
  return { isMember: false, children };
}

/** Every field that the value sets. */
export function setOf(schema: Schema | undefined, value: unknown): FieldSet {
  if (!isGranular(schema, value)) return leaf;
  if (Array.isArray(value)) return value.length === 0 || schema === undefined ? leaf : setOfList(schema, value);
  if (!isObject(value)) return leaf;
  const children = new Map<string, FieldSet>();
  for (const [field, item] of Object.entries(value)) {
    if (item === undefined) continue;
    const inner = setOf(fieldSchema(schema, field), item);
    const isListed = schema?.properties !== undefined && Object.hasOwn(schema.properties, field);
    children.set(`f:${field}`, isListed ? inner : { ...inner, isMember: true });
  }
  return children.size === 0 ? leaf : { isMember: false, children };
}
