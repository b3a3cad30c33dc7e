/** The embedded engines: a PostgreSQL and a Kubernetes API, each a service; loaded only when they are wanted. */
import { join } from 'node:path';
import type { Clock } from '@moorage/core/clock';
import type { Ids } from '@moorage/core/ids';
import type { Log } from '@moorage/core/log';
import type { EmbeddedCluster } from '@moorage/embedded-cluster/cluster';
import type { EmbeddedPostgres } from '@moorage/embedded-postgres/embedded-postgres';

export interface EngineDeps {
  readonly dataDir: string;
  readonly log: Log;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** The embedded PostgreSQL of this data directory, not yet started. */
export async function loadPostgres(deps: EngineDeps): Promise<EmbeddedPostgres> {
  const { createEmbeddedPostgres } = await import('@moorage/embedded-postgres/embedded-postgres');
  return createEmbeddedPostgres({
    dataDir: join(deps.dataDir, 'postgres'),
    log: deps.log.child({ subsystem: 'postgres' }),
    clock: deps.clock,
  });
}

export interface ClusterSettings {
  readonly deploymentDomain: string;
  /** False where the platform is reachable from other machines: processes without isolation are for this machine's user only. */
  readonly processes: boolean;
  /** Undefined takes the usual port when it is free, else any. */
  readonly ingressPort: number | undefined;
}

/** The embedded cluster of this data directory, not yet started. */
export async function loadCluster(deps: EngineDeps, settings: ClusterSettings): Promise<EmbeddedCluster> {
  const [{ createEmbeddedCluster }, { findPostgresBin }] = await Promise.all([
    import('@moorage/embedded-cluster/cluster'),
    import('@moorage/embedded-postgres/postgres-bin'),
  ]);
  const postgresBin = findPostgresBin();
  return createEmbeddedCluster({
    dataDir: join(deps.dataDir, 'cluster'),
    log: deps.log.child({ subsystem: 'cluster' }),
    clock: deps.clock,
    ids: deps.ids,
    ingressDomains: [settings.deploymentDomain],
    processes: settings.processes,
    ...(settings.ingressPort === undefined ? {} : { ingressPort: settings.ingressPort }),
    ...(postgresBin === undefined ? {} : { binDirs: [postgresBin] }),
  });
}
