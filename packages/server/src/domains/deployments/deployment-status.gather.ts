import type { Db } from '../../platform/db/database.ts';
import { findStatusRow, listDeploymentKeys, type StatusRow } from './deployment-status.store.ts';
import type { DeploymentKey, DeploymentWatch, SeenDeployment } from './deployment.ports.ts';

export interface StatusObserved {
  readonly row: StatusRow | undefined;
  /** Ours only: an object of another id is somebody else's. */
  readonly seen: SeenDeployment | undefined;
}

export async function gatherStatus(db: Db, watch: DeploymentWatch, key: DeploymentKey): Promise<StatusObserved> {
  const row = await db.system('status of a deployment', (tx) => findStatusRow(tx, key.namespace, key.name));
  const seen = watch.get(key);
  return { row, seen: seen !== undefined && seen.deploymentId === row?.id ? seen : undefined };
}

/** Every deployment that the database knows. */
export async function gatherKeys(db: Db): Promise<DeploymentKey[]> {
  return await db.system('resync of deployments', listDeploymentKeys);
}
