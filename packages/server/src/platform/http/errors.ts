/**
 * The one place where errors become answers.
 *
 * The same error is shown in three dresses: `/api` gets `{ error, code, requestId, details? }`, `/api/v1` gets
 * `{ code, message }`, and a person whose browser navigated here gets a small page. What only the log may see (`internal`, the
 * cause) is never in any of them.
 */
import { AppError, errorCatalogue, type ErrorDetails, toAppError } from '@moorage/core/errors';
import { isRecord } from './request-state.ts';
import type { BadInputCodes, Surface } from './route.ts';
import { type Presented, presentV1Error, retryAfterOf } from './v1-surface.ts';

export interface PresentOptions {
  readonly surface: Surface;
  readonly requestId: string;
  /** Whether the client is a browser that navigates. */
  readonly wantsHtml: boolean;
}

/** What the web server throws before a handler of ours runs, by its code. */
const framework: Readonly<Record<string, () => AppError>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: () => new AppError('payload_too_large', 'The request body is too large.'),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: () => unsupportedMediaType(),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: () => new AppError('invalid_request', 'The body is not as long as Content-Length says.'),
  FST_ERR_CTP_INVALID_JSON_BODY: () => malformedJson(),
  FST_ERR_BAD_URL: () => new AppError('invalid_request', 'The address of the request is malformed.'),
  FST_ERR_MAX_PARAM_LENGTH: () => new AppError('invalid_request', 'A part of the address is too long.'),
  FST_ERR_ROUTE_METHOD_NOT_SUPPORTED: () => new AppError('not_found', 'There is nothing at this address.'),
};

export function unsupportedMediaType(): AppError {
  return new AppError('invalid_request', 'The body must be JSON.', {
    details: { reason: 'unsupported_media_type', nextStep: 'Send Content-Type: application/json.' },
  });
}

export function malformedJson(): AppError {
  return new AppError('invalid_request', 'The body is not valid JSON.', {
    details: { reason: 'invalid_json', issues: [{ path: '', message: 'is not valid JSON' }] },
  });
}

/** The same error under the code that a route of `/api/v1` has for a body that is no JSON. */
export function inWordsOf(codes: BadInputCodes | undefined, error: AppError): AppError {
  if (codes?.json === undefined || error.details?.['reason'] !== 'invalid_json') return error;
  return new AppError(error.code, error.message, { details: { ...error.details, reason: codes.json } });
}

/** Whatever was thrown as an error of ours; what nobody expected becomes `internal`. */
export function asAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const { code, statusCode } = isRecord(error) ? error : {};
  const known = typeof code === 'string' ? framework[code] : undefined;
  if (known !== undefined) return known();
  if (error instanceof SyntaxError && statusCode === 400) return malformedJson();
  return toAppError(error);
}

/** Nobody mends more at once, and a megabyte of mistakes must not be answered with twelve. */
const mostIssues = 100;

function detailsOf(details: ErrorDetails): ErrorDetails {
  const { issues } = details;
  if (issues === undefined || issues.length <= mostIssues) return details;
  const rest = { path: '', message: `and ${issues.length - mostIssues} more` };
  return { ...details, issues: [...issues.slice(0, mostIssues), rest] };
}

function bodyOf(error: AppError, options: PresentOptions): object {
  const head = { error: error.message, code: error.code, requestId: options.requestId };
  return error.details === undefined ? head : { ...head, details: detailsOf(error.details) };
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => escapes[character] ?? character);
}

function pageOf(error: AppError, requestId: string): string {
  const next = error.details?.nextStep === undefined ? '' : `<p>${escapeHtml(error.details.nextStep)}</p>`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${error.status} – Moorage</title></head>
<body><main><h1>${escapeHtml(error.message)}</h1><p>${escapeHtml(errorCatalogue[error.code].meaning)}</p>${next}
<p><a href="/">Back to the console</a></p><p><small>Request ${escapeHtml(requestId)}</small></p></main></body></html>
`;
}

/** Status, headers and body of an error for one kind of caller. */
export function presentError(error: AppError, options: PresentOptions): Presented {
  if (options.surface === 'v1') return presentV1Error(error);
  const isPage = options.surface === 'web' && options.wantsHtml;
  return {
    status: error.status,
    headers: {
      'content-type': isPage ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      ...retryAfterOf(error),
      ...(error.code === 'unauthenticated' && !isPage ? { 'www-authenticate': 'Bearer realm="moorage"' } : {}),
    },
    body: isPage ? pageOf(error, options.requestId) : JSON.stringify(bodyOf(error, options)),
  };
}

/** The dress for an address that no route has claimed. */
export function surfaceOf(path: string): Surface {
  if (path === '/api/v1' || path.startsWith('/api/v1/')) return 'v1';
  return path === '/api' || path.startsWith('/api/') ? 'app' : 'web';
}
