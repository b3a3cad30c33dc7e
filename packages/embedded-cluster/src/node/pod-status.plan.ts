/** The status that a kubelet would report for a pod in this state. */
import type { ContainerRecord } from './container-record.ts';
import type { Container, ContainerState, ContainerStatus, Pod, PodCondition, PodStatus } from './pod-spec.ts';
import type { PodPlan } from './pod.plan.ts';

export interface PodStatusInput {
  readonly pod: Pod;
  readonly records: readonly ContainerRecord[];
  readonly plan: Pick<PodPlan, 'isInitialized' | 'outcome'>;
  readonly podIp: string | undefined;
  readonly hostIp: string;
  readonly startTime: string;
  readonly nowIso: string;
  /** The pod is being deleted: nothing of it is ready from now on. */
  readonly isStopping: boolean;
}

function stateOf(record: ContainerRecord): ContainerState {
  const { phase } = record;
  switch (phase.kind) {
    case 'running':
      return { running: { startedAt: phase.startedAt } };
    case 'terminated':
      return { terminated: phase.state };
    case 'starting':
      return { waiting: { reason: 'ContainerCreating' } };
    case 'waiting':
      return {
        waiting: phase.message === undefined ? { reason: phase.reason } : { reason: phase.reason, message: phase.message },
      };
    default:
      return {};
  }
}

function statusOf(record: ContainerRecord, isInitialized: boolean): ContainerStatus {
  const state = stateOf(record);
  const isWaitingForInit = record.role === 'main' && !isInitialized && state.waiting?.reason === 'ContainerCreating';
  return {
    name: record.name,
    state: isWaitingForInit ? { waiting: { reason: 'PodInitializing' } } : state,
    lastState: record.last === undefined ? {} : { terminated: record.last },
    ready: record.ready,
    started: record.started,
    restartCount: record.restartCount,
    image: record.image,
    imageID: '',
    ...(record.containerId === undefined ? {} : { containerID: record.containerId }),
  };
}

function unready(records: readonly ContainerRecord[]): string[] {
  return records.filter((record) => !record.ready).map((record) => record.name);
}

interface Verdict {
  readonly type: string;
  readonly ok: boolean;
  readonly reason?: string;
  readonly message?: string;
}

function initializedVerdict(input: PodStatusInput): Verdict {
  if (input.plan.isInitialized) {
    return { type: 'Initialized', ok: true, ...(input.plan.outcome === 'succeeded' ? { reason: 'PodCompleted' } : {}) };
  }
  const open = input.records
    .filter(
      (record) =>
        record.role !== 'main' && !(record.phase.kind === 'terminated' && record.phase.state.exitCode === 0) && !record.started,
    )
    .map((record) => record.name);
  return {
    type: 'Initialized',
    ok: false,
    reason: 'ContainersNotInitialized',
    message: `containers with incomplete status: [${open.join(' ')}]`,
  };
}

function containersReadyVerdict(input: PodStatusInput): Verdict {
  const type = 'ContainersReady';
  if (input.plan.outcome === 'succeeded') return { type, ok: false, reason: 'PodCompleted' };
  if (input.plan.outcome !== 'running') return { type, ok: false, reason: 'PodFailed' };
  const missing = unready(input.records.filter((record) => record.role !== 'init'));
  if (missing.length === 0 && input.plan.isInitialized) return { type, ok: true };
  return { type, ok: false, reason: 'ContainersNotReady', message: `containers with unready status: [${missing.join(' ')}]` };
}

function readyVerdict(input: PodStatusInput, containers: Verdict): Verdict {
  if (!containers.ok) return { ...containers, type: 'Ready' };
  const gates = (input.pod.spec.readinessGates ?? []).map((gate) => gate.conditionType);
  const conditions = input.pod.status?.conditions ?? [];
  const closed = gates.filter((gate) => !conditions.some((condition) => condition.type === gate && condition.status === 'True'));
  if (closed.length === 0) return { type: 'Ready', ok: true };
  return {
    type: 'Ready',
    ok: false,
    reason: 'ReadinessGatesNotReady',
    message: closed
      .map((gate) => `corresponding condition of pod readiness gate "${gate}" does not exist or is not true.`)
      .join(' '),
  };
}

