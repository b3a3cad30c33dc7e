/** Schemas as OpenAPI v3 components: named schemas become references, so that a pod is described once and not in every kind. */
import type { JsonObject } from '../json.ts';
import type { Schema } from './schema.ts';

export type Components = Map<string, JsonObject>;

/** Changes when the built-in schemas or the way they are written change, so that clients drop what they cached. */
export const openApiVersion = 'v1.33.0-moorage.2';

function children(schema: Schema, components: Components): JsonObject {
  const { properties, items, additionalProperties, allOf, anyOf, oneOf, not } = schema;
  const all = (list: readonly Schema[]): JsonObject[] => list.map((inner) => schemaToOpenApi(inner, components));
  return {
    ...(properties === undefined
      ? {}
      : {
          properties: Object.fromEntries(
            Object.entries(properties).map(([field, inner]) => [field, described(inner, components)]),
          ),
        }),
    ...(items === undefined ? {} : { items: schemaToOpenApi(items, components) }),
    ...(additionalProperties === undefined
      ? {}
      : {
          additionalProperties:
            typeof additionalProperties === 'boolean' ? additionalProperties : schemaToOpenApi(additionalProperties, components),
        }),
    ...(allOf === undefined ? {} : { allOf: all(allOf) }),
    ...(anyOf === undefined ? {} : { anyOf: all(anyOf) }),
    ...(oneOf === undefined ? {} : { oneOf: all(oneOf) }),
    ...(not === undefined ? {} : { not: schemaToOpenApi(not, components) }),
  };
}

function body(schema: Schema, components: Components): JsonObject {
  const { typeName: _name, 'x-kubernetes-int-or-string': isEither, ...rest } = schema;
  const type = isEither === true ? { 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, { type: 'string' }] } : {};
  return { ...rest, ...type, ...children(schema, components) };
}

/** A field keeps its own description beside a reference, which OpenAPI 3.0 allows only inside `allOf`. */
function described(schema: Schema, components: Components): JsonObject {
  const converted = schemaToOpenApi(schema, components);
  if (schema.typeName === undefined) return converted;
  return {
    allOf: [converted],
    ...(schema.description === undefined ? {} : { description: schema.description }),
    ...(schema.default === undefined ? {} : { default: schema.default }),
  };
}

/** The schema, or a reference to it when it has a name. */
export function schemaToOpenApi(schema: Schema, components: Components): JsonObject {
  const name = schema.typeName;
  if (name === undefined) return body(schema, components);
  if (!components.has(name)) {
    // Reserved first: a schema that contains itself must not be converted forever.
    components.set(name, {});
    components.set(name, body(schema, components));
  }
  return { $ref: `#/components/schemas/${name}` };
}
