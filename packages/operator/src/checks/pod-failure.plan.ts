/** What is wrong with a pod, read from its status and from the clues that were gathered about it. */
import type { ContainerStatus, Pod, TerminatedState } from '../pod.ts';
import type { FailureReason } from '../failure-reasons.ts';

/** What the cluster can tell about a suspect pod beyond its status. */
export interface PodClues {
  readonly logLines?: readonly string[];
  /** `<Reason>: <message>`. */
  readonly event?: string;
  /** Message of the last failed probe. */
  readonly probe?: string;
}

export interface Patience {
  readonly now: Date;
  /** A running container that is not ready is suspect after this. */
  readonly suspectSeconds: number;
  /** And has failed after this. */
  readonly graceSeconds: number;
  /** Without a readiness probe "ready" says only that the process exists. */
  readonly hasProbe: boolean;
}

export interface PodFailure {
  readonly reason: FailureReason;
  readonly detail: string;
  readonly exitCode?: number;
  /** False while it may still come right by itself. */
  readonly isFatal: boolean;
}

const pullReasons = new Set([
  'ErrImagePull',
  'ImagePullBackOff',
  'InvalidImageName',
  'ErrImageNeverPull',
  'ImageInspectError',
  'RegistryUnavailable',
]);
const startReasons = new Set(['CreateContainerError', 'RunContainerError', 'StartError', 'PostStartHookError']);
const startExitCodes = new Set([126, 127, 128]);
/** How clusters call the end of a container whose machine went away under it; the first is the embedded one's. */
const machineReasons = new Set(['NodeRestarted', 'Unknown', 'ContainerStatusUnknown']);
/** A program that ran shorter than this after a restart has not proved anything yet. */
const provenAfterMs = 10_000;
/** Most programs that fail at their start do so within this. */
const settledAfterMs = 2_000;
const slowCreationMs = 20_000;

function msSince(time: string | undefined, now: Date): number {
  return time === undefined ? 0 : now.getTime() - new Date(time).getTime();
}

function fatal(reason: FailureReason, detail = '', exitCode?: number): PodFailure {
  return { reason, detail, isFatal: true, ...(exitCode === undefined ? {} : { exitCode }) };
}

function lastEnd(status: ContainerStatus): TerminatedState | undefined {
  return status.state?.terminated ?? status.lastState?.terminated;
}

function couldNotStart(ended: TerminatedState): boolean {
  return startExitCodes.has(ended.exitCode) || ended.reason === 'StartError' || ended.reason === 'ContainerCannotRun';
}

/** A container that ended and was started again, until its latest start has proved itself. */
function isLooping(status: ContainerStatus, patience: Patience): boolean {
  if (status.state?.waiting?.reason === 'CrashLoopBackOff') return true;
  if (status.state?.terminated !== undefined) return status.restartCount > 0 || status.state.terminated.exitCode !== 0;
  const runningSince = status.state?.running?.startedAt;
  const isProved = runningSince === undefined || msSince(runningSince, patience.now) >= provenAfterMs;
  // One restart is forgiven as soon as a probe succeeds; whoever ended twice must also last.
  const isForgiven = status.restartCount === 1 && patience.hasProbe && status.ready;
  return status.restartCount > 0 && !isProved && !isForgiven;
}

/** True for a program without a probe that has not yet run long enough to be called ready. */
export function isUnproved(pod: Pod, patience: Patience): boolean {
  if (patience.hasProbe) return false;
  const started = (pod.status?.containerStatuses ?? []).map((status) => status.state?.running?.startedAt);
  return started.some((time) => time !== undefined && msSince(time, patience.now) < settledAfterMs);
}

function crashFailure(status: ContainerStatus, clues: PodClues, patience: Patience): PodFailure | undefined {
  const ended = lastEnd(status);
  if (ended === undefined || machineReasons.has(ended.reason ?? '') || !isLooping(status, patience)) return undefined;
  if (ended.reason === 'OOMKilled') return fatal('OutOfMemory', '', ended.exitCode);
  if (couldNotStart(ended)) return fatal('StartFailed', ended.message ?? '', ended.exitCode);
  const killedByProbe = clues.probe?.startsWith('Liveness') === true ? ' Its liveness probe failed.' : '';
  const restarts = ['', ' and was restarted once'][status.restartCount] ?? ` and was restarted ${status.restartCount} times`;
  return fatal('CrashLooping', `It ended with exit code ${ended.exitCode}${restarts}.${killedByProbe}`, ended.exitCode);
}

function waitingFailure(status: ContainerStatus): PodFailure | undefined {
  const { reason = '', message = '' } = status.state?.waiting ?? {};
  if (pullReasons.has(reason)) return fatal('ImagePullFailed', message);
  if (reason === 'CreateContainerConfigError')
    return fatal(/runAsNonRoot/.test(message) ? 'RunsAsRoot' : 'ConfigMissing', message);
  return startReasons.has(reason) ? fatal('StartFailed', message, status.lastState?.terminated?.exitCode) : undefined;
}

function probeFailure(status: ContainerStatus, clues: PodClues, patience: Patience): PodFailure | undefined {
  const since = status.state?.running?.startedAt;
  if (status.ready || since === undefined) return undefined;
  const runningMs = msSince(since, patience.now);
  if (runningMs < patience.suspectSeconds * 1_000) return undefined;
  const detail = clues.probe === undefined ? `It has not become ready in ${Math.floor(runningMs / 1_000)} seconds.` : clues.probe;
  return { reason: 'ProbeFailing', detail, isFatal: runningMs >= patience.graceSeconds * 1_000 };
}

/** A missing config map or a volume shows only as an event while the container is "being created". */
function creationFailure(pod: Pod, status: ContainerStatus, clues: PodClues, now: Date): PodFailure | undefined {
  if (status.state?.waiting?.reason !== 'ContainerCreating' || msSince(pod.status?.startTime, now) < slowCreationMs)
    return undefined;
  const event = clues.event ?? '';
  if (!/^Failed(Mount|AttachVolume)/.test(event)) return undefined;
  return /(configmap|secret) .*not found/i.test(event) ? fatal('ConfigMissing', event) : fatal('VolumeFailed', event);
}

function schedulingFailure(pod: Pod): PodFailure | undefined {
  const condition = pod.status?.conditions?.find((each) => each.type === 'PodScheduled');
  if (condition?.status !== 'False' || condition.reason !== 'Unschedulable') return undefined;
  const detail = condition.message ?? '';
  // No machine would help: the pod waits for a claim that nothing provides.
  const waitsForVolume = /persistentvolumeclaim/i.test(detail);
  return { reason: waitsForVolume ? 'VolumeFailed' : 'Unschedulable', detail, isFatal: false };
}

/** The failure of a pod, if it has one. */
export function findPodFailure(pod: Pod, clues: PodClues, patience: Patience): PodFailure | undefined {
  for (const status of pod.status?.containerStatuses ?? []) {
    const failure =
      waitingFailure(status) ??
      crashFailure(status, clues, patience) ??
      probeFailure(status, clues, patience) ??
      creationFailure(pod, status, clues, patience.now);
    if (failure !== undefined) return failure;
  }
  return schedulingFailure(pod);
}

/** True when it is worth asking the cluster for clues about the pod. */
export function isSuspect(pod: Pod, patience: Patience): boolean {
  if (findPodFailure(pod, {}, patience) !== undefined) return true;
  const isCreating =
    pod.status?.containerStatuses?.some((status) => status.state?.waiting?.reason === 'ContainerCreating') === true;
  return isCreating && msSince(pod.status?.startTime, patience.now) >= slowCreationMs;
}
