/**
 * How the API server says no.
 *
 * Every refusal is an {@link AppError} whose `details.status` carries the `metav1.Status` that HTTP clients get; code in
 * the same process branches on the error's code as everywhere else. The reasons are Kubernetes' own vocabulary, because
 * kubectl and client libraries branch on them.
 */
import { AppError, isAppError, messageOf, type ErrorCode } from '@moorage/core/errors';
import { isObject } from './json.ts';

export interface StatusCause {
  readonly reason: string;
  readonly message: string;
  readonly field?: string;
}

export interface StatusDetails {
  readonly name?: string;
  readonly group?: string;
  readonly kind?: string;
  readonly uid?: string;
  readonly causes?: readonly StatusCause[];
  readonly retryAfterSeconds?: number;
}

/** The body of every answer that is not an object. */
export interface Status {
  readonly kind: 'Status';
  readonly apiVersion: 'v1';
  readonly metadata: Record<string, never>;
  readonly status: 'Success' | 'Failure';
  readonly message?: string;
  readonly reason?: string;
  readonly details?: StatusDetails;
  readonly code: number;
}

const reasons = {
  BadRequest: { status: 400, code: 'invalid_request' },
  Unauthorized: { status: 401, code: 'unauthenticated' },
  Forbidden: { status: 403, code: 'forbidden' },
  NotFound: { status: 404, code: 'not_found' },
  MethodNotAllowed: { status: 405, code: 'invalid_request' },
  NotAcceptable: { status: 406, code: 'invalid_request' },
  AlreadyExists: { status: 409, code: 'already_exists' },
  Conflict: { status: 409, code: 'conflict' },
  Expired: { status: 410, code: 'gone' },
  RequestEntityTooLarge: { status: 413, code: 'payload_too_large' },
  UnsupportedMediaType: { status: 415, code: 'invalid_request' },
  Invalid: { status: 422, code: 'invalid_request' },
  TooManyRequests: { status: 429, code: 'rate_limited' },
  InternalError: { status: 500, code: 'internal' },
  ServiceUnavailable: { status: 503, code: 'unavailable' },
  Timeout: { status: 504, code: 'unavailable' },
} as const satisfies Record<string, { status: number; code: ErrorCode }>;

export type Reason = keyof typeof reasons;

function failure(reason: Reason, message: string, details?: StatusDetails): Status {
  const base = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason } as const;
  return { ...base, ...(details === undefined ? {} : { details }), code: reasons[reason].status };
}

/** The error to throw for a refusal. */
export function refuse(reason: Reason, message: string, details?: StatusDetails): AppError {
  const issues = details?.causes?.map(({ field = '', message: problem }) => ({ path: field, message: problem }));
  return new AppError(reasons[reason].code, message, {
    details: { status: failure(reason, message, details), ...(issues === undefined ? {} : { issues }) },
    ...(details?.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: details.retryAfterSeconds }),
  });
}

const reasonOfCode: Partial<Record<ErrorCode, Reason>> = {
  invalid_request: 'BadRequest',
  unauthenticated: 'Unauthorized',
  forbidden: 'Forbidden',
  not_found: 'NotFound',
  conflict: 'Conflict',
  already_exists: 'AlreadyExists',
  gone: 'Expired',
  precondition_failed: 'Conflict',
  payload_too_large: 'RequestEntityTooLarge',
  limit_exceeded: 'Forbidden',
  rate_limited: 'TooManyRequests',
  unavailable: 'ServiceUnavailable',
};

function isStatus(value: unknown): value is Status {
  return isObject(value) && value['kind'] === 'Status' && typeof value['code'] === 'number';
}

/** The Status to answer for whatever was thrown; the unknown becomes a 500 that tells nothing. */
export function statusOf(error: unknown): Status {
  if (!isAppError(error)) return failure('InternalError', 'An error on the server prevented the request from succeeding.');
  const carried = error.details?.['status'];
  if (isStatus(carried)) return carried;
  return failure(reasonOfCode[error.code] ?? 'InternalError', messageOf(error));
}

export interface Named {
  readonly group: string;
  readonly plural: string;
  readonly kind: string;
}

const qualified = (resource: Named, word: string): string => (resource.group === '' ? word : `${word}.${resource.group}`);

export function notFound(resource: Named, name: string): AppError {
  return refuse('NotFound', `${qualified(resource, resource.plural)} "${name}" not found`, {
    name,
    group: resource.group,
    kind: resource.plural,
  });
}

export function alreadyExists(resource: Named, name: string): AppError {
  return refuse('AlreadyExists', `${qualified(resource, resource.plural)} "${name}" already exists`, {
    name,
    group: resource.group,
    kind: resource.plural,
  });
}

export function conflict(resource: Named, name: string, why: string): AppError {
  return refuse('Conflict', `Operation cannot be fulfilled on ${qualified(resource, resource.plural)} "${name}": ${why}`, {
    name,
    group: resource.group,
    kind: resource.plural,
  });
}

/** One cause of an invalid object, worded as `field: problem`. */
export function cause(reason: string, field: string, message: string): StatusCause {
  return { reason, field, message };
}

export function required(field: string, why = ''): StatusCause {
  return cause('FieldValueRequired', field, why === '' ? 'Required value' : `Required value: ${why}`);
}

export function invalidValue(field: string, value: unknown, why: string): StatusCause {
  return cause('FieldValueInvalid', field, `Invalid value: ${showValue(value)}: ${why}`);
}

export function forbiddenField(field: string, why: string): StatusCause {
  return cause('FieldValueForbidden', field, `Forbidden: ${why}`);
}

/** A value as it appears in a message, cut so that a message stays a message. */
export function showValue(value: unknown): string {
  const text = JSON.stringify(value) ?? 'null';
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}

export function invalid(resource: Named, name: string, causes: readonly StatusCause[]): AppError {
  const list = causes.map((item) =>
    item.field === undefined || item.field === '' ? item.message : `${item.field}: ${item.message}`,
  );
  const text = list.length === 1 ? list[0] : `[${list.join(', ')}]`;
  return refuse('Invalid', `${qualified(resource, resource.kind)} "${name}" is invalid: ${text}`, {
    name,
    group: resource.group,
    kind: resource.kind,
    causes,
  });
}
