/** `exec -t`: the command on a pseudo-terminal. The native module is loaded only when somebody asks for one. */
import { Readable, Writable } from 'node:stream';
import type * as NodePty from '@lydell/node-pty';
import { AppError, messageOf } from '@moorage/core/errors';
import type { ExecExit, ExecSession } from '../pod-streams.ts';
import { killGroup, type Launcher, type ProcessSpec } from './process.ts';

async function loadPty(): Promise<typeof NodePty> {
  try {
    return await import('@lydell/node-pty');
  } catch (error) {
    throw new AppError('unavailable', 'Terminals are not available on this machine; run the command without -t.', {
      internal: messageOf(error),
      cause: error,
    });
  }
}

/** Starts the command on a new terminal of 80 by 24. */
export async function openTerminal(spec: Omit<ProcessSpec, 'stdin'>, launcher: Launcher): Promise<ExecSession> {
  const pty = await loadPty();
  const program = await launcher.resolve(spec);
  const stdout = new Readable({ read() {} });
  if ('problem' in program) {
    stdout.push(null);
    const exit: ExecExit = { kind: 'failed', message: program.problem };
    return { stdin: undefined, stdout, stderr: undefined, exit: Promise.resolve(exit), resize: () => {}, kill: () => {} };
  }
  const { cwd, env, uid, gid } = spec;
  const terminal = pty.spawn(program.file, program.args, {
    name: 'xterm-256color',
    cols: 80,
    rows: 24,
    cwd,
    env: { TERM: 'xterm-256color', ...env },
    ...(uid === undefined ? {} : { uid }),
    ...(gid === undefined ? {} : { gid }),
  });
  terminal.onData((text) => void stdout.push(text));
  const exit = new Promise<ExecExit>((resolve) => {
    terminal.onExit(({ exitCode, signal }) => {
      stdout.push(null);
      resolve({ kind: 'exited', code: signal !== undefined && signal !== 0 ? 128 + signal : exitCode });
    });
  });
  const stdin = new Writable({
    write(chunk: Buffer, _encoding, done) {
      terminal.write(chunk.toString('utf8'));
      done();
    },
  });
  return {
    stdin,
    stdout,
    stderr: undefined,
    exit,
    resize: (columns, rows) => terminal.resize(columns, rows),
    kill: () => killGroup(terminal.pid, 'SIGKILL'),
  };
}
