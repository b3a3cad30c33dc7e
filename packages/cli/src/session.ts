/** What every command starts from: a client of the chosen server and the wanted output. */
import { type Client, createClient } from '@moorage/sdk/client';
import type { Command } from 'commander';
import { type ConnectionFlags, readContexts, resolveConnection } from './config/contexts.ts';
import { usageFailure } from './failure.ts';
import type { CliIo } from './io.ts';
import { isForPeople, type OutputFormat, outputFormats } from './render/output.ts';

export interface CommandSession {
  readonly io: CliIo;
  readonly client: Client;
  readonly server: string;
  /** Headers that say who calls. */
  readonly credentials: Readonly<Record<string, string>>;
  readonly output: OutputFormat;
  /** Progress for people; silent when the output is for machines, and with `--quiet`. */
  readonly note: (text: string) => void;
}

interface GlobalFlags extends ConnectionFlags {
  readonly output?: string;
  readonly quiet?: boolean;
}

function outputOf(flags: GlobalFlags, io: CliIo): OutputFormat {
  const wanted = flags.output ?? io.env['MOORAGE_OUTPUT'] ?? 'table';
  const format = outputFormats.find((candidate) => candidate === wanted);
  if (format === undefined)
    throw usageFailure(`There is no output format "${wanted}".`, `Use one of ${outputFormats.join(', ')}.`);
  return format;
}

/** Builds the session from the flags of the whole command line. */
export function openSession(io: CliIo, command: Command): CommandSession {
  const flags = command.optsWithGlobals<GlobalFlags>();
  const connection = resolveConnection(flags, io.env, readContexts(io));
  const client = createClient({
    baseUrl: connection.server,
    fetch: io.fetch,
    ...(connection.apiKey === undefined ? {} : { apiKey: connection.apiKey }),
  });
  const output = outputOf(flags, io);
  return {
    io,
    client,
    server: connection.server,
    credentials: connection.apiKey === undefined ? {} : { authorization: `Bearer ${connection.apiKey}` },
    output,
    note: (text) => {
      if (isForPeople(output) && flags.quiet !== true) io.err(`${text}\n`);
    },
  };
}
