/** Domains whose records an organization keeps at a provider. */
import type { Clock } from '@moorage/core/clock';
import { AppError } from '@moorage/core/errors';
import type { Ids } from '@moorage/core/ids';
import type { Db, Tx } from '../../platform/db/database.ts';
import { newestPage, type OptionalPage, pageRequestOf } from '../../platform/db/newest-page.ts';
import type { Page } from '../../platform/db/paging.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import { invalidRequest } from '../../platform/http/input.ts';
import { authorizedOrg } from '../../platform/http/org-choice.ts';
import type { JobQueue } from '../../platform/jobs/jobs.ts';
import { type Audit, changesOf, removeOnce } from '../audit/index.ts';
import type { CredentialLoan } from '../credentials/index.ts';
import { endDomain, leavePlaces } from './dns-end.service.ts';
import { dnsReconcileJob } from './dns-job.contract.ts';
import { parseDomainName } from './dns-name.rules.ts';
import type { DnsProviders } from './dns-provider.ports.ts';
import type { DnsUses } from './dns.ports.ts';
import { claimDomain, findDomain, insertDomain, listDomains, updateDomain } from './dns-domain.store.ts';
import { pinLeftovers } from './dns-leftover.store.ts';
import { hurryRecords, renewRecords } from './dns-record.store.ts';
import { type DnsStatus, type DomainRow, domainToView, type DomainView } from './dns.view.ts';

export interface DnsDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly audit: Audit;
  readonly jobs: Pick<JobQueue, 'enqueue'>;
  readonly credentials: CredentialLoan;
  readonly providers: DnsProviders;
  readonly uses: readonly DnsUses[];
}

export interface NewDomain {
  readonly domain_name: string;
  readonly credential_id: string;
  readonly zone_id?: string | null | undefined;
}

export interface DomainPatch {
  readonly domain_name?: string | undefined;
  readonly credential_id?: string | undefined;
  readonly zone_id?: string | null | undefined;
  readonly status?: DnsStatus | undefined;
}

export interface DomainQuery extends OptionalPage {
  readonly domain_name?: string | undefined;
  readonly status?: DnsStatus | undefined;
  readonly q?: string | undefined;
}

export interface DnsDomainService {
  list(ctx: RequestCtx, query: DomainQuery): Promise<Page<DomainView>>;
  create(ctx: RequestCtx, input: NewDomain): Promise<DomainView>;
  get(ctx: RequestCtx, id: string): Promise<DomainView>;
  update(ctx: RequestCtx, id: string, patch: DomainPatch): Promise<DomainView>;
  remove(ctx: RequestCtx, id: string): Promise<void>;
}

export function missingDomain(): AppError {
  return new AppError('not_found', 'There is no such domain.');
}

function targetOf({ id, domain_name: name }: Pick<DomainRow, 'id' | 'domain_name'>) {
  return { type: 'dns_domain', id, name };
}

function invalid(path: string, message: string, reason = 'validation_error'): AppError {
  return invalidRequest([{ path, message }], reason);
}

function domainNameOf(text: string): string {
  const parsed = parseDomainName(text);
  if (parsed.kind === 'ok') return parsed.name;
  throw invalid('domain_name', parsed.message);
}

/** Locks the credential, so that it is not deleted meanwhile. */
async function requireCredential(deps: DnsDeps, tx: Tx, orgId: string, id: string): Promise<void> {
  const found = await deps.credentials.claim(tx, orgId, id);
  if (found === undefined) throw invalid('credential_id', 'is no credential of this organization', 'invalid_credential');
  const problem = deps.providers.problemWith(found);
  if (problem !== undefined) throw invalid('credential_id', problem, 'invalid_credential');
}

async function create(deps: DnsDeps, ctx: RequestCtx, input: NewDomain): Promise<DomainView> {
  const orgId = authorizedOrg(ctx, 'dns_domain:create');
  const now = deps.clock.now();
  const row: DomainRow = {
    id: deps.ids.uuid(),
    org_id: orgId,
    domain_name: domainNameOf(input.domain_name),
    zone_id: input.zone_id ?? '',
    credential_id: input.credential_id,
    ...{ status: 'pending', last_error: '', attempts: 0, next_at: now, checked_at: null, deleted_at: null },
    created_at: now,
    updated_at: now,
  };
  await deps.db.tenant([orgId], async (tx) => {
    await requireCredential(deps, tx, orgId, row.credential_id);
    await insertDomain(tx, row);
    const data = { zoneId: row.zone_id, credentialId: row.credential_id };
    await deps.audit.append(tx, ctx, { orgId, event: 'dns_domain.created', target: targetOf(row), data });
    await deps.jobs.enqueue(tx, dnsReconcileJob, { domainId: row.id });
  });
  return domainToView(row);
}

