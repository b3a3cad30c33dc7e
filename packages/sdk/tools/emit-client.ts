/** Operations → the client: one method a route, grouped by the noun of its id. */
import type { ApiDocument, ApiRoute } from './document.ts';
import { routesOf } from './document.ts';
import { type JsonSchema, typeOf } from './emit-types.ts';

const options = { indent: '      ', prefix: 'T.' };

function pascal(id: string): string {
  return id.replaceAll(/(?:^|\.)(\w)/g, (_match, letter: string) => letter.toUpperCase());
}

function parametersType(route: ApiRoute, place: 'path' | 'query'): string | undefined {
  const parameters = (route.operation.parameters ?? []).filter((parameter) => parameter.in === place);
  if (parameters.length === 0) return undefined;
  const schema: JsonSchema = {
    type: 'object',
    properties: Object.fromEntries(
      parameters.map((parameter) => [
        parameter.name,
        parameter.description === undefined ? parameter.schema : { ...parameter.schema, description: parameter.description },
      ]),
    ),
    required: parameters.filter((parameter) => parameter.required === true).map((parameter) => parameter.name),
  };
  return typeOf(schema, { ...options, indent: '  ' });
}

interface Part {
  readonly name: 'params' | 'query' | 'body';
  readonly type: string;
  readonly required: boolean;
}

function partsOf(route: ApiRoute): Part[] {
  const parts: Part[] = [];
  const params = parametersType(route, 'path');
  if (params !== undefined) parts.push({ name: 'params', type: params, required: true });
  const query = parametersType(route, 'query');
  const needsQuery = (route.operation.parameters ?? []).some(
    (parameter) => parameter.in === 'query' && parameter.required === true,
  );
  if (query !== undefined) parts.push({ name: 'query', type: query, required: needsQuery });
  const body = route.operation.requestBody?.content?.['application/json']?.schema;
  if (body !== undefined) parts.push({ name: 'body', type: typeOf(body, { ...options, indent: '  ' }), required: true });
  return parts;
}

/** A socket, or a file that should not be held in memory: their callers see to the connection themselves. */
function isUncallable({ operation }: ApiRoute): boolean {
  return operation['x-moorage-socket'] !== undefined || operation['x-moorage-download'] !== undefined;
}

function argsInterface(route: ApiRoute): string {
  const fields = partsOf(route).map((part) => `  readonly ${part.name}${part.required ? '' : '?'}: ${part.type};`);
  return `export interface ${pascal(route.id)}Args {\n${fields.join('\n')}\n}\n`;
}

function successType(route: ApiRoute): string {
  const success = Object.entries(route.operation.responses).find(([status]) => status.startsWith('2'))?.[1];
  const schema = success?.content?.['application/json']?.schema;
  return schema === undefined ? 'undefined' : typeOf(schema, options);
}

function eventsInterface(route: ApiRoute): string {
  const events = route.operation['x-moorage-events'] ?? {};
  const fields = Object.entries(events).map(
    ([name, schema]) => `  readonly ${name}: ${typeOf(schema, { ...options, indent: '  ' })};`,
  );
  return `export interface ${pascal(route.id)}Events {\n${fields.join('\n')}\n}\n`;
}

function argument(route: ApiRoute): { declaration: string; value: string } {
  const parts = partsOf(route);
  if (parts.length === 0) return { declaration: '', value: '{}' };
  const required = parts.some((part) => part.required);
  return { declaration: `args: ${pascal(route.id)}Args${required ? '' : ' = {}'}, `, value: 'args' };
}

function method(route: ApiRoute): string {
  const name = route.id.slice(route.id.indexOf('.') + 1);
  const { declaration, value } = argument(route);
  const address = `{ method: '${route.method}', path: '${route.path}' }`;
  const docs = `      /** ${route.operation.summary ?? route.id}. \`${route.method} ${route.path}\` */\n`;
  if (route.operation['x-moorage-events'] !== undefined) {
    const events = `${pascal(route.id)}Events`;
    return `${docs}      ${name}: (${declaration}stream: StreamOptions<${events}>): Promise<StreamEnd> =>\n        follow<${events}>(client, ${address}, ${value}, stream),`;
  }
  return `${docs}      ${name}: (${declaration}options?: CallOptions): Promise<ApiResult<${successType(route)}>> =>\n        send(client, ${address}, ${value}, options),`;
}

function groups(routes: readonly ApiRoute[]): Map<string, ApiRoute[]> {
  const byNoun = new Map<string, ApiRoute[]>();
  for (const route of routes) {
    const noun = route.id.slice(0, route.id.indexOf('.'));
    byNoun.set(noun, [...(byNoun.get(noun) ?? []), route]);
  }
  return byNoun;
}

const header = '// Generated from openapi/api.json by `npm run gen`; edits are lost.\n';

/** The text of generated/client.ts. */
export function emitClient(document: ApiDocument): string {
  const routes = routesOf(document).filter((route) => !isUncallable(route));
  const declarations = routes.flatMap((route) => [
    ...(partsOf(route).length === 0 ? [] : [argsInterface(route)]),
    ...(route.operation['x-moorage-events'] === undefined ? [] : [eventsInterface(route)]),
  ]);
  const nouns = [...groups(routes)].map(([noun, members]) => `    ${noun}: {\n${members.map(method).join('\n')}\n    },`);
  return [
    header,
    "import type { ApiResult } from '../result.ts';",
    "import { follow, type StreamEnd, type StreamOptions } from '../stream.ts';",
    "import { type CallOptions, type ClientOptions, send } from '../transport.ts';",
    "import type * as T from './types.ts';\n",
    ...declarations,
    '/** A client of one server; methods are named by route id and never throw. */',
    '// oxlint-disable-next-line max-lines-per-function -- a table of all routes',
    'export function createClient(client: ClientOptions) {',
    '  return {',
    ...nouns,
    '  };',
    '}\n',
    'export type Client = ReturnType<typeof createClient>;\n',
  ].join('\n');
}

/** The text of generated/routes.ts: what tools and pages show of a route. */
export function emitRoutes(document: ApiDocument): string {
  const rows = routesOf(document).map((route) => {
    const row = {
      method: route.method,
      path: route.path,
      summary: route.operation.summary ?? '',
      action: route.operation['x-moorage-action'],
      scope: route.operation['x-moorage-scope'],
    };
    return `  ${JSON.stringify(route.id)}: ${JSON.stringify(row)},`;
  });
  return `${header}\nexport const apiVersion = ${JSON.stringify(document.info.version)};\n\nexport const routes = {\n${rows.join('\n')}\n} as const;\n\nexport type RouteId = keyof typeof routes;\n`;
}

/** The text of generated/errors.ts: the closed set of codes with status and exit code. */
export function emitErrors(document: ApiDocument): string {
  const rows = Object.entries(document['x-moorage-errors']).map(([code, kind]) => `  ${code}: ${JSON.stringify(kind)},`);
  return `${header}\nexport const errorCatalogue = {\n${rows.join('\n')}\n} as const;\n\nexport type ErrorCode = keyof typeof errorCatalogue;\n`;
}

/** The text of generated/states.ts: which actions make sense in which state, from the server's state machines. */
export function emitStates(document: ApiDocument): string {
  const states = document['x-moorage-states'] ?? {};
  return `${header}\nexport const stateActions = ${JSON.stringify(states, null, 2)} as const;\n`;
}
