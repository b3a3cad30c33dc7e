/** Whether the one node can take a pod. */
import type { Container, Pod } from './pod-spec.ts';
import { parseQuantity } from './quantity.rules.ts';

export interface NodeFacts {
  readonly labels: Readonly<Record<string, string>>;
  readonly cpu: number;
  readonly memoryBytes: number;
}

export type ClaimState = 'bound' | 'unbound' | 'missing';

export type Placement =
  | { readonly kind: 'bind' }
  | { readonly kind: 'gated' }
  | { readonly kind: 'unschedulable'; readonly message: string };

function requested(containers: readonly Container[], resource: string): number {
  return containers.reduce((sum, container) => sum + (parseQuantity(container.resources?.requests?.[resource]) ?? 0), 0);
}

function firstProblem(pod: Pod, node: NodeFacts, claimState: (claim: string) => ClaimState): string | undefined {
  for (const volume of pod.spec.volumes ?? []) {
    const claim = volume.persistentVolumeClaim?.claimName;
    if (claim === undefined) continue;
    const state = claimState(claim);
    if (state === 'missing') return `persistentvolumeclaim "${claim}" not found`;
    if (state === 'unbound') return '0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims.';
  }
  const selector = Object.entries(pod.spec.nodeSelector ?? {});
  if (selector.some(([key, value]) => node.labels[key] !== value)) {
    return "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector.";
  }
  if (requested(pod.spec.containers, 'cpu') > node.cpu) return '0/1 nodes are available: 1 Insufficient cpu.';
  if (requested(pod.spec.containers, 'memory') > node.memoryBytes) return '0/1 nodes are available: 1 Insufficient memory.';
  return undefined;
}

/** One pod is weighed against the whole machine: pods share it and are not packed. */
export function decidePlacement(pod: Pod, node: NodeFacts, claimState: (claim: string) => ClaimState): Placement {
  if ((pod.spec.schedulingGates ?? []).length > 0) return { kind: 'gated' };
  const message = firstProblem(pod, node, claimState);
  return message === undefined ? { kind: 'bind' } : { kind: 'unschedulable', message };
}
