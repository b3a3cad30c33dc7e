/**
 * What the system says about processes: memory of a container's session, and what an earlier run of the platform left behind.
 * Reads `/proc`; where there is none (macOS) memory is unknown and leftovers are found by the recorded pids alone.
 */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

interface ProcessRow {
  readonly pid: number;
  readonly session: number;
  /** In clock ticks since boot: with the pid, a process's identity. */
  readonly startTime: string;
  /** Clock ticks of it and of its children that have ended. */
  readonly cpuTicks: number;
}

/** Fields after the command name, which is in parentheses and may hold anything. */
function parseStat(pid: number, text: string): ProcessRow | undefined {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  // A zombie has ended; it only waits for whoever adopted it.
  if (fields[0] === 'Z') return undefined;
  const session = Number(fields[3]);
  const startTime = fields[19];
  // utime, stime, cutime, cstime: what a child used moves to its parent when it ends, so that the sum over a tree only grows.
  const cpuTicks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  return startTime === undefined || Number.isNaN(session) ? undefined : { pid, session, startTime, cpuTicks };
}

async function readRow(pid: number): Promise<ProcessRow | undefined> {
  try {
    return parseStat(pid, await readFile(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return undefined;
  }
}

async function listPids(): Promise<number[]> {
  try {
    return (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  } catch {
    return [];
  }
}

/** A text that identifies this process even when its pid is used again later; undefined when it has ended. */
export async function startTimeOf(pid: number): Promise<string | undefined> {
  if (process.platform === 'linux') return (await readRow(pid))?.startTime;
  return new Promise((resolve) => {
    execFile('ps', ['-o', 'lstart=', '-p', String(pid)], (error, stdout) => resolve(error === null ? stdout.trim() : undefined));
  });
}

const pageSize = 4096;

/** What `/proc` counts time in; the kernel shows every architecture of ours a hundred a second. */
const tickMs = 10;

export interface SessionUsage {
  /** Processor time of all its processes so far. */
  readonly cpuMs: number;
  /**
   * Private memory: resident pages less the shared ones, which belong to the program file or to shared memory and would be counted
   * once a process.
   */
  readonly memoryBytes: number;
}

/**
 * A file of `/proc`, which is made up in memory as it is read, so that there is nothing to wait for. Through promises it would take eight
 * times the work and 64 KiB of memory, for each process of the machine every few seconds; the collector then has more to do than anything
 * else in a platform that rests. Empty when the process has ended.
 */
function readNow(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** As many are read at once as take a millisecond. */
const rowsAtOnce = 64;

const nextTurn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/** What each session uses, keyed by its leader's pid; a session without a process is not among them. */
export async function usageBySession(leaders: ReadonlySet<number>): Promise<Map<number, SessionUsage>> {
  const sums = new Map<number, SessionUsage>();
  for (const [index, pid] of (await listPids()).entries()) {
    if (index % rowsAtOnce === rowsAtOnce - 1) await nextTurn();
    const row = parseStat(pid, readNow(`/proc/${pid}/stat`));
    if (row === undefined || !leaders.has(row.session)) continue;
    const [, resident = '0', shared = '0'] = readNow(`/proc/${pid}/statm`).split(' ');
    const { cpuMs, memoryBytes } = sums.get(row.session) ?? { cpuMs: 0, memoryBytes: 0 };
    const bytes = memoryBytes + (Number(resident) - Number(shared)) * pageSize;
    sums.set(row.session, { cpuMs: cpuMs + row.cpuTicks * tickMs, memoryBytes: bytes });
  }
  return sums;
}

/** The variable by which a process is known as ours, whatever session it has moved to. */
export const ownerVariable = 'MOORAGE_NODE_DIR';

async function belongsTo(pid: number, nodeDir: string): Promise<boolean> {
  try {
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8');
    return environment.split('\0').includes(`${ownerVariable}=${nodeDir}`);
  } catch {
    return false;
  }
}

export interface PidRecord {
  readonly pid: number;
  readonly startTime: string;
}

function parsePidRecord(text: string): PidRecord | undefined {
  const [pid, startTime] = text.split('\n');
  return startTime === undefined || !/^\d+$/.test(pid ?? '') ? undefined : { pid: Number(pid), startTime };
}

/** The text of a pid file. */
export function formatPidRecord(record: PidRecord): string {
  return `${record.pid}\n${record.startTime}\n`;
}

async function recordedPids(podsDir: string): Promise<{ path: string; record: PidRecord | undefined }[]> {
  const names = await readdir(podsDir, { recursive: false }).catch(() => []);
  const found = [];
  for (const pod of names) {
    for (const container of await readdir(join(podsDir, pod)).catch(() => [])) {
      const path = join(podsDir, pod, container, 'pid');
      const text = await readFile(path, 'utf8').catch(() => undefined);
      if (text !== undefined) found.push({ path, record: parsePidRecord(text) });
    }
  }
  return found;
}

function killQuietly(target: number): boolean {
  try {
    process.kill(target, 'SIGKILL');
    return true;
  } catch {
    return false;
  }
}

/** Kills whatever an earlier run on this directory left running; returns how many processes or groups that were. */
export async function killLeftovers(nodeDir: string): Promise<number> {
  let killed = 0;
  for (const { path, record } of await recordedPids(join(nodeDir, 'pods'))) {
    if (record !== undefined && (await startTimeOf(record.pid)) === record.startTime && killQuietly(-record.pid)) killed += 1;
    await rm(path, { force: true });
  }
  for (const pid of await listPids()) {
    if (pid !== process.pid && (await belongsTo(pid, nodeDir)) && killQuietly(pid)) killed += 1;
  }
  return killed;
}
