/** The kinds that the controllers know, each with the type of its objects, and the typed reads. */
import { apiVersionOf, type KubeObject, type ObjectKey, type Resource } from '@moorage/kube/objects';
import { resources } from '@moorage/kube/resources';
import type { ClusterApi, ListOptions } from '../../api.ts';
import type * as model from './model.ts';
import type { PodAutoscaler } from './pod-autoscaler.ts';

/** A resource whose objects have the type `T`; the type exists at compile time only. */
export interface Kind<T extends KubeObject> extends Resource {
  readonly objectType?: T;
}

const known = <T extends KubeObject>(resource: Resource): Kind<T> => resource;
const kind = <T extends KubeObject>(group: string, name: string, plural: string, namespaced = true): Kind<T> => ({
  group,
  version: 'v1',
  kind: name,
  plural,
  namespaced,
});

export const kinds = {
  namespace: known<model.Namespace>(resources.namespace),
  node: known<model.Node>(resources.node),
  pod: known<model.Pod>(resources.pod),
  service: known<model.KubeService>(resources.service),
  serviceAccount: known(resources.serviceAccount),
  configMap: known(resources.configMap),
  secret: known(resources.secret),
  event: known<model.KubeEvent>(resources.event),
  endpoints: kind<model.Endpoints>('', 'Endpoints', 'endpoints'),
  persistentVolumeClaim: known<model.VolumeClaim>(resources.persistentVolumeClaim),
  persistentVolume: kind<model.PersistentVolume>('', 'PersistentVolume', 'persistentvolumes', false),
  storageClass: kind<model.StorageClass>('storage.k8s.io', 'StorageClass', 'storageclasses', false),
  deployment: known<model.Deployment>(resources.deployment),
  replicaSet: known<model.ReplicaSet>(resources.replicaSet),
  statefulSet: kind<model.StatefulSet>('apps', 'StatefulSet', 'statefulsets'),
  daemonSet: kind<model.DaemonSet>('apps', 'DaemonSet', 'daemonsets'),
  controllerRevision: kind<model.ControllerRevision>('apps', 'ControllerRevision', 'controllerrevisions'),
  job: kind<model.Job>('batch', 'Job', 'jobs'),
  cronJob: kind<model.CronJob>('batch', 'CronJob', 'cronjobs'),
  endpointSlice: kind<model.EndpointSlice>('discovery.k8s.io', 'EndpointSlice', 'endpointslices'),
  podAutoscaler: {
    ...kind<PodAutoscaler>('autoscaling', 'HorizontalPodAutoscaler', 'horizontalpodautoscalers'),
    version: 'v2',
  },
  disruptionBudget: kind<model.DisruptionBudget>('policy', 'PodDisruptionBudget', 'poddisruptionbudgets'),
  customResourceDefinition: known<model.CustomResourceDefinition>(resources.customResourceDefinition),
} as const;

/** Kinds that no controller here reads, but whose objects can own, be owned or live in a namespace. */
const passiveKinds: readonly Resource[] = [
  kind('', 'ResourceQuota', 'resourcequotas'),
  kind('', 'LimitRange', 'limitranges'),
  resources.ingress,
  resources.networkPolicy,
  kind('networking.k8s.io', 'IngressClass', 'ingressclasses', false),
  resources.lease,
  kind('rbac.authorization.k8s.io', 'Role', 'roles'),
  kind('rbac.authorization.k8s.io', 'RoleBinding', 'rolebindings'),
  kind('rbac.authorization.k8s.io', 'ClusterRole', 'clusterroles', false),
  kind('rbac.authorization.k8s.io', 'ClusterRoleBinding', 'clusterrolebindings', false),
];

/** Every built-in kind of the cluster. */
export const builtInKinds: readonly Resource[] = [...Object.values(kinds), ...passiveKinds];

/** The stored version of a custom kind, or nothing while none is served. */
export function resourceOfDefinition(definition: model.CustomResourceDefinition): Resource | undefined {
  const { spec } = definition;
  const version =
    spec?.versions.find((candidate) => candidate.storage && candidate.served) ?? spec?.versions.find((v) => v.served);
  if (spec === undefined || version === undefined) return undefined;
  return {
    group: spec.group,
    version: version.name,
    kind: spec.names.kind,
    plural: spec.names.plural,
    namespaced: spec.scope === 'Namespaced',
  };
}

/** True for an object of the kind; sound because the API server validated it against the kind's schema. */
export function isOfKind<T extends KubeObject>(of: Kind<T>, object: KubeObject | undefined): object is T {
  return object?.kind === of.kind && object.apiVersion === apiVersionOf(of);
}

/** One object of a known kind. */
export function read<T extends KubeObject>(api: ClusterApi, of: Kind<T>, key: ObjectKey): T | undefined {
  const object = api.get(of, key);
  return isOfKind(of, object) ? object : undefined;
}

/** The objects of a known kind. */
export function readAll<T extends KubeObject>(api: ClusterApi, of: Kind<T>, options?: ListOptions): T[] {
  return api.list(of, options).filter((object) => isOfKind(of, object));
}
