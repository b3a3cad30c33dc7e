/** The kind of custom resource definitions, with the status that makes a definition established as it is written. */
import type { KubeObject } from '@moorage/kube/objects';
import { at, clone, ensureObject, isObject, objectsAt, stringAt, stringsAt } from '../json.ts';
import { column, defineKind, nameColumn } from './define.ts';
import type { Preparation } from './kind.ts';
import { checkName } from '../names.ts';
import { invalidValue, required, type StatusCause } from '../refusal.ts';
import { as, boolean, integer, keyed, list, object, oneOf, openObject, string, time } from '../schema/schema.ts';
import { metaSchema } from '../schema/meta-schema.ts';
import { checkSchema, isSchema } from '../schema/structural.ts';

/** Holds a definition until its instances are gone. */
export const cleanupFinalizer = 'customresourcecleanup.apiextensions.k8s.io';

const version = object({
  'name!': string({ description: 'Name of the version, such as v1alpha1.' }),
  'served!': boolean(),
  'storage!': boolean({ description: 'True for the one version in which objects are stored.' }),
  deprecated: boolean(),
  deprecationWarning: string(),
  schema: object({ openAPIV3Schema: metaSchema }),
  subresources: object({
    status: openObject(),
    scale: object({ 'specReplicasPath!': string(), 'statusReplicasPath!': string(), labelSelectorPath: string() }),
  }),
  additionalPrinterColumns: list(
    object({
      'name!': string(),
      'type!': string(),
      format: string(),
      description: string(),
      priority: integer(),
      'jsonPath!': string(),
    }),
  ),
  selectableFields: list(object({ 'jsonPath!': string() })),
});

const names = object({
  'plural!': string(),
  singular: string(),
  'kind!': string(),
  listKind: string(),
  shortNames: list(string()),
  categories: list(string()),
});

const established = (now: string) => [
  { type: 'NamesAccepted', status: 'True', reason: 'NoConflicts', message: 'no conflicts found', lastTransitionTime: now },
  {
    type: 'Established',
    status: 'True',
    reason: 'InitialNamesAccepted',
    message: 'the initial names have been accepted',
    lastTransitionTime: now,
  },
];

function prepare(item: KubeObject, { now, previous }: Preparation): void {
  const spec = item.spec;
  if (!isObject(spec)) return;
  const given = ensureObject(spec, 'names');
  const kind = stringAt(given, 'kind') ?? '';
  given['singular'] ??= kind.toLowerCase();
  given['listKind'] ??= `${kind}List`;
  const storage = objectsAt(spec, 'versions').find((entry) => entry['storage'] === true);
  const stored = new Set([...stringsAt(previous, 'status', 'storedVersions'), stringAt(storage, 'name') ?? '']);
  const nowText = now.toISOString().replace(/\.\d+Z$/, 'Z');
  item.status = {
    ...(isObject(item.status) ? item.status : {}),
    acceptedNames: clone(given),
    conditions: at(previous, 'status', 'conditions') ?? established(nowText),
    storedVersions: [...stored],
  };
  if (previous !== undefined) return;
  item.metadata.finalizers = [...new Set([...(item.metadata.finalizers ?? []), cleanupFinalizer])];
}

function check(item: KubeObject): StatusCause[] {
  const group = stringAt(item, 'spec', 'group') ?? '';
  const plural = stringAt(item, 'spec', 'names', 'plural') ?? '';
  const versions = objectsAt(item, 'spec', 'versions');
  const stored = versions.filter((entry) => entry['storage'] === true).length;
  const found: StatusCause[] = [...checkName('label', plural, 'spec.names.plural')];
  if (item.metadata.name !== `${plural}.${group}`)
    found.push(invalidValue('metadata.name', item.metadata.name, 'must be spec.names.plural+"."+spec.group'));
  if (!group.includes('.')) found.push(invalidValue('spec.group', group, 'should be a domain with at least one dot'));
  if (stored !== 1) found.push(invalidValue('spec.versions', stored, 'must have exactly one version marked as storage version'));
  if (at(item, 'spec', 'conversion', 'strategy') !== 'None') {
    found.push(
      invalidValue('spec.conversion.strategy', at(item, 'spec', 'conversion', 'strategy'), 'only None is supported here'),
    );
  }
  for (const [index, entry] of versions.entries()) {
    const path = `spec.versions[${index}].schema.openAPIV3Schema`;
    const schema = at(entry, 'schema', 'openAPIV3Schema');
    if (isSchema(schema)) found.push(...checkSchema(schema, path));
    else found.push(required(path, 'schemas are required'));
  }
  return found;
}

export const definitionKind = defineKind({
  group: 'apiextensions.k8s.io',
  kind: 'CustomResourceDefinition',
  plural: 'customresourcedefinitions',
  namespaced: false,
  short: ['crd', 'crds'],
  description: 'Defines a kind of custom resources.',
  fields: {
    spec: object({
      'group!': string({ description: 'API group of the kind.' }),
      'names!': names,
      'scope!': oneOf('Namespaced', 'Cluster'),
      'versions!': list(version, { minItems: 1 }),
      conversion: as(object({ strategy: string({ default: 'None' }), webhook: openObject() }), { default: {} }),
      preserveUnknownFields: boolean(),
    }),
    status: object({
      conditions: keyed(
        ['type'],
        object({ 'type!': string(), 'status!': string(), reason: string(), message: string(), lastTransitionTime: time() }),
      ),
      acceptedNames: names,
      storedVersions: list(string()),
    }),
  },
  allColumns: [nameColumn, { ...column('Created At', (item) => item.metadata.creationTimestamp), type: 'date' }],
  rules: { prepare, check, immutable: ['spec.group', 'spec.names.plural', 'spec.scope'] },
});
