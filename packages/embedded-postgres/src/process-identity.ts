/**
 * Telling processes apart for longer than a pid does.
 *
 * A pid is used again after the process has ended, at the latest after a reboot. The pair of pid and start time is not.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** The code of an error of the operating system, such as `EEXIST`. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Field 22 of /proc/<pid>/stat; the fields are counted after the last `)`, because a program's name may hold anything. */
function linuxStartTime(pid: number): string | undefined {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' ? undefined : fields[19];
}

/** A text that is the same as long as the pid means the same process; undefined when there is no such process. */
export function processStartMark(pid: number): string | undefined {
  try {
    if (process.platform !== 'linux')
      return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    const startTime = linuxStartTime(pid);
    if (startTime === undefined) return undefined;
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}:${startTime}`;
  } catch {
    return undefined;
  }
}

/**
 * True when a process of this pid runs, whoever owns it. One that has ended and waits for its parent to notice (in a container
 * whose first process never does, for ever) does not run.
 */
export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (errorCode(error) !== 'EPERM') return false;
  }
  return process.platform !== 'linux' || processStartMark(pid) !== undefined;
}

function linuxWorkingDir(pid: string | number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined;
  }
}

/** True when the process works in `dir` (Linux) or was started with it among its arguments (elsewhere). */
export function processWorksIn(pid: number, dir: string): boolean {
  if (process.platform === 'linux') return linuxWorkingDir(pid) === dir;
  try {
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).includes(dir);
  } catch {
    return false;
  }
}

/** The pids of all processes that work in `dir`; always empty where the system has no /proc. */
export function processesWorkingIn(dir: string): number[] {
  if (process.platform !== 'linux') return [];
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => linuxWorkingDir(pid) === dir).map(Number);
}
