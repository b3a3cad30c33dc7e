/**
 * What the operator's copies keep of each kind: what plans read, and what must be compared to notice that somebody changed an object.
 *
 * A cluster with ten thousand deployments has some eighty thousand objects of these kinds; what nobody reads is most of their bytes.
 * A reader of a new field adds it here. Contents of config maps are kept as fingerprints, value by value: enough to see whether
 * they are still what was applied, and a megabyte of files costs a few bytes.
 */
import type { KubeObject, ObjectMeta, Resource } from '@moorage/kube/objects';
import { resources } from '@moorage/kube/resources';
import { fingerprintOf } from '@moorage/kube/runtime/fingerprint';
import type { ContainerStatus, Deployment, Pod, PodCondition } from './pod.ts';
import type { Autoscaler, Certificate, ExternalSecret } from './upstream.ts';

/** Written by tools, as long as the object itself or longer, and read by nobody here. */
const unreadAnnotations = ['kubectl.kubernetes.io/last-applied-configuration', 'deployment.kubernetes.io/revision'];

function keptMetadata(metadata: ObjectMeta): ObjectMeta {
  const { managedFields: _managers, generateName: _prefix, annotations, ...kept } = metadata;
  if (annotations === undefined) return kept;
  const read = Object.entries(annotations).filter(([name]) => !unreadAnnotations.includes(name));
  return read.length === 0 ? kept : { ...kept, annotations: Object.fromEntries(read) };
}

function keptConditions(conditions: readonly PodCondition[] | undefined): PodCondition[] {
  return (conditions ?? []).map(({ type, status, reason, message }) => ({
    type,
    status,
    ...(reason === undefined ? {} : { reason }),
    ...(message === undefined ? {} : { message }),
  }));
}

/** All but what belongs to no deployment's business: spec and status are compared as a whole. */
export function keptRoot<T extends KubeObject>(root: T): T {
  return { ...root, metadata: keptMetadata(root.metadata) };
}

/** Without status: for what is only compared with what we want. */
function keptContent<T extends KubeObject>(object: T): T {
  const content = keptRoot(object);
  delete content.status;
  return content;
}

export function keptDeployment(deployment: Deployment): Deployment {
  const { observedGeneration, conditions } = deployment.status ?? {};
  const status = {
    ...(observedGeneration === undefined ? {} : { observedGeneration }),
    conditions: keptConditions(conditions),
  };
  return { ...keptContent(deployment), status };
}

function keptContainer({ name, ready, restartCount, state, lastState }: ContainerStatus): ContainerStatus {
  return {
    name,
    ready,
    restartCount,
    ...(state === undefined ? {} : { state }),
    ...(lastState === undefined || Object.keys(lastState).length === 0 ? {} : { lastState }),
  };
}

export function keptPod({ apiVersion, kind, metadata, status = {} }: Pod): Pod {
  const { phase, reason, message, startTime, conditions, containerStatuses } = status;
  return {
    apiVersion,
    kind,
    metadata: keptMetadata(metadata),
    status: {
      ...(phase === undefined ? {} : { phase }),
      ...(reason === undefined ? {} : { reason }),
      ...(message === undefined ? {} : { message }),
      ...(startTime === undefined ? {} : { startTime }),
      conditions: keptConditions(conditions),
      ...(containerStatuses === undefined ? {} : { containerStatuses: containerStatuses.map(keptContainer) }),
    },
  };
}

export function keptAutoscaler(autoscaler: Autoscaler): Autoscaler {
  return { ...keptContent(autoscaler), status: { conditions: keptConditions(autoscaler.status?.conditions) } };
}

export function keptExternalSecret(secret: ExternalSecret): ExternalSecret {
  const { conditions, syncedResourceVersion } = secret.status ?? {};
  const synced = syncedResourceVersion === undefined ? {} : { syncedResourceVersion };
  return { ...keptContent(secret), status: { conditions: keptConditions(conditions), ...synced } };
}

export function keptCertificate(certificate: Certificate): Certificate {
  const { spec: _unread, ...kept } = keptRoot(certificate);
  return kept;
}

function fingerprints(values: unknown): Record<string, string> {
  if (typeof values !== 'object' || values === null) return {};
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, fingerprintOf(value)]));
}

function keptConfigMap({ apiVersion, kind, metadata, data, binaryData }: KubeObject): KubeObject {
  const contents = { ...fingerprints(data), ...fingerprints(binaryData) };
  return { apiVersion, kind, metadata: keptMetadata(metadata), contents };
}

/** A claim is made once and then left alone; nobody compares it. */
function keptClaim({ apiVersion, kind, metadata }: KubeObject): KubeObject {
  return { apiVersion, kind, metadata: keptMetadata(metadata) };
}

/** What is kept of an owned kind that no plan reads, and how it is compared: what is wanted is brought into the same form. */
export function keptFormOf(resource: Resource): (object: KubeObject) => KubeObject {
  if (resource === resources.configMap) return keptConfigMap;
  return resource === resources.persistentVolumeClaim ? keptClaim : keptContent;
}
