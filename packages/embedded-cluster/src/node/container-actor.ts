/**
 * One container: starts it, probes it, notices its end and stops it.
 *
 * It changes its record and tells the pod's worker, which plans from the records what comes next; it never decides to
 * start by itself.
 */
import { readFile } from 'node:fs/promises';
import { messageOf } from '@moorage/core/errors';
import type { ContainerRecord } from './container-record.ts';
import { readLastLines } from './log-reader.ts';
import { setUpContainer, type ContainerSetup } from './container-setup.ts';
import { startRun, type ContainerRun } from './container-run.ts';
import { execInContainer } from './exec-in-container.ts';
import { imageProblem } from './image.rules.ts';
import type { NodeDeps } from './node-deps.ts';
import { namespaceOf, type Container, type Handler, type Pod, type TerminatedState } from './pod-spec.ts';
import { attemptHandler, type ProbeContext } from './probe-attempt.ts';
import { unhealthyMessage } from './probe.rules.ts';
import { decideBackoff, delayOf, formatSeconds, shouldRestart } from './restart.rules.ts';

export interface ContainerActor {
  readonly record: ContainerRecord;
  /** The run that is going on. */
  current(): { readonly run: ContainerRun; readonly setup: ContainerSetup } | undefined;
  start(): Promise<void>;
  /** preStop, SIGTERM, and SIGKILL after the grace period; resolves when nothing of it runs. */
  stop(options: { readonly graceMs: number; readonly hook: boolean }): Promise<void>;
  /** Ends it as the kernel does when memory is short. */
  killForMemory(): void;
}

export interface ActorInput {
  readonly pod: () => Pod;
  readonly container: Container;
  readonly record: ContainerRecord;
  readonly ip: () => string;
  readonly changed: () => void;
}

/** A failed start is shown for a moment before it counts as a crash loop. */
const startErrorShownMs = 1000;
const configRetryMs = 10_000;

