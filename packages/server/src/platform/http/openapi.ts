/**
 * The OpenAPI 3.1 document, derived from the route table.
 *
 * Schemas with a `.meta({ id })` become components, everything else is inlined, so the document reads like the contract files.
 * What OpenAPI has no word for travels as `x-moorage-*`: the action and scope a route needs, its audit event, the events of a
 * stream, and the error catalogue. The order of paths and components is fixed, so that the committed document only differs
 * when the contract does.
 */
import { errorCatalogue, type ErrorCode } from '@moorage/core/errors';
import { z } from 'zod';
import type { Route } from './route.ts';

export interface OpenApiInfo {
  readonly title: string;
  readonly version: string;
  readonly description: string;
}

type Json = Record<string, unknown>;
type Side = 'input' | 'output';

const refPrefix = '#/components/schemas/';

/** Every route may answer these. */
const commonErrors: readonly ErrorCode[] = ['invalid_request', 'unauthenticated', 'forbidden', 'rate_limited', 'internal'];

const errorBody: Json = {
  type: 'object',
  description: 'Every error of `/api` looks like this; branch on `code`, show `error`.',
  properties: {
    error: { type: 'string', description: 'One sentence for people.' },
    code: { type: 'string', enum: Object.keys(errorCatalogue) },
    requestId: { type: 'string', description: 'Quote it when you report a problem.' },
    details: {
      type: 'object',
      properties: {
        issues: {
          type: 'array',
          items: {
            type: 'object',
            properties: { path: { type: 'string' }, message: { type: 'string' } },
            required: ['path', 'message'],
          },
        },
        nextStep: { type: 'string' },
      },
      additionalProperties: {},
    },
  },
  required: ['error', 'code', 'requestId'],
};

const v1ErrorBody: Json = {
  type: 'object',
  description: 'Every error of `/api/v1` looks like this, but for 429 and 503, which are plain text, and 415, which is empty.',
  properties: { code: { type: 'string' }, message: { type: 'string' } },
  required: ['code', 'message'],
};

interface Components {
  /** The schema of one side of the wire, with its named parts moved to the components. */
  of(schema: z.ZodType, side: Side): Json;
  all(): Record<string, Json>;
}

/** Rebuilds a JSON value with every object rewritten by `edit`, innermost first. */
function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The members of an object that are objects themselves. */
function membersOf(value: unknown): [string, Json][] {
  return isJson(value) ? Object.entries(value).filter((entry): entry is [string, Json] => isJson(entry[1])) : [];
}

function rewriteValue(value: unknown, edit: (node: Json) => Json): unknown {
  if (Array.isArray(value)) return value.map((item) => rewriteValue(item, edit));
  return isJson(value) ? rewrite(value, edit) : value;
}

function rewrite(node: Json, edit: (node: Json) => Json): Json {
  return edit(Object.fromEntries(Object.entries(node).map(([key, content]) => [key, rewriteValue(content, edit)])));
}

/** What `format` says already; zod spells each out as a pattern of up to three hundred characters. */
const spelledOutFormats = new Set(['uuid', 'date-time', 'email', 'uri']);

/** Points references at the components and drops the `id` that zod repeats inside of a named schema. */
function toComponentStyle(node: Json): Json {
  const { id, ...rest } = node;
  const kept = typeof id === 'string' && ('type' in node || 'anyOf' in node || '$ref' in node) ? rest : node;
  const { $ref: ref, pattern, format } = kept;
  if (typeof ref === 'string') return { ...kept, $ref: ref.replace('#/$defs/', refPrefix) };
  if (typeof pattern !== 'string' || typeof format !== 'string' || !spelledOutFormats.has(format)) return kept;
  const { pattern: _spelledOut, ...short } = kept;
  return short;
}

interface Converted {
  readonly body: Json;
  readonly parts: ReadonlyMap<string, Json>;
}

