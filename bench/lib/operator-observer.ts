/** What the API server tells a third party about the work of an operator: when everything was there, ready, and said so. */
import type { UserDeployment } from '@moorage/kube/crds/user-deployment';
import { userDeploymentLabels } from '@moorage/kube/crds/user-deployment';
import type { KubeClient } from '@moorage/kube/client/client';
import type { KubeObject, Resource } from '@moorage/kube/objects';
import { resources } from '@moorage/kube/resources';

/** What each sample is made of. */
export const madeResources: readonly Resource[] = [
  resources.serviceAccount,
  resources.networkPolicy,
  resources.service,
  resources.deployment,
  resources.ingress,
];

/** Moments of one UserDeployment, in milliseconds of this process's clock. */
export interface Moments {
  createdMs: number;
  objects: number;
  appliedMs?: number;
  podReadyMs?: number;
  statusReadyMs?: number;
}

export interface Observer {
  readonly moments: ReadonlyMap<string, Moments>;
  /** To be called right before the object is sent. */
  creating(name: string): void;
  readyCount(): number;
  /** Throws what a watch failed with. */
  check(): void;
  stop(): Promise<void>;
}

interface PodStatus {
  readonly conditions?: readonly { readonly type: string; readonly status: string }[];
}

function isReadyPod(pod: KubeObject<unknown, PodStatus>): boolean {
  return pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') === true;
}

const watchSeconds = 3_600;

/** Watches one namespace; the streams are open when it is given. */
export async function observe(client: KubeClient, namespace: string): Promise<Observer> {
  const aborter = new AbortController();
  const moments = new Map<string, Moments>();
  const following: Promise<void>[] = [];
  let failure: unknown;
  const ofInstance = (object: KubeObject): Moments | undefined =>
    moments.get(object.metadata.labels?.[userDeploymentLabels.instance] ?? '');

  async function follow<T extends KubeObject>(
    resource: Resource,
    options: { readonly metadataOnly: boolean },
    tell: (type: string, object: T, nowMs: number) => void,
  ): Promise<void> {
    const { resourceVersion } = await client.list(resource, { namespace });
    const stream = client.watch<T>(resource, {
      ...options,
      namespace,
      resourceVersion,
      timeoutSeconds: watchSeconds,
      signal: aborter.signal,
    });
    const read = async (): Promise<void> => {
      for await (const { type, object } of stream) tell(type, object, performance.now());
    };
    following.push(read().catch((error: unknown) => void (failure ??= aborter.signal.aborted ? undefined : error)));
  }

  for (const resource of madeResources) {
    await follow(resource, { metadataOnly: true }, (type, object, nowMs) => {
      const of = type === 'ADDED' ? ofInstance(object) : undefined;
      if (of === undefined) return;
      of.objects += 1;
      if (of.objects === madeResources.length) of.appliedMs = nowMs;
    });
  }
  await follow<KubeObject<unknown, PodStatus>>(resources.pod, { metadataOnly: false }, (_type, pod, nowMs) => {
    const of = isReadyPod(pod) ? ofInstance(pod) : undefined;
    if (of !== undefined) of.podReadyMs ??= nowMs;
  });
  let ready = 0;
  await follow<UserDeployment>(resources.userDeployment, { metadataOnly: false }, (_type, object, nowMs) => {
    const of = moments.get(object.metadata.name);
    if (object.status?.phase !== 'Ready' || of === undefined || of.statusReadyMs !== undefined) return;
    of.statusReadyMs = nowMs;
    ready += 1;
  });

  return {
    moments,
    creating: (name) => void moments.set(name, { createdMs: performance.now(), objects: 0 }),
    readyCount: () => ready,
    check() {
      if (failure !== undefined) throw failure;
    },
    async stop() {
      aborter.abort();
      await Promise.all(following);
    },
  };
}
