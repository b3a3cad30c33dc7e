/**
 * What a call comes to.
 *
 * A call never throws for something that can happen in production: the result says whether the server answered well, answered
 * with an error of the catalogue, or could not be reached or understood. {@link unwrap} is there for scripts that prefer to throw.
 */
import type { ErrorCode } from './generated/errors.ts';

/** What is wrong with one field of a request. */
export interface ApiIssue {
  readonly path: string;
  readonly message: string;
  /** From 1, where the field is a text of several lines, such as the spec of a template. */
  readonly line?: number;
  readonly column?: number;
}

/** Body of every error answer of `/api`. */
export interface ApiErrorBody {
  readonly error: string;
  readonly code: ErrorCode;
  readonly requestId: string;
  readonly details?: {
    readonly issues?: readonly ApiIssue[];
    readonly nextStep?: string;
    readonly [key: string]: unknown;
  };
}

export type ApiResult<T> =
  | { readonly kind: 'ok'; readonly status: number; readonly data: T; readonly headers: Headers }
  | { readonly kind: 'api-error'; readonly status: number; readonly error: ApiErrorBody; readonly headers: Headers }
  | { readonly kind: 'client-error'; readonly message: string; readonly cause: unknown };

/** Thrown by {@link unwrap} only. */
export class ApiCallError extends Error {
  readonly code: ErrorCode | 'unreachable';
  readonly status: number | undefined;
  readonly body: ApiErrorBody | undefined;

  constructor(result: Exclude<ApiResult<unknown>, { kind: 'ok' }>) {
    super(result.kind === 'api-error' ? result.error.error : result.message, {
      cause: result.kind === 'client-error' ? result.cause : undefined,
    });
    this.name = 'ApiCallError';
    this.code = result.kind === 'api-error' ? result.error.code : 'unreachable';
    this.status = result.kind === 'api-error' ? result.status : undefined;
    this.body = result.kind === 'api-error' ? result.error : undefined;
  }
}

/** The data of a good answer; throws {@link ApiCallError} for any other. */
export function unwrap<T>(result: ApiResult<T>): T {
  if (result.kind === 'ok') return result.data;
  throw new ApiCallError(result);
}
