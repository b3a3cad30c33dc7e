/** The objects of a canary: a workload and a service of its own, and what sends it its share of the requests. */
import type { UserDeployment, UserDeploymentCanary, UserDeploymentService } from '@moorage/kube/crds/user-deployment';
import { userDeploymentLabels } from '@moorage/kube/crds/user-deployment';
import type { CanaryRouting } from '@moorage/kube/crds/canary-support';
import { resources } from '@moorage/kube/resources';
import type { OperatorSettings } from '../settings.ts';
import { type IngressAddress, namesOf } from '../user-deployment.names.ts';
import { desired, type Desired } from './desired.ts';
import { certificateSecretOf, tlsModeOf } from './ingress.plan.ts';
import { planPodTemplate, type PodTemplate } from './pod-template.plan.ts';

/** Its component: the pods carry it, so the service's own selector never finds them. */
export function canaryComponentOf(service: string): string {
  return `${service}-canary`;
}

/** The service as the canary runs it, under its own name: configuration, files and secrets are the service's. */
export function canaryServiceOf(
  service: UserDeploymentService,
  canary: UserDeploymentCanary,
  copies: number,
): UserDeploymentService {
  const { autoscaling: _one, disruption: _two, dependsOn: _three, ...rest } = service;
  const share = Math.max(1, Math.ceil((copies * canary.weight) / 100));
  const env = canary.env ?? service.env;
  return { ...rest, image: canary.image, ...(env === undefined ? {} : { env }), replicas: canary.replicas ?? share };
}

/** The service's template with the canary's label. */
export function planCanaryTemplate(
  root: UserDeployment,
  service: UserDeploymentService,
  settings: OperatorSettings,
  secretsVersion?: string,
): PodTemplate {
  const template = planPodTemplate(root, service, settings, secretsVersion);
  const labels = { ...template.metadata.labels, [userDeploymentLabels.component]: canaryComponentOf(service.name) };
  return { ...template, metadata: { ...template.metadata, labels } };
}

export interface CanaryRoute {
  readonly address: IngressAddress;
  readonly routing: CanaryRouting;
  readonly weight: number;
}

/** Understood by ingress-nginx and by the embedded ingress; everything else they take from the Ingress of the same host. */
function planCanaryIngress(root: UserDeployment, { address, weight }: CanaryRoute, settings: OperatorSettings): Desired {
  const { ingress, host } = address;
  const names = namesOf(root.metadata.name);
  const component = canaryComponentOf(ingress.service);
  const backend = { service: { name: names.workload(component), port: { number: ingress.port } } };
  return desired(root, {
    resource: resources.ingress,
    name: names.canaryRoute(address.key),
    component,
    annotations: {
      'nginx.ingress.kubernetes.io/canary': 'true',
      'nginx.ingress.kubernetes.io/canary-weight': String(weight),
    },
    content: {
      spec: {
        ingressClassName: ingress.className ?? settings.ingressClassName,
        rules: [{ host, http: { paths: [{ path: ingress.path ?? '/', pathType: 'Prefix', backend }] } }],
      },
    },
  });
}

/**
 * Beside the Ingress, which stays: whatever becomes of this route, the host is served. Its rule is the one that Traefik makes of the
 * Ingress, and the priority is one above what that gets by its length, so it wins over the Ingress and over nothing else.
 */
function planIngressRoute(root: UserDeployment, { address, weight }: CanaryRoute, settings: OperatorSettings): Desired {
  const { ingress, host } = address;
  const names = namesOf(root.metadata.name);
  const component = canaryComponentOf(ingress.service);
  const match = `Host(\`${host}\`) && PathPrefix(\`${ingress.path ?? '/'}\`)`;
  const isTls = tlsModeOf(address, settings) !== 'off';
  const { port } = ingress;
  const services = [
    { name: names.workload(ingress.service), port, weight: 100 - weight },
    { name: names.workload(component), port, weight },
  ];
  return desired(root, {
    resource: resources.ingressRoute,
    name: names.canaryRoute(address.key),
    component,
    content: {
      spec: {
        routes: [{ kind: 'Rule', match, priority: match.length + 1, services }],
        ...(isTls ? { tls: { secretName: certificateSecretOf(root, address) } } : {}),
      },
    },
  });
}

export function planCanaryRoute(root: UserDeployment, route: CanaryRoute, settings: OperatorSettings): Desired {
  return route.routing === 'annotations' ? planCanaryIngress(root, route, settings) : planIngressRoute(root, route, settings);
}
