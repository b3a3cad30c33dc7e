/** What runs on this machine, from /proc: to prove that nothing was left behind. */
import { readdirSync, readFileSync } from 'node:fs';

export interface ProcessInfo {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
  readonly rssBytes: number;
}

/** Size of a page of memory on the platforms that the tests run on. */
const pageBytes = 4096;

function readProcess(pid: number): ProcessInfo | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z') return undefined;
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    const resident = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1];
    return { pid, parent: Number(fields[1]), command, rssBytes: Number(resident) * pageBytes };
  } catch {
    return undefined;
  }
}

/** Every process that still runs. */
export function listProcesses(): ProcessInfo[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readProcess(Number(name)))
    .filter((info) => info !== undefined);
}

/** Processes whose command line mentions a data directory: its own tree, or what it left behind. */
export function processesOf(dataDir: string): ProcessInfo[] {
  return listProcesses().filter((info) => info.command.includes(dataDir) && info.pid !== process.pid);
}
