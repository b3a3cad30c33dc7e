/** CPU and memory of pods, from the `metrics.k8s.io` API that a metrics server adds to a cluster. */
import { isAppError } from '@moorage/core/errors';
import type { KubeClient } from '@moorage/kube/client/types';
import { userDeploymentLabels } from '@moorage/kube/crds/user-deployment';
import { quantityFactors } from '@moorage/kube/objects';
import { z } from 'zod';
import type { DeploymentKey, PodUsage } from '../../domains/deployments/deployment.ports.ts';

/** A Kubernetes quantity as a number; what is none counts as nothing. */
export function parseQuantity(text: string): number {
  const [, amount, suffix = ''] = /^(\d+(?:\.\d+)?)([a-zA-Z]*)$/.exec(text) ?? [];
  const factor = quantityFactors[suffix];
  return amount === undefined || factor === undefined ? 0 : Number(amount) * factor;
}

const podMetricsList = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string(), labels: z.record(z.string(), z.string()).default({}) }),
      timestamp: z.string().optional(),
      containers: z.array(z.object({ usage: z.object({ cpu: z.string().default('0'), memory: z.string().default('0') }) })),
    }),
  ),
});

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Undefined where the cluster has no such API. */
export async function readPodUsage(client: KubeClient, { namespace, name }: DeploymentKey): Promise<PodUsage[] | undefined> {
  const labelSelector = encodeURIComponent(`${userDeploymentLabels.instance}=${name}`);
  const path = `/apis/metrics.k8s.io/v1beta1/namespaces/${namespace}/pods?labelSelector=${labelSelector}`;
  let answer: unknown;
  try {
    answer = await client.request({ method: 'GET', path });
  } catch (error) {
    if (isAppError(error, 'not_found')) return undefined;
    throw error;
  }
  const usage = podMetricsList.parse(answer).items.map(({ metadata, containers }) => ({
    pod: metadata.name,
    service: metadata.labels[userDeploymentLabels.component] ?? '',
    cpuMillicores: Math.round(sum(containers.map((one) => parseQuantity(one.usage.cpu))) * 1000),
    memoryBytes: Math.round(sum(containers.map((one) => parseQuantity(one.usage.memory)))),
  }));
  return usage.toSorted((left, right) => left.pod.localeCompare(right.pod));
}
