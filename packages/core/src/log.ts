/**
 * Structured logging.
 *
 * One line of JSON an event (or a readable line on a terminal), messages constant, data in fields. Fields whose name says
 * that they are secret are replaced before they are written, at any depth up to four; a `Secret` prints `***` by itself.
 * Loggers are handed down (`ctx.log`), never imported, so that a line always carries what it belongs to.
 */
import { pino, type DestinationStream, type Logger } from 'pino';
import { inSources } from './source-places.ts';

export type LogFields = Readonly<Record<string, unknown>>;
export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  /** `fields.error` is written with its stack and its causes. */
  error(message: string, fields?: LogFields): void;
  /** A logger whose lines all carry the given fields. */
  child(fields: LogFields): Log;
}

/** In lower case; names are compared without regard to case. */
const secretFields: ReadonlySet<string> = new Set([
  'password',
  'token',
  'secret',
  'apikey',
  'authorization',
  'cookie',
  'set-cookie',
  'dsn',
  'clientsecret',
  'privatekey',
]);

/** Deep enough for a request or a configuration put into a field; a cycle ends here too. */
const redactionDepth = 4;

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function redactedValue(value: unknown, depth: number): unknown {
  if (depth <= 0) return value;
  if (isPlainObject(value)) return redacted(value, depth);
  if (!Array.isArray(value)) return value;
  const items = value.map((item) => redactedValue(item, depth - 1));
  return items.some((item, index) => item !== value[index]) ? items : value;
}

/**
 * The same fields with secret ones replaced; the very same object when there is nothing to replace, which is nearly always.
 * Written by hand because a wildcard path of the library's own redaction costs a fifth of a request.
 */
export function redacted(fields: LogFields, depth = redactionDepth): LogFields {
  let copy: Record<string, unknown> | undefined;
  for (const name of Object.keys(fields)) {
    const value = fields[name];
    const shown = secretFields.has(name.toLowerCase()) ? '***' : redactedValue(value, depth - 1);
    if (shown !== value) copy = { ...(copy ?? fields), [name]: shown };
  }
  return copy ?? fields;
}

function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const code: unknown = Reflect.get(error, 'code');
  const internal: unknown = Reflect.get(error, 'internal');
  return {
    type: error.name,
    message: error.message,
    ...(code === undefined ? {} : { code }),
    ...(internal === undefined ? {} : { internal }),
    stack: error.stack === undefined ? undefined : inSources(error.stack),
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  };
}

function wrap(logger: Logger): Log {
  const write = (level: 'debug' | 'info' | 'warn' | 'error') => (message: string, fields?: LogFields) => {
    logger[level](fields === undefined ? {} : redacted(fields), message);
  };
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    child: (fields) => wrap(logger.child(redacted(fields))),
  };
}

export interface LogOptions {
  readonly level?: LogLevel;
  /** Where lines go; standard output by default. */
  readonly destination?: DestinationStream;
}

/** Makes the root logger of a process. */
export function createLog(options: LogOptions = {}): Log {
  const settings = {
    level: options.level ?? 'info',
    base: {},
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { error: describeError },
  };
  return wrap(options.destination === undefined ? pino(settings) : pino(settings, options.destination));
}

/** A logger that drops everything, for tests and tools. */
export const silentLog: Log = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  child: () => silentLog,
};
