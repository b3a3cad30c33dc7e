/** What the proxies route by, kept current by watches: services, pods, endpoints of services without a selector, ingresses. */
import type { CancelTimer, Clock } from '@moorage/core/clock';
import { keyOf, type KubeObject, type Resource } from '@moorage/kube/objects';
import { resources } from '@moorage/kube/resources';
import type { ClusterApi } from '../api.ts';
import { podOf, type Pod } from '../node/pod-spec.ts';
import { boundPort } from '../node/port-floor.ts';
import { planBackends, isService, type Backend, type Backends, type Service, type ServicePort } from './backends.rules.ts';
import { isIngress, planRoutes, type Ingress, type Route } from './route.rules.ts';

const endpoints: Resource = { group: '', version: 'v1', kind: 'Endpoints', plural: 'endpoints', namespaced: true };

export interface NetworkState {
  start(): void;
  stop(): void;
  services(): readonly Service[];
  pods(): readonly Pod[];
  ingresses(): readonly Ingress[];
  routes(): readonly Route[];
  findService(namespace: string, name: string): Service | undefined;
  backends(service: Service, port: ServicePort): Backends;
  /** Called soon after a change, once for many. */
  onChange(listener: () => void): void;
}

interface EndpointSubset {
  readonly addresses?: readonly { readonly ip: string; readonly targetRef?: { readonly name?: string } }[];
  readonly ports?: readonly { readonly name?: string; readonly port: number }[];
}

interface Endpoints extends KubeObject {
  subsets?: readonly EndpointSubset[];
}

function isEndpoints(object: KubeObject | undefined): object is Endpoints {
  return object?.kind === 'Endpoints' && (object['subsets'] === undefined || Array.isArray(object['subsets']));
}

function endpointBackends(object: KubeObject | undefined, port: ServicePort): Backend[] {
  if (!isEndpoints(object)) return [];
  return (object.subsets ?? []).flatMap((subset) => {
    const found = subset.ports?.find((candidate) => candidate.name === port.name) ?? subset.ports?.[0];
    if (found === undefined) return [];
    return (subset.addresses ?? []).map((address) => ({
      pod: address.targetRef?.name ?? address.ip,
      ip: address.ip,
      port: found.port,
    }));
  });
}

export interface NetworkStateDeps {
  readonly api: ClusterApi;
  readonly clock: Clock;
  /** See `node/port-floor.ts`. */
  readonly portFloor: number;
}

/** How long changes are gathered before listeners hear of them. */
const gatherMs = 10;

export function createNetworkState(deps: NetworkStateDeps): NetworkState {
  const held = new Map<Resource, Map<string, KubeObject>>();
  const listeners: (() => void)[] = [];
  const backendCache = new Map<string, Backends>();
  let routeCache: Route[] | undefined;
  let stops: (() => void)[] = [];
  let pending: CancelTimer | undefined;

  function changed(): void {
    backendCache.clear();
    routeCache = undefined;
    pending ??= deps.clock.after(gatherMs, () => {
      pending = undefined;
      for (const listener of listeners) listener();
    });
  }

  function follow(resource: Resource): void {
    const objects = new Map<string, KubeObject>();
    held.set(resource, objects);
    for (const object of deps.api.list(resource)) objects.set(keyOf(object), object);
    const stop = deps.api.watch(resource, ({ type, object }) => {
      if (type === 'DELETED') objects.delete(keyOf(object));
      else objects.set(keyOf(object), object);
      changed();
    });
    stops.push(stop);
  }

  const all = (resource: Resource): KubeObject[] => [...(held.get(resource)?.values() ?? [])];

  /** Pods are reached where they could bind. */
  function reach({ ready, unready }: Backends): Backends {
    return { ready: ready.map((backend) => ({ ...backend, port: boundPort(backend.port, deps.portFloor) })), unready };
  }

  function findBackends(service: Service, port: ServicePort): Backends {
    if (Object.keys(service.spec.selector ?? {}).length > 0)
      return reach(planBackends(service, port, all(resources.pod).map(podOf)));
    return { ready: endpointBackends(held.get(endpoints)?.get(keyOf(service)), port), unready: [] };
  }

  return {
    start() {
      for (const resource of [resources.service, resources.pod, resources.ingress, endpoints]) follow(resource);
      changed();
    },
    stop() {
      for (const stop of stops) stop();
      stops = [];
      pending?.();
      pending = undefined;
    },
    services: () => all(resources.service).filter(isService),
    pods: () => all(resources.pod).map(podOf),
    ingresses: () => all(resources.ingress).filter(isIngress),
    routes: () => (routeCache ??= planRoutes(all(resources.ingress).filter(isIngress))),
    findService(namespace, name) {
      const found = held.get(resources.service)?.get(keyOf({ metadata: { namespace, name } }));
      return found !== undefined && isService(found) ? found : undefined;
    },
    backends(service, port) {
      const key = `${keyOf(service)}:${port.name ?? ''}:${port.port}`;
      const cached = backendCache.get(key) ?? findBackends(service, port);
      backendCache.set(key, cached);
      return cached;
    },
    onChange: (listener) => void listeners.push(listener),
  };
}