function convert(schema: z.ZodType, side: Side): Converted {
  const json = z.toJSONSchema(schema, { io: side, target: 'draft-2020-12', unrepresentable: 'any', reused: 'inline' });
  const { $schema: _dialect, $defs, ...body } = rewrite({ ...json }, toComponentStyle);
  const parts = new Map(membersOf($defs));
  const id = schema.meta()?.id;
  if (id === undefined) return { body, parts };
  if (body['$ref'] === undefined) parts.set(id, body);
  return { body: { $ref: `${refPrefix}${id}` }, parts };
}

function refersTo(schema: Json | undefined, names: ReadonlySet<string>): boolean {
  const text = JSON.stringify(schema ?? {});
  return [...names].some((name) => text.includes(`"${refPrefix}${name}"`));
}

/**
 * A field with a default may be left out by the client and is always there in the answer, so one zod schema can mean two
 * shapes. Where they differ the one that is sent is called `<Name>Input`, and so is all that refers to it.
 */
function createComponents(uses: readonly { readonly schema: z.ZodType; readonly side: Side }[]): Components {
  const converted = { input: new Map<z.ZodType, Converted>(), output: new Map<z.ZodType, Converted>() };
  const convertOnce = (schema: z.ZodType, side: Side): Converted => {
    const made = converted[side].get(schema) ?? convert(schema, side);
    converted[side].set(schema, made);
    return made;
  };
  const bySide = { input: new Map<string, Json>(), output: new Map<string, Json>() };
  for (const { schema, side } of uses) {
    for (const [name, part] of convertOnce(schema, side).parts) {
      const known = bySide[side].get(name);
      if (known !== undefined && JSON.stringify(known) !== JSON.stringify(part)) throw new Error(`two schemas are named ${name}`);
      bySide[side].set(name, part);
    }
  }
  const shared = [...bySide.input.keys()].filter((name) => bySide.output.has(name));
  const split = new Set(
    shared.filter((name) => JSON.stringify(bySide.input.get(name)) !== JSON.stringify(bySide.output.get(name))),
  );
  for (let before = -1; before !== split.size;) {
    before = split.size;
    for (const name of shared) if (refersTo(bySide.input.get(name), split)) split.add(name);
  }
  const renamed = (json: Json): Json =>
    rewrite(json, (node) => {
      const name = typeof node['$ref'] === 'string' ? node['$ref'].slice(refPrefix.length) : '';
      return split.has(name) ? { ...node, $ref: `${refPrefix}${name}Input` } : node;
    });
  const inputs = [...bySide.input].map(([name, json]): [string, Json] => [
    split.has(name) ? `${name}Input` : name,
    renamed(json),
  ]);
  return {
    of: (schema, side) => (side === 'input' ? renamed(convertOnce(schema, side).body) : convertOnce(schema, side).body),
    all: () => sorted([...inputs, ...bySide.output, ['Error', errorBody], ['V1Error', v1ErrorBody]]),
  };
}

/** Every schema of a route with the side of the wire it is on. */
function usesOf(route: Route): { schema: z.ZodType; side: Side }[] {
  const sent = [route.params, route.query, route.body].filter((schema) => schema !== undefined);
  const answers = [...Object.values(route.responses), ...Object.values(route.stream?.events ?? {})].filter(
    (schema) => schema !== null,
  );
  return [
    ...sent.map((schema) => ({ schema, side: 'input' as const })),
    ...answers.map((schema) => ({ schema, side: 'output' as const })),
  ];
}

function parameters(route: Route, components: Components): Json[] {
  const of = (place: 'path' | 'query', schema: z.ZodObject | undefined): Json[] => {
    if (schema === undefined) return [];
    const { properties, required } = components.of(schema, 'input');
    return membersOf(properties).map(([name, property]) => {
      const { description, ...rest } = property;
      return {
        name,
        in: place,
        required: place === 'path' || (Array.isArray(required) && required.includes(name)),
        ...(description === undefined ? {} : { description }),
        schema: rest,
      };
    });
  };
  return [...of('path', route.params), ...of('query', route.query)];
}

