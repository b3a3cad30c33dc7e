/** Which groups, versions and resources there are, in the aggregated form of new clients and the plain form of old ones. */
import type { IncomingMessage } from 'node:http';
import { apiVersionOf } from '@moorage/kube/objects';
import type { JsonObject } from '../json.ts';
import type { Kind } from '../kinds/kind.ts';
import type { KindRegistry } from '../kinds/registry.ts';
import { refuse } from '../refusal.ts';
import { acceptedTypes } from './exchange.ts';
import { reviewKinds, type ReviewKind } from './reviews.ts';

export const aggregatedType = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

const objectVerbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];
const readVerbs = ['get', 'list'];
const partVerbs = ['get', 'patch', 'update'];

/** Kinds that subresources speak when it is not the resource's own. */
const subresourceKinds: Record<
  string,
  { readonly group: string; readonly version: string; readonly kind: string; readonly verbs: readonly string[] }
> = {
  scale: { group: 'autoscaling', version: 'v1', kind: 'Scale', verbs: partVerbs },
  eviction: { group: 'policy', version: 'v1', kind: 'Eviction', verbs: ['create'] },
  binding: { group: '', version: 'v1', kind: 'Binding', verbs: ['create'] },
  exec: { group: '', version: 'v1', kind: 'PodExecOptions', verbs: ['create', 'get'] },
  attach: { group: '', version: 'v1', kind: 'PodAttachOptions', verbs: ['create', 'get'] },
  portforward: { group: '', version: 'v1', kind: 'PodPortForwardOptions', verbs: ['create', 'get'] },
  log: { group: '', version: 'v1', kind: 'Pod', verbs: ['get'] },
};

/** Higher is preferred: v2 before v1 before v1beta1 before v1alpha1. */
function versionRank(version: string): number {
  const match = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version);
  if (match === null) return -1;
  const stage = match[2] === undefined ? 2 : match[2] === 'beta' ? 1 : 0;
  return stage * 1_000_000 + Number(match[1]) * 1_000 + Number(match[3] ?? 0);
}

export function wantsAggregated(request: IncomingMessage): boolean {
  return acceptedTypes(request).some(
    ({ parameters }) =>
      parameters.get('g') === 'apidiscovery.k8s.io' &&
      parameters.get('v') === 'v2' &&
      parameters.get('as') === 'APIGroupDiscoveryList',
  );
}

interface GroupVersions {
  readonly group: string;
  /** Preferred first. */
  readonly versions: readonly string[];
}

function groupsOf(kinds: KindRegistry): GroupVersions[] {
  const found = new Map<string, Set<string>>();
  for (const { resource } of [...kinds.all(), ...reviewKinds]) {
    const versions = found.get(resource.group) ?? new Set<string>();
    found.set(resource.group, versions.add(resource.version));
  }
  return [...found].map(([group, versions]) => ({
    group,
    versions: [...versions].sort((a, b) => versionRank(b) - versionRank(a)),
  }));
}

const inVersion =
  (group: string, version: string) =>
  (kind: { resource: { group: string; version: string } }): boolean =>
    kind.resource.group === group && kind.resource.version === version;

const verbsOf = (kind: Kind): readonly string[] => (kind.isComputed === true ? readVerbs : objectVerbs);

function aggregatedResource(kind: Kind): JsonObject {
  const { group, version, kind: name, plural, namespaced } = kind.resource;
  const own = { group, version, kind: name };
  const subresources = kind.subresources.map((subresource) => {
    const { verbs, ...responseKind } = subresourceKinds[subresource] ?? { ...own, verbs: partVerbs };
    return { subresource, responseKind, verbs };
  });
  return {
    resource: plural,
    responseKind: own,
    scope: namespaced ? 'Namespaced' : 'Cluster',
    singularResource: kind.singular,
    verbs: verbsOf(kind),
    ...(kind.shortNames.length === 0 ? {} : { shortNames: kind.shortNames }),
    ...(kind.categories.length === 0 ? {} : { categories: kind.categories }),
    ...(subresources.length === 0 ? {} : { subresources }),
  };
}

function aggregatedReview({ resource }: ReviewKind): JsonObject {
  const { group, version, kind, plural, namespaced } = resource;
  return {
    resource: plural,
    responseKind: { group, version, kind },
    scope: namespaced ? 'Namespaced' : 'Cluster',
    singularResource: kind.toLowerCase(),
    verbs: ['create'],
  };
}

/** The document of `/api` (the core group) or `/apis` (all others) in its aggregated form. */
export function aggregatedDiscovery(kinds: KindRegistry, isCore: boolean): JsonObject {
  const items = groupsOf(kinds)
    .filter(({ group }) => (group === '') === isCore)
    .map(({ group, versions }) => ({
      metadata: group === '' ? {} : { name: group },
      versions: versions.map((version) => ({
        version,
        freshness: 'Current',
        resources: [
          ...kinds.all().filter(inVersion(group, version)).map(aggregatedResource),
          ...reviewKinds.filter(inVersion(group, version)).map(aggregatedReview),
        ],
      })),
    }));
  return { kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2', metadata: {}, items };
}

function groupDocument({ group, versions }: GroupVersions): JsonObject {
  const list = versions.map((version) => ({ groupVersion: `${group}/${version}`, version }));
  return { name: group, versions: list, preferredVersion: list[0] };
}

export function groupList(kinds: KindRegistry): JsonObject {
  return {
    kind: 'APIGroupList',
    apiVersion: 'v1',
    groups: groupsOf(kinds)
      .filter(({ group }) => group !== '')
      .map(groupDocument),
  };
}

export function groupDiscovery(kinds: KindRegistry, group: string): JsonObject {
  const found = groupsOf(kinds).find((item) => item.group === group && group !== '');
  if (found === undefined) throw refuse('NotFound', 'the server could not find the requested resource');
  return { kind: 'APIGroup', apiVersion: 'v1', ...groupDocument(found) };
}

export const coreVersions = {
  kind: 'APIVersions',
  versions: ['v1'],
  serverAddressByClientCIDRs: [],
};

function plainResources(kind: Kind): JsonObject[] {
  const { kind: name, plural, namespaced } = kind.resource;
  const main = {
    name: plural,
    singularName: kind.singular,
    namespaced,
    kind: name,
    verbs: verbsOf(kind),
    ...(kind.shortNames.length === 0 ? {} : { shortNames: kind.shortNames }),
    ...(kind.categories.length === 0 ? {} : { categories: kind.categories }),
  };
  const parts = kind.subresources.map((subresource) => {
    const type = subresourceKinds[subresource];
    const base = {
      name: `${plural}/${subresource}`,
      singularName: '',
      namespaced,
      kind: type?.kind ?? name,
      verbs: type?.verbs ?? partVerbs,
    };
    return type === undefined ? base : { ...base, group: type.group, version: type.version };
  });
  return [main, ...parts];
}

/** The resources of one group and version. */
export function resourceList(kinds: KindRegistry, group: string, version: string): JsonObject {
  const own = kinds.all().filter(inVersion(group, version)).flatMap(plainResources);
  const reviews = reviewKinds.filter(inVersion(group, version)).map(({ resource }) => ({
    name: resource.plural,
    singularName: '',
    namespaced: resource.namespaced,
    kind: resource.kind,
    verbs: ['create'],
  }));
  if (own.length + reviews.length === 0) throw refuse('NotFound', 'the server could not find the requested resource');
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: apiVersionOf({ group, version }),
    resources: [...own, ...reviews],
  };
}
