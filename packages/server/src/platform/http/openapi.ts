import type { Route } from './route.ts';

export interface OpenApiInfo {
  readonly title: string;
  readonly version: string;
  readonly description: string;
}

/** The OpenAPI 3.1 document of these routes. */
export declare function buildOpenApi(routes: readonly Route[], info: OpenApiInfo): object;
