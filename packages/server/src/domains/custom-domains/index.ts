/**
 * Custom domains.
 *
 * A claim says which host is to lead to which deployment; anybody may make one for any host, so a claim is worth nothing and
 * blocks nobody. What counts is the TXT record with the claim's own token: whoever can write it owns the name. From then on the
 * host is part of what is wanted of the deployment (a release, as every other change), and nobody else can prove it until it is
 * given up or its proof has been gone for three days. Until then nothing of it reaches the cluster.
 */
import type { Tx } from '../../platform/db/database.ts';
import type { ConstraintErrors } from '../../platform/db/constraints.ts';
import type { BoundRoute } from '../../platform/http/bind.ts';
import type { BoundJob } from '../../platform/jobs/job.ts';
import type { JobQueue } from '../../platform/jobs/jobs.ts';
import { AppError } from '@moorage/core/errors';
import { bindCustomDomainJobs } from './custom-domain.jobs.ts';
import type { DnsResolver } from './custom-domain.ports.ts';
import { bindCustomDomainRoutes } from './custom-domain.routes.ts';
import { createCustomDomainService, type CustomDomainDeps, heldElsewhere } from './custom-domain.service.ts';
import { listVerifiedHosts } from './custom-domain.store.ts';

export { parseHost } from './host.rules.ts';

export type { DnsResolver };

export interface CustomDomains {
  readonly routes: readonly BoundRoute[];
  readonly jobs: readonly BoundJob[];
  /** Hosts that a deployment has proved. */
  verifiedHosts(tx: Tx, deploymentId: string): Promise<readonly string[]>;
}

export const customDomainConstraints: ConstraintErrors = {
  custom_domains__host_once: () =>
    new AppError('already_exists', 'The deployment has this domain already.', {
      details: { issues: [{ path: 'host', message: 'is there already' }] },
    }),
  custom_domains__one_owner: () => heldElsewhere('the host'),
};

export function createCustomDomains(deps: CustomDomainDeps & { readonly jobs: JobQueue }): CustomDomains {
  return {
    routes: bindCustomDomainRoutes(createCustomDomainService(deps)),
    jobs: bindCustomDomainJobs(deps),
    verifiedHosts: listVerifiedHosts,
  };
}
