/** The product as a person runs it: a process of its own on a data directory of its own, with free ports. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { waitUntil } from '@moorage/testkit/wait-until';
import { cpuTimeMs } from './process-use.ts';

const root = path.resolve(import.meta.dirname, '..', '..');
const program = path.join(root, 'packages', 'moorage', 'bin', 'moorage.mjs');

const freePorts = {
  SERVER_ADDR: '127.0.0.1:0',
  METRICS_ADDR: '127.0.0.1:0',
  MOORAGE_INGRESS_PORT: '0',
  RATE_LIMIT_ENABLED: 'false',
};

export interface Platform {
  readonly url: string;
  readonly pid: number;
  /** From the start of the process to the line that says that it is ready. */
  readonly readyMs: number;
  /** Processor time of the process (without its children) until then. */
  readonly readyCpuMs: number;
  /** Ctrl-C; resolves with the time until the process was gone. */
  stop(): Promise<number>;
}

export interface PlatformOptions {
  readonly dataDir: string;
  /** Through `npm start`, as a person does; else the program directly. */
  readonly throughNpm?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

/** A new directory that the database's user may pass; `remove` it at the end. */
export function makeDataDir(): { readonly path: string; remove(): void } {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'moorage-bench-'));
  chmodSync(dir, 0o711);
  return { path: dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}

function spawnPlatform(options: PlatformOptions): ChildProcess {
  const env = {
    PATH: process.env['PATH'],
    HOME: options.dataDir,
    ...freePorts,
    MOORAGE_DATA_DIR: options.dataDir,
    ...options.env,
  };
  const [command, args] =
    options.throughNpm === true
      ? (['npm', ['start']] as const)
      : ([process.execPath, ['--disable-warning=ExperimentalWarning', program, 'serve']] as const);
  return spawn(command, args, { cwd: root, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Signals the whole group, as a terminal does. */
async function interrupt(child: ChildProcess): Promise<number> {
  const beganAt = performance.now();
  if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
    const exit = once(child, 'exit');
    process.kill(-child.pid, 'SIGINT');
    await exit;
  }
  return performance.now() - beganAt;
}

/** Reads what a program prints until it says where it is ready. */
async function untilReady(child: ChildProcess, what: string): Promise<string> {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text: string) => (output += text));
  return await waitUntil(
    () => {
      if (child.exitCode !== null) throw new Error(`${what} ended before it was ready:\n${output}`);
      return /ready at (http:\/\/[^\s/]+)/.exec(output)?.[1];
    },
    { timeoutMs: 120_000, intervalMs: 2, describe: () => `${what}; it said:\n${output}` },
  );
}

export interface Program {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<number>;
}

/** Any other program of ours that prints `ready at <url>`. */
export async function startProgram(file: string, args: readonly string[]): Promise<Program> {
  const argv = ['--disable-warning=ExperimentalWarning', path.join(root, file), ...args];
  const child = spawn(process.execPath, argv, { cwd: root, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  return { url: await untilReady(child, file), pid: child.pid ?? 0, stop: () => interrupt(child) };
}

export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  const beganAt = performance.now();
  const child = spawnPlatform(options);
  const url = await untilReady(child, 'the platform');
  const readyMs = performance.now() - beganAt;
  const pid = child.pid ?? 0;
  return { url, pid, readyMs, readyCpuMs: cpuTimeMs(pid), stop: () => interrupt(child) };
}
