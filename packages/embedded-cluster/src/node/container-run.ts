/** One run of a container: a process of its own, or the placeholder for an image without a command. */
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { messageOf } from '@moorage/core/errors';
import { createContainerLog, rotatedPath, type ContainerLog } from './container-log.ts';
import { runPaths, type ContainerSetup } from './container-setup.ts';
import type { NodeDeps } from './node-deps.ts';
import { startPlaceholder } from './placeholder.ts';
import type { Container, Pod } from './pod-spec.ts';
import type { PodProcess } from './process.ts';
import { formatPidRecord, startTimeOf } from './process-table.ts';

export interface ContainerRun {
  readonly id: string;
  /** Undefined for a placeholder. */
  readonly pid: number | undefined;
  readonly log: ContainerLog;
  readonly stdin: Writable | undefined;
  readonly outputs: { readonly stdout: Readable; readonly stderr: Readable } | undefined;
  /** The exit code, once output is complete and the log closed. */
  readonly exited: Promise<number>;
  kill(signal: NodeJS.Signals): void;
}

export type RunResult =
  | { readonly kind: 'running'; readonly run: ContainerRun }
  | { readonly kind: 'failed'; readonly message: string };

/** Keeps the log of the run before this one and removes older ones. */
async function pruneLogs(logsDir: string, keep: readonly number[]): Promise<void> {
  const kept = new Set(keep.flatMap((number) => [`${number}.log`, rotatedPath(`${number}.log`)]));
  for (const name of await readdir(logsDir).catch(() => [])) {
    if (!kept.has(name)) await rm(join(logsDir, name), { force: true });
  }
}

async function openRunLog(pod: Pod, container: Container, restartCount: number, deps: NodeDeps): Promise<ContainerLog> {
  const { logsDir } = runPaths(pod, container.name, deps.nodeDir);
  await mkdir(logsDir, { recursive: true, mode: 0o750 });
  await pruneLogs(logsDir, [restartCount - 1, restartCount]);
  return createContainerLog(join(logsDir, `${restartCount}.log`), deps.clock);
}

async function recordPid(path: string, pid: number): Promise<void> {
  const startTime = await startTimeOf(pid);
  if (startTime !== undefined) await writeFile(path, formatPidRecord({ pid, startTime }));
}

function capture(output: Readable, stream: 'stdout' | 'stderr', log: ContainerLog): void {
  output.on('data', (chunk: Buffer) => {
    if (log.write(stream, chunk)) return;
    output.pause();
    void log.drained().then(() => output.resume());
  });
}

function processRun(process: PodProcess, log: ContainerLog, id: string, pidFile: string): ContainerRun {
  capture(process.stdout, 'stdout', log);
  capture(process.stderr, 'stderr', log);
  const exited = process.exited.then(async (code) => {
    await log.close();
    await rm(pidFile, { force: true });
    return code;
  });
  const { pid, stdin, stdout, stderr, kill } = process;
  return { id, pid, log, stdin, outputs: { stdout, stderr }, exited, kill };
}

async function runPlaceholder(
  pod: Pod,
  container: Container,
  log: ContainerLog,
  about: { id: string; ip: string; portFloor: number },
): Promise<RunResult> {
  try {
    const server = await startPlaceholder(pod, container, about);
    const where = server.address === '' ? 'no port to listen on' : `listening on ${server.address}`;
    log.write('stdout', Buffer.from(`placeholder for image ${container.image ?? ''}: no command, ${where}\n`));
    let finish: (code: number) => void = () => {};
    const exited = new Promise<number>((resolve) => void (finish = resolve));
    const kill = (signal: NodeJS.Signals): void => {
      void server
        .close()
        .then(() => log.close())
        .then(() => finish(signal === 'SIGKILL' ? 137 : 0));
    };
    return { kind: 'running', run: { id: about.id, pid: undefined, log, stdin: undefined, outputs: undefined, exited, kill } };
  } catch (error) {
    await log.close();
    return { kind: 'failed', message: `placeholder server: ${messageOf(error)}` };
  }
}

/** Starts a container for the `restartCount`-th time. */
export async function startRun(
  input: {
    readonly pod: Pod;
    readonly container: Container;
    readonly setup: ContainerSetup;
    readonly restartCount: number;
    readonly ip: string;
  },
  deps: NodeDeps,
): Promise<RunResult> {
  const { pod, container, setup } = input;
  const id = `moorage://${deps.ids.uuid()}`;
  const log = await openRunLog(pod, container, input.restartCount, deps);
  if (setup.argv.length === 0) return runPlaceholder(pod, container, log, { id, ip: input.ip, portFloor: deps.portFloor });
  const { argv, cwd, env, user } = setup;
  const launched = await deps.launcher.launch({ argv, cwd, env, ...user, stdin: container.stdin === true });
  if (launched.kind === 'failed') {
    await log.close();
    return launched;
  }
  const { pidFile } = runPaths(pod, container.name, deps.nodeDir);
  const run = processRun(launched.process, log, id, pidFile);
  await recordPid(pidFile, launched.process.pid);
  return { kind: 'running', run };
}
