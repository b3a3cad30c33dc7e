/** Writes an export while it arrives, so that its length costs no memory. */
import { readAnswer } from '@moorage/sdk/client';
import { CliFailure, dataOf } from '../../failure.ts';
import type { CommandSession } from '../../session.ts';

/** sysexits(3) EX_IOERR. */
const cutExitCode = 74;

async function open({ io, server, credentials }: CommandSession, query: Readonly<Record<string, string>>): Promise<Response> {
  const url = `${server.replace(/\/$/, '')}/api/audit/export?${new URLSearchParams(query).toString()}`;
  try {
    return await io.fetch(url, { headers: credentials, signal: io.signal });
  } catch (cause) {
    return dataOf({ kind: 'client-error', message: 'The server cannot be reached.', cause });
  }
}

/** To a file where one is named, else to the output. */
export async function saveExport(
  session: CommandSession,
  query: Readonly<Record<string, string>>,
  file: string | undefined,
): Promise<void> {
  const { io } = session;
  const response = await open(session, query);
  if (!response.ok || response.body === null) {
    dataOf(await readAnswer(response));
    return;
  }
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
}
