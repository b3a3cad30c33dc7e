/**
 * Processes of a testbed, none of which may outlive it.
 *
 * Three nets: `stop` ends them; where `setpriv` exists the kernel kills them in the moment in which we die; and every one is noted
 * down with pid and start time beside the owner's, so that the next testbed ends what a dead owner left behind. A pid alone is
 * never trusted. What they print goes to a file each, in the directory of the run.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { systemClock } from '@moorage/core/clock';
import { processStartMark } from '@moorage/embedded-postgres/process-identity';
import { removeDir } from './removal.ts';

interface ProcessNote {
  readonly name: string;
  readonly pid: number;
  readonly mark: string | undefined;
}

export interface ProcessGroup {
  readonly dir: string;
  /** Starts a program under a name; one that runs under this name already is an error. */
  start(name: string, command: readonly string[], user?: string): void;
  /** How a program ended by itself, with the last lines of what it printed. */
  ending(name: string): string | undefined;
  /** Ends it and resolves when it is gone. */
  end(name: string, signal: NodeJS.Signals): Promise<void>;
  /** Ends all, last started first, and removes the directory. */
  stop(): Promise<void>;
}

const graceMs = 5_000;
const youngMs = 60_000;
const noteName = 'processes.json';

/** Not in the work tree: the PostgreSQL server runs as another user, who must be able to get there. */
function runsDir(): string {
  const dir = path.join(os.tmpdir(), `moorage-testbed-${os.userInfo().uid}`);
  mkdirSync(dir, { recursive: true });
  chmodSync(dir, 0o711);
  return dir;
}

let hasSetpriv: boolean | undefined;

/** What to write before a program so that it dies with us, and runs as another user when one is given (and we are root). */
export function launchedAs(user?: string): readonly string[] {
  const dying = ['--pdeathsig', 'KILL'];
  hasSetpriv ??= spawnSync('setpriv', [...dying, '--', 'true'], { stdio: 'ignore' }).status === 0;
  const isOther = user !== undefined && os.userInfo().uid === 0;
  if (isOther) return ['setpriv', '--reuid', user, '--regid', user, '--init-groups', ...(hasSetpriv ? dying : []), '--'];
  return hasSetpriv ? ['setpriv', ...dying, '--'] : [];
}

function readNotes(dir: string): ProcessNote[] {
  try {
    const notes: unknown = JSON.parse(readFileSync(path.join(dir, noteName), 'utf8'));
    return Array.isArray(notes) ? notes.filter((note) => Number.isInteger(note?.pid) && typeof note?.mark === 'string') : [];
  } catch {
    return [];
  }
}

const isRunning = ({ pid, mark }: ProcessNote): boolean => mark !== undefined && processStartMark(pid) === mark;

function endNoted(note: ProcessNote): void {
  if (!isRunning(note)) return;
  try {
    process.kill(-note.pid, 'SIGKILL');
  } catch {
    // It ended between the look and the signal.
  }
}

/** One whose notes are not written yet. */
function isYoung(dir: string): boolean {
  const stats = statSync(dir, { throwIfNoEntry: false });
  return stats !== undefined && systemClock.now().getTime() - stats.mtimeMs < youngMs;
}

/** Ends what testbeds have left behind whose owner is dead; the owner is the first process noted. */
export function endStaleRuns(): void {
  for (const name of readdirSync(runsDir())) {
    const dir = path.join(runsDir(), name);
    const [owner, ...processes] = readNotes(dir);
    if (owner === undefined ? isYoung(dir) : isRunning(owner)) continue;
    for (const note of processes) endNoted(note);
    removeDir(dir);
  }
}

async function endChild(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  child.ref();
  const gone = once(child, 'exit');
  child.kill(signal);
  const cancel = systemClock.after(graceMs, () => child.kill('SIGKILL'));
  await gone;
  cancel();
}

/** Makes an empty group with a directory of its own. */
export function createProcessGroup(name: string): ProcessGroup {
  const dir = mkdtempSync(path.join(runsDir(), `${name}-`));
  chmodSync(dir, 0o711);
  const children = new Map<string, ChildProcess>();
  const notes: ProcessNote[] = [{ name: 'owner', pid: process.pid, mark: processStartMark(process.pid) }];
  const writeNotes = (): void => writeFileSync(path.join(dir, noteName), JSON.stringify(notes));
  const logOf = (program: string): string => path.join(dir, `${program}.log`);
  writeNotes();
  return {
    dir,
    start(program, command, user) {
      const present = children.get(program);
      if (present !== undefined && present.exitCode === null && present.signalCode === null)
        throw new Error(`${program} runs already`);
      const [file = '', ...args] = [...launchedAs(user), ...command];
      const log = openSync(logOf(program), 'a');
      const child = spawn(file, args, { cwd: dir, detached: true, stdio: ['ignore', log, log] });
      closeSync(log);
      child.on('error', () => {});
      // A worker that is done with its tests must be free to end.
      child.unref();
      children.set(program, child);
      if (child.pid === undefined) return;
      notes.push({ name: program, pid: child.pid, mark: processStartMark(child.pid) });
      writeNotes();
    },
    ending(program) {
      const child = children.get(program);
      if (child === undefined) return undefined;
      if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) return undefined;
      const lines = readFileSync(logOf(program), 'utf8').trimEnd().split('\n').slice(-15);
      return `${program} ended (${child.exitCode ?? child.signalCode ?? 'could not be started'}):\n${lines.join('\n')}`;
    },
    async end(program, signal) {
      const child = children.get(program);
      if (child !== undefined) await endChild(child, signal);
      children.delete(program);
    },
    async stop() {
      for (const child of [...children.values()].toReversed()) await endChild(child, 'SIGTERM');
      removeDir(dir);
    },
  };
}
