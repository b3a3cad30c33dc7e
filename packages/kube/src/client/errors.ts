/** From what an API server answers to an {@link AppError}. */
import { X509Certificate } from 'node:crypto';
import { AppError, type ErrorCode, type FieldIssue, messageOf } from '@moorage/core/errors';

/** The parts of a `v1.Status` that we read. */
interface StatusBody {
  readonly reason?: string;
  readonly message?: string;
  readonly details?: {
    readonly retryAfterSeconds?: number;
    readonly causes?: readonly { readonly field?: string; readonly message?: string }[];
  };
}

const codeByStatus: Readonly<Record<number, ErrorCode>> = {
  400: 'invalid_request',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  405: 'invalid_request',
  406: 'invalid_request',
  409: 'conflict',
  410: 'gone',
  412: 'precondition_failed',
  413: 'payload_too_large',
  415: 'invalid_request',
  422: 'invalid_request',
  429: 'rate_limited',
  500: 'upstream_failed',
  502: 'unavailable',
  503: 'unavailable',
  504: 'unavailable',
};

function parseStatus(body: string): StatusBody {
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === 'object' && parsed !== null ? parsed : {};
  } catch {
    return {};
  }
}

function codeOf(httpStatus: number, status: StatusBody): ErrorCode {
  if (httpStatus === 409 && status.reason === 'AlreadyExists') return 'already_exists';
  // Quota admission answers 403; for our callers it is a limit, not a permission.
  if (httpStatus === 403 && /exceeded quota/.test(status.message ?? '')) return 'limit_exceeded';
  return codeByStatus[httpStatus] ?? (httpStatus >= 500 ? 'upstream_failed' : 'invalid_request');
}

function issuesOf(status: StatusBody): readonly FieldIssue[] | undefined {
  const causes = status.details?.causes;
  if (causes === undefined || causes.length === 0) return undefined;
  return causes.map((cause) => ({ path: cause.field ?? '', message: cause.message ?? 'is invalid' }));
}

function retryAfterOf(header: string | undefined, status: StatusBody): number | undefined {
  const seconds = Number(header ?? status.details?.retryAfterSeconds);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds : undefined;
}

export interface FailedAnswer {
  readonly status: number;
  readonly body: string;
  readonly retryAfter?: string | undefined;
  /** Method and path, for the log. */
  readonly what: string;
}

/** Maps an answer of 400 and above; the server's own reason is kept in `details.kubeReason`. */
export function answerToError(answer: FailedAnswer): AppError {
  const status = parseStatus(answer.body);
  const issues = issuesOf(status);
  const retryAfterSeconds = retryAfterOf(answer.retryAfter, status);
  return new AppError(codeOf(answer.status, status), status.message ?? `The Kubernetes API answered ${answer.status}.`, {
    details: {
      kubeStatus: answer.status,
      ...(status.reason === undefined ? {} : { kubeReason: status.reason }),
      ...(issues === undefined ? {} : { issues }),
    },
    internal: `${answer.what} answered ${answer.status}`,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  });
}

/** Maps what a socket threw. */
export function networkError(error: unknown, what: string): AppError {
  if (error instanceof AppError) return error;
  return new AppError('unavailable', 'The Kubernetes API cannot be reached.', {
    internal: `${what}: ${messageOf(error)}`,
    cause: error,
  });
}

/** True when the server refused our certificate, or the lack of one, before it heard what we want. */
export function isCertificateAlert(error: unknown): boolean {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^ERR_SSL_.*ALERT.*(CERTIFICATE|UNKNOWN_CA|ACCESS_DENIED|DECRYPT_ERROR)/.test(code);
}

/** Why a certificate of ours is of no use at this time; undefined when nothing is wrong with its dates. */
export function certificateProblem(cert: string | undefined, now: Date): AppError | undefined {
  if (cert === undefined) return undefined;
  const { validFrom, validTo } = new X509Certificate(cert);
  const [from, to] = [new Date(validFrom), new Date(validTo)];
  if (from <= now && now <= to) return undefined;
  const why = to < now ? `expired at ${to.toISOString()}` : `is not valid before ${from.toISOString()}`;
  return new AppError('unauthenticated', `The client certificate for the Kubernetes API ${why}.`, {
    details: { nextStep: 'Have a new one issued and put it into the kubeconfig, or correct the clock of this machine.' },
  });
}

/** The server refused our certificate, whose dates are right. */
export function certificateRefused(error: unknown, what: string): AppError {
  return new AppError('unauthenticated', 'The Kubernetes API does not accept the client certificate.', {
    internal: `${what}: ${messageOf(error)}`,
    details: { nextStep: 'Check that the certificate was signed by the authority that the API server trusts for clients.' },
    cause: error,
  });
}

/** The caller's signal aborted; not a failure of anybody. */
export function abortedError(what: string): AppError {
  return new AppError('unavailable', 'The call was given up.', {
    details: { aborted: true },
    internal: `${what} was aborted by its caller`,
  });
}

/** True for the error of {@link abortedError}. */
export function isAborted(error: unknown): boolean {
  return error instanceof AppError && error.details?.['aborted'] === true;
}
