/**
 * The API as data.
 *
 * A route is a value: id, method, path, schemas, the action it needs, the errors it may answer and the audit event it leaves.
 * The server, OpenAPI, the SDK, the authorization test and the audit test are all derived from these values, so nothing
 * can be served that is not described, and nothing described that is not tested. Two rules are held by types: a route either
 * names its action or says in so many words that it is public, and a route that changes something names its audit event.
 */
import type { ErrorCode } from '@moorage/core/errors';
import type { z } from 'zod';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** `app` is `/api` (camelCase), `v1` is `/api/v1` (snake_case), `web` is everything that a browser navigates to. */
export type Surface = 'app' | 'v1' | 'web';

/**
 * Who may call. `action` is checked by the service against the policy; `signedIn` needs only an actor (the service filters by
 * what he may see); `public` needs nobody.
 */
export type Access =
  | { readonly kind: 'public'; readonly why: string }
  | { readonly kind: 'signedIn' }
  | { readonly kind: 'action'; readonly action: string };

/** Scope that an API key needs; a session has every scope of its user. `none` marks routes that keys may never call. */
export type Scope = `${string}:read` | `${string}:write` | 'none';

export interface RouteSchemas {
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
}

export interface StreamSpec {
  /** Event name → schema of its data. */
  readonly events: Readonly<Record<string, z.ZodType>>;
}

export interface SocketSpec {
  /** The subprotocol that the client must offer. */
  readonly protocol: string;
  /** What both sides say, for the reference. */
  readonly doc: string;
}

export interface AttachmentSpec {
  /** Every content type that a file may have, beside the JSON body. */
  readonly types: readonly string[];
}

export interface DownloadSpec {
  /** Every content type that the file may have. */
  readonly types: readonly string[];
}

/** A field of the query, and the values of it that ask for what needs a recent proof. */
export interface RecentWhere {
  readonly field: string;
  readonly values: readonly (string | boolean)[];
}

export interface BadInputCodes {
  /** Of a body that is no JSON. */
  readonly json?: string;
  /** Of a body that is no such object. */
  readonly body?: string;
  readonly params?: Readonly<Record<string, string>>;
  /** Of single fields of query and body, where they have codes of their own. */
  readonly fields?: Readonly<Record<string, string>>;
}

export interface Route extends RouteSchemas {
  /** `<noun>.<verb>`, unique; the SDK's method is derived from it. */
  readonly id: string;
  readonly method: Method;
  /** With `{param}` placeholders as in OpenAPI. */
  readonly path: string;
  readonly surface: Surface;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly access: Access;
  readonly scope: Scope;
  /**
   * For what is hard to undo, or shows a secret: whoever comes with a session has to have signed in a few minutes ago. True, or
   * what in the query asks for it.
   */
  readonly recent?: true | RecentWhere;
  /** On `/api/v1`, whom it is about: `user` needs a user, `org` an organization. */
  readonly tenancy?: 'user' | 'org';
  /** On `/api/v1`, the codes of bad input; each resource has its own there. */
  readonly badInput?: BadInputCodes;
  /** Success status → schema; `null` for an empty body. */
  readonly responses: Readonly<Partial<Record<101 | 200 | 201 | 202 | 204 | 302 | 303, z.ZodType | null>>>;
  /** Errors beyond those every route has (invalid_request, unauthenticated, forbidden, rate_limited, internal). */
  readonly errors?: readonly ErrorCode[];
  /** Past-tense event such as `deployment.created`; required where the method is not GET, or a reason why there is none. */
  readonly audit?: string | { readonly none: string };
  /** A server-sent event stream in place of a JSON body. */
  readonly stream?: StreamSpec;
  /** A file in place of a JSON body, written while it is made. */
  readonly download?: DownloadSpec;
  /** A small file that may be answered in place of the JSON body, where the query asks for one. */
  readonly attachment?: AttachmentSpec;
  /** A WebSocket in place of an answer. */
  readonly socket?: SocketSpec;
  /** Bytes; 1 MiB by default. */
  readonly bodyLimit?: number;
  /** Milliseconds; 30 s by default; streams have none. */
  readonly timeoutMs?: number;
  /** True where the handler sees the body as it came too (`io.rawBody`), of any JSON media type; for signatures. */
  readonly keepsBody?: boolean;
  /** True where the path has a secret in it: the log has the placeholder in its place. */
  readonly secretPath?: boolean;
  /**
   * Set where somebody tries to prove who he is, or to use a secret that was handed out: few a second from one address, and
   * growing pauses after failures. `account` names the field of query or body that says whose account it is.
   */
  readonly attempt?: { readonly account?: string };
  /** True where `Idempotency-Key` is honoured. */
  readonly idempotent?: boolean;
}

/** Keeps the literal types of a route, so that a handler's input and output follow from it. */
export function defineRoute<const R extends Route>(route: R): R {
  return route;
}

type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined;

/** What a handler gets: the parsed parts of the request. */
export interface RouteInput<R extends Route> {
  readonly params: Parsed<R['params']>;
  readonly query: Parsed<R['query']>;
  readonly body: Parsed<R['body']>;
}
