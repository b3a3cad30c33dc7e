/** How a deployment is written down in the cluster: which annotations carry what the server must find again. */
import { type UserDeployment, userDeploymentLabels } from '@moorage/kube/crds/user-deployment';
import type { PushedSecret, SeenDeployment, WantedDeployment } from '../../domains/deployments/deployment.ports.ts';

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

/** Marks Secrets that we push, for the operator and for us. */
export function pushedLabels({ name }: { readonly name: string }, service?: string): Record<string, string> {
  return {
    [userDeploymentLabels.managedBy]: fieldManager,
    [userDeploymentLabels.instance]: name,
    ...(service === undefined ? {} : { [userDeploymentLabels.component]: service }),
  };
}

/** Owned by the object, and so gone with it. The one place where values leave the platform. */
export function pushedSecretManifest(wanted: WantedDeployment, secret: PushedSecret, ownerUid: string) {
  const owner = { apiVersion: 'moorage.dev/v1alpha1', kind: 'UserDeployment', name: wanted.name, uid: ownerUid };
  const data = Object.entries(secret.values).map(
    ([key, value]) => [key, Buffer.from(value.reveal()).toString('base64')] as const,
  );
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    type: 'Opaque',
    metadata: {
      namespace: wanted.namespace,
      name: secret.name,
      labels: pushedLabels(wanted, secret.service),
      annotations: { [deploymentIdAnnotation]: wanted.deploymentId },
      ownerReferences: [owner],
    },
    data: Object.fromEntries(data),
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
