/** What the node knows of one container between two looks at it; all decisions read this and nothing else. */
import { noBackoff, type Backoff } from './restart.rules.ts';
import { isSidecar, type Container, type ContainerStatus, type Pod, type TerminatedState } from './pod-spec.ts';

export type ContainerRole = 'init' | 'sidecar' | 'main';

export type ContainerPhase =
  | { readonly kind: 'waiting'; readonly reason: string; readonly message?: string }
  | { readonly kind: 'starting' }
  | { readonly kind: 'running'; readonly startedAt: string; readonly startedAtMs: number }
  | { readonly kind: 'terminated'; readonly state: TerminatedState; readonly willRestart: boolean };

export interface ContainerRecord {
  readonly name: string;
  readonly role: ContainerRole;
  readonly image: string;
  phase: ContainerPhase;
  last: TerminatedState | undefined;
  restartCount: number;
  /** True once it has ever been started, so that the next start counts as a restart. */
  wasStarted: boolean;
  started: boolean;
  ready: boolean;
  containerId: string | undefined;
  backoff: Backoff;
  /** Not to be started before this instant (wall clock, ms). */
  notBeforeMs: number;
}

function freshRecord(container: Container, role: ContainerRole): ContainerRecord {
  return {
    name: container.name,
    role,
    image: container.image ?? '',
    phase: { kind: 'waiting', reason: role === 'init' ? 'PodInitializing' : 'ContainerCreating' },
    last: undefined,
    restartCount: 0,
    wasStarted: false,
    started: false,
    ready: false,
    containerId: undefined,
    backoff: noBackoff,
    notBeforeMs: 0,
  };
}

/** What a container that ran when the platform ended is reported as; its process is gone by then. */
function interrupted(status: ContainerStatus, nowIso: string): TerminatedState {
  return {
    exitCode: 137,
    reason: 'NodeRestarted',
    message: 'The embedded cluster was stopped while the container ran.',
    startedAt: status.state.running?.startedAt ?? nowIso,
    finishedAt: nowIso,
    containerID: status.containerID ?? '',
  };
}

function restoredRecord(
  fresh: ContainerRecord,
  status: ContainerStatus,
  input: { readonly restarts: boolean; readonly nowIso: string },
): ContainerRecord {
  const base: ContainerRecord = {
    ...fresh,
    last: status.lastState.terminated,
    restartCount: status.restartCount,
    wasStarted: status.restartCount > 0 || status.containerID !== undefined,
    containerId: status.containerID,
  };
  if (status.state.terminated !== undefined) {
    const willRestart = fresh.role === 'sidecar' || (input.restarts && fresh.role === 'main');
    return { ...base, phase: { kind: 'terminated', state: status.state.terminated, willRestart } };
  }
  if (status.state.running === undefined) return base;
  const state = interrupted(status, input.nowIso);
  return { ...base, phase: { kind: 'terminated', state, willRestart: input.restarts || fresh.role === 'sidecar' } };
}

/**
 * The records of a pod, continued from its stored status. A container that ran before is told as ended by the restart of the
 * node; it starts again unless the pod's policy is `Never`. One that had finished stays finished.
 */
export function recordsOf(pod: Pod, nowIso: string): ContainerRecord[] {
  const stored = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])];
  const policy = pod.spec.restartPolicy ?? 'Always';
  const restore = (container: Container, role: ContainerRole): ContainerRecord => {
    const fresh = freshRecord(container, role);
    const status = stored.find((candidate) => candidate.name === container.name);
    if (status === undefined) return fresh;
    const failed = (status.state.terminated?.exitCode ?? 1) !== 0;
    const restarts = policy === 'Always' || (policy === 'OnFailure' && failed);
    return restoredRecord(fresh, status, { restarts, nowIso });
  };
  return [
    ...(pod.spec.initContainers ?? []).map((container) => restore(container, isSidecar(container) ? 'sidecar' : 'init')),
    ...pod.spec.containers.map((container) => restore(container, 'main')),
  ];
}
