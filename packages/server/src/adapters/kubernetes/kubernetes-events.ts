/** Events of a deployment. Kubernetes keeps them by object, so first it is asked which objects there are. */
import type { KubeClient } from '@moorage/kube/client/types';
import { userDeploymentLabels } from '@moorage/kube/crds/user-deployment';
import type { KubeObject } from '@moorage/kube/objects';
import { resources } from '@moorage/kube/resources';
import type { ClusterEvent, DeploymentKey } from '../../domains/deployments/deployment.ports.ts';

interface KubeEvent extends KubeObject {
  readonly involvedObject?: { readonly kind?: string; readonly name?: string };
  readonly reason?: string;
  readonly message?: string;
  readonly type?: string;
  readonly count?: number;
  readonly firstTimestamp?: string | null;
  readonly lastTimestamp?: string | null;
  readonly eventTime?: string | null;
  readonly series?: { readonly count?: number; readonly lastObservedTime?: string };
}

const ownedKinds = [
  resources.deployment,
  resources.pod,
  resources.service,
  resources.persistentVolumeClaim,
  resources.ingress,
] as const;

function timeOf(text: string | null | undefined): Date | undefined {
  const time = new Date(text ?? '');
  return Number.isNaN(time.getTime()) ? undefined : time;
}

function toEvent({ metadata, involvedObject, ...event }: KubeEvent): ClusterEvent {
  const { firstTimestamp, lastTimestamp, eventTime, series } = event;
  return {
    id: metadata.uid ?? metadata.name,
    type: event.type === 'Warning' ? 'Warning' : 'Normal',
    reason: event.reason ?? '',
    message: event.message ?? '',
    object: { kind: involvedObject?.kind ?? '', name: involvedObject?.name ?? '' },
    count: event.count ?? series?.count ?? 1,
    firstAt: timeOf(firstTimestamp ?? eventTime ?? metadata.creationTimestamp),
    lastAt: timeOf(series?.lastObservedTime ?? lastTimestamp ?? eventTime ?? metadata.creationTimestamp),
  };
}

/** What a workload makes bears its name with one or two words that Kubernetes added; such objects may be gone already. */
const madeOf: Readonly<Record<string, RegExp>> = { ReplicaSet: /^[a-z0-9]+$/, Pod: /^(?:[a-z0-9]+-)?[a-z0-9]{5}$/ };

function belongs({ kind, name }: ClusterEvent['object'], owned: ReadonlySet<string>, workloads: readonly string[]): boolean {
  if (owned.has(`${kind}/${name}`)) return true;
  const rest = madeOf[kind];
  if (rest === undefined) return false;
  return workloads.some((workload) => name.startsWith(`${workload}-`) && rest.test(name.slice(workload.length + 1)));
}

/** Newest first. */
export async function listDeploymentEvents(client: KubeClient, key: DeploymentKey): Promise<ClusterEvent[]> {
  const { namespace, name } = key;
  const labelSelector = `${userDeploymentLabels.instance}=${name}`;
  const lists = await Promise.all(
    ownedKinds.map(async (resource) => {
      const { items } = await client.list(resource, { namespace, labelSelector });
      return items.map(({ metadata }) => ({ kind: resource.kind, name: metadata.name }));
    }),
  );
  const objects = lists.flat();
  const owned = new Set([`UserDeployment/${name}`, ...objects.map((object) => `${object.kind}/${object.name}`)]);
  const workloads = objects.filter(({ kind }) => kind === 'Deployment').map((object) => object.name);
  const { items } = await client.list<KubeEvent>(resources.event, { namespace });
  return items
    .map(toEvent)
    .filter(({ object }) => belongs(object, owned, workloads))
    .toSorted((left, right) => (right.lastAt?.getTime() ?? 0) - (left.lastAt?.getTime() ?? 0));
}
