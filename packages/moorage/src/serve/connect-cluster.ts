/** The connection to a configured cluster: the kubeconfig that was named, else the service account of the pod we run in. */
import { type Connection, inClusterConnection } from '@moorage/kube/client/connection';
import { readKubeconfig } from '@moorage/kube/client/kubeconfig';
import type { Environment } from '../config/environment.ts';

/** Throws `unavailable` with what to configure when there is neither. */
export async function connectCluster(kubeconfig: string | undefined, env: Environment): Promise<Connection> {
  if (kubeconfig !== undefined) return (await readKubeconfig(kubeconfig)).connection;
  return inClusterConnection({ host: env['KUBERNETES_SERVICE_HOST'], port: env['KUBERNETES_SERVICE_PORT'] });
}
