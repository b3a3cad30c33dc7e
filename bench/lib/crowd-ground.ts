/** A real cluster with our definitions in it, for benchmarks of the operator. */
import { systemClock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';
import { createKubeClient } from '@moorage/kube/client/client';
import { installCrds } from '@moorage/kube/crds/install-crds';
import { type BreakableCluster, startStockCluster } from '@moorage/testkit/breakable-cluster';

/** Needs the programs of the testbed (`node testbed/install.mjs`). */
export async function startCrowdGround(): Promise<BreakableCluster> {
  const cluster = await startStockCluster(10);
  const client = createKubeClient({ connection: cluster.connection, clock: systemClock, ids: createIds(systemClock) });
  await installCrds(client, { clock: systemClock });
  client.close();
  return cluster;
}
