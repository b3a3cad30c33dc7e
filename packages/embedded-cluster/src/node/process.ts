/**
 * One child process of a pod: its own session and process group, no shell, no inherited environment.
 *
 * On Linux the program is started through `setpriv --pdeathsig KILL` where that exists: the kernel then kills it in the moment
 * in which the platform dies, at no cost of a supervisor. `setpriv` replaces itself by the program, so the pid is the program's.
 */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { messageOf } from '@moorage/core/errors';
import { exitCodeOf } from './restart.rules.ts';

export interface ProcessSpec {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly uid?: number;
  readonly gid?: number;
  readonly stdin: boolean;
}

export interface PodProcess {
  readonly pid: number;
  readonly stdin: Writable | undefined;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Resolves after the process has ended and its output has been read, or soon after when a grandchild keeps it open. */
  readonly exited: Promise<number>;
  /** Signals the whole process group; harmless when it is gone. */
  readonly kill: (signal: NodeJS.Signals) => void;
}

export type Launched =
  | { readonly kind: 'started'; readonly process: PodProcess }
  | { readonly kind: 'failed'; readonly message: string };

export interface Launcher {
  launch(spec: ProcessSpec): Promise<Launched>;
  /** The argv to run, with the program resolved and the death signal arranged; a message when there is no such program. */
  resolve(spec: Pick<ProcessSpec, 'argv' | 'cwd' | 'env'>): Promise<{ file: string; args: string[] } | { problem: string }>;
}

/** Signals a process group by its leader's pid. */
export function killGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // ESRCH: it has ended already.
  }
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

/** Finds a program as execvp(3) would, or says why not in the words of a container runtime. */
async function findProgram(name: string, cwd: string, path: string): Promise<{ file: string } | { problem: string }> {
  const candidates = name.includes('/')
    ? [isAbsolute(name) ? name : join(cwd, name)]
    : path
        .split(delimiter)
        .filter((part) => part !== '')
        .map((part) => join(part, name));
  for (const file of candidates) {
    if (await isProgram(file)) return { file };
  }
  const what = name.includes('/') ? `stat ${name}: no such file or not executable` : 'executable file not found in $PATH';
  return { problem: `exec: "${name}": ${what}. The embedded cluster runs the command on this machine; images are not unpacked.` };
}

function toProcess(child: ChildProcess, pid: number, streams: { stdout: Readable; stderr: Readable }): PodProcess {
  const exited = new Promise<number>((resolve) => {
    child.once('exit', (code, signal) => {
      const exitCode = exitCodeOf(code, signal);
      child.once('close', () => resolve(exitCode));
      // A background grandchild may hold the pipes; the container is over all the same.
      killGroup(pid, 'SIGKILL');
    });
  });
  // EPIPE: the program closed its end of stdin.
  child.stdin?.on('error', () => {});
  return { pid, stdin: child.stdin ?? undefined, ...streams, exited, kill: (signal) => killGroup(pid, signal) };
}

function whenSpawned(child: ChildProcess): Promise<string | undefined> {
  return new Promise((resolve) => {
    child.once('spawn', () => resolve(undefined));
    // Stays: a signal that cannot be delivered is an error of the child, too.
    child.on('error', (error) => resolve(messageOf(error)));
  });
}

async function findSetpriv(): Promise<string | undefined> {
  if (process.platform !== 'linux') return undefined;
  const found = await findProgram('setpriv', '/', '/usr/bin:/bin:/usr/sbin:/sbin');
  if ('problem' in found) return undefined;
  const works = await new Promise<boolean>((resolve) => {
    execFile(found.file, ['--pdeathsig', 'KILL', '--', found.file, '--version'], { timeout: 2000 }, (error) =>
      resolve(error === null),
    );
  });
  return works ? found.file : undefined;
}

/** Makes the launcher; looks for `setpriv` once. */
export async function createLauncher(): Promise<Launcher> {
  const setpriv = await findSetpriv();
  const resolve: Launcher['resolve'] = async ({ argv, cwd, env }) => {
    const [name = '', ...args] = argv;
    const found = await findProgram(name, cwd, env['PATH'] ?? '');
    if ('problem' in found) return found;
    if (setpriv === undefined) return { file: found.file, args };
    return { file: setpriv, args: ['--pdeathsig', 'KILL', '--', found.file, ...args] };
  };
  return {
    resolve,
    async launch(spec) {
      const program = await resolve(spec);
      if ('problem' in program) return { kind: 'failed', message: program.problem };
      const child = spawn(program.file, program.args, {
        cwd: spec.cwd,
        env: { ...spec.env },
        detached: true,
        stdio: [spec.stdin ? 'pipe' : 'ignore', 'pipe', 'pipe'],
        ...(spec.uid === undefined ? {} : { uid: spec.uid }),
        ...(spec.gid === undefined ? {} : { gid: spec.gid }),
      });
      const problem = await whenSpawned(child);
      const { pid, stdout, stderr } = child;
      if (problem !== undefined || pid === undefined || stdout === null || stderr === null) {
        return { kind: 'failed', message: `${spec.argv[0] ?? ''}: ${problem ?? 'the process did not start'} (in ${spec.cwd})` };
      }
      return { kind: 'started', process: toProcess(child, pid, { stdout, stderr }) };
    },
  };
}
