/** From the host and path of a request to the service that an Ingress names for it. */
import type { KubeObject } from '@moorage/kube/objects';
import { canaryWeightOf } from './canary.rules.ts';

interface IngressBackend {
  readonly service?: { readonly name: string; readonly port?: { readonly number?: number; readonly name?: string } };
}

export interface Ingress extends KubeObject {
  spec: {
    readonly defaultBackend?: IngressBackend;
    readonly rules?: readonly {
      readonly host?: string;
      readonly http?: {
        readonly paths?: readonly { readonly path?: string; readonly pathType?: string; readonly backend: IngressBackend }[];
      };
    }[];
  };
}

export interface Route {
  /** Lower case; `*.` begins a wildcard, empty matches every host. */
  readonly host: string;
  readonly path: string;
  readonly isExact: boolean;
  readonly namespace: string;
  readonly ingress: string;
  readonly service: string;
  readonly port: number | string;
  /** Another service that gets a share of its requests. */
  readonly canary?: { readonly service: string; readonly port: number | string; readonly weight: number };
}

/** True for an object of the ingresses resource, whose fields the API has validated. */
export function isIngress(object: KubeObject): object is Ingress {
  return object.kind === 'Ingress' && typeof object.spec === 'object' && object.spec !== null;
}

function routeTo(backend: IngressBackend | undefined, place: Omit<Route, 'service' | 'port'>): Route[] {
  const port = backend?.service?.port?.number ?? backend?.service?.port?.name;
  if (backend?.service === undefined || port === undefined) return [];
  return [{ ...place, service: backend.service.name, port }];
}

function routesOf(ingress: Ingress): Route[] {
  const { name, namespace = 'default' } = ingress.metadata;
  const rules = (ingress.spec.rules ?? []).flatMap((rule) =>
    (rule.http?.paths ?? []).flatMap((entry) =>
      routeTo(entry.backend, {
        host: (rule.host ?? '').toLowerCase(),
        path: entry.path ?? '/',
        isExact: entry.pathType === 'Exact',
        namespace,
        ingress: name,
      }),
    ),
  );
  return [...rules, ...routeTo(ingress.spec.defaultBackend, { host: '', path: '/', isExact: false, namespace, ingress: name })];
}

/** Exact hosts before wildcards before none; exact paths before prefixes; long before short; then by name, to be stable. */
function rank(route: Route): [number, number, number, string] {
  const hostRank = route.host === '' ? 2 : route.host.startsWith('*.') ? 1 : 0;
  return [hostRank, route.isExact ? 0 : 1, -route.path.length, `${route.namespace}/${route.ingress}`];
}

function compareRoutes(a: Route, b: Route): number {
  const [left, right] = [rank(a), rank(b)];
  for (const [index, value] of left.entries()) {
    const other = right[index];
    if (other === undefined || value === other) continue;
    return value < other ? -1 : 1;
  }
  return 0;
}

function isSamePlace(a: Route, b: Route): boolean {
  return a.namespace === b.namespace && a.host === b.host && a.path === b.path && a.isExact === b.isExact;
}

/**
 * All routes, the most specific first; the class of an Ingress is of no matter here. A canary has no route of its own: it joins the
 * one of the same host and path in its namespace, the first of several, and without one it gets no requests.
 */
export function planRoutes(ingresses: readonly Ingress[]): Route[] {
  const alive = ingresses.filter((ingress) => ingress.metadata.deletionTimestamp === undefined);
  const canaries = alive.flatMap((ingress) => {
    const weight = canaryWeightOf(ingress);
    return weight === undefined ? [] : routesOf(ingress).map((route) => ({ route, weight }));
  });
  return alive
    .filter((ingress) => canaryWeightOf(ingress) === undefined)
    .flatMap(routesOf)
    .sort(compareRoutes)
    .map((route) => {
      const found = canaries
        .toSorted((a, b) => compareRoutes(a.route, b.route))
        .find((canary) => isSamePlace(canary.route, route));
      if (found === undefined) return route;
      const { service, port } = found.route;
      return { ...route, canary: { service, port, weight: found.weight } };
    });
}

function hostMatches(pattern: string, host: string): boolean {
  if (pattern === '' || pattern === host) return true;
  if (!pattern.startsWith('*.')) return false;
  const dot = host.indexOf('.');
  return dot > 0 && host.slice(dot) === pattern.slice(1);
}

/** A prefix matches whole path elements: `/api` takes `/api` and `/api/x`, not `/apis`. */
function pathMatches(route: Route, path: string): boolean {
  if (route.isExact) return path === route.path;
  const prefix = route.path.endsWith('/') ? route.path.slice(0, -1) : route.path;
  return prefix === '' || path === prefix || path.startsWith(`${prefix}/`);
}

/** The route for a request; `path` comes without its query. */
export function matchRoute(routes: readonly Route[], host: string, path: string): Route | undefined {
  const name = host.toLowerCase().replace(/\.$/, '');
  return routes.find((route) => hostMatches(route.host, name) && pathMatches(route, path));
}
