/** What `kubectl get pods` shows of a pod: the reason that tells most, and how often it restarted. */
import type { KubeObject } from '@moorage/kube/objects';
import { numberAt, objectAt, objectsAt, stringAt, type JsonObject } from '../json.ts';
import { age, conditionOf } from './cells.ts';

const statuses = (pod: KubeObject, list: string): readonly JsonObject[] => objectsAt(pod, 'status', list);

function terminatedText(terminated: JsonObject): string {
  const reason = stringAt(terminated, 'reason');
  if (reason !== undefined && reason !== '') return reason;
  const signal = numberAt(terminated, 'signal') ?? 0;
  return signal === 0 ? `ExitCode:${numberAt(terminated, 'exitCode') ?? 0}` : `Signal:${signal}`;
}

function initReason(pod: KubeObject): string | undefined {
  const all = statuses(pod, 'initContainerStatuses');
  const total = objectsAt(pod, 'spec', 'initContainers').length;
  for (const [index, status] of all.entries()) {
    const terminated = objectAt(status, 'state', 'terminated');
    if (terminated !== undefined) {
      if (numberAt(terminated, 'exitCode') === 0) continue;
      return `Init:${terminatedText(terminated)}`;
    }
    const waiting = stringAt(status, 'state', 'waiting', 'reason');
    return waiting !== undefined && waiting !== '' && waiting !== 'PodInitializing'
      ? `Init:${waiting}`
      : `Init:${index}/${total}`;
  }
  return undefined;
}

function containerReason(pod: KubeObject): string | undefined {
  let reason: string | undefined;
  let hasRunning = false;
  for (const status of statuses(pod, 'containerStatuses').toReversed()) {
    const waiting = stringAt(status, 'state', 'waiting', 'reason');
    const terminated = objectAt(status, 'state', 'terminated');
    if (waiting !== undefined && waiting !== '') reason = waiting;
    else if (terminated !== undefined) reason = terminatedText(terminated);
    else if (status['ready'] === true && objectAt(status, 'state', 'running') !== undefined) hasRunning = true;
  }
  if (reason !== 'Completed' || !hasRunning) return reason;
  return conditionOf(pod, 'Ready')?.['status'] === 'True' ? 'Running' : 'NotReady';
}

/** The text of the Status column. */
export function podStatusText(pod: KubeObject): string {
  const reason =
    initReason(pod) ?? containerReason(pod) ?? stringAt(pod, 'status', 'reason') ?? stringAt(pod, 'status', 'phase') ?? 'Unknown';
  const isOver = ['Succeeded', 'Failed'].includes(stringAt(pod, 'status', 'phase') ?? '');
  return pod.metadata.deletionTimestamp !== undefined && !isOver ? 'Terminating' : reason;
}

/** `2 (5m ago)`. */
export function podRestartsText(pod: KubeObject, now: Date): string {
  const all = [...statuses(pod, 'containerStatuses'), ...statuses(pod, 'initContainerStatuses')];
  const count = all.reduce((sum, status) => sum + (numberAt(status, 'restartCount') ?? 0), 0);
  const last =
    all
      .map((status) => stringAt(status, 'lastState', 'terminated', 'finishedAt') ?? '')
      .sort()
      .at(-1) ?? '';
  return count === 0 || last === '' ? String(count) : `${count} (${age(last, now)} ago)`;
}

export function podReadyText(pod: KubeObject): string {
  const ready = statuses(pod, 'containerStatuses').filter((status) => status['ready'] === true).length;
  return `${ready}/${objectsAt(pod, 'spec', 'containers').length}`;
}

export function podReadinessGatesText(pod: KubeObject): string {
  const gates = objectsAt(pod, 'spec', 'readinessGates').map((gate) => stringAt(gate, 'conditionType') ?? '');
  if (gates.length === 0) return '<none>';
  return `${gates.filter((gate) => conditionOf(pod, gate)?.['status'] === 'True').length}/${gates.length}`;
}
