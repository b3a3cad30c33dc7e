/** The operator as a process of its own, to be killed, restarted and weighed. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { freePort } from './free-port.ts';
import { makeTempDir } from './temp-dir.ts';
import { waitUntil } from './wait-until.ts';

const program = path.resolve(import.meta.dirname, '..', '..', 'operator', 'src', 'main.ts');
const loopback = '127.0.0.1';
const startTimeoutMs = 600_000;
/** As in deploy/operator.yaml: without bounds the collector lets garbage pile up as long as the machine has memory. */
const heap = ['--max-old-space-size=256', '--max-semi-space-size=4'];

export interface OperatorProcess {
  readonly pid: number;
  /** Resident memory now, and the most it ever was. */
  memoryMb(): { readonly rss: number; readonly peak: number };
  /** The sum of a metric over all its labels. */
  metric(name: string): Promise<number>;
  /** Looks at every deployment again. */
  resync(): void;
  /** Ends at once, as a crash does. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

async function textAt(url: string): Promise<string | undefined> {
  try {
    const response = await fetch(url);
    return response.ok ? await response.text() : undefined;
  } catch {
    return undefined;
  }
}

function megabytes(pid: number, field: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0) / 1_024);
}

function sumOf(text: string, name: string): number {
  const lines = text.split('\n').filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`));
  return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}

/** Starts it on the cluster of a kubeconfig; resolves when its copies are complete. */
export async function startOperatorProcess(kubeconfig: string, flags: readonly string[] = []): Promise<OperatorProcess> {
  const dir = makeTempDir('operator');
  const file = path.join(dir.path, 'kubeconfig');
  writeFileSync(file, kubeconfig, { mode: 0o600 });
  const [health, metrics] = [await freePort(), await freePort()];
  const addresses = [`--health-probe-bind-address=${loopback}:${health}`, `--metrics-bind-address=${loopback}:${metrics}`];
  const args = [
    ...heap,
    '--disable-warning=ExperimentalWarning',
    program,
    `--kubeconfig=${file}`,
    '--log-level=error',
    ...addresses,
  ];
  const child = spawn(process.execPath, [...args, ...flags], { stdio: ['ignore', 'ignore', 'pipe'], env: {} });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-4_000)));
  const exited = once(child, 'exit');
  // A test that fails stops nothing; nothing may be left of it all the same.
  const killWithUs = (): void => void child.kill('SIGKILL');
  process.once('exit', killWithUs);
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal);
    await exited;
    process.off('exit', killWithUs);
    dir.remove();
  };
  const isReady = async (): Promise<boolean> => {
    if (child.exitCode !== null) throw new Error(`the operator ended: ${said}`);
    return (await textAt(`http://${loopback}:${health}/readyz`)) !== undefined;
  };
  await waitUntil(isReady, {
    describe: () => `the operator to be ready; it said ${said}`,
    timeoutMs: startTimeoutMs,
    intervalMs: 100,
  });
  const pid = child.pid ?? 0;
  return {
    pid,
    memoryMb: () => ({ rss: megabytes(pid, 'VmRSS'), peak: megabytes(pid, 'VmHWM') }),
    metric: async (name) => sumOf((await textAt(`http://${loopback}:${metrics}/metrics`)) ?? '', name),
    resync: () => void child.kill('SIGHUP'),
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
  };
}
