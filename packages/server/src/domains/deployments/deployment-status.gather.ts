import type { Db } from '../../platform/db/database.ts';
import { findStatusRow, listDeploymentKeys, type StatusRow } from './deployment-status.store.ts';
import type { DeploymentCluster, DeploymentKey, DeploymentWatch, SeenDeployment } from './deployment.ports.ts';

export interface StatusObserved {
  readonly row: StatusRow | undefined;
  /** Ours only: an object of another id is somebody else's. */
  readonly seen: SeenDeployment | undefined;
}

export interface StatusSources {
  readonly db: Db;
  readonly watch: DeploymentWatch;
  readonly cluster: Pick<DeploymentCluster, 'read'>;
}

export async function gatherStatus({ db, watch, cluster }: StatusSources, key: DeploymentKey): Promise<StatusObserved> {
  const row = await db.system('status of a deployment', (tx) => findStatusRow(tx, key.namespace, key.name));
  if (row === undefined) return { row, seen: undefined };
  const copy = watch.get(key);
  // The copy is a moment behind. What follows from a missing object cannot be taken back, so the cluster itself is asked.
  const seen = copy ?? (row.isDeleting || row.appliedGeneration > 0 ? await cluster.read(key) : undefined);
  return { row, seen: seen?.deploymentId === row.id ? seen : undefined };
}

/** Every deployment that the database knows. */
export async function gatherKeys(db: Db): Promise<DeploymentKey[]> {
  return await db.system('resync of deployments', listDeploymentKeys);
}
