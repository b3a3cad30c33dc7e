/** A command in a container over a WebSocket; the messages are described in the API's document at `deployments.exec`. */
import { send, urlOf } from '@moorage/sdk/transport';
import { CliFailure, dataOf } from '../failure.ts';
import type { CliTerminal } from '../io.ts';
import type { CommandSession } from '../session.ts';

const protocol = 'moorage.exec.v1';
const route = { method: 'GET', path: '/api/deployments/exec' } as const;
const unreachable = 69;
const stderrChannel = 2;

export interface ContainerCommand {
  readonly name: string;
  readonly service?: string;
  readonly pod?: string;
  readonly command: readonly string[];
  readonly tty: boolean;
}

interface LastWord {
  readonly exited?: { readonly code: number };
  readonly failed?: { readonly message: string };
}

function socketUrl(session: CommandSession, query: object): string {
  return urlOf(session.server, route, { query }).replace(/^http/, 'ws');
}

/** A handshake that fails says nothing to its client; the same question without one is answered in words. */
async function explainRefusal(session: CommandSession, query: object): Promise<never> {
  const options = { baseUrl: session.server, fetch: session.io.fetch, headers: session.credentials };
  dataOf(await send(options, route, { query }));
  throw new CliFailure('The server did not open the connection.', { exitCode: unreachable, nextStep: 'Try again.' });
}

async function sendInput(socket: WebSocket, terminal: CliTerminal): Promise<void> {
  for await (const bytes of terminal.input) {
    if (socket.readyState !== socket.OPEN) return;
    socket.send(new Uint8Array(bytes));
  }
  if (socket.readyState === socket.OPEN) socket.send(JSON.stringify({ end: true }));
}

function sendSize(socket: WebSocket, terminal: CliTerminal): void {
  const size = terminal.size();
  if (size !== undefined && socket.readyState === socket.OPEN) socket.send(JSON.stringify({ resize: size }));
}

function writeOutput(terminal: CliTerminal, frame: Uint8Array): void {
  terminal.write(frame[0] === stderrChannel ? 'err' : 'out', frame.subarray(1));
}

interface Opened {
  readonly socket: WebSocket;
  /** What was said last, and why it closed. */
  readonly closed: Promise<{ readonly last: LastWord; readonly reason: string }>;
}

function follow(socket: WebSocket, terminal: CliTerminal): Opened {
  let last: LastWord = {};
  socket.binaryType = 'arraybuffer';
  socket.addEventListener('message', (event) => {
    const data: unknown = event.data;
    if (typeof data === 'string') last = JSON.parse(data);
    else if (data instanceof ArrayBuffer) writeOutput(terminal, new Uint8Array(data));
  });
  const closed = new Promise<{ last: LastWord; reason: string }>((resolve) => {
    socket.addEventListener('close', ({ reason }) => resolve({ last, reason }));
  });
  return { socket, closed };
}

function codeOf({ last, reason }: { last: LastWord; reason: string }): number {
  if (last.exited !== undefined) return last.exited.code;
  const message = last.failed?.message ?? (reason === '' ? 'The connection was lost.' : reason);
  throw new CliFailure(message, { exitCode: unreachable, nextStep: 'Look at the deployment, then try again.' });
}

/** Runs it with this terminal as its own; resolves to its exit code. */
export async function runInContainer(session: CommandSession, command: ContainerCommand): Promise<number> {
  const { io } = session;
  const { command: words, ...rest } = command;
  const query = { ...rest, ...(words.length === 0 ? {} : { command: words }) };
  const socket = io.connect(socketUrl(session, query), { protocols: protocol, headers: session.credentials });
  const isOpen = await new Promise<boolean>((resolve) => {
    socket.addEventListener('open', () => resolve(true));
    socket.addEventListener('error', () => resolve(false));
  });
  if (!isOpen) return await explainRefusal(session, query);
  const terminal = io.openTerminal(command.tty);
  try {
    const { closed } = follow(socket, terminal);
    io.signal.addEventListener('abort', () => socket.close(), { once: true });
    if (command.tty) {
      sendSize(socket, terminal);
      terminal.onResize(() => sendSize(socket, terminal));
    }
    void sendInput(socket, terminal);
    return codeOf(await closed);
  } finally {
    terminal.close();
  }
}
