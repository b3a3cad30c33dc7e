/** Writes the ingress' own address into the status of every Ingress, once. */
import { isAppError } from '@moorage/core/errors';
import type { Log } from '@moorage/core/log';
import type { KubeObject } from '@moorage/kube/objects';
import { resources } from '@moorage/kube/resources';
import type { ClusterApi } from '../api.ts';

export function writeIngressStatus(
  api: ClusterApi,
  ingresses: readonly KubeObject[],
  at: { readonly ip: string; readonly port: number },
  log: Log,
): void {
  const loadBalancer = { ingress: [{ ip: at.ip, ports: [{ port: at.port, protocol: 'TCP' }] }] };
  const wanted = JSON.stringify(loadBalancer);
  for (const { metadata, status } of ingresses) {
    const current: unknown = typeof status === 'object' && status !== null ? Reflect.get(status, 'loadBalancer') : undefined;
    if (JSON.stringify(current) === wanted || metadata.deletionTimestamp !== undefined) continue;
    const { name, namespace = 'default' } = metadata;
    try {
      api.mergePatch(
        resources.ingress,
        { namespace, name },
        { status: { loadBalancer } },
        { subresource: 'status', fieldManager: 'ingress' },
      );
    } catch (error) {
      if (!isAppError(error, 'not_found')) log.warn('ingress status not written', { ingress: `${namespace}/${name}`, error });
    }
  }
}
