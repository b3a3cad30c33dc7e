/** Which deployments somebody waits for: they are worked on before those that are merely looked at again. */
import type { UserDeployment, UserDeploymentPhase } from '@moorage/kube/crds/user-deployment';

/** On the way to what somebody asked for. What failed is not: it may fail for a long time, and often. */
const awaitedPhases = new Set<UserDeploymentPhase | undefined>([undefined, 'Pending', 'Provisioning']);

/** Whoever created, changed or removed it waits for it; everything else is the cluster's own doing. */
export function isAwaited(root: UserDeployment | undefined): boolean {
  if (root === undefined) return false;
  if (root.metadata.deletionTimestamp !== undefined) return root.status?.phase !== 'Deleting';
  return root.status?.observedGeneration !== root.metadata.generation || awaitedPhases.has(root.status?.phase);
}
