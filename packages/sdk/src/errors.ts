/** The error catalogue: code → HTTP status, exit code, whether a repeat may help, and what it means. */
export { errorCatalogue, type ErrorCode } from './generated/errors.ts';
