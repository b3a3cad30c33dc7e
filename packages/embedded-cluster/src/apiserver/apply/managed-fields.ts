/**
 * Who owns which field.
 *
 * A write by `update` or `patch` makes its manager the owner of every field it changed; a server-side apply owns exactly the
 * fields of the applied object, gives up those it no longer names, and conflicts with owners whose values it would change.
 */
import type { KubeObject, ManagedFieldsEntry } from '@moorage/kube/objects';
import { clone, equal, isObject, type JsonObject } from '../json.ts';
import { cause, type StatusCause } from '../refusal.ts';
import type { Schema } from '../schema/schema.ts';
import { compare, merge, prune } from './compare.ts';
import {
  difference,
  emptySet,
  intersection,
  isEmptySet,
  pathsOf,
  setFromJson,
  setOf,
  setToJson,
  union,
  type FieldSet,
} from './field-set.ts';

export interface Writer {
  readonly manager: string;
  readonly apiVersion: string;
  readonly subresource: string | undefined;
  readonly now: string;
}

interface Owner {
  readonly entry: ManagedFieldsEntry;
  readonly set: FieldSet;
}

const unmanagedMetadata = [
  'name',
  'namespace',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'managedFields',
  'selfLink',
];

/** The object without what nobody manages. */
function manageable(object: JsonObject): JsonObject {
  const { apiVersion: _version, kind: _kind, metadata, ...rest } = object;
  const kept = isObject(metadata)
    ? Object.fromEntries(Object.entries(metadata).filter(([field]) => !unmanagedMetadata.includes(field)))
    : {};
  return Object.keys(kept).length === 0 ? rest : { metadata: kept, ...rest };
}

function ownersOf(entries: readonly ManagedFieldsEntry[] | undefined): Owner[] {
  return (entries ?? [])
    .filter((entry) => entry.manager !== undefined)
    .map((entry) => ({ entry, set: setFromJson(entry.fieldsV1) }));
}

const isBy = (owner: Owner, writer: Writer, operation: string): boolean =>
  owner.entry.manager === writer.manager &&
  owner.entry.operation === operation &&
  (owner.entry.subresource ?? '') === (writer.subresource ?? '');

function toEntry(writer: Writer, operation: 'Update' | 'Apply', set: FieldSet): ManagedFieldsEntry {
  return {
    manager: writer.manager,
    operation,
    apiVersion: writer.apiVersion,
    time: writer.now,
    fieldsType: 'FieldsV1',
    fieldsV1: setToJson(set),
    ...(writer.subresource === undefined ? {} : { subresource: writer.subresource }),
  };
}

function refreshed(owner: Owner, set: FieldSet): ManagedFieldsEntry {
  const fieldsV1 = setToJson(set);
  return equal(fieldsV1, owner.entry.fieldsV1) ? owner.entry : { ...owner.entry, fieldsV1 };
}

function withWriter(
  owners: readonly Owner[],
  writer: Writer,
  operation: 'Update' | 'Apply',
  set: FieldSet,
): ManagedFieldsEntry[] {
  const entries: ManagedFieldsEntry[] = [];
  let isWritten = false;
  for (const owner of owners) {
    if (!isBy(owner, writer, operation)) {
      if (!isEmptySet(owner.set)) entries.push(refreshed(owner, owner.set));
      continue;
    }
    isWritten = true;
    const isSame = equal(setToJson(set), owner.entry.fieldsV1);
    if (!isEmptySet(set)) entries.push(isSame ? owner.entry : toEntry(writer, operation, set));
  }
  if (!isWritten && !isEmptySet(set)) entries.push(toEntry(writer, operation, set));
  return entries;
}

export interface TrackedUpdate {
  readonly schema: Schema;
  readonly previous: KubeObject | undefined;
  readonly next: KubeObject;
  readonly writer: Writer;
}

/** The managedFields after an update; the writer may also have edited the entries themselves (kubectl does, to migrate them). */
export function trackUpdate({ schema, previous, next, writer }: TrackedUpdate): ManagedFieldsEntry[] {
  const given = next.metadata.managedFields;
  const isEdited = given !== undefined && previous !== undefined && !equal(given, previous.metadata.managedFields);
  const owners = ownersOf(isEdited ? given : previous?.metadata.managedFields);
  const { changed, removed } = compare(schema, previous === undefined ? {} : manageable(previous), manageable(next));
  if (isEmptySet(changed) && isEmptySet(removed)) return owners.map((owner) => owner.entry);
  const taken = union(changed, removed);
  const mine = owners.find((owner) => isBy(owner, writer, 'Update'))?.set ?? emptySet;
  const others = owners.map((owner) => (isBy(owner, writer, 'Update') ? owner : { ...owner, set: difference(owner.set, taken) }));
  return withWriter(others, writer, 'Update', difference(union(mine, changed), removed));
}

export interface Application {
  readonly schema: Schema;
  readonly live: KubeObject | undefined;
  readonly applied: KubeObject;
  readonly writer: Writer;
  readonly force: boolean;
}

export type ApplyResult =
  | { readonly kind: 'conflicts'; readonly causes: readonly StatusCause[] }
  | { readonly kind: 'merged'; readonly object: KubeObject; readonly managedFields: readonly ManagedFieldsEntry[] };

function conflictsOf(others: readonly Owner[], changed: FieldSet): StatusCause[] {
  return others.flatMap((owner) => {
    const { manager = '', operation, apiVersion = '', subresource } = owner.entry;
    const where = subresource === undefined ? '' : ` with subresource "${subresource}"`;
    const using = operation === 'Update' ? ` using ${apiVersion}` : '';
    return pathsOf(intersection(owner.set, changed)).map((path) =>
      cause('FieldManagerConflict', path, `conflict with "${manager}"${where}${using}`),
    );
  });
}

/** What a server-side apply makes of the live object. */
export function planApply({ schema, live, applied, writer, force }: Application): ApplyResult {
  const wanted = manageable(applied);
  const wantedSet = setOf(schema, wanted);
  const owners = ownersOf(live?.metadata.managedFields);
  const others = owners.filter((owner) => !isBy(owner, writer, 'Apply'));
  const before = owners.find((owner) => isBy(owner, writer, 'Apply'))?.set ?? emptySet;
  const base = live === undefined ? {} : manageable(live);
  const merged = merge(schema, clone(base), wanted);
  const { changed } = compare(schema, base, merged);
  const causes = conflictsOf(others, changed);
  if (causes.length > 0 && !force) return { kind: 'conflicts', causes };
  const keptByOthers = others.reduce((sum, owner) => union(sum, owner.set), emptySet);
  const keep = union(wantedSet, keptByOthers);
  const pruned = prune(schema, merged, { remove: difference(before, keep), keep });
  const remaining = others.map((owner) => ({ ...owner, set: difference(owner.set, changed) }));
  const mine = owners.filter((owner) => isBy(owner, writer, 'Apply'));
  const { metadata, ...rest } = isObject(pruned) ? pruned : {};
  const envelope = live === undefined ? applied : live;
  const fixed = Object.fromEntries(Object.entries(envelope.metadata).filter(([field]) => unmanagedMetadata.includes(field)));
  const object: KubeObject = {
    ...rest,
    apiVersion: envelope.apiVersion,
    kind: envelope.kind,
    metadata: { ...(isObject(metadata) ? metadata : {}), ...fixed, name: envelope.metadata.name },
  };
  return { kind: 'merged', object, managedFields: withWriter([...remaining, ...mine], writer, 'Apply', wantedSet) };
}
