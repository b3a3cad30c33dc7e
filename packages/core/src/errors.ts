/**
 * The closed set of errors.
 *
 * An error has a public half (`code`, `message`, `details`, `nextStep`) that may be shown to the caller, and a private half
 * (`internal`, `cause`) that only ever reaches the log. Nobody branches on message text: the code is the contract. The
 * set is closed on purpose: every code has one HTTP status, one CLI exit code and one sentence of documentation, so that
 * clients, the command line and the documents are derived from this table and cannot drift.
 *
 * Errors are thrown to end an operation and caught only at the edges (HTTP mapper, job executor, reconcile driver,
 * controller runtime, CLI main) and in adapters, which translate what a vendor throws. A caller who must choose gets a
 * union instead.
 */

/** What the table knows of one code. `exitCode` follows sysexits(3) where it has a fitting entry. */
export interface ErrorKind {
  readonly status: number;
  readonly exitCode: number;
  /** True when the same request may succeed later without being changed. */
  readonly retryable: boolean;
  readonly meaning: string;
}

export const errorCatalogue = {
  invalid_request: {
    status: 400,
    exitCode: 65,
    retryable: false,
    meaning: 'The request is malformed; `details.issues` names each field.',
  },
  unauthenticated: { status: 401, exitCode: 77, retryable: false, meaning: 'No valid session or API key was presented.' },
  forbidden: { status: 403, exitCode: 77, retryable: false, meaning: 'You may see the object but not do this to it.' },
  not_found: { status: 404, exitCode: 66, retryable: false, meaning: 'The object does not exist or you may not see it.' },
  conflict: { status: 409, exitCode: 75, retryable: false, meaning: 'The state of the object does not allow this now.' },
  already_exists: { status: 409, exitCode: 73, retryable: false, meaning: 'An object of that name exists already.' },
  gone: { status: 410, exitCode: 66, retryable: false, meaning: 'It existed and is gone, such as an expired cursor.' },
  precondition_failed: {
    status: 412,
    exitCode: 75,
    retryable: false,
    meaning: 'The object changed since you read it; read it again.',
  },
  payload_too_large: {
    status: 413,
    exitCode: 65,
    retryable: false,
    meaning: 'The request body is larger than the route accepts.',
  },
  limit_exceeded: { status: 422, exitCode: 78, retryable: false, meaning: 'A limit of the plan or a quota is used up.' },
  rate_limited: { status: 429, exitCode: 75, retryable: true, meaning: 'Too many requests; wait for `Retry-After` seconds.' },
  internal: { status: 500, exitCode: 70, retryable: false, meaning: 'A bug on our side; report it with the request id.' },
  upstream_failed: { status: 502, exitCode: 69, retryable: true, meaning: 'A system that we depend on answered with a failure.' },
  unavailable: { status: 503, exitCode: 69, retryable: true, meaning: 'A part of the platform is not available now.' },
  insufficient_capacity: { status: 507, exitCode: 69, retryable: true, meaning: 'There is no room for this on the target.' },
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof errorCatalogue;

/** One problem of one field; `path` is a JSON path such as `services[0].image`, empty for the whole body. */
export interface FieldIssue {
  readonly path: string;
  readonly message: string;
}

export interface ErrorDetails {
  readonly issues?: readonly FieldIssue[];
  /** What the caller should do next, as one sentence. */
  readonly nextStep?: string;
  readonly [key: string]: unknown;
}

export interface AppErrorOptions {
  readonly details?: ErrorDetails;
  /** For the log only. */
  readonly internal?: string;
  readonly cause?: unknown;
  /** Seconds until a retry is worth while; becomes `Retry-After`. */
  readonly retryAfterSeconds?: number;
}

/** The only error class that crosses a module boundary on purpose; anything else that surfaces at an edge is a bug. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails | undefined;
  readonly internal: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.details = options.details;
    this.internal = options.internal;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }

  /** HTTP status of this error's code. */
  get status(): number {
    return errorCatalogue[this.code].status;
  }
}

/** True for an {@link AppError}, optionally of one code. */
export function isAppError(error: unknown, code?: ErrorCode): error is AppError {
  return error instanceof AppError && (code === undefined || error.code === code);
}

/** Turns whatever was thrown into an AppError; the unknown becomes `internal` with its text kept for the log only. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const internal = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return new AppError('internal', 'Something went wrong on our side.', { internal, cause: error });
}

/** Text of an unknown thrown value, for a log field. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** For the `default` of an exhaustive switch: fails to compile when a case is missing. */
export function unreachable(value: never): never {
  throw new AppError('internal', 'Something went wrong on our side.', { internal: `unreachable case: ${JSON.stringify(value)}` });
}
