/** The parts of objects that others look after and we read. */
import type { KubeObject } from '@moorage/kube/objects';
import type { PodCondition } from './pod.ts';

/** Of the cluster's autoscaler. */
export type Autoscaler = KubeObject<unknown, { readonly conditions?: readonly PodCondition[] }>;

/** Of the External Secrets Operator. */
export type ExternalSecret = KubeObject<
  unknown,
  { readonly conditions?: readonly PodCondition[]; readonly syncedResourceVersion?: string }
>;

/** Of cert-manager. */
export type Certificate = KubeObject<
  unknown,
  { readonly conditions?: readonly PodCondition[]; readonly notAfter?: string; readonly lastFailureTime?: string }
>;
