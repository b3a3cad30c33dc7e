/** The short way to write down a built-in kind. */
import type { KubeObject, Resource } from '@moorage/kube/objects';
import { apiVersionOf } from '@moorage/kube/objects';
import { at } from '../json.ts';
import type { NameRule } from '../names.ts';
import { object, string, type Schema } from '../schema/schema.ts';
import { age } from './cells.ts';
import type { Column, Kind, KindRules, ScalePaths } from './kind.ts';
import { metadataSchema } from './metadata.ts';

export interface KindDefinition {
  readonly group: string;
  readonly version?: string;
  readonly kind: string;
  readonly plural: string;
  readonly description: string;
  readonly namespaced?: boolean;
  readonly short?: readonly string[];
  readonly categories?: readonly string[];
  readonly nameRule?: NameRule;
  /** Fields beside `apiVersion`, `kind`, `metadata`. */
  readonly fields: Readonly<Record<string, Schema>>;
  readonly scale?: boolean;
  readonly selectable?: readonly string[];
  readonly subresources?: readonly string[];
  /** Without `Name` and `Age`, which every kind gets; give `allColumns` to decide them too. */
  readonly columns?: readonly Column[];
  readonly allColumns?: readonly Column[];
  readonly rules?: KindRules;
  readonly bucket?: string;
  readonly storedApiVersion?: string;
  readonly convert?: Kind['convert'];
  readonly computed?: boolean;
}

export const nameColumn: Column = { name: 'Name', type: 'string', format: 'name', cell: (item) => item.metadata.name };
export const ageColumn: Column = { name: 'Age', type: 'string', cell: (item, now) => age(item.metadata.creationTimestamp, now) };

/** A column whose cell is the value at a path. */
export function pathColumn(
  name: string,
  path: string,
  options: { priority?: number; type?: Column['type']; empty?: unknown } = {},
): Column {
  const steps = path.split('.');
  const { type = 'string', priority = 0 } = options;
  return { name, type, priority, cell: (item: KubeObject) => at(item, ...steps) ?? options.empty ?? '<none>' };
}

/** A column whose cell is computed; `priority` 1 shows it only in the wide view. */
export function column(name: string, cell: Column['cell'], priority = 0): Column {
  return { name, type: 'string', priority, cell };
}

/** Puts the age before the wide columns, where kubectl users expect it. */
function withNameAndAge(columns: readonly Column[]): Column[] {
  const normal = columns.filter((item) => (item.priority ?? 0) === 0);
  const wide = columns.filter((item) => (item.priority ?? 0) > 0);
  return [nameColumn, ...normal, ageColumn, ...wide];
}

const scalePaths: ScalePaths = { spec: ['spec', 'replicas'], status: ['status', 'replicas'], selector: ['spec', 'selector'] };

function groupTypeName(definition: KindDefinition, version: string): string {
  const [first = 'core'] = definition.group === '' ? ['core'] : definition.group.split('.');
  return `io.k8s.api.${first}.${version}.${definition.kind}`;
}

export function defineKind(definition: KindDefinition): Kind {
  const { group, kind, plural, version = 'v1', namespaced = true } = definition;
  const resource: Resource = { group, version, kind, plural, namespaced };
  const hasStatus = 'status' in definition.fields;
  const envelope = {
    apiVersion: string({ description: 'Version of the schema of this object.' }),
    kind: string({ description: 'Kind of this object.' }),
    metadata: metadataSchema,
  };
  return {
    resource,
    singular: kind.toLowerCase(),
    shortNames: definition.short ?? [],
    categories: definition.categories ?? [],
    bucket: definition.bucket ?? `${group}/${plural}`,
    storedApiVersion: definition.storedApiVersion ?? apiVersionOf(resource),
    description: definition.description,
    nameRule: definition.nameRule ?? 'subdomain',
    schema: object(
      { ...envelope, ...definition.fields },
      { typeName: groupTypeName(definition, version), description: definition.description },
    ),
    hasStatus,
    ...(definition.scale === true ? { scale: scalePaths } : {}),
    isCustom: false,
    selectable: definition.selectable ?? [],
    columns: definition.allColumns ?? withNameAndAge(definition.columns ?? []),
    subresources: [
      ...(hasStatus ? ['status'] : []),
      ...(definition.scale === true ? ['scale'] : []),
      ...(definition.subresources ?? []),
    ],
    rules: definition.rules ?? {},
    ...(definition.computed === true ? { isComputed: true } : {}),
    ...(definition.convert === undefined ? {} : { convert: definition.convert }),
  };
}
