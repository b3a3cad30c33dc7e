/** The schema of schemas: what a definition may carry under `openAPIV3Schema`. It contains itself. */
import { anything, boolean, integer, list, long, map, number, object, string, type Schema } from './schema.ts';

const properties: Record<string, Schema> = {};

export const metaSchema: Schema = {
  type: 'object',
  typeName: 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps',
  description: 'A structural OpenAPI v3 schema.',
  'x-kubernetes-preserve-unknown-fields': true,
  properties,
};

const rule = object({
  'rule!': string({ description: 'An expression in CEL that must be true.' }),
  message: string(),
  messageExpression: string(),
  reason: string(),
  fieldPath: string(),
  optionalOldSelf: boolean(),
});

Object.assign(properties, {
  type: string(),
  title: string(),
  description: string(),
  format: string(),
  pattern: string(),
  enum: list(anything({ nullable: true })),
  default: anything(),
  nullable: boolean(),
  minimum: number(),
  maximum: number(),
  exclusiveMinimum: boolean(),
  exclusiveMaximum: boolean(),
  multipleOf: number({ minimum: 0, exclusiveMinimum: true }),
  minLength: long(),
  maxLength: long(),
  minItems: long(),
  maxItems: long(),
  uniqueItems: boolean(),
  minProperties: integer(),
  maxProperties: integer(),
  required: list(string()),
  properties: map(metaSchema),
  // Another schema or a boolean; checked where schemas are checked.
  additionalProperties: anything(),
  items: metaSchema,
  allOf: list(metaSchema),
  anyOf: list(metaSchema),
  oneOf: list(metaSchema),
  not: metaSchema,
  'x-kubernetes-int-or-string': boolean(),
  'x-kubernetes-preserve-unknown-fields': boolean(),
  'x-kubernetes-embedded-resource': boolean(),
  'x-kubernetes-list-type': string(),
  'x-kubernetes-list-map-keys': list(string()),
  'x-kubernetes-map-type': string(),
  'x-kubernetes-validations': list(rule),
} satisfies Record<keyof Omit<Schema, 'typeName' | 'x-kubernetes-patch-strategy' | 'x-kubernetes-patch-merge-key'>, Schema>);
