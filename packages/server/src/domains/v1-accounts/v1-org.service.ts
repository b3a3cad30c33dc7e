import { isAppError } from '@moorage/core/errors';
import type { RequestCtx } from '../../platform/http/context.ts';
import type { ApiKeyService } from '../api-keys/index.ts';
import type { EmailDomainService } from '../email-domains/index.ts';
import type { MemberService, OrgDeletionService, OrgService } from '../orgs/index.ts';
import { expiryOf } from './v1-key.rules.ts';
import { listV1Orgs, type NewV1Key, removeKeyOfKind, type V1MeDeps } from './v1-me.service.ts';
import { orgToV1, userKeyToV1, type V1OrgView } from './v1-me.view.ts';
import {
  memberToV1,
  orgKeyToV1,
  type V1MemberView,
  type V1OrgKeyView,
  type V1OrgKeyWithSecretView,
  type V1Role,
} from './v1-org.view.ts';

export interface V1OrgDeps extends Pick<V1MeDeps, 'clock'> {
  readonly orgs: Pick<OrgService, 'list' | 'get' | 'create' | 'update' | 'members'>;
  readonly members: Pick<MemberService, 'put' | 'remove' | 'transfer'>;
  readonly deletion: Pick<OrgDeletionService, 'remove'>;
  readonly keys: Pick<ApiKeyService, 'ofOrg'>;
  readonly domains: Pick<EmailDomainService, 'provedBy' | 'list' | 'check' | 'claim' | 'create' | 'remove'>;
}

export interface V1OrgInput {
  readonly name?: string | undefined;
  readonly domain?: string | undefined;
}

export interface V1OrgService {
  list(ctx: RequestCtx): Promise<V1OrgView[]>;
  create(ctx: RequestCtx, input: V1OrgInput & { readonly name: string }): Promise<V1OrgView>;
  get(ctx: RequestCtx, orgId: string): Promise<V1OrgView>;
  update(ctx: RequestCtx, orgId: string, input: V1OrgInput): Promise<V1OrgView>;
  remove(ctx: RequestCtx, orgId: string): Promise<void>;
  members(ctx: RequestCtx, orgId: string): Promise<V1MemberView[]>;
  putMember(ctx: RequestCtx, orgId: string, member: { user_id: string; role: V1Role }): Promise<V1MemberView>;
  removeMember(ctx: RequestCtx, orgId: string, userId: string): Promise<void>;
  keys(ctx: RequestCtx, orgId: string): Promise<V1OrgKeyView[]>;
  createKey(ctx: RequestCtx, orgId: string, input: NewV1Key): Promise<V1OrgKeyWithSecretView>;
  removeKey(ctx: RequestCtx, orgId: string, id: string): Promise<void>;
}

async function get(deps: V1OrgDeps, ctx: RequestCtx, orgId: string): Promise<V1OrgView> {
  const org = await deps.orgs.get(ctx, orgId);
  return orgToV1(org, (await deps.domains.provedBy(ctx, [orgId])).get(orgId));
}

/** A domain is only claimed here: what clients read back is what was proved. */
async function create(
  deps: V1OrgDeps,
  ctx: RequestCtx,
  { name, domain = '' }: V1OrgInput & { name: string },
): Promise<V1OrgView> {
  if (domain !== '') deps.domains.check(domain);
  const org = await deps.orgs.create(ctx, { name });
  if (domain !== '') await deps.domains.claim(ctx, org.id, domain);
  return orgToV1(org, undefined);
}

async function setDomain(deps: V1OrgDeps, ctx: RequestCtx, orgId: string, domain: string): Promise<void> {
  const present = await deps.domains.list(ctx, orgId);
  if (domain === '') {
    for (const { id } of present) await deps.domains.remove(ctx, orgId, id);
    return;
  }
  const wanted = deps.domains.check(domain);
  if (!present.some((each) => each.domain === wanted)) await deps.domains.create(ctx, orgId, wanted);
}

async function update(deps: V1OrgDeps, ctx: RequestCtx, orgId: string, { name, domain }: V1OrgInput): Promise<V1OrgView> {
  ctx.authorize('org:update', { type: 'org', orgId });
  if (domain !== undefined) await setDomain(deps, ctx, orgId, domain);
  if (name !== undefined) await deps.orgs.update(ctx, orgId, { name });
  return await get(deps, ctx, orgId);
}

/** Ownership is passed on, never given beside the owner's own; to be the owner already is no error. */
async function putOwner(deps: V1OrgDeps, ctx: RequestCtx, orgId: string, userId: string): Promise<V1MemberView> {
  ctx.authorize('org:transfer', { type: 'org', orgId });
  const find = async () => (await deps.orgs.members(ctx, orgId)).find((member) => member.userId === userId);
  const before = await find();
  if (before?.role !== 'org_owner') await deps.members.transfer(ctx, { orgId, userId });
  return memberToV1({ userId, email: before?.email ?? '', role: 'org_owner' });
}

async function putMember(
  deps: V1OrgDeps,
  ctx: RequestCtx,
  orgId: string,
  { user_id: userId, role }: { user_id: string; role: V1Role },
): Promise<V1MemberView> {
  if (role === 'owner') return await putOwner(deps, ctx, orgId, userId);
  return memberToV1(await deps.members.put(ctx, { orgId, userId }, role === 'admin' ? 'org_admin' : 'org_member'));
}

async function removeMember(deps: V1OrgDeps, ctx: RequestCtx, orgId: string, userId: string): Promise<void> {
  ctx.authorize('org:members', { type: 'org', orgId });
  try {
    await deps.members.remove(ctx, { orgId, userId });
  } catch (error) {
    // Clients delete until it is gone, and take a missing one for a failure.
    if (!isAppError(error, 'not_found')) throw error;
  }
}

async function createKey(deps: V1OrgDeps, ctx: RequestCtx, orgId: string, input: NewV1Key): Promise<V1OrgKeyWithSecretView> {
  const { name = '', expires_in_hours: hours } = input;
  const expiresAt = expiryOf(hours, deps.clock.now());
  const made = await deps.keys.ofOrg(ctx, orgId).create({ kind: 'pair', name, expiresAt });
  return { ...userKeyToV1(made), scope: 'org', org_key: made.keyId ?? '', org_secret: made.key };
}

export function createV1OrgService(deps: V1OrgDeps): V1OrgService {
  return {
    list: (ctx) => listV1Orgs(deps, ctx),
    create: (ctx, input) => create(deps, ctx, input),
    get: (ctx, orgId) => get(deps, ctx, orgId),
    update: (ctx, orgId, input) => update(deps, ctx, orgId, input),
    remove: (ctx, orgId) => deps.deletion.remove(ctx, orgId),
    async members(ctx, orgId) {
      return (await deps.orgs.members(ctx, orgId)).map(memberToV1);
    },
    putMember: (ctx, orgId, member) => putMember(deps, ctx, orgId, member),
    removeMember: (ctx, orgId, userId) => removeMember(deps, ctx, orgId, userId),
    async keys(ctx, orgId) {
      const now = deps.clock.now();
      const found = await deps.keys.ofOrg(ctx, orgId).list();
      return found.filter((key) => key.kind === 'pair').map((key) => orgKeyToV1(key, orgId, now));
    },
    createKey: (ctx, orgId, input) => createKey(deps, ctx, orgId, input),
    removeKey: (ctx, orgId, id) => removeKeyOfKind(deps.keys.ofOrg(ctx, orgId), 'pair', id),
  };
}
