/** The language of structural schemas, and short words for what ours say often. */

/** The part of OpenAPI v3 that structural schemas use. */
export interface JsonSchema {
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean';
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly additionalProperties?: JsonSchema;
  readonly enum?: readonly string[];
  readonly default?: unknown;
  readonly pattern?: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly maxProperties?: number;
  readonly 'x-kubernetes-list-type'?: 'atomic' | 'set' | 'map';
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-validations'?: readonly { readonly rule: string; readonly message: string }[];
}

/** A whole number, or a percentage of what there is. */
export const numberOrPercent = (description: string): JsonSchema => ({
  description,
  'x-kubernetes-int-or-string': true,
  // Of these the first two bind text and the last binds numbers.
  pattern: '^(100|[1-9]?[0-9])%$',
  maxLength: 4,
  minimum: 0,
});

export const string = (description: string, more: JsonSchema = {}): JsonSchema => ({ type: 'string', description, ...more });
export const integer = (description: string, minimum: number, maximum: number): JsonSchema => ({
  type: 'integer',
  format: 'int32',
  description,
  minimum,
  maximum,
});
export const object = (
  properties: Readonly<Record<string, JsonSchema>>,
  required: readonly string[] = [],
  more: JsonSchema = {},
): JsonSchema => ({
  type: 'object',
  ...more,
  ...(required.length === 0 ? {} : { required }),
  properties,
});
export const listByName = (items: JsonSchema, more: JsonSchema): JsonSchema => ({
  type: 'array',
  'x-kubernetes-list-type': 'map',
  'x-kubernetes-list-map-keys': ['name'],
  items,
  ...more,
});
export const strings = (description: string, maxItems: number, more: JsonSchema = {}): JsonSchema => ({
  type: 'array',
  description,
  maxItems,
  items: { type: 'string' },
  ...more,
});
