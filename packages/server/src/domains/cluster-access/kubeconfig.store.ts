import type { Tx } from '../../platform/db/database.ts';

/** Its place in the vault. */
export const kubeconfigPlace = { table: 'cluster_kubeconfigs', column: 'sealed_kubeconfig' } as const;

export interface KubeconfigRow {
  readonly cluster_id: string;
  readonly org_id: string;
  /** Where it leads, for people. */
  readonly server: string;
  readonly sealed_kubeconfig: Buffer;
  readonly updated_at: Date;
}

/** In place of what is there. */
export async function putKubeconfig(tx: Tx, row: KubeconfigRow): Promise<void> {
  const { server, sealed_kubeconfig, updated_at } = row;
  const insert = tx.insertInto('cluster_kubeconfigs').values(row);
  await insert.onConflict((there) => there.column('cluster_id').doUpdateSet({ server, sealed_kubeconfig, updated_at })).execute();
}

export async function removeKubeconfig(tx: Tx, orgId: string, clusterId: string): Promise<boolean> {
  const remove = tx.deleteFrom('cluster_kubeconfigs').where('org_id', '=', orgId).where('cluster_id', '=', clusterId);
  return (await remove.executeTakeFirstOrThrow()).numDeletedRows > 0n;
}

export async function findSealedKubeconfig(tx: Tx, orgId: string, clusterId: string): Promise<Buffer | undefined> {
  const all = tx.selectFrom('cluster_kubeconfigs').select('sealed_kubeconfig').where('org_id', '=', orgId);
  return (await all.where('cluster_id', '=', clusterId).executeTakeFirst())?.sealed_kubeconfig;
}
