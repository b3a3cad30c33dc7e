/** Runs all probes of the node from one timer. */
import type { CancelTimer, Clock } from '@moorage/core/clock';
import type { Container, Probe } from './pod-spec.ts';
import { attemptHandler, type ProbeContext } from './probe-attempt.ts';
import {
  failureCounts,
  freshTally,
  nextProbeAt,
  probeTimes,
  tallyProbe,
  type ProbeKind,
  type ProbeMoment,
  type ProbeTally,
} from './probe.rules.ts';

export interface ProbeTarget {
  readonly container: Container;
  readonly context: ProbeContext;
  /** The probe's verdict has turned. */
  onVerdict(kind: ProbeKind, passing: boolean): void;
  /** A counted attempt failed. */
  onFailure(kind: ProbeKind, evidence: string): void;
}

export interface ProbeRunner {
  /** Probes a container that has just started until the returned function is called. */
  watch(target: ProbeTarget): () => void;
  stop(): void;
}

interface Task {
  readonly kind: ProbeKind;
  readonly probe: Probe;
  readonly target: ProbeTarget;
  dueAtMs: number;
  readonly sinceMs: number;
  lastCountedAtMs: number;
  tally: ProbeTally;
  isRunning: boolean;
  isCancelled: boolean;
}

/** The shortest wait between two looks, so that a burst of due probes costs one timer. */
const shortestWaitMs = 20;

function probesOf(container: Container): [ProbeKind, Probe][] {
  const pairs: [ProbeKind, Probe | undefined][] = [
    ['startup', container.startupProbe],
    ['readiness', container.readinessProbe],
    ['liveness', container.livenessProbe],
  ];
  return pairs.flatMap(([kind, probe]): [ProbeKind, Probe][] => (probe === undefined ? [] : [[kind, probe]]));
}

/** Makes the runner; its timer runs only while something is watched. */
export function createProbeRunner(clock: Clock): ProbeRunner {
  const tasks = new Set<Task>();
  let timer: { readonly cancel: CancelTimer; readonly atMs: number } | undefined;

  function schedule(): void {
    const waiting = [...tasks].filter((task) => !task.isRunning);
    if (waiting.length === 0) return;
    const dueAt = Math.min(...waiting.map((task) => task.dueAtMs));
    if (timer !== undefined && timer.atMs <= dueAt) return;
    timer?.cancel();
    const cancel = clock.after(Math.max(dueAt - clock.monotonicMs(), shortestWaitMs), tick);
    timer = { cancel, atMs: dueAt };
  }

  function add(target: ProbeTarget, kind: ProbeKind, probe: Probe): void {
    const now = clock.monotonicMs();
    const times = probeTimes(probe);
    const dueAtMs = now + times.initialDelayMs;
    tasks.add({
      kind,
      probe,
      target,
      dueAtMs,
      sinceMs: dueAtMs,
      lastCountedAtMs: dueAtMs,
      tally: freshTally,
      isRunning: false,
      isCancelled: false,
    });
  }

  function addAfterStartup(target: ProbeTarget): void {
    for (const [kind, probe] of probesOf(target.container)) if (kind !== 'startup') add(target, kind, probe);
  }

  function momentOf(task: Task): ProbeMoment {
    const { kind, tally, sinceMs, lastCountedAtMs } = task;
    const isCheap = task.probe.exec === undefined;
    return { nowMs: clock.monotonicMs(), sinceMs, lastCountedAtMs, times: probeTimes(task.probe), tally, isCheap, kind };
  }

  function settle(task: Task, passed: boolean, evidence: string): void {
    const moment = momentOf(task);
    if (passed || failureCounts(moment)) {
      const before = task.tally.passing;
      task.tally = tallyProbe(task.tally, passed, moment.times);
      task.lastCountedAtMs = moment.nowMs;
      if (!passed) task.target.onFailure(task.kind, evidence);
      if (task.tally.passing !== undefined && task.tally.passing !== before) turn(task, task.tally.passing);
    }
    task.dueAtMs = nextProbeAt(momentOf(task));
  }

  function turn(task: Task, passing: boolean): void {
    if (task.kind === 'startup' && passing) {
      tasks.delete(task);
      task.isCancelled = true;
      addAfterStartup(task.target);
    }
    task.target.onVerdict(task.kind, passing);
  }

  async function run(task: Task): Promise<void> {
    task.isRunning = true;
    const answer = await attemptHandler(task.probe, task.target.context, probeTimes(task.probe).timeoutMs);
    task.isRunning = false;
    if (!task.isCancelled) settle(task, answer.ok, answer.ok ? '' : answer.evidence);
    schedule();
  }

  function tick(): void {
    timer = undefined;
    const now = clock.monotonicMs();
    for (const task of tasks) {
      if (!task.isRunning && task.dueAtMs <= now + 1) void run(task);
    }
    schedule();
  }

  function cancelAll(target: ProbeTarget | undefined): void {
    for (const task of tasks) {
      if (target !== undefined && task.target !== target) continue;
      task.isCancelled = true;
      tasks.delete(task);
    }
  }

  return {
    watch(target) {
      const { startupProbe } = target.container;
      if (startupProbe === undefined) addAfterStartup(target);
      else add(target, 'startup', startupProbe);
      schedule();
      return () => cancelAll(target);
    },
    stop() {
      cancelAll(undefined);
      timer?.cancel();
      timer = undefined;
    },
  };
}
