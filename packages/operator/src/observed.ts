/** What gather saw: the input of the plan. */
import type { UserDeployment } from '@moorage/kube/crds/user-deployment';
import type { KubeObject, Resource } from '@moorage/kube/objects';
import { resources } from '@moorage/kube/resources';
import type { PodClues } from './checks/pod-failure.plan.ts';
import type { Deployment, Pod } from './pod.ts';

/** Everything that gather saw. */
export interface Observed {
  readonly root: UserDeployment;
  /** Deployments whose owner is the root. */
  readonly deployments: readonly Deployment[];
  /** Other objects whose owner is the root, by the plural of their resource. */
  readonly owned: Readonly<Record<string, readonly KubeObject[]>>;
  readonly pods: readonly Pod[];
  /** By uid of the pod. */
  readonly clues: Readonly<Record<string, PodClues>>;
  /** Hosts of the root that an older deployment uses, with its key. */
  readonly takenHosts: Readonly<Record<string, string>>;
  readonly now: Date;
}

/** Resources that a UserDeployment owns, in the order in which they are removed: first what leads to it. */
export const ownedResources: readonly Resource[] = [
  resources.ingress,
  resources.deployment,
  resources.service,
  resources.configMap,
  resources.networkPolicy,
  resources.persistentVolumeClaim,
  resources.serviceAccount,
];

/** What the root owns of one resource. */
export function ownedOf(observed: Observed, resource: Resource): readonly KubeObject[] {
  return resource === resources.deployment ? observed.deployments : (observed.owned[resource.plural] ?? []);
}
