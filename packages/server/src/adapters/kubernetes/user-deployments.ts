/** How a deployment is written down in the cluster: which annotations carry what the server must find again. */
import type { UserDeployment } from '@moorage/kube/crds/user-deployment';
import type { SeenDeployment, WantedDeployment } from '../../domains/deployments/deployment.ports.ts';

export const deploymentIdAnnotation = 'moorage.dev/deployment-id';
export const generationAnnotation = 'moorage.dev/generation';
/** Number of the release that the spec is. */
export const releaseAnnotation = 'moorage.dev/release';
export const fieldManager = 'moorage-server';

export function namespaceManifest(wanted: WantedDeployment) {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: wanted.namespace, labels: { ...wanted.namespaceLabels } },
  };
}

export function userDeploymentManifest(wanted: WantedDeployment): UserDeployment {
  return {
    apiVersion: 'moorage.dev/v1alpha1',
    kind: 'UserDeployment',
    metadata: {
      namespace: wanted.namespace,
      name: wanted.name,
      labels: { ...wanted.labels },
      annotations: {
        [deploymentIdAnnotation]: wanted.deploymentId,
        [generationAnnotation]: String(wanted.generation),
        [releaseAnnotation]: String(wanted.release),
      },
    },
    spec: wanted.spec,
  };
}

export function deploymentIdOf(object: UserDeployment): string | undefined {
  return object.metadata.annotations?.[deploymentIdAnnotation];
}

/** The status speaks of the spec as it is when the operator has seen this generation of the object. */
export function toSeen(object: UserDeployment): SeenDeployment {
  const { metadata, status } = object;
  const wholeNumber = (annotation: string): number | undefined => {
    const value = Number(metadata.annotations?.[annotation]);
    return Number.isInteger(value) ? value : undefined;
  };
  return {
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    deploymentId: deploymentIdOf(object),
    generation: wholeNumber(generationAnnotation),
    release: wholeNumber(releaseAnnotation),
    isDeleting: metadata.deletionTimestamp !== undefined,
    isCurrent: status?.observedGeneration !== undefined && status.observedGeneration >= (metadata.generation ?? 0),
    object,
  };
}
