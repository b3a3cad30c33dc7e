/** The ports of a Service as they are in each pod. */
import type { EndpointAddress, EndpointPort, EndpointSubset, KubeService, Pod, ServicePort } from '../framework/model.ts';
import { isReady, isTerminating } from '../framework/pod-state.ts';
import { canonicalJson } from '../framework/template-hash.ts';

export interface PortGroup {
  readonly ports: readonly EndpointPort[];
  readonly pods: readonly Pod[];
}

/** The number behind a target port in one pod; a name that the pod does not have gives nothing. */
export function targetPortIn(pod: Pod, port: ServicePort): number | undefined {
  const target = port.targetPort ?? port.port;
  if (typeof target === 'number') return target === 0 ? port.port : target;
  if (/^\d+$/.test(target)) return Number(target);
  const protocol = port.protocol ?? 'TCP';
  const named = pod.spec.containers
    .flatMap((container) => container.ports ?? [])
    .find((each) => each.name === target && (each.protocol ?? 'TCP') === protocol);
  return named?.containerPort;
}

function portsIn(service: KubeService, pod: Pod): EndpointPort[] {
  return (service.spec.ports ?? []).flatMap((port) => {
    const number = targetPortIn(pod, port);
    if (number === undefined) return [];
    return [
      {
        name: port.name ?? '',
        port: number,
        protocol: port.protocol ?? 'TCP',
        ...(port.appProtocol === undefined ? {} : { appProtocol: port.appProtocol }),
      },
    ];
  });
}

/** Pods by equal ports; a headless Service may have none, any other leaves out a pod that has none of its ports. */
export function groupByPorts(service: KubeService, pods: readonly Pod[]): PortGroup[] {
  const isHeadless = service.spec.clusterIP === 'None';
  const groups = new Map<string, { readonly ports: readonly EndpointPort[]; readonly pods: Pod[] }>();
  for (const pod of pods) {
    const ports = portsIn(service, pod);
    if (ports.length === 0 && !isHeadless) continue;
    const id = canonicalJson(ports);
    const group = groups.get(id) ?? { ports, pods: [] };
    group.pods.push(pod);
    groups.set(id, group);
  }
  return [...groups.values()];
}

function toAddress(service: KubeService, pod: Pod): EndpointAddress {
  const { name, namespace, uid } = pod.metadata;
  const hasHostname = pod.spec.hostname !== undefined && pod.spec.subdomain === service.metadata.name;
  return {
    ip: pod.status?.podIP ?? '',
    ...(hasHostname && pod.spec.hostname !== undefined ? { hostname: pod.spec.hostname } : {}),
    ...(pod.spec.nodeName === undefined ? {} : { nodeName: pod.spec.nodeName }),
    targetRef: { kind: 'Pod', name, ...(namespace === undefined ? {} : { namespace }), ...(uid === undefined ? {} : { uid }) },
  };
}

/** The subsets of the older Endpoints kind; it does not list pods that are being deleted. */
export function toSubsets(service: KubeService, groups: readonly PortGroup[]): EndpointSubset[] {
  const published = service.spec.publishNotReadyAddresses === true;
  return groups.flatMap((group) => {
    const live = group.pods.filter((pod) => published || !isTerminating(pod));
    const addresses = live.filter((pod) => published || isReady(pod)).map((pod) => toAddress(service, pod));
    const notReadyAddresses = live.filter((pod) => !published && !isReady(pod)).map((pod) => toAddress(service, pod));
    if (addresses.length + notReadyAddresses.length === 0) return [];
    const ports = group.ports.map(({ name, ...port }) => (name === undefined || name === '' ? port : { name, ...port }));
    return [
      {
        ...(addresses.length === 0 ? {} : { addresses }),
        ...(notReadyAddresses.length === 0 ? {} : { notReadyAddresses }),
        ...(ports.length === 0 ? {} : { ports }),
      },
    ];
  });
}