export function createContainerActor(input: ActorInput, deps: NodeDeps): ContainerActor {
  const { container, record, changed } = input;
  let active: { run: ContainerRun; setup: ContainerSetup; unwatch: () => void } | undefined;
  let isStopping = false;
  /** The last start, which may be under way. */
  let starting: Promise<void> = Promise.resolve();
  let isOutOfMemory = false;
  const event = (type: 'Normal' | 'Warning', reason: string, message: string): void =>
    deps.recordEvent(input.pod(), { component: 'kubelet', type, reason, message, container: container.name });
  const nowMs = (): number => deps.clock.now().getTime();
  const nowIso = (): string => new Date(Math.floor(nowMs() / 1000) * 1000).toISOString().replace('.000Z', 'Z');

  function podTitle(): string {
    const pod = input.pod();
    return `${pod.metadata.name}_${namespaceOf(pod)}(${pod.metadata.uid ?? ''})`;
  }

  function hold(reason: string, message: string, delayMs: number): void {
    if (record.phase.kind === 'terminated') record.last = record.phase.state;
    record.phase = { kind: 'waiting', reason, message };
    record.notBeforeMs = nowMs() + delayMs;
    changed();
  }

  /** ErrImagePull and ImagePullBackOff in turn, as when a kubelet tries again and again. */
  function holdForImage(problem: string): void {
    const image = container.image ?? '';
    const wasPulling = record.phase.kind === 'waiting' && record.phase.reason === 'ErrImagePull';
    if (wasPulling) {
      const { next } = decideBackoff(record.backoff, 0, deps.backoff);
      record.backoff = next;
      event('Normal', 'BackOff', `Back-off pulling image "${image}"`);
      event('Warning', 'Failed', 'Error: ImagePullBackOff');
      hold('ImagePullBackOff', `Back-off pulling image "${image}": ErrImagePull: ${problem}`, next.nextDelayMs);
      return;
    }
    event('Normal', 'Pulling', `Pulling image "${image}"`);
    event('Warning', 'Failed', problem);
    event('Warning', 'Failed', 'Error: ErrImagePull');
    hold('ErrImagePull', problem, Math.min(startErrorShownMs * 2, deps.backoff.firstMs));
  }

  function finish(state: TerminatedState, ranMs: number): void {
    const willRestart =
      !isStopping && shouldRestart(input.pod().spec.restartPolicy, { exitCode: state.exitCode, role: record.role });
    const { delayMs, next } = decideBackoff(record.backoff, ranMs, deps.backoff);
    record.ready = record.role === 'init' && state.exitCode === 0;
    record.started = false;
    if (!willRestart) {
      record.phase = { kind: 'terminated', state, willRestart: false };
      return;
    }
    record.backoff = next;
    record.notBeforeMs = nowMs() + delayMs;
    if (delayMs === 0) {
      record.phase = { kind: 'terminated', state, willRestart: true };
      return;
    }
    record.last = state;
    const message = `back-off ${formatSeconds(delayMs)} restarting failed container=${container.name} pod=${podTitle()}`;
    record.phase = { kind: 'waiting', reason: 'CrashLoopBackOff', message };
    event('Warning', 'BackOff', `Back-off restarting failed container ${container.name} in pod ${podTitle()}`);
  }

  async function terminationMessage(setup: ContainerSetup, run: ContainerRun, exitCode: number): Promise<string> {
    const written = await readFile(setup.terminationPath, 'utf8').catch(() => '');
    if (written !== '') return written.slice(0, 4096);
    if (container.terminationMessagePolicy !== 'FallbackToLogsOnError' || exitCode === 0) return '';
    return readLastLines(run.log.source, 80, 2048);
  }

  async function onExit(run: ContainerRun, setup: ContainerSetup, exitCode: number): Promise<void> {
    active?.unwatch();
    active = undefined;
    const message = await terminationMessage(setup, run, exitCode);
    const phase = record.phase;
    const startedAt = phase.kind === 'running' ? phase.startedAt : nowIso();
    const startedAtMs = phase.kind === 'running' ? phase.startedAtMs : nowMs();
    const reason = isOutOfMemory ? 'OOMKilled' : exitCode === 0 ? 'Completed' : 'Error';
    const state = {
      exitCode,
      reason,
      ...(message === '' ? {} : { message }),
      startedAt,
      finishedAt: nowIso(),
      containerID: run.id,
    };
    finish(state, nowMs() - startedAtMs);
    changed();
  }

  function onStartFailed(message: string): void {
    event('Warning', 'Failed', `Error: ${message}`);
    const state: TerminatedState = {
      exitCode: 128,
      reason: 'StartError',
      message,
      startedAt: nowIso(),
      finishedAt: nowIso(),
      containerID: '',
    };
    record.wasStarted = true;
    finish(state, 0);
    if (record.phase.kind === 'terminated' && record.phase.willRestart) {
      hold('RunContainerError', message, Math.min(startErrorShownMs, deps.backoff.firstMs));
      return;
    }
    changed();
  }

  const contextOf = (setup: ContainerSetup): ProbeContext => ({
    ip: input.ip(),
    ports: container.ports ?? [],
    portFloor: deps.portFloor,
    exec: (command, timeoutMs) => execInContainer(command, setup, timeoutMs, deps),
  });

  function watchProbes(setup: ContainerSetup): () => void {
    return deps.probes.watch({
      container,
      context: contextOf(setup),
      onFailure: (kind, evidence) => event('Warning', 'Unhealthy', unhealthyMessage(kind, evidence)),
      onVerdict(kind, passing) {
        if (kind === 'readiness') record.ready = passing && !isStopping;
        else if (kind === 'startup' && passing) {
          record.started = true;
          record.ready = container.readinessProbe === undefined && !isStopping;
        } else if (!passing) {
          event('Normal', 'Killing', `Container ${container.name} failed ${kind} probe, will be restarted`);
          const probe = kind === 'startup' ? container.startupProbe : container.livenessProbe;
          const seconds = probe?.terminationGracePeriodSeconds ?? input.pod().spec.terminationGracePeriodSeconds ?? 30;
          void endRun(delayOf(seconds));
        }
        changed();
      },
    });
  }

  async function runHook(
    name: 'PostStart' | 'PreStop',
    handler: Handler | undefined,
    setup: ContainerSetup,
    timeoutMs: number,
  ): Promise<boolean> {
    if (handler === undefined) return true;
    if (handler.sleep !== undefined) {
      await deps.clock.sleep(Math.min(delayOf(handler.sleep.seconds), timeoutMs));
      return true;
    }
    const answer = await attemptHandler(handler, contextOf(setup), timeoutMs);
    if (!answer.ok) event('Warning', `Failed${name}Hook`, `${name}Hook failed: ${answer.evidence}`);
    return answer.ok;
  }

  async function endRun(graceMs: number): Promise<void> {
    const ending = active?.run;
    if (ending === undefined) return;
    ending.kill('SIGTERM');
    const cancel = deps.clock.after(graceMs, () => ending.kill('SIGKILL'));
    await ending.exited;
    cancel();
  }

  function onStarted(run: ContainerRun, setup: ContainerSetup): void {
    record.containerId = run.id;
    record.wasStarted = true;
    record.phase = { kind: 'running', startedAt: nowIso(), startedAtMs: nowMs() };
    record.started = container.startupProbe === undefined;
    record.ready = record.started && container.readinessProbe === undefined && record.role !== 'init';
    active = { run, setup, unwatch: () => {} };
    active.unwatch = record.role === 'init' ? () => {} : watchProbes(setup);
    event('Normal', 'Created', `Created container: ${container.name}`);
    event('Normal', 'Started', `Started container ${container.name}`);
    if (run.pid === undefined) {
      const image = container.image ?? '';
      event(
        'Normal',
        'Placeholder',
        `Container ${container.name} names no command: a placeholder server stands for image "${image}"`,
      );
    }
    void run.exited
      .then((code) => onExit(run, setup, code))
      .catch((error: unknown) => deps.log.error('container end not recorded', { error }));
    void runHook('PostStart', container.lifecycle?.postStart, setup, 60_000).then((passed) => {
      if (!passed && active?.run === run) void endRun(2000);
    });
  }

  async function launch(setup: ContainerSetup): Promise<void> {
    const restartCount = record.wasStarted ? record.restartCount + 1 : record.restartCount;
    if (record.phase.kind === 'terminated') record.last = record.phase.state;
    record.phase = { kind: 'starting' };
    record.restartCount = restartCount;
    const started = await startRun({ pod: input.pod(), container, setup, restartCount, ip: input.ip() }, deps);
    if (started.kind === 'failed') onStartFailed(started.message);
    else onStarted(started.run, setup);
    changed();
  }

  async function startOnce(): Promise<void> {
    const problem = imageProblem(container.image);
    if (problem !== undefined) return holdForImage(problem);
    try {
      const prepared = await setUpContainer(input.pod(), container, input.ip(), deps);
      if (isStopping) return;
      if (prepared.kind === 'ok') return await launch(prepared.setup);
      event('Warning', 'Failed', `Error: ${prepared.message}`);
      hold('CreateContainerConfigError', prepared.message, configRetryMs);
    } catch (error) {
      event('Warning', 'Failed', `Error: ${messageOf(error)}`);
      hold('CreateContainerError', messageOf(error), configRetryMs);
    }
  }

  return {
    record,
    current: () => active,
    async start() {
      isStopping = false;
      isOutOfMemory = false;
      starting = startOnce();
      await starting;
    },
    async stop({ graceMs, hook }) {
      isStopping = true;
      // What is being started has no process yet that could be ended, and would have one later.
      await starting;
      const current = active;
      if (current === undefined) return;
      current.unwatch();
      record.ready = false;
      const beganAt = deps.clock.monotonicMs();
      if (hook && graceMs > 0) await runHook('PreStop', container.lifecycle?.preStop, current.setup, graceMs);
      await endRun(Math.max(graceMs - (deps.clock.monotonicMs() - beganAt), hook ? Math.min(graceMs, 2000) : 0));
    },
    killForMemory() {
      isOutOfMemory = true;
      active?.run.kill('SIGKILL');
    },
  };
}
