/** Logs, exec, attach and port-forward of the pods on this node. */
import { readdir } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { AppError, messageOf } from '@moorage/core/errors';
import type { ExecExit, ExecRequest, ExecSession, LogOptions, PodStreams, PodTarget } from '../pod-streams.ts';
import type { ContainerActor } from './container-actor.ts';
import { openFinishedLog, type LogSource } from './container-log.ts';
import { runPaths, type ContainerSetup } from './container-setup.ts';
import { readLog } from './log-reader.ts';
import type { NodeDeps } from './node-deps.ts';
import type { PodWorker } from './pod-worker.ts';
import { boundPort } from './port-floor.ts';
import type { PodProcess } from './process.ts';
import { openTerminal } from './terminal.ts';

export type FindWorker = (target: PodTarget) => PodWorker | undefined;

function findActor(worker: PodWorker, target: PodTarget): ContainerActor {
  const name = target.container ?? worker.pod().spec.containers[0]?.name ?? '';
  const actor = worker.actors().find((candidate) => candidate.record.name === name);
  if (actor === undefined) throw new AppError('not_found', `container ${name} is not valid for pod ${target.pod}`);
  return actor;
}

async function pastLog(
  worker: PodWorker,
  actor: ContainerActor,
  deps: NodeDeps,
  previous: boolean,
): Promise<LogSource | undefined> {
  const { logsDir } = runPaths(worker.pod(), actor.record.name, deps.nodeDir);
  const numbers = (await readdir(logsDir).catch(() => []))
    .flatMap((name) => (/^\d+\.log$/.test(name) ? [Number.parseInt(name, 10)] : []))
    .sort((a, b) => b - a);
  const newest = previous ? numbers.find((number) => number < actor.record.restartCount) : numbers[0];
  return newest === undefined ? undefined : openFinishedLog(join(logsDir, `${newest}.log`));
}

function waitingMessage(actor: ContainerActor, target: PodTarget): string {
  const { phase, name } = actor.record;
  const reason = phase.kind === 'waiting' ? phase.reason : 'ContainerCreating';
  return `container "${name}" in pod "${target.pod}" is waiting to start: ${reason}`;
}

function processSession(process: PodProcess): ExecSession {
  const exit = process.exited.then((code): ExecExit => ({ kind: 'exited', code }));
  return {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    exit,
    resize: () => {},
    kill: () => process.kill('SIGKILL'),
  };
}

async function startExec(request: ExecRequest, setup: ContainerSetup, deps: NodeDeps): Promise<ExecSession> {
  const spec = { argv: request.command.map(setup.rewrite), cwd: setup.cwd, env: setup.env, ...setup.user };
  if (request.tty) return openTerminal(spec, deps.launcher);
  const launched = await deps.launcher.launch({ ...spec, stdin: request.stdin });
  if (launched.kind === 'started') return processSession(launched.process);
  const empty = Readable.from([]);
  const exit: ExecExit = { kind: 'failed', message: launched.message };
  return {
    stdin: undefined,
    stdout: empty,
    stderr: Readable.from([]),
    exit: Promise.resolve(exit),
    resize: () => {},
    kill: () => {},
  };
}

/** A copy of a stream that can be left without stopping the source. */
function tap(source: Readable, ended: Promise<unknown>): { stream: PassThrough; leave: () => void } {
  const stream = new PassThrough();
  const forward = (chunk: Buffer): void => void stream.write(chunk);
  const leave = (): void => {
    source.off('data', forward);
    stream.end();
  };
  source.on('data', forward);
  void ended.then(leave);
  return { stream, leave };
}

export function createNodeStreams(findWorker: FindWorker, deps: NodeDeps): PodStreams {
  function workerOf(target: PodTarget): PodWorker {
    const worker = findWorker(target);
    if (worker === undefined) throw new AppError('not_found', `pods "${target.pod}" not found on node ${deps.nodeName}`);
    return worker;
  }

  function runningOf(target: PodTarget): NonNullable<ReturnType<ContainerActor['current']>> {
    const current = findActor(workerOf(target), target).current();
    if (current === undefined) throw new AppError('invalid_request', `container not running in pod ${target.pod}`);
    return current;
  }

  async function sourceOf(target: PodTarget, options: LogOptions): Promise<LogSource> {
    const worker = workerOf(target);
    const actor = findActor(worker, target);
    const current = actor.current();
    if (options.previous !== true && current !== undefined) return current.run.log.source;
    const past = await pastLog(worker, actor, deps, options.previous === true);
    if (past !== undefined) return past;
    const text =
      options.previous === true
        ? `previous terminated container "${actor.record.name}" in pod "${target.pod}" not found`
        : undefined;
    throw new AppError('invalid_request', text ?? waitingMessage(actor, target));
  }

  return {
    async logs(target, options, signal) {
      const source = await sourceOf(target, options);
      return Readable.from(readLog(source, options, signal), { objectMode: false });
    },
    async exec(target, request) {
      return startExec(request, runningOf(target).setup, deps);
    },
    async attach(target, request) {
      const { run } = runningOf(target);
      if (run.outputs === undefined) throw new AppError('invalid_request', 'a placeholder server has no process to attach to');
      const stdout = tap(run.outputs.stdout, run.exited);
      const stderr = tap(run.outputs.stderr, run.exited);
      let detach: (exit: ExecExit) => void = () => {};
      const detached = new Promise<ExecExit>((resolve) => void (detach = resolve));
      const ended = run.exited.then((code): ExecExit => ({ kind: 'exited', code }));
      return {
        stdin: request.stdin ? run.stdin : undefined,
        stdout: stdout.stream,
        stderr: stderr.stream,
        exit: Promise.race([ended, detached]),
        resize: () => {},
        kill() {
          stdout.leave();
          stderr.leave();
          detach({ kind: 'exited', code: 0 });
        },
      };
    },
    connect(target, port) {
      const host = workerOf(target).ip;
      return new Promise((resolve, reject) => {
        const socket: Socket = connect({ host, port: boundPort(port, deps.portFloor), noDelay: true });
        socket.once('connect', () => resolve(socket));
        // Later errors end the stream; whoever holds it sees that.
        socket.on('error', () => socket.destroy());
        socket.once('error', (error) =>
          reject(new AppError('unavailable', `port ${port} of pod ${target.pod}: ${messageOf(error)}`, { cause: error })),
        );
      });
    },
  };
}
