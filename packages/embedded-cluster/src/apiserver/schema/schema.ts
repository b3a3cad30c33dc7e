/**
 * The shape of kinds, as data.
 *
 * One type of schema serves built-in kinds and custom resources alike: it is the structural subset of OpenAPI that a
 * CustomResourceDefinition may carry. From it follow defaults, validation, unknown-field warnings, list merging in patches
 * and in server-side apply, the OpenAPI documents and `kubectl explain`. Built-in kinds are written with the short
 * functions below; a field name that ends in `!` is required.
 */
export interface ValidationRule {
  readonly rule: string;
  readonly message?: string;
  readonly messageExpression?: string;
  readonly reason?: string;
  readonly fieldPath?: string;
  readonly optionalOldSelf?: boolean;
}

export interface Schema {
  readonly type?: string;
  readonly title?: string;
  readonly description?: string;
  readonly format?: string;
  readonly pattern?: string;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly nullable?: boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: boolean;
  readonly exclusiveMaximum?: boolean;
  readonly multipleOf?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly not?: Schema;
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-embedded-resource'?: boolean;
  readonly 'x-kubernetes-list-type'?: string;
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-map-type'?: string;
  readonly 'x-kubernetes-validations'?: readonly ValidationRule[];
  readonly 'x-kubernetes-patch-strategy'?: string;
  readonly 'x-kubernetes-patch-merge-key'?: string;
  /** Name under which OpenAPI documents list this schema; ours only, never on the wire. */
  readonly typeName?: string;
}

type Extra = Omit<Schema, 'type'>;

export const string = (extra: Extra = {}): Schema => ({ type: 'string', ...extra });
export const integer = (extra: Extra = {}): Schema => ({ type: 'integer', format: 'int32', ...extra });
export const long = (extra: Extra = {}): Schema => ({ type: 'integer', format: 'int64', ...extra });
export const number = (extra: Extra = {}): Schema => ({ type: 'number', ...extra });
export const boolean = (extra: Extra = {}): Schema => ({ type: 'boolean', ...extra });
export const time = (extra: Extra = {}): Schema => ({ type: 'string', format: 'date-time', ...extra });
export const oneOf = (...values: readonly string[]): Schema => ({ type: 'string', enum: values });
export const intOrString = (extra: Extra = {}): Schema => ({ 'x-kubernetes-int-or-string': true, ...extra });
/** An amount such as `500m` or `1Gi`. */
export const quantity = (): Schema => intOrString({ description: 'An amount such as `500m`, `1Gi` or `2`.' });
/** Whatever the writer put there. */
export const anything = (extra: Extra = {}): Schema => ({ 'x-kubernetes-preserve-unknown-fields': true, ...extra });
/** An object whose fields we do not list. */
export const openObject = (extra: Extra = {}): Schema => ({
  type: 'object',
  'x-kubernetes-preserve-unknown-fields': true,
  ...extra,
});
export const map = (of: Schema, extra: Extra = {}): Schema => ({ type: 'object', additionalProperties: of, ...extra });
export const list = (of: Schema, extra: Extra = {}): Schema => ({
  type: 'array',
  items: of,
  'x-kubernetes-list-type': 'atomic',
  ...extra,
});
export const set = (of: Schema, extra: Extra = {}): Schema => ({
  type: 'array',
  items: of,
  'x-kubernetes-list-type': 'set',
  'x-kubernetes-patch-strategy': 'merge',
  ...extra,
});
/** A list whose items are told apart by the given keys; the first is also the key of strategic merge patches. */
export const keyed = (keys: readonly string[], of: Schema, extra: Extra = {}): Schema => ({
  type: 'array',
  items: of,
  'x-kubernetes-list-type': 'map',
  'x-kubernetes-list-map-keys': keys,
  'x-kubernetes-patch-strategy': 'merge',
  ...(keys[0] === undefined ? {} : { 'x-kubernetes-patch-merge-key': keys[0] }),
  ...extra,
});

/** An object with exactly these fields; `name!` makes a field required. */
export function object(fields: Readonly<Record<string, Schema>>, extra: Extra = {}): Schema {
  const properties: Record<string, Schema> = {};
  const required: string[] = [];
  for (const [field, schema] of Object.entries(fields)) {
    const name = field.endsWith('!') ? field.slice(0, -1) : field;
    if (name !== field) required.push(name);
    properties[name] = schema;
  }
  return { type: 'object', properties, ...(required.length === 0 ? {} : { required }), ...extra };
}

/** An object that OpenAPI documents list under a name of its own. */
export function named(typeName: string, fields: Readonly<Record<string, Schema>>, extra: Extra = {}): Schema {
  return object(fields, { typeName, ...extra });
}

/** The same schema with another description or default. */
export const as = (schema: Schema, extra: Extra): Schema => ({ ...schema, ...extra });

/** The schema of a field of an object, whether listed or free. */
export function fieldSchema(schema: Schema | undefined, field: string): Schema | undefined {
  if (schema === undefined) return undefined;
  const properties = schema.properties;
  const listed = properties !== undefined && Object.hasOwn(properties, field) ? properties[field] : undefined;
  if (listed !== undefined) return listed;
  return typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined;
}

/** How a list merges: as one value, by item, or by the keys of its items. */
export function listTypeOf(schema: Schema | undefined): 'atomic' | 'set' | 'map' {
  const type = schema?.['x-kubernetes-list-type'];
  return type === 'set' || type === 'map' ? type : 'atomic';
}

/** True when an object of this schema is replaced as a whole. */
export function isAtomicMap(schema: Schema | undefined): boolean {
  return schema?.['x-kubernetes-map-type'] === 'atomic';
}