/** Another name or another zone: what is in the old place is left over, and everything is brought to the new one. */
async function move(deps: DnsDeps, tx: Tx, before: DomainRow, after: DomainRow): Promise<void> {
  if (before.domain_name === after.domain_name && before.zone_id === after.zone_id) return;
  // Until a zone was found nothing can be anywhere.
  if (before.zone_id !== '' && after.zone_id !== before.zone_id) await pinLeftovers(tx, before.id, before.zone_id);
  const isElsewhere = after.zone_id !== before.zone_id;
  if (before.zone_id !== '') await leavePlaces(deps, tx, before, isElsewhere ? before.zone_id : '');
  await renewRecords(tx, before.id, deps.clock.now());
}

async function update(deps: DnsDeps, ctx: RequestCtx, id: string, patch: DomainPatch): Promise<DomainView> {
  const orgId = authorizedOrg(ctx, 'dns_domain:update');
  const name = patch.domain_name === undefined ? undefined : domainNameOf(patch.domain_name);
  return await deps.db.tenant([orgId], async (tx) => {
    const before = await claimDomain(tx, orgId, id);
    if (before === undefined) throw missingDomain();
    if (patch.credential_id !== undefined) await requireCredential(deps, tx, orgId, patch.credential_id);
    const now = deps.clock.now();
    // Another name is in another zone, unless that is said.
    const zone = patch.zone_id === undefined && name !== undefined && name !== before.domain_name ? '' : patch.zone_id;
    const after = await updateDomain(tx, id, {
      updated_at: now,
      ...(name === undefined ? {} : { domain_name: name }),
      ...(patch.credential_id === undefined ? {} : { credential_id: patch.credential_id }),
      ...(zone === undefined ? {} : { zone_id: zone ?? '' }),
      ...{ status: 'pending', last_error: '', attempts: 0, next_at: now, checked_at: null },
    });
    await move(deps, tx, before, after);
    await hurryRecords(tx, id, now);
    const data = { changes: changesOf(before, after, { fields: ['domain_name', 'credential_id', 'zone_id'] }) };
    await deps.audit.append(tx, ctx, { orgId, event: 'dns_domain.updated', target: targetOf(after), data });
    await deps.jobs.enqueue(tx, dnsReconcileJob, { domainId: id });
    return domainToView(after);
  });
}

async function remove(deps: DnsDeps, ctx: RequestCtx, id: string): Promise<void> {
  const orgId = authorizedOrg(ctx, 'dns_domain:delete');
  await deps.db.tenant([orgId], (tx) =>
    removeOnce(
      tx,
      { audit: deps.audit, ctx },
      {
        ...{ orgId, id, type: 'dns_domain', noun: 'domain' },
        claim: () => claimDomain(tx, orgId, id),
        name: (row) => row.domain_name,
        uses: deps.uses.map((kind) => () => kind.ofDomain(tx, orgId, id)),
        remove: (row) => endDomain(deps, tx, row),
        missing: missingDomain,
      },
    ),
  );
}

export function createDnsDomainService(deps: DnsDeps): DnsDomainService {
  return {
    create: (ctx, input) => create(deps, ctx, input),
    update: (ctx, id, patch) => update(deps, ctx, id, patch),
    remove: (ctx, id) => remove(deps, ctx, id),
    async list(ctx, { limit, cursor, domain_name: text, status, q }) {
      const orgId = authorizedOrg(ctx, 'dns_domain:read');
      const parsed = text === undefined ? undefined : parseDomainName(text);
      if (parsed?.kind === 'refused') return { items: [] };
      const page = pageRequestOf({ limit, cursor });
      const filter = { domainName: parsed?.name, status, q };
      const rows = await deps.db.tenant([orgId], (tx) => listDomains(tx, orgId, filter, page));
      return newestPage(rows, page, domainToView);
    },
    async get(ctx, id) {
      const orgId = authorizedOrg(ctx, 'dns_domain:read');
      const row = await deps.db.tenant([orgId], (tx) => findDomain(tx, orgId, id));
      if (row === undefined) throw missingDomain();
      return domainToView(row);
    },
  };
}
