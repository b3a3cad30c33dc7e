/** The rules of `metadata`: what a writer may set, what the server sets, what may never change. */
import type { KubeObject, ObjectMeta } from '@moorage/kube/objects';
import { equal, isObject } from '../json.ts';
import type { Kind } from '../kinds/kind.ts';
import { checkAnnotations, checkLabels, checkName } from '../names.ts';
import { cause, forbiddenField, invalidValue, required, type StatusCause } from '../refusal.ts';

/** A timestamp as the API writes it: whole seconds. */
export function timestamp(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, 'Z');
}

/** Keys without which nothing was said are dropped, so that an empty map equals an absent one. */
function dropEmpty(metadata: ObjectMeta): void {
  if (isObject(metadata.labels) && Object.keys(metadata.labels).length === 0) delete metadata.labels;
  if (isObject(metadata.annotations) && Object.keys(metadata.annotations).length === 0) delete metadata.annotations;
  if (Array.isArray(metadata.finalizers) && metadata.finalizers.length === 0) delete metadata.finalizers;
  if (Array.isArray(metadata.ownerReferences) && metadata.ownerReferences.length === 0) delete metadata.ownerReferences;
}

const setByServer = [
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'managedFields',
] as const;

/** Takes away what only the server sets. */
export function clearServerFields(metadata: ObjectMeta): void {
  for (const field of setByServer) delete metadata[field];
  dropEmpty(metadata);
}

/** Restores what a writer may not change; the generation is decided later. */
export function carryServerFields(next: ObjectMeta, previous: ObjectMeta): void {
  clearServerFields(next);
  for (const field of setByServer) if (previous[field] !== undefined) Object.assign(next, { [field]: previous[field] });
  next.name = previous.name;
  if (previous.namespace === undefined) delete next.namespace;
  else next.namespace = previous.namespace;
}

function checkOwners(metadata: ObjectMeta): StatusCause[] {
  const owners = metadata.ownerReferences ?? [];
  const controllers = owners.filter((owner) => owner.controller === true);
  const found = owners.flatMap((owner, index) =>
    (['apiVersion', 'kind', 'name', 'uid'] as const).flatMap((field) =>
      owner[field] === '' || owner[field] === undefined ? [required(`metadata.ownerReferences[${index}].${field}`)] : [],
    ),
  );
  const text = 'only one reference can have `controller` set to true';
  return controllers.length > 1
    ? [
        ...found,
        invalidValue(
          'metadata.ownerReferences',
          controllers.map((owner) => owner.name),
          text,
        ),
      ]
    : found;
}

/** Problems of the metadata of an object about to be stored. */
export function checkMetadata(kind: Kind, object: KubeObject, previous: KubeObject | undefined): StatusCause[] {
  const { metadata } = object;
  const name = metadata.name;
  const nameProblems = previous === undefined && name !== '' ? checkName(kind.nameRule, name, 'metadata.name') : [];
  const finalizers = Array.isArray(metadata.finalizers) ? metadata.finalizers : [];
  const before = previous?.metadata.finalizers ?? [];
  const added = previous?.metadata.deletionTimestamp === undefined ? [] : finalizers.filter((item) => !before.includes(item));
  return [
    ...nameProblems,
    ...checkLabels(metadata.labels, 'metadata.labels'),
    ...checkAnnotations(metadata.annotations, 'metadata.annotations'),
    ...checkOwners(metadata),
    ...(added.length === 0
      ? []
      : [
          forbiddenField(
            'metadata.finalizers',
            `no new finalizers can be added if the object is being deleted, found new finalizers ${JSON.stringify(added)}`,
          ),
        ]),
  ];
}

/** Problems of fields that may not change once set. */
export function checkImmutable(kind: Kind, object: KubeObject, previous: KubeObject | undefined): StatusCause[] {
  if (previous === undefined) return [];
  const valueAt = (root: unknown, path: readonly string[]): unknown =>
    path.reduce<unknown>((value, step) => (isObject(value) ? value[step] : undefined), root);
  return (kind.rules.immutable ?? []).flatMap((path) => {
    const steps = path.split('.');
    const before = valueAt(previous, steps);
    const after = valueAt(object, steps);
    return before === undefined || equal(before, after)
      ? []
      : [cause('FieldValueInvalid', path, 'Invalid value: field is immutable')];
  });
}
