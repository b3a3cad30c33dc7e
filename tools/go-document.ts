/**
 * The OpenAPI document as the generator of the Go SDK reads it: version 3.0 of the format, without what only a validator needs.
 *
 * Failures are left out, as the SDK turns each into one error type, and so are the streams and the pages of a browser. Identifiers stay
 * text. The variants of a union get names of their own.
 */

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
interface JsonObject {
  readonly [key: string]: Json;
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);
const objectOf = (value: Json | undefined): JsonObject => (isObject(value) ? value : {});
const listOf = (value: Json | undefined): readonly Json[] => (isList(value) ? value : []);

/** What describes a value's shape; the rest checks it, which is for the server to do. */
const kept = ['description', 'properties', 'required', 'items', 'enum', 'default', 'format'] as const;

const isNull = (schema: Json): boolean => isObject(schema) && schema['type'] === 'null';

/** A union as one schema: of one member, of several of one type, or of whatever they are. */
function ofUnion(members: readonly Json[]): JsonObject {
  const [only, ...others] = members;
  if (others.length === 0) return schemaOf(only ?? {});
  const types = new Set(members.map((member) => schemaOf(member)['type']));
  const [type] = types;
  if (types.size > 1 || type === undefined || type === 'object') return {};
  const values = members.flatMap((member) => (isObject(member) && member['const'] !== undefined ? [member['const']] : []));
  return { type, ...(values.length === members.length ? { enum: values } : {}) };
}

function valueOf(key: (typeof kept)[number], value: Json): Json {
  if (key === 'items') return schemaOf(value);
  if (key !== 'properties') return value;
  return Object.fromEntries(Object.entries(objectOf(value)).map(([name, schema]) => [name, schemaOf(schema)]));
}

function typed(source: JsonObject, type: Json | undefined): JsonObject {
  const known = kept.flatMap((key) => (source[key] === undefined ? [] : [[key, valueOf(key, source[key])]]));
  const schema: Record<string, Json> = { ...(type === undefined ? {} : { type }), ...Object.fromEntries(known) };
  if (typeof source['const'] === 'string') schema['enum'] = [source['const']];
  if (schema['format'] !== 'date-time') delete schema['format'];
  // Numbers of 64 bits in Go, as in the document.
  if (type === 'integer') schema['format'] = 'int64';
  if (type === 'number') schema['format'] = 'double';
  const more = source['additionalProperties'];
  if (isObject(more)) schema['additionalProperties'] = Object.keys(more).length === 0 ? true : schemaOf(more);
  return schema;
}

/** A schema of 3.1 as one of 3.0. */
export function schemaOf(source: Json): JsonObject {
  if (!isObject(source)) return {};
  if (source['$ref'] !== undefined) return { $ref: source['$ref'] };
  const members = listOf(source['anyOf'] ?? source['oneOf']);
  if (members.length > 0) {
    const rest = members.filter((member) => !isNull(member));
    const union = ofUnion(rest);
    if (rest.length === members.length) return union;
    // Beside a reference nothing counts in 3.0.
    return union['$ref'] === undefined ? { ...union, nullable: true } : { allOf: [union], nullable: true };
  }
  const types = listOf(source['type']);
  if (types.length === 0) return typed(source, source['type']);
  const [type, ...others] = types.filter((one) => one !== 'null');
  return { ...typed(source, others.length === 0 ? type : undefined), ...(types.includes('null') ? { nullable: true } : {}) };
}

/** The members of a union by names of their own: `kind: machine` of `OrgApiKeyCreate` is `OrgApiKeyCreateMachine`. */
function componentsOf(name: string, source: Json): [string, Json][] {
  const members = listOf(objectOf(source)['oneOf']);
  const named = members.flatMap((member): [string, Json][] => {
    const properties = objectOf(objectOf(member)['properties']);
    const mark = Object.values(properties).map((property) => objectOf(property)['const'])[0];
    return typeof mark === 'string' ? [[`${name}${mark.charAt(0).toUpperCase()}${mark.slice(1)}`, schemaOf(member)]] : [];
  });
  if (members.length === 0 || named.length < members.length) return [[name, schemaOf(source)]];
  return [[name, { oneOf: named.map(([one]) => ({ $ref: `#/components/schemas/${one}` })) }], ...named];
}

function contentOf(holder: JsonObject): JsonObject {
  const content = Object.entries(objectOf(holder['content'])).map(([type, media]): [string, Json] => {
    const schema = objectOf(media)['schema'];
    return [
      type,
      type === 'application/json' && schema !== undefined ? { schema: schemaOf(schema) } : { schema: { type: 'string' } },
    ];
  });
  return content.length === 0 ? {} : { content: Object.fromEntries(content) };
}

function operationOf(source: JsonObject): JsonObject {
  const good = Object.entries(objectOf(source['responses'])).filter(([status]) => status.startsWith('2'));
  const body = source['requestBody'];
  return {
    operationId: source['operationId'] ?? '',
    summary: source['summary'] ?? '',
    parameters: listOf(source['parameters']).map((one) => ({
      ...objectOf(one),
      schema: schemaOf(objectOf(one)['schema'] ?? {}),
    })),
    ...(isObject(body) ? { requestBody: { required: body['required'] ?? false, ...contentOf(body) } } : {}),
    responses: Object.fromEntries(
      good.map(([status, answer]) => [status, { description: 'Success', ...contentOf(objectOf(answer)) }]),
    ),
  };
}

/** Programs take whole answers: no streams, no terminals, no pages that send a browser elsewhere. */
function isForPrograms(operation: JsonObject): boolean {
  const answers = Object.entries(objectOf(operation['responses']));
  const isStream = answers.some(([, answer]) => objectOf(objectOf(answer)['content'])['text/event-stream'] !== undefined);
  return operation['x-moorage-surface'] !== 'web' && !isStream && answers.some(([status]) => status.startsWith('2'));
}

function pathsOf(paths: JsonObject): JsonObject {
  const usable = Object.entries(paths).map(([path, methods]): [string, JsonObject] => {
    const operations = Object.entries(objectOf(methods)).filter(([, one]) => isForPrograms(objectOf(one)));
    return [path, Object.fromEntries(operations.map(([method, one]) => [method, operationOf(objectOf(one))]))];
  });
  return Object.fromEntries(usable.filter(([, methods]) => Object.keys(methods).length > 0));
}

/** The whole document. */
export function goDocument(source: Json): JsonObject {
  const document = objectOf(source);
  const schemas = Object.entries(objectOf(objectOf(document['components'])['schemas']));
  return {
    openapi: '3.0.3',
    info: { title: 'Moorage', version: objectOf(document['info'])['version'] ?? '' },
    paths: pathsOf(objectOf(document['paths'])),
    components: { schemas: Object.fromEntries(schemas.flatMap(([name, schema]) => componentsOf(name, schema))) },
  };
}
