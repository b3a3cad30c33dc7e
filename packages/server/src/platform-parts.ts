/** The part of the composition root below the domains: database, jobs, events, metrics, and what constraints of the schema mean. */
import type { Clock } from '@moorage/core/clock';
import type { Ids } from '@moorage/core/ids';
import type { Log } from '@moorage/core/log';
import type { Secret } from '@moorage/core/secret';
import type { Config } from './config/config.ts';
import { apiKeyConstraints } from './domains/api-keys/index.ts';
import { clusterMetadataConstraints } from './domains/cluster-metadata/index.ts';
import { clusterConstraints } from './domains/clusters/index.ts';
import { clientConstraints } from './domains/clients/index.ts';
import { customDomainConstraints } from './domains/custom-domains/index.ts';
import { deploymentConstraints } from './domains/deployments/index.ts';
import { deviceLoginConstraints } from './domains/device-login/index.ts';
import { emailDomainConstraints } from './domains/email-domains/index.ts';
import { identityConstraints } from './domains/identity/index.ts';
import { imageConstraints } from './domains/images/index.ts';
import { dnsConstraints } from './domains/dns/index.ts';
import { loadBalancerConstraints } from './domains/load-balancers/index.ts';
import { platformActionConstraints } from './domains/platform-actions/index.ts';
import { orgConstraints } from './domains/orgs/index.ts';
import { nodeMetadataConstraints } from './domains/node-metadata/index.ts';
import { nodePoolConstraints } from './domains/node-pools/index.ts';
import { serverConstraints } from './domains/servers/index.ts';
import { sshKeyConstraints } from './domains/ssh-keys/index.ts';
import { roleConstraints } from './domains/roles/index.ts';
import { secretConstraints } from './domains/secrets/index.ts';
import { templateConstraints } from './domains/templates/index.ts';
import { tokenConstraints } from './domains/tokens/index.ts';
import { vaultConstraints } from './domains/vault/index.ts';
import { createConstraintRegistry } from './platform/db/constraints.ts';
import { createDatabase, type Database } from './platform/db/database.ts';
import { createEvents } from './platform/events/events.ts';
import { createJobs, type Jobs } from './platform/jobs/jobs.ts';
import { createMetrics, type Metrics } from './platform/metrics/metrics.ts';

interface PlatformOptions {
  readonly config: Config;
  readonly log: Log;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly dsn: Secret;
  readonly role?: string;
}

export type Platform = Pick<PlatformOptions, 'config' | 'log' | 'clock' | 'ids'> & {
  readonly database: Database;
  readonly jobs: Jobs;
  readonly metrics: Metrics;
  readonly events: ReturnType<typeof createEvents>;
};

export function createPlatform(options: PlatformOptions): Platform {
  const { config, log, clock, ids } = options;
  const metrics = createMetrics();
  const constraints = createConstraintRegistry();
  for (const errors of [
    identityConstraints,
    apiKeyConstraints,
    deviceLoginConstraints,
    tokenConstraints,
    orgConstraints,
    roleConstraints,
    clientConstraints,
    templateConstraints,
    deploymentConstraints,
    imageConstraints,
    customDomainConstraints,
    emailDomainConstraints,
    sshKeyConstraints,
    platformActionConstraints,
    loadBalancerConstraints,
    dnsConstraints,
    nodeMetadataConstraints,
    serverConstraints,
    nodePoolConstraints,
    clusterConstraints,
    clusterMetadataConstraints,
    vaultConstraints,
    secretConstraints,
  ]) {
    constraints.register(errors);
  }
  const { poolSize, statementTimeoutMs } = config.database;
  const applicationName = `moorage-${options.role ?? 'all'}`;
  const database = createDatabase({
    config: { dsn: options.dsn, poolSize, statementTimeoutMs, applicationName },
    log,
    clock,
    metrics,
    constraints,
  });
  const jobs = createJobs({ db: database, log, clock, metrics, work: options.role !== 'api' });
  const events = createEvents({ db: database, log, clock });
  return { config, log, clock, ids, database, jobs, metrics, events };
}
