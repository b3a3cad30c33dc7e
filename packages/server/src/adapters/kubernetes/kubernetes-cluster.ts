/** Deployments on a Kubernetes API: custom resources by server-side apply, pods and logs by label. */
import { AppError, isAppError } from '@moorage/core/errors';
import type { KubeClient, PodLogOptions } from '@moorage/kube/client/types';
import type { UserDeployment } from '@moorage/kube/crds/user-deployment';
import { resources } from '@moorage/kube/resources';
import type {
  ApplyResult,
  DeploymentCluster,
  DeploymentKey,
  PodInfo,
  PodLogLine,
  PodLogQuery,
  WantedDeployment,
} from '../../domains/deployments/deployment.ports.ts';
import { execInPod } from './kubernetes-exec.ts';
import { listDeploymentEvents } from './kubernetes-events.ts';
import { readPodUsage } from './kubernetes-metrics.ts';
import { listPods } from './kubernetes-pods.ts';
import { readRouting } from './kubernetes-routing.ts';
import { logLines } from './log-lines.ts';
import { servesKind } from './served-kinds.ts';
import {
  deploymentIdOf,
  fieldManager,
  namespaceManifest,
  pushedLabels,
  pushedSecretManifest,
  toSeen,
  userDeploymentManifest,
} from './user-deployments.ts';

async function apply(client: KubeClient, wanted: WantedDeployment): Promise<ApplyResult> {
  const existing = await client.get<UserDeployment>(resources.userDeployment, wanted);
  if (existing?.metadata.deletionTimestamp !== undefined) {
    throw new AppError('conflict', 'The object is still being deleted in the cluster.', { internal: wanted.name });
  }
  if (existing !== undefined && deploymentIdOf(existing) !== wanted.deploymentId) return { kind: 'taken' };
  const options = { fieldManager, force: true };
  await client.apply(resources.namespace, namespaceManifest(wanted), options);
  try {
    // Of what runs already, secrets come first: pods of the new version are to start with the new ones.
    const before = existing?.metadata.uid;
    if (before !== undefined) await pushSecrets(client, wanted, before);
    const applied = await client.apply<UserDeployment>(resources.userDeployment, userDeploymentManifest(wanted), options);
    const { uid } = applied.metadata;
    if (uid !== undefined && uid !== before) await pushSecrets(client, wanted, uid);
    await pruneSecrets(client, wanted, existing);
    return { kind: 'applied' };
  } catch (error) {
    if (isAppError(error, 'invalid_request')) return { kind: 'refused', message: error.message };
    throw error;
  }
}

async function pushSecrets(client: KubeClient, wanted: WantedDeployment, ownerUid: string): Promise<void> {
  for (const secret of wanted.secrets) {
    await client.apply(resources.secret, pushedSecretManifest(wanted, secret, ownerUid), { fieldManager, force: true });
  }
}

/** Those that pods use until the store has filled theirs; the next time they go as well. */
function stillUsed({ spec }: WantedDeployment, before: UserDeployment | undefined): string[] {
  if (spec.secrets === undefined) return [];
  return (before?.spec?.services ?? []).flatMap(({ secrets }) => (secrets?.name === undefined ? [] : [secrets.name]));
}

/** Of services that receive none any more, or are gone. */
async function pruneSecrets(client: KubeClient, wanted: WantedDeployment, before: UserDeployment | undefined): Promise<void> {
  const labelSelector = Object.entries(pushedLabels(wanted))
    .map(([label, value]) => `${label}=${value}`)
    .join(',');
  const query = { namespace: wanted.namespace, labelSelector, metadataOnly: true };
  const { items } = await client.list(resources.secret, query);
  const kept = new Set([...wanted.secrets.map((secret) => secret.name), ...stillUsed(wanted, before)]);
  for (const { metadata } of items) {
    if (kept.has(metadata.name)) continue;
    await client.remove(resources.secret, { namespace: wanted.namespace, name: metadata.name });
  }
}

async function remove(client: KubeClient, key: DeploymentKey, deploymentId: string): Promise<'gone' | 'going'> {
  const existing = await client.get<UserDeployment>(resources.userDeployment, key);
  if (existing === undefined || deploymentIdOf(existing) !== deploymentId) return 'gone';
  if (existing.metadata.deletionTimestamp !== undefined) return 'going';
  const { uid } = existing.metadata;
  const wasThere = await client.remove(resources.userDeployment, key, {
    propagation: 'Background',
    ...(uid === undefined ? {} : { uid }),
  });
  return wasThere ? 'going' : 'gone';
}

/** There is nothing to read: the pod is gone, or none of its containers ever ran. */
function isNoLog(error: unknown): boolean {
  return isAppError(error, 'not_found') || isAppError(error, 'invalid_request');
}

async function* readLog(client: KubeClient, pod: PodInfo, query: PodLogQuery): AsyncGenerator<PodLogLine> {
  const options: PodLogOptions = {
    container: pod.container,
    follow: query.follow,
    previous: query.previous,
    timestamps: true,
    signal: query.signal,
    ...(query.tail === undefined ? {} : { tailLines: query.tail }),
    ...(query.since === undefined ? {} : { sinceTime: query.since }),
  };
  try {
    yield* logLines(await client.podLogs(pod, options), query.signal);
  } catch (error) {
    if (query.signal.aborted || isNoLog(error)) return;
    throw error;
  }
}

export function createKubernetesCluster(client: KubeClient): DeploymentCluster {
  return {
    apply: (wanted) => apply(client, wanted),
    remove: (key, deploymentId) => remove(client, key, deploymentId),
    listPods: (key, service) => listPods(client, key, service),
    readLog: (pod, query) => readLog(client, pod, query),
    readUsage: (key) => readPodUsage(client, key),
    readRouting: (key, service) => readRouting(client, key, service),
    exec: (pod, command) => execInPod(client, pod, command),
    listEvents: (key) => listDeploymentEvents(client, key),
    servesExternalSecrets: () => servesKind(client, resources.externalSecret),
    async read(key) {
      const object = await client.get<UserDeployment>(resources.userDeployment, key);
      return object === undefined ? undefined : toSeen(object);
    },
  };
}

/** For an installation without a cluster: whoever gets this far is told so. */
export function createMissingCluster(): DeploymentCluster {
  const missing = (): never => {
    throw new AppError('unavailable', 'No cluster is connected to this installation.');
  };
  return {
    apply: missing,
    remove: missing,
    read: missing,
    listPods: missing,
    readLog: missing,
    listEvents: missing,
    exec: missing,
    readUsage: missing,
    readRouting: missing,
    servesExternalSecrets: missing,
  };
}
