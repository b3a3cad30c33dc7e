/** What the generator reads of the OpenAPI document. */
import type { JsonSchema } from './emit-types.ts';

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'cookie';
  readonly required?: boolean;
  readonly description?: string;
  readonly schema: JsonSchema;
}

interface MediaTypes {
  readonly content?: Readonly<Record<string, { readonly schema?: JsonSchema }>>;
}

export interface Operation {
  readonly operationId: string;
  readonly summary?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: MediaTypes & { readonly required?: boolean };
  readonly responses: Readonly<Record<string, MediaTypes>>;
  readonly 'x-moorage-action'?: string;
  readonly 'x-moorage-scope'?: string;
  readonly 'x-moorage-surface'?: string;
  /** Speaks WebSocket: nothing that `fetch` could call. */
  readonly 'x-moorage-socket'?: { readonly protocol: string };
  /** Answers with a file. */
  readonly 'x-moorage-download'?: boolean;
  readonly 'x-moorage-events'?: Readonly<Record<string, JsonSchema>>;
}

export interface ErrorKind {
  readonly status: number;
  readonly exitCode: number;
  readonly retryable: boolean;
  readonly meaning: string;
}

export interface ApiDocument {
  readonly info: { readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> };
  /** Error code → what the catalogue says of it. */
  readonly 'x-moorage-errors': Readonly<Record<string, ErrorKind>>;
  /** Object → state → actions that make sense in it. */
  readonly 'x-moorage-states'?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

export interface ApiRoute {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

/** Routes of a program's interest, in order of their ids: what a browser navigates to is left out. */
export function routesOf(document: ApiDocument): ApiRoute[] {
  return Object.entries(document.paths)
    .flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, operation]) => ({
        id: operation.operationId,
        method: method.toUpperCase(),
        path,
        operation,
      })),
    )
    .filter((route) => route.operation['x-moorage-surface'] !== 'web')
    .sort((a, b) => a.id.localeCompare(b.id));
}
