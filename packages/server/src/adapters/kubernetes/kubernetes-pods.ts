/** The pods of a deployment, as the rest of the server knows them. */
import type { KubeClient } from '@moorage/kube/client/types';
import { userDeploymentLabels } from '@moorage/kube/crds/user-deployment';
import type { KubeObject } from '@moorage/kube/objects';
import { resources } from '@moorage/kube/resources';
import type { DeploymentKey, PodInfo, PodState } from '../../domains/deployments/deployment.ports.ts';

interface PodSpec {
  readonly containers?: readonly { readonly name: string }[];
}

interface PodStatus {
  readonly phase?: string;
  readonly conditions?: readonly { readonly type: string; readonly status: string }[];
}

type Pod = KubeObject<PodSpec, PodStatus>;

function stateOf({ metadata, status }: Pod): PodState {
  if (metadata.deletionTimestamp !== undefined) return 'ending';
  if (status?.phase !== 'Running') return 'stopped';
  const isReady = (status.conditions ?? []).some(({ type, status: is }) => type === 'Ready' && is === 'True');
  return isReady ? 'ready' : 'running';
}

function toPod(pod: Pod): PodInfo {
  const { metadata, spec } = pod;
  const service = metadata.labels?.[userDeploymentLabels.component] ?? '';
  return {
    uid: metadata.uid ?? metadata.name,
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    service,
    container: spec?.containers?.[0]?.name ?? service,
    state: stateOf(pod),
  };
}

/** Those of one service or of all, oldest first. */
export async function listPods(client: KubeClient, key: DeploymentKey, service: string | undefined): Promise<PodInfo[]> {
  const bySelector = {
    [userDeploymentLabels.instance]: key.name,
    ...(service === undefined ? {} : { [userDeploymentLabels.component]: service }),
  };
  const labelSelector = Object.entries(bySelector)
    .map(([label, value]) => `${label}=${value}`)
    .join(',');
  const { items } = await client.list<Pod>(resources.pod, { namespace: key.namespace, labelSelector });
  const age = (pod: KubeObject): string => pod.metadata.creationTimestamp ?? '';
  return items.toSorted((left, right) => age(left).localeCompare(age(right))).map(toPod);
}
