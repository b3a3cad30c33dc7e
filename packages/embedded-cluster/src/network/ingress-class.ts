/** The class that stands for this ingress, so that whoever asks which controller serves an Ingress finds an answer here too. */
import { isAppError } from '@moorage/core/errors';
import { apiVersionOf, type KubeObject } from '@moorage/kube/objects';
import { resources } from '@moorage/kube/resources';
import type { ClusterApi } from '../api.ts';

/** It splits requests as canary annotations ask. */
const controller = 'moorage.dev/embedded-ingress';

const ingressClass: KubeObject = {
  apiVersion: apiVersionOf(resources.ingressClass),
  kind: resources.ingressClass.kind,
  metadata: { name: 'moorage', annotations: { 'ingressclass.kubernetes.io/is-default-class': 'true' } },
  spec: { controller },
};

/** Makes it where it is missing; one that is there stays as it is. */
export function ensureIngressClass(api: ClusterApi): void {
  if (api.get(resources.ingressClass, { name: ingressClass.metadata.name }) !== undefined) return;
  try {
    api.create(resources.ingressClass, ingressClass);
  } catch (error) {
    if (!isAppError(error, 'already_exists')) throw error;
  }
}
