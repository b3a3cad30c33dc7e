/**
 * A terminal in a container over the WebSocket protocol `moorage.exec.v1`: keys go out as bytes, what the program writes comes
 * back as bytes whose first one names the stream, and everything else is a small JSON text.
 */

/** How a terminal came to its end, in words for people. */
export interface ExecEnd {
  readonly text: string;
  readonly isFailure: boolean;
}

export interface ExecTarget {
  readonly name: string;
  readonly service: string;
  readonly columns: number;
  readonly rows: number;
}

export interface ExecHandlers {
  readonly onOutput: (bytes: Uint8Array) => void;
  readonly onStart: () => void;
  readonly onEnd: (end: ExecEnd) => void;
}

export interface ExecTerminal {
  type(text: string): void;
  resize(columns: number, rows: number): void;
  close(): void;
}

const protocol = 'moorage.exec.v1';

/** A login shell where the image has one; nobody types its name. */
const shell = ['sh', '-c', 'command -v bash >/dev/null && exec bash -i || exec sh -i'];

/** The address of the socket on this page's origin. */
export function execUrl(origin: string, target: ExecTarget): string {
  const url = new URL('/api/deployments/exec', origin);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  const { name, service, columns, rows } = target;
  const fixed = { name, service, tty: 'true', columns: String(columns), rows: String(rows) };
  for (const [key, value] of Object.entries(fixed)) url.searchParams.set(key, value);
  for (const word of shell) url.searchParams.append('command', word);
  return url.href;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** What a text message means: the program started, ended, or could not run. */
export function parseExecText(
  text: string,
): { readonly kind: 'started' } | { readonly kind: 'ended'; readonly end: ExecEnd } | undefined {
  const value: unknown = JSON.parse(text);
  if (!isRecord(value)) return undefined;
  if ('started' in value) return { kind: 'started' };
  const { exited, failed } = value;
  if (isRecord(exited)) {
    const code = Number(exited['code']);
    return { kind: 'ended', end: { text: `The shell ended with exit code ${code}.`, isFailure: false } };
  }
  if (isRecord(failed)) return { kind: 'ended', end: { text: String(failed['message']), isFailure: true } };
  return undefined;
}

function closeReason(event: CloseEvent): ExecEnd {
  const reasons: Readonly<Record<number, string>> = {
    1000: 'The session is over.',
    1001: 'The server stops or your rights changed.',
    1006: 'The connection was lost or refused.',
    1008: 'The server refused what was sent.',
    4008: 'The session was idle for too long.',
  };
  const text = event.reason === '' ? (reasons[event.code] ?? `The connection ended (${event.code}).`) : event.reason;
  return { text, isFailure: event.code !== 1000 };
}

/** Opens a shell; `onEnd` is called exactly once. */
export function openTerminal(target: ExecTarget, handlers: ExecHandlers): ExecTerminal {
  const socket = new WebSocket(execUrl(window.location.origin, target), protocol);
  const encoder = new TextEncoder();
  let isOver = false;
  const end = (how: ExecEnd): void => {
    if (isOver) return;
    isOver = true;
    handlers.onEnd(how);
  };
  socket.binaryType = 'arraybuffer';
  socket.addEventListener('message', (event: MessageEvent<unknown>) => {
    if (event.data instanceof ArrayBuffer) {
      handlers.onOutput(new Uint8Array(event.data, 1));
      return;
    }
    const told = parseExecText(String(event.data));
    if (told?.kind === 'started') handlers.onStart();
    if (told?.kind === 'ended') end(told.end);
  });
  socket.addEventListener('close', (event) => end(closeReason(event)));
  const isOpen = (): boolean => socket.readyState === WebSocket.OPEN;
  return {
    type: (text) => {
      if (isOpen()) socket.send(encoder.encode(text));
    },
    resize: (columns, rows) => {
      if (isOpen()) socket.send(JSON.stringify({ resize: { columns, rows } }));
    },
    close: () => {
      isOver = true;
      socket.close(1000);
    },
  };
}