function conditionOf(verdict: Verdict, before: readonly PodCondition[], nowIso: string): PodCondition {
  const status = verdict.ok ? 'True' : 'False';
  const previous = before.find((condition) => condition.type === verdict.type);
  return {
    type: verdict.type,
    status,
    lastProbeTime: null,
    lastTransitionTime: previous?.status === status ? previous.lastTransitionTime : nowIso,
    ...(verdict.reason === undefined ? {} : { reason: verdict.reason }),
    ...(verdict.message === undefined ? {} : { message: verdict.message }),
  };
}

const ownConditions = ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'];

/** The node's conditions, with those that others wrote (readiness gates) kept. */
function planConditions(input: PodStatusInput): PodCondition[] {
  const before = input.pod.status?.conditions ?? [];
  const containers = input.isStopping
    ? { type: 'ContainersReady', ok: false, reason: 'PodTerminating', message: 'the pod is being deleted' }
    : containersReadyVerdict(input);
  const verdicts: Verdict[] = [
    { type: 'PodReadyToStartContainers', ok: input.podIp !== undefined && input.plan.outcome === 'running' },
    initializedVerdict(input),
    readyVerdict(input, containers),
    containers,
    { type: 'PodScheduled', ok: true },
  ];
  const foreign = before.filter((condition) => !ownConditions.includes(condition.type));
  return [...verdicts.map((verdict) => conditionOf(verdict, before, input.nowIso)), ...foreign];
}

function phaseOf(input: PodStatusInput): NonNullable<PodStatus['phase']> {
  if (input.plan.outcome === 'succeeded') return 'Succeeded';
  if (input.plan.outcome !== 'running') return 'Failed';
  const main = input.records.filter((record) => record.role === 'main');
  const started = input.plan.isInitialized && main.every((record) => record.wasStarted);
  return started ? 'Running' : 'Pending';
}

/** BestEffort, Burstable or Guaranteed, by the rule of Kubernetes for cpu and memory. */
export function qosClass(containers: readonly Container[]): string {
  const values = containers.map((container) => container.resources ?? {});
  const isEmpty = (map: Readonly<Record<string, string>> | undefined): boolean =>
    map?.['cpu'] === undefined && map?.['memory'] === undefined;
  if (values.every((value) => isEmpty(value.limits) && isEmpty(value.requests))) return 'BestEffort';
  const isFull = values.every((value) =>
    ['cpu', 'memory'].every((name) => {
      const limit = value.limits?.[name];
      return limit !== undefined && (value.requests?.[name] ?? limit) === limit;
    }),
  );
  return isFull ? 'Guaranteed' : 'Burstable';
}

/** The whole status; equal input gives an equal status, so that a write happens only when something changed. */
export function planPodStatus(input: PodStatusInput): PodStatus {
  const init = input.records.filter((record) => record.role !== 'main');
  const main = input.records.filter((record) => record.role === 'main');
  const toStatus = (record: ContainerRecord): ContainerStatus => {
    const status = statusOf(record, input.plan.isInitialized);
    return input.isStopping ? { ...status, ready: false } : status;
  };
  return {
    phase: phaseOf(input),
    conditions: planConditions(input),
    hostIP: input.hostIp,
    hostIPs: [{ ip: input.hostIp }],
    ...(input.podIp === undefined ? {} : { podIP: input.podIp, podIPs: [{ ip: input.podIp }] }),
    startTime: input.startTime,
    qosClass: qosClass(input.pod.spec.containers),
    ...(init.length === 0 ? {} : { initContainerStatuses: init.map(toStatus) }),
    containerStatuses: main.map(toStatus),
    ...(input.plan.outcome === 'deadline-exceeded'
      ? { reason: 'DeadlineExceeded', message: 'Pod was active on the node longer than the specified deadline' }
      : {}),
  };
}
