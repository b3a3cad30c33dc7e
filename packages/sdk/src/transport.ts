/**
 * One request over `fetch`: builds the URL, sends, reads the answer, and turns every outcome into an {@link ApiResult}.
 * Nothing is retried here, because only the caller knows whether a repeat is harmless.
 */
import { errorCatalogue, type ErrorCode } from './generated/errors.ts';
import type { ApiErrorBody, ApiIssue, ApiResult } from './result.ts';

export interface ClientOptions {
  /** Origin of the server, such as `http://127.0.0.1:8080`; empty for the page's own origin. */
  readonly baseUrl: string;
  /** Sent as a bearer token. */
  readonly apiKey?: string;
  /** The key of an organization, for the infrastructure plane: in place of `apiKey`. */
  readonly orgKey?: { readonly key: string; readonly secret: string };
  /** The organization that requests are about, for users who are in several. */
  readonly orgId?: string;
  readonly fetch?: typeof fetch;
  /** Milliseconds for one request, 60 s by default; streams have no limit. */
  readonly timeoutMs?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly headers?: Readonly<Record<string, string>>;
  /** Makes a repeat of a create answer what the first one answered. */
  readonly idempotencyKey?: string;
  /** The generation that the change is based on; another one is refused with `precondition_failed`. */
  readonly ifMatch?: string | number;
}

export interface RequestParts {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: object;
  readonly body?: unknown;
}

export interface RouteAddress {
  readonly method: string;
  readonly path: string;
}

const defaultTimeoutMs = 60_000;

function queryString(query: object | undefined): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value === undefined || value === null) continue;
    for (const one of Array.isArray(value) ? value : [value]) search.append(name, String(one));
  }
  const text = search.toString();
  return text === '' ? '' : `?${text}`;
}

/** The URL of a call; parameters are escaped, so a name can never become a path. */
export function urlOf(baseUrl: string, route: RouteAddress, parts: RequestParts): string {
  const path = route.path.replaceAll(/\{(\w+)\}/g, (_match, name: string) => encodeURIComponent(parts.params?.[name] ?? ''));
  return `${baseUrl.replace(/\/$/, '')}${path}${queryString(parts.query)}`;
}

/** Headers of a call: authentication, content type, and the options that travel as headers. */
export function headersOf(client: ClientOptions, parts: RequestParts, options: CallOptions): Record<string, string> {
  return {
    accept: 'application/json',
    ...(parts.body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(client.apiKey === undefined ? {} : { authorization: `Bearer ${client.apiKey}` }),
    ...(client.orgKey === undefined ? {} : { 'x-org-key': client.orgKey.key, 'x-org-secret': client.orgKey.secret }),
    ...(client.orgId === undefined ? {} : { 'x-org-id': client.orgId }),
    ...(options.idempotencyKey === undefined ? {} : { 'idempotency-key': options.idempotencyKey }),
    ...(options.ifMatch === undefined ? {} : { 'if-match': `"${options.ifMatch}"` }),
    ...client.headers,
    ...options.headers,
  };
}

function isErrorBody(body: unknown): body is ApiErrorBody {
  return typeof body === 'object' && body !== null && 'code' in body && 'error' in body;
}

function codeOfStatus(status: number): ErrorCode | undefined {
  const codes: readonly string[] = Object.keys(errorCatalogue);
  const isCode = (text: string): text is ErrorCode => Object.hasOwn(errorCatalogue, text);
  return codes.filter(isCode).find((code) => errorCatalogue[code].status === status);
}

const isIssue = (value: unknown): value is ApiIssue =>
  typeof value === 'object' &&
  value !== null &&
  'path' in value &&
  typeof value.path === 'string' &&
  'message' in value &&
  typeof value.message === 'string';

/** Which fields are wrong: `/api/v1` says it in a header, percent-encoded. */
function issuesOfV1({ headers }: Response): readonly ApiIssue[] {
  try {
    const told: unknown = JSON.parse(decodeURIComponent(headers.get('x-invalid-fields') ?? '[]'));
    return Array.isArray(told) ? told.filter((one) => isIssue(one)) : [];
  } catch {
    return [];
  }
}

/**
 * An error of `/api/v1` in the words of `/api`: its codes are others and say more, so the status tells which of ours is meant, and
 * its own becomes the reason.
 */
function errorOfV1(response: Response, message: string, reason?: string): ApiErrorBody | undefined {
  const code = codeOfStatus(response.status);
  if (code === undefined) return undefined;
  const issues = issuesOfV1(response);
  const details = { ...(reason === undefined ? {} : { reason }), ...(issues.length === 0 ? {} : { issues }) };
  const requestId = response.headers.get('x-request-id') ?? '';
  return { error: message, code, requestId, ...(Object.keys(details).length === 0 ? {} : { details }) };
}

/** What `/api/v1` says where an answer is none of `/api`'s: an object of its own, or a line of text where nothing was tried. */
function v1Error(response: Response, text: string, body: unknown): ApiErrorBody | undefined {
  const isObject = typeof body === 'object' && body !== null && 'code' in body && 'message' in body;
  if (isObject && typeof body.message === 'string') return errorOfV1(response, body.message, String(body.code));
  const isText = response.headers.get('content-type')?.startsWith('text/plain') === true;
  return isText && [429, 503].includes(response.status) ? errorOfV1(response, text.trim()) : undefined;
}

/** The generated client says what `T` is, and the server checks what it sends against the same schemas. */
export function asContract<T>(body: unknown): T {
  // oxlint-disable-next-line typescript/consistent-type-assertions -- the edge where checked JSON gets its type
  return body as T;
}

/** Reads an answer that is not a stream. A body that is not ours (a proxy's page, say) is a client error that quotes its status. */
export async function readAnswer<T>(response: Response): Promise<ApiResult<T>> {
  const text = await response.text();
  let body: unknown;
  try {
    body = text === '' ? undefined : JSON.parse(text);
  } catch (cause) {
    const error = v1Error(response, text, undefined);
    if (error !== undefined) return { kind: 'api-error', status: response.status, error, headers: response.headers };
    return { kind: 'client-error', message: `The server answered ${response.status} with something that is not JSON.`, cause };
  }
  if (response.ok) return { kind: 'ok', status: response.status, data: asContract<T>(body), headers: response.headers };
  const error = isErrorBody(body) ? body : v1Error(response, text, body);
  if (error !== undefined) return { kind: 'api-error', status: response.status, error, headers: response.headers };
  return { kind: 'client-error', message: `The server answered ${response.status} without an error body.`, cause: body };
}

/** Sends one request; never throws. */
export async function send<T>(
  client: ClientOptions,
  route: RouteAddress,
  parts: RequestParts = {},
  options: CallOptions = {},
): Promise<ApiResult<T>> {
  const timeout = AbortSignal.timeout(client.timeoutMs ?? defaultTimeoutMs);
  const signal = options.signal === undefined ? timeout : AbortSignal.any([options.signal, timeout]);
  try {
    const response = await (client.fetch ?? fetch)(urlOf(client.baseUrl, route, parts), {
      method: route.method,
      headers: headersOf(client, parts, options),
      credentials: 'same-origin',
      signal,
      ...(parts.body === undefined ? {} : { body: JSON.stringify(parts.body) }),
    });
    return await readAnswer<T>(response);
  } catch (cause) {
    return {
      kind: 'client-error',
      message: timeout.aborted ? 'The server did not answer in time.' : 'The server cannot be reached.',
      cause,
    };
  }
}
