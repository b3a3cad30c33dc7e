/** Writes a pod's status when it differs from what was written before. */
import { isAppError } from '@moorage/core/errors';
import { resources } from '@moorage/kube/resources';
import type { ContainerRecord } from './container-record.ts';
import type { NodeDeps } from './node-deps.ts';
import { namespaceOf, podOf, type Pod } from './pod-spec.ts';
import type { PodPlan } from './pod.plan.ts';
import { planPodStatus } from './pod-status.plan.ts';

export interface StatusFacts {
  readonly pod: Pod;
  readonly records: readonly ContainerRecord[];
  readonly plan: PodPlan;
  readonly isStopping: boolean;
}

/** Seconds, as Kubernetes writes times. */
export function timestamp(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}

export function createStatusWriter(
  about: { readonly podIp: string; readonly startTime: string },
  deps: NodeDeps,
): (facts: StatusFacts) => void {
  let written = '';
  /** Reads the object afresh so that conditions written by others are kept; both steps are one, as the API is synchronous. */
  return (facts) => {
    const key = { namespace: namespaceOf(facts.pod), name: facts.pod.metadata.name };
    const current = deps.api.get(resources.pod, key);
    if (current === undefined || current.metadata.uid !== facts.pod.metadata.uid) return;
    const { hostIp, clock } = deps;
    const status = planPodStatus({ ...facts, ...about, hostIp, pod: podOf(current), nowIso: timestamp(clock.now()) });
    const text = JSON.stringify(status);
    if (text === written) return;
    written = text;
    try {
      deps.api.mergePatch(resources.pod, key, { status }, { subresource: 'status', fieldManager: 'kubelet' });
    } catch (error) {
      if (!isAppError(error, 'not_found')) throw error;
    }
  };
}
