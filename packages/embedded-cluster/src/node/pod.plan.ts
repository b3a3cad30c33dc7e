/** What to do next for a pod: which containers to start or stop, and when to look again. */
import type { ContainerRecord } from './container-record.ts';

export interface PodPlanInput {
  readonly records: readonly ContainerRecord[];
  readonly restartPolicy: string | undefined;
  readonly nowMs: number;
  readonly startedAtMs: number | undefined;
  readonly activeDeadlineSeconds: number | undefined;
}

export interface PodPlan {
  readonly start: readonly string[];
  /** Sidecars of a pod whose work is done. */
  readonly stop: readonly string[];
  /** Wall-clock instant (ms) at which to plan again without a change. */
  readonly wakeAtMs: number | undefined;
  readonly isInitialized: boolean;
  readonly outcome: 'running' | 'succeeded' | 'failed' | 'deadline-exceeded';
}

type Step = { readonly kind: 'passed' } | { readonly kind: 'blocked' } | { readonly kind: 'failed' };

/** True when nothing holds the container back but its back-off. */
function isStartable(record: ContainerRecord): boolean {
  if (record.phase.kind === 'waiting') return true;
  return record.phase.kind === 'terminated' && record.phase.willRestart;
}

function initStep(record: ContainerRecord): Step {
  if (record.role === 'sidecar')
    return record.phase.kind === 'running' && record.started ? { kind: 'passed' } : { kind: 'blocked' };
  if (record.phase.kind !== 'terminated') return { kind: 'blocked' };
  if (record.phase.state.exitCode === 0) return { kind: 'passed' };
  return record.phase.willRestart ? { kind: 'blocked' } : { kind: 'failed' };
}

/** Init containers up to and with the first that has not passed; the ones after it must wait. */
function walkInit(records: readonly ContainerRecord[]): { reached: ContainerRecord[]; result: Step } {
  const reached: ContainerRecord[] = [];
  for (const record of records) {
    reached.push(record);
    const step = initStep(record);
    if (step.kind !== 'passed') return { reached, result: step };
  }
  return { reached, result: { kind: 'passed' } };
}

function outcomeOf(main: readonly ContainerRecord[]): 'running' | 'succeeded' | 'failed' {
  const ended = main.every((record) => record.phase.kind === 'terminated' && !record.phase.willRestart);
  if (!ended) return 'running';
  return main.every((record) => record.phase.kind === 'terminated' && record.phase.state.exitCode === 0) ? 'succeeded' : 'failed';
}

function isRunning(record: ContainerRecord): boolean {
  return record.phase.kind === 'running' || record.phase.kind === 'starting';
}

/** Plans from the records alone; planning twice without a change gives the same plan. */
export function planPod(input: PodPlanInput): PodPlan {
  const initRecords = input.records.filter((record) => record.role !== 'main');
  const main = input.records.filter((record) => record.role === 'main');
  const init = walkInit(initRecords);
  const isInitialized = init.result.kind === 'passed' || main.some((record) => record.wasStarted);
  const running = input.records.filter(isRunning).map((record) => record.name);
  const deadlineMs =
    input.activeDeadlineSeconds === undefined || input.startedAtMs === undefined
      ? undefined
      : input.startedAtMs + input.activeDeadlineSeconds * 1000;
  const mainOutcome = outcomeOf(main);
  const ended = { start: [], stop: running, wakeAtMs: undefined, isInitialized };
  if (init.result.kind === 'failed' || mainOutcome === 'failed') return { ...ended, outcome: 'failed' };
  if (mainOutcome === 'succeeded') return { ...ended, outcome: 'succeeded' };
  if (deadlineMs !== undefined && input.nowMs >= deadlineMs) return { ...ended, outcome: 'deadline-exceeded' };
  const candidates = [...init.reached, ...(isInitialized ? [...initRecords, ...main] : [])].filter(
    (record, index, all) => isStartable(record) && all.indexOf(record) === index,
  );
  const due = candidates.filter((record) => record.notBeforeMs <= input.nowMs);
  const later = candidates.filter((record) => record.notBeforeMs > input.nowMs).map((record) => record.notBeforeMs);
  const wakes = deadlineMs === undefined ? later : [...later, deadlineMs];
  return {
    start: due.map((record) => record.name),
    stop: [],
    wakeAtMs: wakes.length === 0 ? undefined : Math.min(...wakes),
    isInitialized,
    outcome: 'running',
  };
}
