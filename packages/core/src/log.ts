/**
 * Structured logging.
 *
 * One line of JSON an event (or a readable line on a terminal), messages constant, data in fields. Fields whose name says
 * that they are secret are replaced before they are written, at any depth up to three; a `Secret` prints `***` by itself.
 * Loggers are handed down (`ctx.log`), never imported, so that a line always carries what it belongs to.
 */
import { pino, type DestinationStream, type Logger } from 'pino';

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

const secretFields = [
  'password',
  'token',
  'secret',
  'apiKey',
  'authorization',
  'cookie',
  'set-cookie',
  'dsn',
  'clientSecret',
  'privateKey',
];

/** Paths in pino's redaction syntax: each secret name at depths 0 to 3. */
function redactPaths(): string[] {
  return secretFields.flatMap((name) => ['', '*.', '*.*.', '*.*.*.'].map((prefix) => `${prefix}["${name}"]`.replace('.[', '[')));
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
    stack: error.stack,
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  };
}

function wrap(logger: Logger): Log {
  const write = (level: 'debug' | 'info' | 'warn' | 'error') => (message: string, fields?: LogFields) => {
    logger[level](fields ?? {}, message);
  };
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    child: (fields) => wrap(logger.child(fields)),
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
    redact: { paths: redactPaths(), censor: '***' },
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
