/**
 * Where the command line talks to, and as whom.
 *
 * Precedence: flag, environment, the chosen context of `~/.config/moorage/config.yaml`, the default server. The file holds API
 * keys and is written for its owner's eyes only.
 */
import { parse, stringify } from 'yaml';
import type { CliIo } from '../io.ts';

export const defaultServer = 'http://127.0.0.1:8080';

export interface Context {
  readonly server: string;
  readonly apiKey?: string;
  /** The key was made by `login`, so `logout` ends it. */
  readonly issued?: boolean;
}

export interface ContextFile {
  readonly current: string | undefined;
  readonly contexts: Readonly<Record<string, Context>>;
}

export interface ConnectionFlags {
  readonly server?: string;
  readonly apiKey?: string;
  readonly context?: string;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseContext(value: unknown): Context | undefined {
  if (!isRecord(value) || typeof value['server'] !== 'string') return undefined;
  const server = value['server'];
  if (typeof value['apiKey'] !== 'string') return { server };
  return { server, apiKey: value['apiKey'], ...(value['issued'] === true ? { issued: true } : {}) };
}

/** Reads the file's text; what is not understood is left out. */
export function parseContexts(text: string | undefined): ContextFile {
  const value: unknown = text === undefined ? undefined : parse(text);
  if (!isRecord(value)) return { current: undefined, contexts: {} };
  const contexts: Record<string, Context> = {};
  for (const [name, entry] of Object.entries(isRecord(value['contexts']) ? value['contexts'] : {})) {
    const context = parseContext(entry);
    if (context !== undefined) contexts[name] = context;
  }
  return { current: typeof value['current'] === 'string' ? value['current'] : undefined, contexts };
}

/** The path of the file: `MOORAGE_CONFIG`, else below the user's configuration directory. */
export function contextFilePath(env: CliIo['env']): string {
  const home = env['XDG_CONFIG_HOME'] ?? `${env['HOME'] ?? '.'}/.config`;
  return env['MOORAGE_CONFIG'] ?? `${home}/moorage/config.yaml`;
}

/** The file as it is now. */
export function readContexts(io: CliIo): ContextFile {
  return parseContexts(io.readFile(contextFilePath(io.env)));
}

/** Replaces the file. */
export function writeContexts(io: CliIo, file: ContextFile): void {
  io.writeFile(contextFilePath(io.env), stringify(file));
}

/** The connection to use. */
export function resolveConnection(
  flags: ConnectionFlags,
  env: CliIo['env'],
  file: ContextFile,
): Pick<Context, 'server' | 'apiKey'> {
  const name = flags.context ?? env['MOORAGE_CONTEXT'] ?? file.current;
  const context = name === undefined ? undefined : file.contexts[name];
  const server = flags.server ?? env['MOORAGE_SERVER'] ?? context?.server ?? defaultServer;
  const apiKey = flags.apiKey ?? env['MOORAGE_API_KEY'] ?? (context?.server === server ? context.apiKey : undefined);
  return apiKey === undefined ? { server } : { server, apiKey };
}
