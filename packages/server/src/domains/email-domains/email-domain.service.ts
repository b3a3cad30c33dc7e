/** Claims of e-mail domains, their proof, and the joining of those who have a verified address of one. */
import type { Clock } from '@moorage/core/clock';
import { AppError } from '@moorage/core/errors';
import type { Ids } from '@moorage/core/ids';
import type { Db, Tx } from '../../platform/db/database.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import type { Audit } from '../audit/index.ts';
import { actorsChannel } from '../identity/index.ts';
import type { Admit, TxtResolver } from './email-domain.ports.ts';
import { challengeName, domainOfEmail, parseEmailDomain, proofOf } from './email-domain.rules.ts';
import {
  findEmailDomain,
  findOwner,
  insertEmailDomain,
  insertJoin,
  isMember,
  listEmailDomains,
  removeEmailDomain,
  updateVerified,
} from './email-domain.store.ts';
import { type EmailDomainRow, emailDomainToView, type EmailDomainView } from './email-domain.view.ts';

export interface EmailDomainDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly audit: Audit;
  readonly resolver: TxtResolver;
  readonly admit: Admit;
}

export interface EmailDomainService {
  list(ctx: RequestCtx, orgId: string): Promise<EmailDomainView[]>;
  create(ctx: RequestCtx, orgId: string, domain: string): Promise<EmailDomainView>;
  /** The same without a question, for whoever has just founded the organization. */
  claim(ctx: RequestCtx, orgId: string, domain: string): Promise<EmailDomainView>;
  /** The domain that was typed; throws for one that nobody may claim. */
  check(typed: string): string;
  verify(ctx: RequestCtx, orgId: string, id: string): Promise<EmailDomainView>;
  remove(ctx: RequestCtx, orgId: string, id: string): Promise<void>;
  /** The domain that each of these organizations has proved first; of those that the caller belongs to. */
  provedBy(ctx: RequestCtx, orgIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Lets a user in whose provider has verified this address, once for each organization; within a system transaction. */
  join(tx: Tx, ctx: RequestCtx, user: { readonly id: string; readonly email: string }): Promise<void>;
}

type Deps = EmailDomainDeps;

function missing(): AppError {
  return new AppError('not_found', 'There is no such e-mail domain.');
}

function targetOf(row: Pick<EmailDomainRow, 'id' | 'domain'>): { type: string; id: string; name: string } {
  return { type: 'email_domain', id: row.id, name: row.domain };
}

function check(typed: string): string {
  const parsed = parseEmailDomain(typed);
  if (parsed.kind === 'ok') return parsed.domain;
  throw new AppError('invalid_request', `The domain ${parsed.message}.`, {
    details: { reason: 'validation_error', issues: [{ path: 'domain', message: parsed.message }] },
  });
}

async function claim(deps: Deps, ctx: RequestCtx, orgId: string, typed: string): Promise<EmailDomainView> {
  const domain = check(typed);
  const made = { id: deps.ids.uuid(), token: deps.ids.token(), created_at: deps.clock.now(), verified_at: null };
  const row = { ...made, org_id: orgId, domain };
  await deps.db.tenant([orgId], async (tx) => {
    await insertEmailDomain(tx, row);
    await deps.audit.append(tx, ctx, { orgId, event: 'email_domain.claimed', target: targetOf(row) });
  });
  return emailDomainToView(row);
}

function notProved({ domain }: EmailDomainRow, proof: 'missing' | 'wrong'): AppError {
  const what = proof === 'missing' ? 'There is no TXT record' : 'The TXT record is another one';
  return new AppError('conflict', `${what} at ${challengeName(domain)}.`, {
    details: { nextStep: 'Create the record as shown, wait until your name servers give it out, and verify again.' },
  });
}

/** The DNS is asked before the transaction; that the domain is one organization's alone is seen to by a unique index. */
async function verify(deps: Deps, ctx: RequestCtx, orgId: string, id: string): Promise<EmailDomainView> {
  ctx.authorize('org:domains', { type: 'org', orgId });
  const row = await deps.db.tenant([orgId], (tx) => findEmailDomain(tx, orgId, id));
  if (row === undefined) throw missing();
  if (row.verified_at !== null) return emailDomainToView(row);
  const proof = proofOf(await deps.resolver.lookup(challengeName(row.domain), 'TXT'), row.token);
  if (proof === 'unknown') {
    throw new AppError('unavailable', `The name servers of ${row.domain} did not answer.`, { retryAfterSeconds: 30 });
  }
  if (proof !== 'ok') throw notProved(row, proof);
  return await deps.db.tenant([orgId], async (tx) => {
    const verified = await updateVerified(tx, orgId, id, deps.clock.now());
    if (verified !== undefined) {
      await deps.audit.append(tx, ctx, { orgId, event: 'email_domain.verified', target: targetOf(verified) });
    }
    const after = verified ?? (await findEmailDomain(tx, orgId, id));
    if (after === undefined) throw missing();
    return emailDomainToView(after);
  });
}

async function remove(deps: Deps, ctx: RequestCtx, orgId: string, id: string): Promise<void> {
  ctx.authorize('org:domains', { type: 'org', orgId });
  await deps.db.tenant([orgId], async (tx) => {
    const row = await removeEmailDomain(tx, orgId, id);
    if (row === undefined) throw missing();
    await deps.audit.append(tx, ctx, { orgId, event: 'email_domain.removed', target: targetOf(row) });
  });
}

async function join(deps: Deps, tx: Tx, ctx: RequestCtx, user: { id: string; email: string }): Promise<void> {
  const domain = domainOfEmail(user.email);
  const org = domain === undefined ? undefined : await findOwner(tx, domain);
  if (org === undefined) return;
  const at = deps.clock.now();
  const isFirst = await insertJoin(tx, org.id, user.id, at);
  if (!isFirst || (await isMember(tx, org.id, user.id))) return;
  await deps.admit(tx, { orgId: org.id, userId: user.id, teamId: null, role: 'org_member', at });
  await deps.audit.append(tx, ctx, {
    orgId: org.id,
    event: 'org.member_joined',
    target: { type: 'user', id: user.id, name: user.email },
    data: { by: 'email_domain', domain, role: 'org_member' },
    actor: user,
  });
  await deps.db.notify(tx, actorsChannel, user.id);
}

export function createEmailDomainService(deps: Deps): EmailDomainService {
  return {
    check,
    claim: (ctx, orgId, domain) => claim(deps, ctx, orgId, domain),
    verify: (ctx, orgId, id) => verify(deps, ctx, orgId, id),
    remove: (ctx, orgId, id) => remove(deps, ctx, orgId, id),
    join: (tx, ctx, user) => join(deps, tx, ctx, user),
    async create(ctx, orgId, domain) {
      ctx.authorize('org:domains', { type: 'org', orgId });
      return await claim(deps, ctx, orgId, domain);
    },
    async list(ctx, orgId) {
      ctx.authorize('org:domains', { type: 'org', orgId });
      return (await deps.db.tenant([orgId], (tx) => listEmailDomains(tx, [orgId]))).map(emailDomainToView);
    },
    async provedBy(ctx, orgIds) {
      for (const orgId of orgIds) ctx.authorize('org:read', { type: 'org', orgId });
      const rows = await deps.db.tenant([...orgIds], (tx) => listEmailDomains(tx, orgIds));
      const proved = rows.filter((row) => row.verified_at !== null);
      return new Map(proved.toReversed().map((row) => [row.org_id, row.domain]));
    },
  };
}
