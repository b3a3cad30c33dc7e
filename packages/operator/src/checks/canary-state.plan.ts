/**
 * What becomes of a canary: whether it is possible here, what it needs, and how it is.
 *
 * It gets requests only from the moment it is ready, and none while no copy of it is; so one that never starts costs nobody a
 * request. At its end the route goes first and the copies after it, when nothing leads to them any more.
 */
import { type CanaryFacts, type CanaryObstacle, canaryRoutingOf, findCanaryObstacle } from '@moorage/kube/crds/canary-support';
import type {
  UserDeploymentCanary,
  UserDeploymentCanaryStatus,
  UserDeploymentService,
  UserDeploymentServiceStatus,
} from '@moorage/kube/crds/user-deployment';
import type { KubeObject } from '@moorage/kube/objects';
import { resources } from '@moorage/kube/resources';
import type { StatedCondition } from '@moorage/kube/runtime/report';
import { canaryComponentOf, canaryServiceOf, planCanaryRoute, planCanaryTemplate } from '../desired/canary.plan.ts';
import type { Desired } from '../desired/desired.ts';
import { templateVersionOf } from '../desired/pod-template.plan.ts';
import { probePatience } from '../desired/probes.plan.ts';
import { wantedReplicas } from '../desired/replicas.plan.ts';
import { planService, planWorkload } from '../desired/service.plan.ts';
import { type Observed, ownedOf } from '../observed.ts';
import type { OperatorSettings } from '../settings.ts';
import { annotations, componentOf, type IngressAddress, namesOf } from '../user-deployment.names.ts';
import type { SecretsState } from './secrets-state.plan.ts';
import { planServiceState } from './service-state.plan.ts';
import { condition } from './status.plan.ts';

export interface CanaryState {
  readonly desired: readonly Desired[];
  readonly status: UserDeploymentCanaryStatus;
  readonly conditions: readonly StatedCondition[];
}

export interface CanaryInput {
  readonly observed: Observed;
  readonly settings: OperatorSettings;
  readonly secrets: SecretsState;
  readonly addresses: readonly IngressAddress[];
}

/** Routes of canaries: of all that a deployment owns only they are ingresses of a component. */
function routesOf(observed: Observed): KubeObject[] {
  const all = [...ownedOf(observed, resources.ingress), ...ownedOf(observed, resources.ingressRoute)];
  return all.filter((object) => componentOf(object) !== undefined);
}

/** What a route still leads to must not be removed before the route. */
export function isRoutedTo(observed: Observed): (object: KubeObject) => boolean {
  const routed = new Set(routesOf(observed).map(componentOf));
  return (object) => {
    const isTarget = object.kind === resources.deployment.kind || object.kind === resources.service.kind;
    return isTarget && routed.has(componentOf(object));
  };
}

function classOf({ ingress }: IngressAddress, settings: OperatorSettings): string {
  return ingress.className ?? settings.ingressClassName;
}

function factsOf(input: CanaryInput, service: UserDeploymentService, addresses: readonly IngressAddress[]): CanaryFacts {
  const { observed, settings } = input;
  return {
    service: service.name,
    isInternal: observed.root.spec?.visibility === 'internal',
    hasVolumes: (service.volumes ?? []).length > 0,
    ingresses: addresses.map((address) => ({
      name: address.ingress.name,
      className: classOf(address, settings),
      controller: observed.routing.controllers[classOf(address, settings)],
      annotations: address.ingress.annotations ?? {},
    })),
    // Not yet known is not a reason to refuse.
    servesIngressRoutes: observed.routing.engine !== 'absent',
  };
}

function refused(canary: UserDeploymentCanary, obstacle: CanaryObstacle): CanaryState {
  const message = `${obstacle.message} ${obstacle.nextStep}`;
  const { service, image } = canary;
  return {
    desired: [],
    status: { service, image, weight: 0, replicas: 0, readyReplicas: 0, state: 'Failed', message },
    conditions: [
      condition('CanarySupported', false, obstacle.reason, message),
      condition('CanaryReady', false, 'Unsupported', 'Nothing runs, for its requests could not be split.'),
    ],
  };
}

