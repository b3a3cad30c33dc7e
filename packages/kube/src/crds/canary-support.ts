/**
 * Where a canary is possible, and how its share of the requests is routed there.
 *
 * An Ingress has no weights; each controller has its own way of splitting requests, and most have none. The server asks before it
 * accepts a canary, the operator asks again before it routes one, for anyone may apply a UserDeployment; both by this one table.
 */

/** `annotations`: a second Ingress that ingress-nginx understands; `ingress-route`: Traefik's own kind with two weighted services. */
export type CanaryRouting = 'annotations' | 'ingress-route';

const routings: Readonly<Record<string, CanaryRouting>> = {
  'k8s.io/ingress-nginx': 'annotations',
  'moorage.dev/embedded-ingress': 'annotations',
  'traefik.io/ingress-controller': 'ingress-route',
};

/** One ingress that leads to the service. */
export interface CanaryIngress {
  readonly name: string;
  readonly className: string | undefined;
  /** What the class says; undefined where there is no such class. */
  readonly controller: string | undefined;
  readonly annotations: Readonly<Record<string, string>>;
}

export interface CanaryFacts {
  readonly service: string;
  readonly isInternal: boolean;
  readonly hasVolumes: boolean;
  /** Those that lead to the service. */
  readonly ingresses: readonly CanaryIngress[];
  /** Whether the cluster serves Traefik's kinds. */
  readonly servesIngressRoutes: boolean;
}

export type CanaryObstacleReason =
  | 'Internal'
  | 'HasVolumes'
  | 'NoIngress'
  | 'UnknownIngressClass'
  | 'IngressClassUnsupported'
  | 'IngressRoutesMissing'
  | 'IngressAnnotations';

/** Why there can be no canary, and what would help. */
export interface CanaryObstacle {
  readonly reason: CanaryObstacleReason;
  readonly message: string;
  readonly nextStep: string;
}

/** How a controller splits requests; undefined where it does not. */
export function canaryRoutingOf(controller: string | undefined): CanaryRouting | undefined {
  return controller === undefined || !Object.hasOwn(routings, controller) ? undefined : routings[controller];
}

const traefikPrefix = 'traefik.ingress.kubernetes.io/';

function ingressObstacle(ingress: CanaryIngress, servesIngressRoutes: boolean): CanaryObstacle | undefined {
  const { controller, className } = ingress;
  const routing = canaryRoutingOf(controller);
  const known = `Use an ingress class of one of these controllers: ${Object.keys(routings).join(', ')}.`;
  if (controller === undefined) {
    const message =
      className === undefined
        ? `The ingress ${ingress.name} names no class, and the cluster has no default one.`
        : `The cluster has no ingress class ${className}, so nobody can tell whether it splits requests.`;
    return { reason: 'UnknownIngressClass', message, nextStep: `Create the IngressClass. ${known}` };
  }
  if (routing === undefined) {
    const message = `The ingress class ${className ?? 'by default'} is of ${controller}, which cannot split requests by weight.`;
    return { reason: 'IngressClassUnsupported', message, nextStep: known };
  }
  if (routing === 'annotations') return undefined;
  if (!servesIngressRoutes) {
    const message = 'Traefik splits requests by its IngressRoute, and the cluster does not serve that kind.';
    return {
      reason: 'IngressRoutesMissing',
      message,
      nextStep: 'Install the custom resource definitions of Traefik (traefik.io).',
    };
  }
  const own = Object.keys(ingress.annotations).find((name) => name.startsWith(traefikPrefix));
  if (own === undefined) return undefined;
  const message = `The annotation ${own} of the ingress ${ingress.name} would not hold for the weighted route beside it.`;
  return { reason: 'IngressAnnotations', message, nextStep: 'Take the annotation away, or deploy without a canary.' };
}

/** The first thing that stands in the way of a canary; undefined where nothing does. */
export function findCanaryObstacle(facts: CanaryFacts): CanaryObstacle | undefined {
  const { service } = facts;
  if (facts.isInternal) {
    const message = 'The deployment is internal, so no ingress could split its requests.';
    return { reason: 'Internal', message, nextStep: 'Make it public, or deploy without a canary.' };
  }
  if (facts.hasVolumes) {
    const message = `The service ${service} has a volume, which one pod at a time may use.`;
    return { reason: 'HasVolumes', message, nextStep: 'Deploy without a canary.' };
  }
  if (facts.ingresses.length === 0) {
    const message = `No ingress leads to the service ${service}, so there are no requests to split.`;
    return { reason: 'NoIngress', message, nextStep: 'Choose a service with an ingress, or deploy without a canary.' };
  }
  for (const ingress of facts.ingresses) {
    const obstacle = ingressObstacle(ingress, facts.servesIngressRoutes);
    if (obstacle !== undefined) return obstacle;
  }
  return undefined;
}
