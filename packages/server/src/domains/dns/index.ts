/**
 * Domains and their records, kept at DNS providers.
 *
 * What an organization wants is in the database; a job brings it to the provider (dns-reconcile.service.ts) and never touches what is not
 * marked as ours. What was deleted or renamed leaves a leftover behind, which is cleared away at the provider and then forgotten. What
 * refers to domains and records says so by {@link DnsUses}, and one in use is not deleted.
 */
import { AppError } from '@moorage/core/errors';
import type { ConstraintErrors } from '../../platform/db/constraints.ts';
import type { BoundRoute } from '../../platform/http/bind.ts';
import type { BoundJob } from '../../platform/jobs/job.ts';
import type { JobQueue } from '../../platform/jobs/jobs.ts';
import type { CredentialUses } from '../credentials/index.ts';
import { listCredentialUses } from './dns-domain.store.ts';
import { createDnsDomainService, type DnsDeps } from './dns-domain.service.ts';
import { createReconciler, type ReconcileDeps } from './dns-reconcile.service.ts';
import { createDnsRecordService } from './dns-record.service.ts';
import { bindDnsJobs } from './dns.jobs.ts';
import { bindDnsRoutes } from './dns.routes.ts';
import type { SweepDeps } from './dns-sweep.service.ts';

export { createDnsContent, type DnsContentDeps } from './dns-end.service.ts';
export { holdRecord, viewDns } from './dns-content.service.ts';
export { holdDomain } from './dns-domain.store.ts';
export type { DnsProviders } from './dns-provider.ports.ts';

export type { DnsUses } from './dns.ports.ts';
export { domain as domainSchema, record as recordSetSchema } from './dns-schemas.contract.ts';
export type { DomainView, RecordView } from './dns.view.ts';

export const dnsConstraints: ConstraintErrors = {
  dns_domains__name_once: () => new AppError('already_exists', 'The organization has this domain already.'),
  dns_records__once: () =>
    new AppError('already_exists', 'The domain has this record already.', { details: { reason: 'already_exists' } }),
};

export interface DnsParts extends DnsDeps {
  readonly jobs: JobQueue;
  readonly settings: ReconcileDeps['settings'] & SweepDeps['settings'];
}

/** Domains that refer to credentials. */
export const dnsCredentialUses: CredentialUses = {
  async list(tx, orgId, credentialId) {
    const uses = await listCredentialUses(tx, orgId, credentialId);
    return uses.filter(({ isEnding }) => !isEnding).map(({ domainName }) => `domain ${domainName}`);
  },
  async isEnding(tx, orgId, credentialId) {
    return (await listCredentialUses(tx, orgId, credentialId)).some(({ isEnding }) => isEnding);
  },
};

export function createDns(deps: DnsParts): { readonly routes: readonly BoundRoute[]; readonly jobs: readonly BoundJob[] } {
  const reconciler = createReconciler(deps);
  return {
    routes: bindDnsRoutes(createDnsDomainService(deps), createDnsRecordService(deps)),
    jobs: bindDnsJobs({ ...deps, reconciler }),
  };
}