/** Every route is there as it is wanted. */
function areRouted(observed: Observed, routes: readonly Desired[]): boolean {
  const present = routesOf(observed);
  return routes.every(({ object }) =>
    present.some(
      ({ kind, metadata }) =>
        kind === object.kind &&
        metadata.name === object.metadata.name &&
        metadata.annotations?.[annotations.fingerprint] === object.metadata.annotations?.[annotations.fingerprint],
    ),
  );
}

function planRoutes(input: CanaryInput, canary: UserDeploymentCanary, addresses: readonly IngressAddress[]): Desired[] {
  const { observed, settings } = input;
  return addresses.flatMap((address) => {
    const routing = canaryRoutingOf(observed.routing.controllers[classOf(address, settings)]);
    if (routing === undefined || (routing === 'ingress-route' && observed.routing.engine !== 'served')) return [];
    return [planCanaryRoute(observed.root, { address, routing, weight: canary.weight }, settings)];
  });
}

/** It begins to get requests when all its copies are ready, and ceases when none is. */
function mayServe(observed: Observed, component: string, state: UserDeploymentServiceStatus): boolean {
  if (state.state === 'Ready') return state.readyReplicas > 0;
  return state.readyReplicas > 0 && routesOf(observed).some((route) => componentOf(route) === component);
}

interface Running {
  readonly workload: readonly Desired[];
  readonly state: UserDeploymentServiceStatus;
}

function planRunning(input: CanaryInput, canary: UserDeploymentCanary, service: UserDeploymentService): Running {
  const { observed, settings, secrets } = input;
  const { root, deployments, pods, clues, now } = observed;
  const component = canaryComponentOf(service.name);
  const find = (name: string) =>
    deployments.find((object) => object.metadata.name === namesOf(root.metadata.name).workload(name));
  const version = canaryServiceOf(service, canary, wantedReplicas(root, service, find(service.name)));
  const template = planCanaryTemplate(root, version, settings, secrets.versions[service.name]);
  const wanted = wantedReplicas(root, version, undefined);
  const state = planServiceState({
    service: version,
    isPaused: root.spec?.paused === true,
    wanted,
    needed: wanted,
    wantedVersion: templateVersionOf(template),
    deployment: find(component),
    autoscaler: undefined,
    pods: pods.filter((pod) => componentOf(pod) === component),
    clues,
    patience: { now, ...probePatience(version, settings) },
  });
  const named = { ...version, name: component };
  return { workload: [...planService(root, named), planWorkload(root, named, template, find(component))], state };
}

/** Undefined where no canary is asked for. */
export function planCanary(input: CanaryInput): CanaryState | undefined {
  const { observed } = input;
  const canary = observed.root.spec?.canary;
  const service = observed.root.spec?.services.find((each) => each.name === canary?.service);
  if (canary === undefined || service === undefined) return undefined;
  const addresses = input.addresses.filter(({ ingress }) => ingress.service === service.name);
  const obstacle = findCanaryObstacle(factsOf(input, service, addresses));
  if (obstacle !== undefined) return refused(canary, obstacle);
  const { workload, state } = planRunning(input, canary, service);
  const isServing = canary.weight > 0 && mayServe(observed, canaryComponentOf(service.name), state);
  const routes = isServing ? planRoutes(input, canary, addresses) : [];
  const isRouted = routes.length > 0 && areRouted(observed, routes);
  const { name: _service, ...rest } = state;
  const message = state.message ?? `All copies are ready, and ${canary.weight} % of the requests go there.`;
  return {
    desired: [...workload, ...routes],
    status: { service: service.name, weight: isRouted ? canary.weight : 0, ...rest },
    conditions: [
      condition('CanarySupported', true, 'Supported', 'The ingress class splits requests by weight.'),
      condition('CanaryReady', state.state === 'Ready', state.evidence?.reason ?? state.state, message),
    ],
  };
}
