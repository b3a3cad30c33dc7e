/** The kinds that a definition brings, one for each served version. */
import type { KubeObject, Resource } from '@moorage/kube/objects';
import { isObject, numberAt, objectAt, objectsAt, stringAt, stringsAt, type JsonObject } from '../json.ts';
import { age } from '../kinds/cells.ts';
import { ageColumn, nameColumn } from '../kinds/define.ts';
import type { Column, Kind, ScalePaths } from '../kinds/kind.ts';
import { metadataSchema } from '../kinds/metadata.ts';
import { string, type Schema } from '../schema/schema.ts';
import { evaluateJsonPath, parseJsonPath } from './json-path.ts';
import { isSchema } from '../schema/structural.ts';

const columnTypes = ['string', 'integer', 'number', 'boolean', 'date'] as const;

function cellText(value: unknown): unknown {
  return isObject(value) || Array.isArray(value) ? JSON.stringify(value) : value;
}

function toColumn(definition: JsonObject): Column {
  const steps = parseJsonPath(stringAt(definition, 'jsonPath') ?? '');
  const type = columnTypes.find((item) => item === definition['type']) ?? 'string';
  const format = stringAt(definition, 'format');
  const description = stringAt(definition, 'description');
  return {
    name: stringAt(definition, 'name') ?? '',
    type,
    priority: numberAt(definition, 'priority') ?? 0,
    ...(format === undefined ? {} : { format }),
    ...(description === undefined ? {} : { description }),
    cell(object, now) {
      const values = steps === undefined ? [] : evaluateJsonPath(steps, object);
      if (values.length === 0) return type === 'date' ? '<unknown>' : '';
      if (type === 'date') return age(values[0], now);
      return type === 'string' ? values.map((value) => String(cellText(value))).join(',') : cellText(values[0]);
    },
  };
}

function columnsOf(version: JsonObject): Column[] {
  const own = objectsAt(version, 'additionalPrinterColumns').map(toColumn);
  return own.length === 0 ? [nameColumn, ageColumn] : [nameColumn, ...own];
}

const pathSteps = (path: string | undefined): string[] => (path ?? '').split('.').filter((step) => step !== '');

function scaleOf(version: JsonObject): ScalePaths | undefined {
  const scale = objectAt(version, 'subresources', 'scale');
  if (scale === undefined) return undefined;
  const selector = pathSteps(stringAt(scale, 'labelSelectorPath'));
  const paths = {
    spec: pathSteps(stringAt(scale, 'specReplicasPath')),
    status: pathSteps(stringAt(scale, 'statusReplicasPath')),
  };
  return selector.length === 0 ? paths : { ...paths, selector };
}

function schemaOf(version: JsonObject, resource: Resource): Schema {
  const given = objectAt(version, 'schema', 'openAPIV3Schema');
  const schema: Schema = isSchema(given) ? given : { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  const reversed = resource.group.split('.').toReversed().join('.');
  return {
    ...schema,
    typeName: `${reversed}.${resource.version}.${resource.kind}`,
    properties: {
      ...schema.properties,
      apiVersion: string({ description: 'Version of the schema of this object.' }),
      kind: string({ description: 'Kind of this object.' }),
      metadata: metadataSchema,
    },
  };
}

function toKind(definition: KubeObject, version: JsonObject, storedApiVersion: string): Kind {
  const names = objectAt(definition, 'spec', 'names') ?? {};
  const group = stringAt(definition, 'spec', 'group') ?? '';
  const resource: Resource = {
    group,
    version: stringAt(version, 'name') ?? '',
    kind: stringAt(names, 'kind') ?? '',
    plural: stringAt(names, 'plural') ?? '',
    namespaced: stringAt(definition, 'spec', 'scope') === 'Namespaced',
  };
  const schema = schemaOf(version, resource);
  const scale = scaleOf(version);
  const hasStatus = objectAt(version, 'subresources', 'status') !== undefined;
  return {
    resource,
    singular: stringAt(names, 'singular') ?? resource.kind.toLowerCase(),
    shortNames: stringsAt(names, 'shortNames'),
    categories: stringsAt(names, 'categories'),
    bucket: `${group}/${resource.plural}`,
    storedApiVersion,
    description: schema.description ?? `A custom resource defined by ${definition.metadata.name}.`,
    nameRule: 'subdomain',
    schema,
    hasStatus,
    ...(scale === undefined ? {} : { scale }),
    isCustom: true,
    selectable: objectsAt(version, 'selectableFields').map((field) => pathSteps(stringAt(field, 'jsonPath')).join('.')),
    columns: columnsOf(version),
    subresources: [...(hasStatus ? ['status'] : []), ...(scale === undefined ? [] : ['scale'])],
    rules: {},
  };
}

/** One kind for each served version of the definition. */
export function kindsOf(definition: KubeObject): Kind[] {
  const group = stringAt(definition, 'spec', 'group') ?? '';
  const versions = objectsAt(definition, 'spec', 'versions');
  const storage = versions.find((version) => version['storage'] === true);
  const storedApiVersion = `${group}/${stringAt(storage, 'name') ?? ''}`;
  return versions.filter((version) => version['served'] === true).map((version) => toKind(definition, version, storedApiVersion));
}
