/** How pods of tests fare. */
import type { ClusterApi } from '@moorage/embedded-cluster/api';

export type ApiObject = ReturnType<ClusterApi['create']>;
export type PodStatus = Readonly<Record<string, unknown>>;

function containerNames(pod: ApiObject): string[] {
  const { spec } = pod;
  const containers = typeof spec === 'object' && spec !== null && 'containers' in spec ? spec.containers : [];
  if (!Array.isArray(containers)) return [];
  return containers.flatMap((container: unknown) =>
    typeof container === 'object' && container !== null && 'name' in container ? [String(container.name)] : [],
  );
}

/** The status of a pod with the given readiness; `container` overrides the state of each container. */
export function podStatus(pod: ApiObject, isReady: boolean, container: PodStatus = {}): PodStatus {
  const startedAt = pod.metadata.creationTimestamp;
  const status = isReady ? 'True' : 'False';
  return {
    phase: 'Running',
    podIP: '10.0.0.1',
    startTime: startedAt,
    conditions: ['PodScheduled', 'Initialized', 'ContainersReady', 'Ready'].map((type) => ({
      type,
      status: type.endsWith('Ready') ? status : 'True',
      lastTransitionTime: startedAt,
    })),
    containerStatuses: containerNames(pod).map((name) => ({
      name,
      ready: isReady,
      started: true,
      restartCount: 0,
      image: '',
      imageID: '',
      state: { running: { startedAt } },
      lastState: {},
      ...container,
    })),
  };
}
