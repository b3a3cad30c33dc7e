/** Binds pending pods to the one node, or says why it cannot. */
import { isAppError } from '@moorage/core/errors';
import { keyOf } from '@moorage/kube/objects';
import { resources } from '@moorage/kube/resources';
import type { NodeDeps } from './node-deps.ts';
import { nodeLabels } from './node-registration.ts';
import { namespaceOf, textAt, type Pod, type PodCondition } from './pod-spec.ts';
import { decidePlacement, type ClaimState } from './schedule.rules.ts';

export interface Scheduler {
  /** Considers a pod that has no node yet. */
  consider(pod: Pod): void;
  /** Looks again at those that could not be placed. */
  retry(): void;
  forget(pod: Pod): void;
}

function claimState(deps: NodeDeps, namespace: string, name: string): ClaimState {
  const claim = deps.api.get(resources.persistentVolumeClaim, { namespace, name });
  if (claim === undefined) return 'missing';
  return textAt(claim.status, 'phase') === 'Bound' ? 'bound' : 'unbound';
}

export function createScheduler(deps: NodeDeps): Scheduler {
  const unplaced = new Map<string, Pod>();
  const facts = { labels: nodeLabels, cpu: deps.capacity.cpu, memoryBytes: deps.capacity.memoryBytes };

  function condition(pod: Pod, fields: Pick<PodCondition, 'status' | 'reason' | 'message'>): PodCondition[] {
    const others = (pod.status?.conditions ?? []).filter((entry) => entry.type !== 'PodScheduled');
    const before = (pod.status?.conditions ?? []).find((entry) => entry.type === 'PodScheduled');
    const now = `${deps.clock.now().toISOString().slice(0, 19)}Z`;
    const lastTransitionTime = before?.status === fields.status ? before.lastTransitionTime : now;
    return [...others, { type: 'PodScheduled', lastProbeTime: null, lastTransitionTime, ...fields }];
  }

  function refuse(pod: Pod, reason: string, message: string): void {
    const before = pod.status?.conditions?.find((entry) => entry.type === 'PodScheduled');
    if (before?.status === 'False' && before.message === message) return;
    const key = { namespace: namespaceOf(pod), name: pod.metadata.name };
    const conditions = condition(pod, {
      status: 'False',
      reason: reason === 'FailedScheduling' ? 'Unschedulable' : reason,
      message,
    });
    deps.api.mergePatch(resources.pod, key, { status: { phase: 'Pending', conditions } }, { subresource: 'status' });
    if (reason === 'FailedScheduling')
      deps.recordEvent(pod, { component: 'default-scheduler', type: 'Warning', reason, message });
  }

  function bind(pod: Pod): void {
    const key = { namespace: namespaceOf(pod), name: pod.metadata.name };
    deps.api.mergePatch(resources.pod, key, { spec: { nodeName: deps.nodeName } }, { fieldManager: 'kube-scheduler' });
    const message = `Successfully assigned ${keyOf(pod)} to ${deps.nodeName}`;
    deps.recordEvent(pod, { component: 'default-scheduler', type: 'Normal', reason: 'Scheduled', message });
    unplaced.delete(keyOf(pod));
  }

  function place(pod: Pod): void {
    const placement = decidePlacement(pod, facts, (claim) => claimState(deps, namespaceOf(pod), claim));
    if (placement.kind !== 'bind') unplaced.set(keyOf(pod), pod);
    if (placement.kind === 'bind') bind(pod);
    else if (placement.kind === 'unschedulable') refuse(pod, 'FailedScheduling', placement.message);
    else refuse(pod, 'SchedulingGated', 'Scheduling is blocked due to non-empty scheduling gates');
  }

  function consider(pod: Pod): void {
    try {
      place(pod);
    } catch (error) {
      if (!isAppError(error, 'not_found')) throw error;
      unplaced.delete(keyOf(pod));
    }
  }

  return {
    consider,
    retry() {
      for (const pod of unplaced.values()) consider(pod);
    },
    forget: (pod) => void unplaced.delete(keyOf(pod)),
  };
}
