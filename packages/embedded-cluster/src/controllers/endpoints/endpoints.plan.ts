/**
 * Endpoints and EndpointSlices: where a Service's connections may go.
 *
 * A pod takes part once it has an address. Ready ones receive traffic; a pod that is being deleted leaves the ready ones at
 * once, long before its process ends, which is what makes a roll-out lose no request. A target port given by name is looked
 * up in each pod, so pods of two versions may differ; pods with equal ports share one slice. Slices are reused by their
 * ports and written only when they differ.
 */
import { type Action, removal } from '../framework/actions.ts';
import { kinds } from '../framework/kinds.ts';
import type { Endpoints, EndpointSlice, EndpointPort, KubeService, Pod, SliceEndpoint } from '../framework/model.ts';
import { controllerReference } from '../framework/owners.ts';
import { isFinished, isReady, isTerminating } from '../framework/pod-state.ts';
import { matchesLabelMap } from '../framework/selectors.ts';
import { canonicalJson } from '../framework/template-hash.ts';
import { groupByPorts, type PortGroup, toSubsets } from './pod-ports.plan.ts';

export interface EndpointsObserved {
  readonly service: KubeService;
  /** All pods of the namespace. */
  readonly pods: readonly Pod[];
  readonly endpoints: Endpoints | undefined;
  /** The slices that this controller made for the service. */
  readonly slices: readonly EndpointSlice[];
  readonly newSuffix: () => string;
}

export const serviceNameLabel = 'kubernetes.io/service-name';
export const managedByLabel = 'endpointslice.kubernetes.io/managed-by';
export const managedByValue = 'endpointslice-controller.k8s.io';

/** True when the controller looks after the endpoints of this Service; others bring their own. */
export function isSelecting(service: KubeService): boolean {
  return service.spec.type !== 'ExternalName' && Object.keys(service.spec.selector ?? {}).length > 0;
}

function toEndpoint(service: KubeService, pod: Pod): SliceEndpoint {
  const { name, namespace, uid } = pod.metadata;
  const serving = isReady(pod);
  const terminating = isTerminating(pod);
  const isPublished = service.spec.publishNotReadyAddresses === true;
  const hasHostname = pod.spec.hostname !== undefined && pod.spec.subdomain === service.metadata.name;
  return {
    addresses: [pod.status?.podIP ?? ''],
    conditions: { ready: isPublished || (serving && !terminating), serving, terminating },
    ...(hasHostname && pod.spec.hostname !== undefined ? { hostname: pod.spec.hostname } : {}),
    ...(pod.spec.nodeName === undefined ? {} : { nodeName: pod.spec.nodeName }),
    targetRef: { kind: 'Pod', name, ...(namespace === undefined ? {} : { namespace }), ...(uid === undefined ? {} : { uid }) },
  };
}

function sliceFields(service: KubeService, group: PortGroup): Pick<EndpointSlice, 'addressType' | 'endpoints' | 'ports'> {
  return { addressType: 'IPv4', endpoints: group.pods.map((pod) => toEndpoint(service, pod)), ports: group.ports };
}

function newSlice(service: KubeService, group: PortGroup, suffix: string): EndpointSlice {
  const { name, namespace, labels } = service.metadata;
  const headless = service.spec.clusterIP === 'None' ? { 'service.kubernetes.io/headless': '' } : {};
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: `${name}-${suffix}`,
      generateName: `${name}-`,
      ...(namespace === undefined ? {} : { namespace }),
      labels: { ...labels, ...headless, [serviceNameLabel]: name, [managedByLabel]: managedByValue },
      ownerReferences: [controllerReference(service)],
    },
    ...sliceFields(service, group),
  };
}

const portsId = (ports: readonly EndpointPort[] | undefined): string => canonicalJson(ports ?? []);

function planSlices(observed: EndpointsObserved, groups: readonly PortGroup[]): Action[] {
  const { service, newSuffix } = observed;
  const free = new Map(observed.slices.map((slice) => [portsId(slice.ports), slice]));
  const writes = groups.flatMap((group): Action[] => {
    const present = free.get(portsId(group.ports));
    if (present === undefined)
      return [{ kind: 'create', resource: kinds.endpointSlice, object: newSlice(service, group, newSuffix()) }];
    free.delete(portsId(group.ports));
    const fields = sliceFields(service, group);
    const same = canonicalJson(fields.endpoints) === canonicalJson(present.endpoints ?? []);
    return same ? [] : [{ kind: 'replace', resource: kinds.endpointSlice, object: { ...present, ...fields } }];
  });
  const kept = new Set(free.values());
  const duplicates = observed.slices.filter((slice) => kept.has(slice) || isDuplicate(slice, observed.slices));
  return [...writes, ...duplicates.map((slice) => removal(kinds.endpointSlice, slice))];
}

/** Another slice with the same ports comes later in the list and is the one that is kept. */
function isDuplicate(slice: EndpointSlice, all: readonly EndpointSlice[]): boolean {
  return all.findLast((each) => portsId(each.ports) === portsId(slice.ports)) !== slice;
}

function planEndpoints(observed: EndpointsObserved, groups: readonly PortGroup[]): Action[] {
  const { service, endpoints } = observed;
  const { name, namespace, labels } = service.metadata;
  const subsets = toSubsets(service, groups);
  const headless = service.spec.clusterIP === 'None' ? { 'service.kubernetes.io/headless': '' } : {};
  const wantedLabels = { ...labels, ...headless };
  if (endpoints === undefined) {
    const metadata = { name, ...(namespace === undefined ? {} : { namespace }), labels: wantedLabels };
    const object: Endpoints = { apiVersion: 'v1', kind: 'Endpoints', metadata, subsets };
    return [{ kind: 'create', resource: kinds.endpoints, object }];
  }
  const same =
    canonicalJson(endpoints.subsets ?? []) === canonicalJson(subsets) &&
    canonicalJson(endpoints.metadata.labels ?? {}) === canonicalJson(wantedLabels);
  if (same) return [];
  return [
    {
      kind: 'replace',
      resource: kinds.endpoints,
      object: { ...endpoints, metadata: { ...endpoints.metadata, labels: wantedLabels }, subsets },
    },
  ];
}

/** What to write for one Service. */
export function planServiceEndpoints(observed: EndpointsObserved): readonly Action[] {
  const { service } = observed;
  if (!isSelecting(service) || service.metadata.deletionTimestamp !== undefined) return [];
  const members = observed.pods
    .filter((pod) => matchesLabelMap(service.spec.selector, pod.metadata.labels))
    .filter((pod) => pod.status?.podIP !== undefined && pod.status.podIP !== '' && !isFinished(pod))
    .toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  const groups = groupByPorts(service, members);
  return [...planEndpoints(observed, groups), ...planSlices(observed, groups)];
}
