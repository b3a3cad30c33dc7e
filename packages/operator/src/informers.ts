/** The informers of the operator: its own kind everywhere, and of other kinds only what carries our label. */
import type { UserDeployment } from '@moorage/kube/crds/user-deployment';
import { userDeploymentLabels } from '@moorage/kube/crds/user-deployment';
import type { KubeObject } from '@moorage/kube/objects';
import { resources } from '@moorage/kube/resources';
import { createInformer, type Informer, type InformerDeps } from '@moorage/kube/runtime/informer';
import { ownedResources } from './observed.ts';
import { type Deployment, type Pod, withoutSpec } from './pod.ts';
import { hostsOf, managedBy, rootKeyOf } from './user-deployment.names.ts';

export interface OperatorInformers {
  readonly userDeployments: Informer<UserDeployment>;
  readonly deployments: Informer<Deployment>;
  readonly pods: Informer<Pod>;
  /** The other owned kinds. */
  readonly others: readonly Informer[];
  /** Only with a namespace selector. */
  readonly namespaces?: Informer;
  readonly all: readonly Pick<Informer, 'name' | 'resource' | 'start' | 'stop' | 'status' | 'metrics' | 'hasSynced'>[];
}

export interface InformerSettings {
  readonly deploymentDomain: string;
  readonly namespaceSelector?: string;
}

function rootIndex(object: KubeObject): string[] {
  const key = rootKeyOf(object);
  return key === undefined ? [] : [key];
}

/** Makes them all; nothing runs before they are started. */
export function createInformers(deps: InformerDeps, settings: InformerSettings): OperatorInformers {
  const labelSelector = `${userDeploymentLabels.managedBy}=${managedBy}`;
  const userDeployments = createInformer<UserDeployment>(deps, {
    resource: resources.userDeployment,
    indexers: {
      host: (root) => (root.spec === undefined ? [] : hostsOf(root, settings.deploymentDomain).map(({ host }) => host)),
    },
  });
  const deployments = createInformer<Deployment>(deps, { resource: resources.deployment, labelSelector });
  const pods = createInformer<Pod>(deps, {
    resource: resources.pod,
    labelSelector,
    indexers: { root: rootIndex },
    transform: withoutSpec,
  });
  const others = ownedResources
    .filter((resource) => resource !== resources.deployment)
    .map((resource) => createInformer(deps, { resource, labelSelector }));
  const namespaces =
    settings.namespaceSelector === undefined
      ? undefined
      : createInformer(deps, { resource: resources.namespace, labelSelector: settings.namespaceSelector });
  return {
    userDeployments,
    deployments,
    pods,
    others,
    ...(namespaces === undefined ? {} : { namespaces }),
    all: [userDeployments, deployments, pods, ...others, ...(namespaces === undefined ? [] : [namespaces])],
  };
}
