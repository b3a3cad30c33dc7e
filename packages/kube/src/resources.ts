/** The resources that our code reads or writes, by name; one place, so that no path is spelled out elsewhere. */
import type { Resource } from './objects.ts';

/** `apiVersion` is as in objects: `v1` or `group/version`. */
function of(apiVersion: string, kind: string, plural: string, namespaced = true): Resource {
  const slash = apiVersion.indexOf('/');
  return { group: apiVersion.slice(0, Math.max(slash, 0)), version: apiVersion.slice(slash + 1), kind, plural, namespaced };
}

export const resources = {
  namespace: of('v1', 'Namespace', 'namespaces', false),
  node: of('v1', 'Node', 'nodes', false),
  pod: of('v1', 'Pod', 'pods'),
  service: of('v1', 'Service', 'services'),
  serviceAccount: of('v1', 'ServiceAccount', 'serviceaccounts'),
  configMap: of('v1', 'ConfigMap', 'configmaps'),
  secret: of('v1', 'Secret', 'secrets'),
  event: of('v1', 'Event', 'events'),
  persistentVolumeClaim: of('v1', 'PersistentVolumeClaim', 'persistentvolumeclaims'),
  deployment: of('apps/v1', 'Deployment', 'deployments'),
  replicaSet: of('apps/v1', 'ReplicaSet', 'replicasets'),
  horizontalPodAutoscaler: of('autoscaling/v2', 'HorizontalPodAutoscaler', 'horizontalpodautoscalers'),
  podDisruptionBudget: of('policy/v1', 'PodDisruptionBudget', 'poddisruptionbudgets'),
  externalSecret: of('external-secrets.io/v1', 'ExternalSecret', 'externalsecrets'),
  certificate: of('cert-manager.io/v1', 'Certificate', 'certificates'),
  ingress: of('networking.k8s.io/v1', 'Ingress', 'ingresses'),
  ingressClass: of('networking.k8s.io/v1', 'IngressClass', 'ingressclasses', false),
  ingressRoute: of('traefik.io/v1alpha1', 'IngressRoute', 'ingressroutes'),
  networkPolicy: of('networking.k8s.io/v1', 'NetworkPolicy', 'networkpolicies'),
  lease: of('coordination.k8s.io/v1', 'Lease', 'leases'),
  customResourceDefinition: of('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'customresourcedefinitions', false),
  userDeployment: of('moorage.dev/v1alpha1', 'UserDeployment', 'userdeployments'),
} as const satisfies Record<string, Resource>;
