/** Which pods serve a service, at which address, and why the others do not. */
import type { KubeObject } from '@moorage/kube/objects';
import { namespaceOf, type Pod } from '../node/pod-spec.ts';

export interface ServicePort {
  readonly name?: string;
  readonly port: number;
  readonly targetPort?: number | string;
  readonly protocol?: string;
}

export interface Service extends KubeObject {
  spec: {
    readonly clusterIP?: string;
    readonly type?: string;
    readonly externalName?: string;
    readonly selector?: Readonly<Record<string, string>>;
    readonly ports?: readonly ServicePort[];
    readonly publishNotReadyAddresses?: boolean;
  };
}

export interface Backend {
  readonly pod: string;
  readonly ip: string;
  readonly port: number;
}

export interface Unready {
  readonly pod: string;
  readonly reason: string;
}

export interface Backends {
  readonly ready: readonly Backend[];
  readonly unready: readonly Unready[];
}

/** True for an object of the services resource, whose fields the API has validated. */
export function isService(object: KubeObject): object is Service {
  return object.kind === 'Service' && typeof object.spec === 'object' && object.spec !== null;
}

/** True when the pod may be sent requests. */
export function isPodReady(pod: Pod): boolean {
  if (pod.metadata.deletionTimestamp !== undefined || pod.status?.podIP === undefined) return false;
  return pod.status.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True') ?? false;
}

/** Why a pod is not ready, in one phrase: the most telling container first. */
export function unreadyReason(pod: Pod): string {
  if (pod.metadata.deletionTimestamp !== undefined) return 'being deleted';
  const statuses = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])].filter(
    (status) => !status.ready,
  );
  for (const { name, state, lastState } of statuses) {
    if (state.waiting !== undefined && !['ContainerCreating', 'PodInitializing'].includes(state.waiting.reason)) {
      const evidence = lastState.terminated?.message ?? state.waiting.message;
      return `container ${name}: ${state.waiting.reason}${evidence === undefined ? '' : ` (${evidence.trim().slice(0, 300)})`}`;
    }
    if (state.terminated !== undefined)
      return `container ${name}: ended with code ${state.terminated.exitCode} (${state.terminated.reason})`;
  }
  const running = statuses.find((status) => status.state.running !== undefined);
  if (running !== undefined) return `container ${running.name}: running, its readiness probe has not passed`;
  const scheduled = pod.status?.conditions?.find((condition) => condition.type === 'PodScheduled');
  if (scheduled?.status === 'False') return scheduled.message ?? 'not scheduled';
  return 'starting';
}

/** True when every label of the selector is on the object. An empty selector selects nothing. */
export function selects(
  selector: Readonly<Record<string, string>> | undefined,
  labels: Readonly<Record<string, string>> | undefined,
): boolean {
  const wanted = Object.entries(selector ?? {});
  return wanted.length > 0 && wanted.every(([key, value]) => labels?.[key] === value);
}

/** The port of a service by number or name. */
export function findServicePort(service: Service, port: number | string): ServicePort | undefined {
  return service.spec.ports?.find((candidate) => candidate.port === port || candidate.name === port);
}

/** The number at which a pod serves a service port; a name is looked up in the pod's containers. */
export function targetPortOf(port: ServicePort, pod: Pod): number | undefined {
  const target = port.targetPort ?? port.port;
  if (typeof target === 'number') return target;
  if (/^\d+$/.test(target)) return Number(target);
  const containers = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])];
  return containers.flatMap((container) => container.ports ?? []).find((candidate) => candidate.name === target)?.containerPort;
}

function isOver(pod: Pod): boolean {
  return pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
}

/** The pods behind one port of a service. */
export function planBackends(service: Service, port: ServicePort, pods: readonly Pod[]): Backends {
  const ready: Backend[] = [];
  const unready: Unready[] = [];
  for (const pod of pods) {
    const isMember =
      namespaceOf(pod) === (service.metadata.namespace ?? 'default') && selects(service.spec.selector, pod.metadata.labels);
    if (!isMember || isOver(pod)) continue;
    const name = pod.metadata.name;
    const ip = pod.status?.podIP;
    const target = targetPortOf(port, pod);
    if (target === undefined) unready.push({ pod: name, reason: `no container port is named ${port.targetPort}` });
    else if (ip !== undefined && (isPodReady(pod) || service.spec.publishNotReadyAddresses === true))
      ready.push({ pod: name, ip, port: target });
    else unready.push({ pod: name, reason: unreadyReason(pod) });
  }
  return { ready, unready };
}
