/** What gather saw: the input of the plan. */
import type { UserDeployment } from '@moorage/kube/crds/user-deployment';
import type { KubeObject, Resource } from '@moorage/kube/objects';
import { resources } from '@moorage/kube/resources';
import type { PodClues } from './checks/pod-failure.plan.ts';
import type { EngineState } from './optional-kind.ts';
import type { Deployment, Pod } from './pod.ts';
import type { Autoscaler, Certificate, ExternalSecret } from './upstream.ts';

/** What the secret store's operator has done for the root. */
export interface ObservedSecrets {
  readonly engine: EngineState;
  readonly externalSecrets: readonly ExternalSecret[];
  /** By name of the target secret: a text that changes with its data. */
  readonly versions: Readonly<Record<string, string>>;
}

/** What cert-manager has done for the root. */
export interface ObservedCertificates {
  readonly engine: EngineState;
  /** By name, which is that of their secret. */
  readonly byName: Readonly<Record<string, Certificate>>;
}

/** How requests are routed: what splits them by weight. */
export interface ObservedRouting {
  /** By name of ingress class. */
  readonly controllers: Readonly<Record<string, string>>;
  /** Traefik's own kinds. */
  readonly engine: EngineState;
  readonly ingressRoutes: readonly KubeObject[];
}

/** Everything that gather saw. */
export interface Observed {
  readonly root: UserDeployment;
  /** Deployments whose owner is the root. */
  readonly deployments: readonly Deployment[];
  readonly autoscalers: readonly Autoscaler[];
  /** Other objects whose owner is the root, by the plural of their resource. */
  readonly owned: Readonly<Record<string, readonly KubeObject[]>>;
  readonly pods: readonly Pod[];
  /** By uid of the pod. */
  readonly clues: Readonly<Record<string, PodClues>>;
  /** Hosts of the root that an older deployment uses, with its key. */
  readonly takenHosts: Readonly<Record<string, string>>;
  readonly secrets: ObservedSecrets;
  readonly certificates: ObservedCertificates;
  readonly routing: ObservedRouting;
  readonly now: Date;
}

/** Resources that a UserDeployment owns, in the order in which they are removed: first what leads to it. */
export const ownedResources: readonly Resource[] = [
  resources.ingress,
  resources.horizontalPodAutoscaler,
  resources.deployment,
  resources.podDisruptionBudget,
  resources.service,
  resources.configMap,
  resources.networkPolicy,
  resources.persistentVolumeClaim,
  resources.serviceAccount,
];

/** With those that not every cluster serves. */
export const removedResources: readonly Resource[] = [resources.ingressRoute, ...ownedResources, resources.externalSecret];

/** What the root owns of one resource. */
export function ownedOf(observed: Observed, resource: Resource): readonly KubeObject[] {
  if (resource === resources.deployment) return observed.deployments;
  if (resource === resources.horizontalPodAutoscaler) return observed.autoscalers;
  if (resource === resources.externalSecret) return observed.secrets.externalSecrets;
  if (resource === resources.ingressRoute) return observed.routing.ingressRoutes;
  return observed.owned[resource.plural] ?? [];
}
