/** The part of the composition root with what clusters consist of beside servers: actions, load balancers, domains and their records. */
import type { Clock } from '@moorage/core/clock';
import type { Ids } from '@moorage/core/ids';
import type { Config } from './config/config.ts';
import type { Audit } from './domains/audit/index.ts';
import { clusterDnsUses, clusterLoadBalancerUses } from './domains/cluster-attachments/index.ts';
import { createCredentialLoan, type CredentialUses } from './domains/credentials/index.ts';
import { createClusterContent } from './domains/clusters/index.ts';
import { createDns, createDnsContent, type DnsContentDeps, type DnsProviders, dnsCredentialUses } from './domains/dns/index.ts';
import type { OrgContent } from './domains/orgs/index.ts';
import { createLoadBalancers } from './domains/load-balancers/index.ts';
import { createPlatformActions } from './domains/platform-actions/index.ts';
import type { Vault } from './domains/vault/index.ts';
import type { Db } from './platform/db/database.ts';
import type { BoundRoute } from './platform/http/bind.ts';
import type { BoundJob } from './platform/jobs/job.ts';
import type { JobQueue } from './platform/jobs/jobs.ts';

export interface FleetParts {
  readonly config: Config;
  readonly db: Db;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly audit: Audit;
  readonly jobs: JobQueue;
  readonly vault: Vault;
  readonly zones: DnsProviders;
}

/** What refers to credentials. */
export const fleetCredentialUses: readonly CredentialUses[] = [dnsCredentialUses];

/** What ends with an organization: clusters first, for what is attached to them can only end after them. */
export function createFleetContents(deps: DnsContentDeps): readonly OrgContent[] {
  return [createClusterContent(deps), createDnsContent(deps)];
}

export function createFleetParts(parts: FleetParts): {
  readonly routes: readonly BoundRoute[];
  readonly jobs: readonly BoundJob[];
} {
  const { config, zones } = parts;
  const actions = createPlatformActions(parts);
  const loadBalancers = createLoadBalancers({ ...parts, uses: [clusterLoadBalancerUses] });
  const dns = createDns({
    ...parts,
    uses: [clusterDnsUses],
    settings: config.zones,
    credentials: createCredentialLoan({ ...parts, uses: fleetCredentialUses }),
    providers: zones,
  });
  return { routes: [...actions.routes, ...loadBalancers.routes, ...dns.routes], jobs: dns.jobs };
}
