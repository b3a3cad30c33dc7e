/** A node for tests: containers are small functions, their ports real sockets in this process. */
import { connect } from 'node:net';
import { once } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import { AppError } from '@moorage/core/errors';
import type { ExecExit, ExecRequest, ExecSession, LogOptions, PodStreams, PodTarget } from '../pod-streams.ts';

export interface FakeProcess {
  readonly stdin: PassThrough;
  readonly stdout: PassThrough;
  readonly stderr: PassThrough;
  readonly sizes: { columns: number; rows: number }[];
  readonly killed: Promise<void>;
  exit(code: number): void;
  fail(message: string): void;
}

export interface FakePodStreams extends PodStreams {
  readonly calls: { target: PodTarget; request?: unknown; options?: LogOptions }[];
  /** Settles when a log reader left. */
  readonly logAborted: Promise<void>;
}

export interface FakePodOptions {
  readonly run?: (process: FakeProcess, request: Omit<ExecRequest, 'command'> & { command?: readonly string[] }) => void;
  readonly lines?: () => Readable;
  /** Real ports behind the pod's ports. */
  readonly ports?: Readonly<Record<number, number>>;
}

function startProcess(request: Omit<ExecRequest, 'command'>, run: (process: FakeProcess) => void): ExecSession {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const exited = Promise.withResolvers<ExecExit>();
  const killed = Promise.withResolvers<void>();
  const end = (exit: ExecExit): void => {
    stdout.end();
    stderr.end();
    exited.resolve(exit);
  };
  const sizes: { columns: number; rows: number }[] = [];
  run({
    stdin,
    stdout,
    stderr,
    sizes,
    killed: killed.promise,
    exit: (code) => end({ kind: 'exited', code }),
    fail: (message) => end({ kind: 'failed', message }),
  });
  return {
    stdin: request.stdin ? stdin : undefined,
    stdout,
    stderr: request.tty ? undefined : stderr,
    exit: exited.promise,
    resize: (columns, rows) => void sizes.push({ columns, rows }),
    kill() {
      killed.resolve();
      end({ kind: 'exited', code: 137 });
    },
  };
}

function mustExist(target: PodTarget): void {
  if (target.pod === 'absent') throw new AppError('not_found', 'pods "absent" not found');
}

/** Makes the fake; the pod named `absent` does not exist. */
export function createFakePodStreams(options: FakePodOptions = {}): FakePodStreams {
  const calls: FakePodStreams['calls'] = [];
  const aborted = Promise.withResolvers<void>();
  return {
    calls,
    logAborted: aborted.promise,
    async logs(target, logOptions, signal) {
      mustExist(target);
      calls.push({ target, options: logOptions });
      signal.addEventListener('abort', () => aborted.resolve());
      return options.lines?.() ?? Readable.from(['one\n', 'two\n']);
    },
    async exec(target, request) {
      mustExist(target);
      calls.push({ target, request });
      return startProcess(request, (process) => options.run?.(process, request));
    },
    async attach(target, request) {
      mustExist(target);
      calls.push({ target, request });
      return startProcess(request, (process) => options.run?.(process, request));
    },
    async connect(_target, port) {
      const real = options.ports?.[port];
      if (real === undefined) throw new AppError('upstream_failed', `connection to port ${port} was refused`);
      const socket = connect(real, '127.0.0.1');
      await once(socket, 'connect');
      return socket;
    },
  };
}
