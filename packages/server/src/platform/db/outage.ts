/** Tells a database that is away from a bug of ours: the first passes by itself, and callers must hear so. */
import { AppError } from '@moorage/core/errors';

/** What the system says of a connection that cannot be made or broke. */
const connectionCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'EAI_AGAIN',
  'ENOTFOUND',
]);
/** Classes 08 (connection), 53 (no connections, disk or memory left) and 57P (shutting down, starting up) of SQLSTATE. */
const serverCodes = /^(?:08|53|57P)[0-9A-Z]{2,3}$/;
const driverWords = /^Connection terminated|^Client has encountered a connection error|^timeout exceeded when trying to connect/;

/** An error's code, or nothing. */
export function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** True when the server cannot be reached or refuses to work, whatever was asked of it. */
export function isOutage(error: unknown): boolean {
  const code = codeOf(error);
  if (connectionCodes.has(code) || serverCodes.test(code)) return true;
  return error instanceof Error && !(error instanceof AppError) && driverWords.test(error.message);
}

/** `unavailable` for an outage, anything else as it is. */
export function translateOutage(error: unknown): unknown {
  if (!isOutage(error)) return error;
  return new AppError('unavailable', 'The database is not available now.', {
    cause: error,
    internal: error instanceof Error ? error.message : String(error),
    retryAfterSeconds: 2,
    details: { nextStep: 'Try again in a moment; /readyz says when it is back.' },
  });
}
