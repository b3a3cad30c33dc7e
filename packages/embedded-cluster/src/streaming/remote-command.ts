/**
 * A command's streams between a container and a client, whatever the wire protocol.
 *
 * Output is sent in full before the verdict: the status is the last thing that a client hears. A client that leaves ends
 * the command. A process that left children behind may hold its output open for ever, so after its exit the output gets a
 * moment to drain and no more.
 */
import type { Readable } from 'node:stream';
import type { Clock } from '@moorage/core/clock';
import { isObject } from '../apiserver/json.ts';
import { statusOf } from '../apiserver/refusal.ts';
import type { ExecExit, ExecSession } from '../pod-streams.ts';

export interface RemoteEnds {
  readonly stdin: Readable | undefined;
  /** Resolves when the chunk is on its way. */
  sendOutput(stream: 'stdout' | 'stderr', chunk: Buffer): Promise<void>;
  onResize(listener: (columns: number, rows: number) => void): void;
  /** Aborts when the client went away. */
  readonly gone: AbortSignal;
}

/** What is written on the error channel; kubectl takes the exit code from the cause. */
export type CommandStatus = Readonly<Record<string, unknown>>;

const drainMs = 500;

/** The status for the end of a command. */
export function statusOfExit(exit: ExecExit): CommandStatus {
  if (exit.kind === 'failed')
    return { metadata: {}, status: 'Failure', message: exit.message, reason: 'InternalError', code: 500 };
  if (exit.code === 0) return { metadata: {}, status: 'Success' };
  return {
    metadata: {},
    status: 'Failure',
    message: `command terminated with non-zero exit code: exit status ${exit.code}`,
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: String(exit.code) }] },
  };
}

async function forward(source: Readable | undefined, name: 'stdout' | 'stderr', ends: RemoteEnds): Promise<void> {
  if (source === undefined) return;
  try {
    for await (const chunk of source) {
      if (ends.gone.aborted) return;
      await ends.sendOutput(name, Buffer.from(chunk));
    }
  } catch {
    // The output broke off; the exit says how the command ended.
  }
}

function connectInput(session: ExecSession, ends: RemoteEnds): void {
  if (session.stdin === undefined || ends.stdin === undefined) return;
  session.stdin.on('error', () => ends.stdin?.resume());
  ends.stdin.on('error', () => {});
  ends.stdin.pipe(session.stdin);
}

/** Runs the session to its end and says how it ended; nothing when the client left before. */
export async function runSession(session: ExecSession, ends: RemoteEnds, clock: Clock): Promise<CommandStatus | undefined> {
  const leave = (): void => session.kill();
  ends.gone.addEventListener('abort', leave, { once: true });
  if (ends.gone.aborted) leave();
  connectInput(session, ends);
  ends.onResize((columns, rows) => session.resize(columns, rows));
  const output = Promise.all([forward(session.stdout, 'stdout', ends), forward(session.stderr, 'stderr', ends)]);
  try {
    const exit = await session.exit;
    const drained = new AbortController();
    await Promise.race([output.then(() => drained.abort()), clock.sleep(drainMs, drained.signal)]);
    drained.abort();
    return ends.gone.aborted ? undefined : statusOfExit(exit);
  } catch (error) {
    return ends.gone.aborted ? undefined : { ...statusOf(error) };
  } finally {
    ends.gone.removeEventListener('abort', leave);
    session.stdout.destroy();
    session.stderr?.destroy();
  }
}

/** Reads the JSON that a client sends when its window changes; anything else is ignored. */
export function parseResize(text: string): { readonly columns: number; readonly rows: number } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (!isObject(value)) return undefined;
    const { Width: columns, Height: rows } = value;
    const isSize = (number: unknown): number is number => typeof number === 'number' && number > 0 && number < 65_536;
    return isSize(columns) && isSize(rows) ? { columns, rows } : undefined;
  } catch {
    return undefined;
  }
}
