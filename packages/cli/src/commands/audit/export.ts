/** Writes an export while it arrives, so that its length costs no memory. */
import { type ApiResult, readAnswer } from '@moorage/sdk/client';
import { type Command, Option } from 'commander';
import { CliFailure, dataOf } from '../../failure.ts';
import type { CommandSession } from '../../session.ts';

/** sysexits(3) EX_IOERR. */
const cutExitCode = 74;

export interface ExportFlags {
  readonly format: 'ndjson' | 'csv';
  readonly file?: string;
}

interface Export {
  readonly path: '/api/audit/export' | '/api/admin/audit/export';
  readonly query: Readonly<Record<string, string>>;
  /** Printed where none is named. */
  readonly file: string | undefined;
  /** Headers that say who calls. */
  readonly credentials: Readonly<Record<string, string>>;
}

async function open({ io, server }: CommandSession, { path, query, credentials }: Export): Promise<Response> {
  const url = `${server.replace(/\/$/, '')}${path}?${new URLSearchParams(query).toString()}`;
  try {
    return await io.fetch(url, { headers: credentials, signal: io.signal });
  } catch (cause) {
    return dataOf({ kind: 'client-error', message: 'The server cannot be reached.', cause });
  }
}

/** Gives the refusal where it was refused. */
export async function saveExport(session: CommandSession, wanted: Export): Promise<ApiResult<never> | undefined> {
  const { io } = session;
  const { file } = wanted;
  const response = await open(session, wanted);
  if (!response.ok || response.body === null) return await readAnswer<never>(response);
  if (file !== undefined) io.writeFile(file, '');
  const write = file === undefined ? io.out : (text: string): void => io.appendFile(file, text);
  const decoder = new TextDecoder();
  try {
    for await (const chunk of response.body) write(decoder.decode(chunk, { stream: true }));
  } catch (cause) {
    throw new CliFailure('The export was cut off; what is there is not all.', {
      exitCode: cutExitCode,
      nextStep: `Repeat it. (${cause instanceof Error ? cause.message : String(cause)})`,
    });
  }
  write(decoder.decode());
  if (file !== undefined) session.note(`Written to ${file}.`);
  return undefined;
}

/** Adds the flags of an export. */
export function exporting(command: Command): Command {
  return command
    .addOption(
      new Option('--format <format>', 'JSON lines or CSV').choices(['ndjson', 'csv']).default('ndjson').env('MOORAGE_FORMAT'),
    )
    .addOption(new Option('--file <path>', 'where to; printed when absent').env('MOORAGE_FILE'));
}
