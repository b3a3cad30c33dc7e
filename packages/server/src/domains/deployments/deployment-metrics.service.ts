/**
 * The stream of what the pods of a deployment use: a sample at once and, when followed, one every few seconds. They come from
 * the cluster's own metrics API, which measures about every fifteen seconds; where a cluster has none, that is said.
 */
import { AppError } from '@moorage/core/errors';
import type { RequestCtx } from '../../platform/http/context.ts';
import type { EventStream } from '../../platform/http/event-stream.ts';
import type { DeploymentCluster, DeploymentKey, PodUsage } from './deployment.ports.ts';
import { type DeploymentServiceDeps, getFor, requireCluster } from './deployment.service.ts';
import { findDeployment } from './deployment.store.ts';

export interface DeploymentMetricsDeps extends DeploymentServiceDeps {
  readonly cluster: Pick<DeploymentCluster, 'readUsage'>;
}

export interface DeploymentMetricsService {
  stream(ctx: RequestCtx, input: { readonly name: string; readonly follow: boolean }, stream: EventStream): Promise<void>;
}

const sampleEveryMs = 5_000;

async function readUsage(deps: DeploymentMetricsDeps, key: DeploymentKey): Promise<PodUsage[]> {
  const usage = await deps.cluster.readUsage(key);
  if (usage !== undefined) return usage;
  throw new AppError('unavailable', 'The cluster measures nothing: it has no metrics API (metrics.k8s.io).', {
    details: { nextStep: 'Ask whoever runs the cluster to install a metrics server.' },
  });
}

async function streamMetrics(
  deps: DeploymentMetricsDeps,
  ctx: RequestCtx,
  input: { readonly name: string; readonly follow: boolean },
  stream: EventStream,
): Promise<void> {
  const row = await getFor(deps, ctx, 'deployment:read', input.name);
  requireCluster(deps);
  while (!stream.signal.aborted) {
    const pods = await readUsage(deps, row);
    stream.send('sample', { at: deps.clock.now().toISOString(), pods });
    await stream.drained();
    if (!input.follow) {
      stream.send('end', { reason: 'complete' });
      return;
    }
    await deps.clock.sleep(sampleEveryMs, stream.signal);
    if ((await deps.db.tenant([row.orgId], (tx) => findDeployment(tx, row.id))) === undefined) {
      stream.send('end', { reason: 'deleted' });
      return;
    }
  }
}

export function createDeploymentMetricsService(deps: DeploymentMetricsDeps): DeploymentMetricsService {
  return { stream: (ctx, input, stream) => streamMetrics(deps, ctx, input, stream) };
}
