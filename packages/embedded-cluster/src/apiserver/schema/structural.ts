/** Whether the schema of a definition is one we can serve: structural, with readable patterns, rules and fitting defaults. */
import { cause, invalidValue, required, type StatusCause } from '../refusal.ts';
import { isObject } from '../json.ts';
import { ruleProblem } from './cel.ts';
import { metaSchema } from './meta-schema.ts';
import type { Schema } from './schema.ts';
import { isReadablePattern, validate } from './validate.ts';

const types = new Set(['object', 'array', 'string', 'integer', 'number', 'boolean']);

/** Takes what a definition carries as a schema; its form is checked by {@link checkSchema}. */
export function isSchema(value: unknown): value is Schema {
  return isObject(value);
}

function checkType(schema: Schema, path: string): StatusCause[] {
  const isFree = schema['x-kubernetes-int-or-string'] === true || schema['x-kubernetes-preserve-unknown-fields'] === true;
  if (schema.type === undefined) return isFree ? [] : [required(`${path}.type`, 'must not be empty for specified object fields')];
  return types.has(schema.type)
    ? []
    : [
        cause(
          'FieldValueNotSupported',
          `${path}.type`,
          `Unsupported value: ${JSON.stringify(schema.type)}: supported values: ${[...types].join(', ')}`,
        ),
      ];
}

function checkListKeys(schema: Schema, path: string): StatusCause[] {
  const type = schema['x-kubernetes-list-type'];
  if (type === undefined) return [];
  if (!['atomic', 'set', 'map'].includes(type))
    return [invalidValue(`${path}.x-kubernetes-list-type`, type, 'must be atomic, set or map')];
  if (type !== 'map') return [];
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  if (keys.length === 0)
    return [required(`${path}.x-kubernetes-list-map-keys`, 'must not be empty if x-kubernetes-list-type is map')];
  return keys.flatMap((key) => {
    const field = schema.items?.properties?.[key];
    if (field === undefined)
      return [invalidValue(`${path}.x-kubernetes-list-map-keys`, key, 'must name a property of the items')];
    const isThere = schema.items?.required?.includes(key) === true || field.default !== undefined;
    return isThere
      ? []
      : [required(`${path}.items.properties[${key}].default`, 'a key of a list must be required or have a default')];
  });
}

function checkTexts(schema: Schema, path: string): StatusCause[] {
  const rules = (schema['x-kubernetes-validations'] ?? []).flatMap((rule, index) => {
    const problem = ruleProblem(rule.rule);
    return problem === undefined
      ? []
      : [invalidValue(`${path}.x-kubernetes-validations[${index}].rule`, rule.rule, `cannot be compiled: ${problem}`)];
  });
  const isBadPattern = schema.pattern !== undefined && !isReadablePattern(schema.pattern);
  const { default: fallback, ...bare } = schema;
  const defaults = fallback === undefined ? [] : validate(bare, fallback, `${path}.default`);
  return [
    ...rules,
    ...defaults,
    ...(isBadPattern ? [invalidValue(`${path}.pattern`, schema.pattern, 'must be a valid regular expression')] : []),
  ];
}

/** `additionalProperties` is a boolean or another schema, of which the meta-schema could not say more. */
function checkAdditional(value: Schema['additionalProperties'], path: string): StatusCause[] {
  if (value === undefined || typeof value === 'boolean') return [];
  const malformed = validate(metaSchema, value, path);
  return malformed.length > 0 ? malformed : checkSchema(value, path);
}

/** Every problem of a schema that has the form of the meta-schema. */
export function checkSchema(schema: Schema, path: string): StatusCause[] {
  const { properties, additionalProperties, items } = schema;
  const isBoth = properties !== undefined && additionalProperties !== undefined;
  return [
    ...checkType(schema, path),
    ...checkListKeys(schema, path),
    ...checkTexts(schema, path),
    ...(isBoth
      ? [
          cause(
            'FieldValueForbidden',
            `${path}.additionalProperties`,
            'Forbidden: additionalProperties and properties are mutually exclusive',
          ),
        ]
      : []),
    ...(schema.type === 'array' && items === undefined ? [required(`${path}.items`, 'must be specified')] : []),
    ...Object.entries(properties ?? {}).flatMap(([field, inner]) => checkSchema(inner, `${path}.properties[${field}]`)),
    ...checkAdditional(additionalProperties, `${path}.additionalProperties`),
    ...(items === undefined ? [] : checkSchema(items, `${path}.items`)),
  ];
}
