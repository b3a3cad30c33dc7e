/**
 * Joins a route with its handler, so that what the handler takes and gives follows from the route's schemas.
 *
 * A handler of a route with one success status returns the body itself (nothing where the schema is `null`); one that has to
 * choose a status, set a header, a cookie or a location returns `reply(…)`; one that answers a browser with a page of its own
 * returns `page(…)`, and one whose contract has files `attachment(…)`. A stream's handler gets an {@link EventStream}.
 */
import type { z } from 'zod';
import type { RequestCtx } from './context.ts';
import type { Download } from './download.ts';
import type { EventStream } from './event-stream.ts';
import type { Route, RouteInput } from './route.ts';
import type { SocketUpgrade } from './socket.ts';

export interface CookieOut {
  readonly name: string;
  readonly value: string;
  /** Seconds; 0 removes the cookie; absent makes it end with the browser. */
  readonly maxAgeSeconds?: number;
  readonly domain?: string;
  readonly secure?: boolean;
  readonly sameSite?: 'lax' | 'strict' | 'none';
  /** `/` by default. */
  readonly path?: string;
}

/** What is rarely needed beside the parsed input. */
export interface RequestIo {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly cookies: Readonly<Record<string, string | undefined>>;
  /** Scheme and host under which the client reached us. */
  readonly origin: string;
  readonly url: string;
  /** The body as it came, where the route keeps it. */
  readonly rawBody: string | undefined;
  /** The `If-Match` entity tags without quotes and weakness; `undefined` without the header, `['*']` for any. */
  readonly ifMatch: readonly string[] | undefined;
  /** Adds a cookie to whatever is answered, errors included. Always HttpOnly. */
  setCookie(cookie: CookieOut): void;
  /** Adds a header to the answer. */
  setHeader(name: string, value: string): void;
}

export type ReplyStatus = 200 | 201 | 202 | 204 | 302 | 303;

/** Made by {@link reply} only. */
export interface Reply<Body> {
  readonly [replyMark]: true;
  readonly status: ReplyStatus;
  readonly body: Body;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly CookieOut[];
  readonly location: string | undefined;
}

const replyMark = Symbol('reply');

export interface ReplyOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: readonly CookieOut[];
  readonly location?: string;
}

/** An answer with its status and head spelled out. */
export function reply<Body>(status: ReplyStatus, body: Body, options: ReplyOptions = {}): Reply<Body> {
  return {
    [replyMark]: true,
    status,
    body,
    headers: options.headers ?? {},
    cookies: options.cookies ?? [],
    location: options.location,
  };
}

/** Made by {@link page} only. */
export interface Page {
  readonly [pageMark]: true;
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly CookieOut[];
}

const pageMark = Symbol('page');

/** A page for a browser, in place of the body that the contract promises to programs. */
export function page(html: string, options: Omit<ReplyOptions, 'location'> = {}): Page {
  return { [pageMark]: true, html, headers: options.headers ?? {}, cookies: options.cookies ?? [] };
}

/** Made by {@link attachment} only. */
export interface Attachment {
  readonly [attachmentMark]: true;
  readonly contentType: string;
  readonly name: string;
  readonly bytes: Uint8Array;
}

const attachmentMark = Symbol('attachment');

/** A small file in place of the JSON body, on a route whose contract has `attachment`. */
export function attachment(file: {
  readonly contentType: string;
  readonly name: string;
  readonly bytes: Uint8Array;
}): Attachment {
  return { [attachmentMark]: true, ...file };
}

export function isAttachment(value: unknown): value is Attachment {
  return typeof value === 'object' && value !== null && attachmentMark in value;
}

export function isPage(value: unknown): value is Page {
  return typeof value === 'object' && value !== null && pageMark in value;
}

export function isReply(value: unknown): value is Reply<unknown> {
  return typeof value === 'object' && value !== null && replyMark in value;
}

type BodyOf<S> = S extends z.ZodType ? z.input<S> : void;

/** The bodies that a route may answer with. */
export type ResponseBody<R extends Route> = { [S in keyof R['responses']]: BodyOf<R['responses'][S]> }[keyof R['responses']];

export type Result<R extends Route> =
  | ResponseBody<R>
  | Reply<ResponseBody<R>>
  | Page
  | (R extends { attachment: object } ? Attachment : never);

export type Handler<R extends Route> = (ctx: RequestCtx, input: RouteInput<R>, io: RequestIo) => Promise<Result<R>>;
export type StreamHandler<R extends Route> = (
  ctx: RequestCtx,
  input: RouteInput<R>,
  stream: EventStream,
  io: RequestIo,
) => Promise<void>;

export type DownloadHandler<R extends Route> = (ctx: RequestCtx, input: RouteInput<R>, download: Download) => Promise<void>;

export type SocketHandler<R extends Route> = (ctx: RequestCtx, input: RouteInput<R>, upgrade: SocketUpgrade) => Promise<void>;

/** Parsed but no longer typed by its route. */
export interface AnyInput {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

/** A route that can be served. */
export type BoundRoute =
  | { readonly kind: 'reply'; readonly route: Route; handle(ctx: RequestCtx, input: AnyInput, io: RequestIo): Promise<unknown> }
  | {
      readonly kind: 'stream';
      readonly route: Route;
      handle(ctx: RequestCtx, input: AnyInput, stream: EventStream, io: RequestIo): Promise<void>;
    }
  | {
      readonly kind: 'download';
      readonly route: Route;
      handle(ctx: RequestCtx, input: AnyInput, download: Download): Promise<void>;
    }
  | {
      readonly kind: 'socket';
      readonly route: Route;
      handle(ctx: RequestCtx, input: AnyInput, upgrade: SocketUpgrade): Promise<void>;
    };

/** Binds a handler to a route that answers once. */
export function bind<const R extends Route>(route: R, handler: Handler<R>): BoundRoute {
  // oxlint-disable-next-line typescript/consistent-type-assertions -- the server parsed it with this very route's schemas
  return { kind: 'reply', route, handle: (ctx, input, io) => handler(ctx, input as RouteInput<R>, io) };
}

/** Binds a handler to a route that streams server-sent events. */
export function bindStream<const R extends Route>(route: R, handler: StreamHandler<R>): BoundRoute {
  // oxlint-disable-next-line typescript/consistent-type-assertions -- the server parsed it with this very route's schemas
  return { kind: 'stream', route, handle: (ctx, input, stream, io) => handler(ctx, input as RouteInput<R>, stream, io) };
}

/** Binds a handler to a route that answers with a file, written as it is made. */
export function bindDownload<const R extends Route>(route: R, handler: DownloadHandler<R>): BoundRoute {
  // oxlint-disable-next-line typescript/consistent-type-assertions -- the server parsed it with this very route's schemas
  return { kind: 'download', route, handle: (ctx, input, download) => handler(ctx, input as RouteInput<R>, download) };
}

/** Binds a handler to a route that speaks WebSocket: it authorizes, then accepts. */
export function bindSocket<const R extends Route>(route: R, handler: SocketHandler<R>): BoundRoute {
  // oxlint-disable-next-line typescript/consistent-type-assertions -- the server parsed it with this very route's schemas
  return { kind: 'socket', route, handle: (ctx, input, upgrade) => handler(ctx, input as RouteInput<R>, upgrade) };
}