function successResponses(route: Route, components: Components): Json {
  const entries = Object.entries(route.responses).map(([status, schema]) => {
    if (route.stream !== undefined)
      return [status, { description: 'A stream of events', content: { 'text/event-stream': { schema: { type: 'string' } } } }];
    if (route.socket !== undefined) return [status, { description: 'A WebSocket' }];
    if (route.download !== undefined) {
      const content = Object.fromEntries(route.download.types.map((type) => [type, { schema: { type: 'string' } }]));
      return [status, { description: 'A file', content }];
    }
    if (schema === null || schema === undefined) return [status, { description: status.startsWith('3') ? 'Redirect' : 'Done' }];
    const files = (route.attachment?.types ?? []).map(
      (type) => [type, { schema: { type: 'string', format: 'binary' } }] as const,
    );
    const content = { 'application/json': { schema: components.of(schema, 'output') }, ...Object.fromEntries(files) };
    return [status, { description: 'Success', content }];
  });
  return Object.fromEntries(entries);
}

function errorResponses(route: Route): Json {
  const hidden: readonly ErrorCode[] = route.access.kind === 'public' ? ['unauthenticated', 'forbidden'] : [];
  const codes = new Set<ErrorCode>([...commonErrors.filter((code) => !hidden.includes(code)), ...(route.errors ?? [])]);
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of codes)
    byStatus.set(errorCatalogue[code].status, [...(byStatus.get(errorCatalogue[code].status) ?? []), code]);
  const content = { 'application/json': { schema: { $ref: `${refPrefix}${route.surface === 'v1' ? 'V1Error' : 'Error'}` } } };
  return Object.fromEntries([...byStatus].map(([status, names]) => [String(status), { description: names.join(', '), content }]));
}

function extensions(route: Route, components: Components): Json {
  const action = route.access.kind === 'action' ? route.access.action : route.access.kind;
  const events = Object.entries(route.stream?.events ?? {}).map(([name, schema]) => [name, components.of(schema, 'output')]);
  return {
    'x-moorage-surface': route.surface,
    'x-moorage-action': action,
    'x-moorage-scope': route.scope,
    ...(typeof route.audit === 'string' ? { 'x-moorage-audit': route.audit } : {}),
    ...(route.stream === undefined ? {} : { 'x-moorage-events': Object.fromEntries(events) }),
    ...(route.download === undefined ? {} : { 'x-moorage-download': true }),
    ...(route.socket === undefined ? {} : { 'x-moorage-socket': { protocol: route.socket.protocol, doc: route.socket.doc } }),
  };
}

function operation(route: Route, components: Components): Json {
  const params = parameters(route, components);
  return {
    operationId: route.id,
    tags: [route.tag],
    summary: route.summary,
    ...(route.description === undefined ? {} : { description: route.description }),
    ...(route.access.kind === 'public' ? { security: [] } : {}),
    ...(params.length === 0 ? {} : { parameters: params }),
    ...(route.body === undefined
      ? {}
      : {
          requestBody: {
            required: !route.body.safeParse(undefined).success,
            content: { 'application/json': { schema: components.of(route.body, 'input') } },
          },
        }),
    responses: { ...successResponses(route, components), ...errorResponses(route) },
    ...extensions(route, components),
  };
}

function sorted<T>(map: Iterable<[string, T]>): Record<string, T> {
  return Object.fromEntries([...map].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Object → status → actions that make sense in it. */
export type StateTables = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/** The OpenAPI 3.1 document of these routes; throws when two routes or two schemas share a name. */
export function buildOpenApi(routes: readonly Route[], info: OpenApiInfo, states: StateTables = {}): object {
  const components = createComponents(routes.flatMap(usesOf));
  const paths = new Map<string, Json>();
  const ids = new Set<string>();
  for (const route of routes) {
    if (ids.has(route.id)) throw new Error(`two routes have the id ${route.id}`);
    ids.add(route.id);
    paths.set(route.path, { ...paths.get(route.path), [route.method.toLowerCase()]: operation(route, components) });
  }
  return {
    openapi: '3.1.0',
    info,
    security: [{ session: [] }, { apiKey: [] }],
    paths: sorted(paths),
    components: {
      schemas: components.all(),
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'session' },
        apiKey: { type: 'http', scheme: 'bearer' },
      },
    },
    'x-moorage-errors': errorCatalogue,
    'x-moorage-states': states,
  };
}
