/** The end of a domain: what it has at its provider is left over, and a job clears that away before the domain is forgotten. */
import type { Clock } from '@moorage/core/clock';
import type { Tx } from '../../platform/db/database.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import type { JobQueue } from '../../platform/jobs/jobs.ts';
import type { Audit } from '../audit/index.ts';
import type { OrgContent } from '../orgs/index.ts';
import { claimStayingDomains, countAllDomains, updateDomain } from './dns-domain.store.ts';
import { dnsReconcileJob } from './dns-job.contract.ts';
import { insertLeftovers } from './dns-leftover.store.ts';
import { fullNameOf } from './dns-name.rules.ts';
import { listRecords } from './dns-record.store.ts';
import type { DomainRow } from './dns.view.ts';

export interface DomainEndDeps {
  readonly clock: Clock;
  readonly jobs: Pick<JobQueue, 'enqueue'>;
}

/** What the provider may have under the domain's present name, to be cleared away. */
export async function leavePlaces(
  { clock }: Pick<DomainEndDeps, 'clock'>,
  tx: Tx,
  domain: DomainRow,
  zoneId: string,
): Promise<void> {
  const records = await listRecords(tx, domain.id, {}, undefined);
  const places = records.map(({ id, name, type }) => ({
    recordId: id,
    zoneId,
    name: fullNameOf(name, domain.domain_name),
    type,
  }));
  await insertLeftovers(tx, domain, places, clock.now());
}

export async function endDomain(deps: DomainEndDeps, tx: Tx, domain: DomainRow): Promise<void> {
  const at = deps.clock.now();
  await leavePlaces(deps, tx, domain, '');
  await updateDomain(tx, domain.id, { deleted_at: at, updated_at: at, next_at: at, attempts: 0 });
  await deps.jobs.enqueue(tx, dnsReconcileJob, { domainId: domain.id });
}

export type DnsContentDeps = DomainEndDeps & { readonly audit: Audit };

async function endAll(deps: DnsContentDeps, tx: Tx, ctx: RequestCtx, orgId: string): Promise<void> {
  for (const domain of await claimStayingDomains(tx, orgId)) {
    await endDomain(deps, tx, domain);
    const target = { type: 'dns_domain', id: domain.id, name: domain.domain_name };
    await deps.audit.append(tx, ctx, { orgId, event: 'dns_domain.deleted', target, data: { with: 'organization' } });
  }
}

/** Domains for whoever deletes an organization, which stays until they are gone from their zones or given up. */
export function createDnsContent(deps: DnsContentDeps): OrgContent {
  return {
    kind: 'DNS domains',
    // They belong to the organization as a whole.
    count: async (tx, { orgId, teamId }) => (teamId === undefined ? await countAllDomains(tx, orgId) : 0),
    remove: (tx, ctx, orgId) => endAll(deps, tx, ctx, orgId),
  };
}
