/** What a process and its descendants use, from /proc. */
import { readdirSync, readFileSync } from 'node:fs';

export interface TreeMemory {
  /** Sum of resident sets; pages that processes share are counted in each. */
  readonly rssMb: number;
  /** Sum of proportional sets; shared pages are counted once. What the machine really gives up. */
  readonly pssMb: number;
  readonly processes: readonly { readonly pid: number; readonly name: string; readonly rssMb: number }[];
}

function readOr(file: string, fallback: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return fallback;
  }
}

function parentOf(pid: number): number {
  const stat = readOr(`/proc/${pid}/stat`, '');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? 0);
}

/** The process and its descendants, found through their parents. */
export function processTree(root: number): number[] {
  const pids = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  const parents = new Map(pids.map((pid) => [pid, parentOf(pid)]));
  const tree = [root];
  for (const pid of tree) tree.push(...pids.filter((child) => parents.get(child) === pid));
  return tree;
}

function kilobytes(pid: number, field: 'Rss' | 'Pss'): number {
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(readOr(`/proc/${pid}/smaps_rollup`, ''))?.[1] ?? 0);
}

/** Ticks of the kernel's accounting; 100 a second on all systems that we measure on. */
const tickMs = 10;

/** Processor time that a process has used so far. Other than time on the wall it does not depend on what else runs. */
export function cpuTimeMs(pid: number): number {
  const stat = readOr(`/proc/${pid}/stat`, '');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * tickMs;
}

export function treeMemory(root: number): TreeMemory {
  const megabytes = (kb: number): number => Math.round(kb / 102.4) / 10;
  const each = processTree(root).map((pid) => ({
    pid,
    name: readOr(`/proc/${pid}/cmdline`, '').replaceAll('\0', ' ').slice(0, 60),
    rss: kilobytes(pid, 'Rss'),
    pss: kilobytes(pid, 'Pss'),
  }));
  return {
    rssMb: megabytes(each.reduce((sum, { rss }) => sum + rss, 0)),
    pssMb: megabytes(each.reduce((sum, { pss }) => sum + pss, 0)),
    processes: each.map(({ pid, name, rss }) => ({ pid, name, rssMb: megabytes(rss) })),
  };
}

export interface ProcessMemory {
  readonly rssMb: number;
  /** The most that it has ever had. */
  readonly peakMb: number;
}

/** Resident memory of one process, now and at its highest. */
export function processMemory(pid: number): ProcessMemory {
  const peak = /^VmHWM:\s+(\d+) kB/m.exec(readOr(`/proc/${pid}/status`, ''))?.[1];
  return { rssMb: kilobytes(pid, 'Rss') / 1_024, peakMb: Number(peak ?? 0) / 1_024 };
}

/** The descendant of a process whose command line contains the text. */
export function findDescendant(root: number, text: string): number {
  const named = processTree(root).find((pid) => pid !== root && readOr(`/proc/${pid}/cmdline`, '').includes(text));
  if (named === undefined) throw new Error(`no process was found that runs ${text}`);
  return named;
}
