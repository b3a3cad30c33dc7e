/** One kind of error for everything that can go wrong between the console and the server. */
import type { ApiErrorBody } from '@moorage/sdk/client';

export interface FieldIssue {
  readonly path: string;
  readonly message: string;
}

export class ApiFailure extends Error {
  /** A code of the server's catalogue, or `unreachable` when no usable answer came. */
  readonly code: ApiErrorBody['code'] | 'unreachable';
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  readonly issues: readonly FieldIssue[];
  readonly nextStep: string | undefined;
  /** Says more than the code, where the server does. */
  readonly reason: string | undefined;

  constructor(message: string, answer?: { readonly status: number; readonly body: ApiErrorBody }) {
    super(message);
    this.name = 'ApiFailure';
    this.code = answer?.body.code ?? 'unreachable';
    this.status = answer?.status;
    this.requestId = answer?.body.requestId;
    this.issues = answer?.body.details?.issues ?? [];
    this.nextStep = answer?.body.details?.nextStep;
    const reason = answer?.body.details?.['reason'];
    this.reason = typeof reason === 'string' ? reason : undefined;
  }
}

export function isFailure(error: unknown, code?: ApiFailure['code']): error is ApiFailure {
  return error instanceof ApiFailure && (code === undefined || error.code === code);
}

/** Whatever was thrown, as something that can be shown. */
export function toFailure(error: unknown): ApiFailure {
  if (error instanceof ApiFailure) return error;
  return new ApiFailure(error instanceof Error ? error.message : 'Something unexpected happened in the console.');
}

/** Whether asking again may help without anybody doing something first. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof ApiFailure)) return false;
  return error.code === 'unreachable' || error.code === 'unavailable' || error.code === 'upstream_failed';
}
