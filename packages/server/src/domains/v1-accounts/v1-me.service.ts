import type { Clock } from '@moorage/core/clock';
import { AppError } from '@moorage/core/errors';
import type { RequestCtx } from '../../platform/http/context.ts';
import type { ApiKeyService, OwnedKeys } from '../api-keys/index.ts';
import type { EmailDomainService } from '../email-domains/index.ts';
import type { IdentityService, LinkedIdentityService } from '../identity/index.ts';
import type { OrgService } from '../orgs/index.ts';
import { expiryOf } from './v1-key.rules.ts';
import {
  accountToV1,
  emailsToV1,
  orgToV1,
  userKeyToV1,
  type V1MeView,
  type V1OrgView,
  type V1UserKeyView,
  type V1UserView,
} from './v1-me.view.ts';

export interface V1MeDeps {
  readonly identity: Pick<IdentityService, 'account' | 'rename'>;
  readonly identities: Pick<LinkedIdentityService, 'list'>;
  readonly orgs: Pick<OrgService, 'list'>;
  readonly keys: Pick<ApiKeyService, 'ofUser'>;
  readonly domains: Pick<EmailDomainService, 'provedBy'>;
  readonly clock: Clock;
}

export interface NewV1Key {
  readonly name?: string | undefined;
  readonly expires_in_hours?: number | undefined;
}

export interface V1MeService {
  get(ctx: RequestCtx): Promise<V1MeView>;
  update(ctx: RequestCtx, name: string | undefined): Promise<V1UserView>;
  keys(ctx: RequestCtx): Promise<Omit<V1UserKeyView, 'plain'>[]>;
  createKey(ctx: RequestCtx, input: NewV1Key): Promise<V1UserKeyView>;
  removeKey(ctx: RequestCtx, id: string): Promise<void>;
}

/** The caller's organizations with the domains that they have proved, the newest first. */
export async function listV1Orgs(deps: Pick<V1MeDeps, 'orgs' | 'domains'>, ctx: RequestCtx): Promise<V1OrgView[]> {
  const orgs = await deps.orgs.list(ctx);
  const ids = orgs.map((org) => org.id);
  const proved = await deps.domains.provedBy(ctx, ids);
  const newestFirst = orgs.toSorted((left, right) => right.createdAt.localeCompare(left.createdAt));
  return newestFirst.map((org) => orgToV1(org, proved.get(org.id)));
}

/** Revokes a key of this kind; those of other kinds are the application plane's. */
export async function removeKeyOfKind(keys: OwnedKeys, kind: 'user' | 'pair', id: string): Promise<void> {
  const found = (await keys.list()).find((key) => key.id === id && key.kind === kind);
  if (found === undefined) throw new AppError('not_found', 'There is no such API key.');
  await keys.remove(id);
}

export function createV1MeService(deps: V1MeDeps): V1MeService {
  const { identity, identities, keys, clock } = deps;
  return {
    async get(ctx) {
      const account = await identity.account(ctx);
      const emails = emailsToV1(account, await identities.list(ctx));
      return { ...accountToV1(account), emails, organizations: await listV1Orgs(deps, ctx) };
    },
    async update(ctx, name) {
      return accountToV1(name === undefined ? await identity.account(ctx) : await identity.rename(ctx, name));
    },
    async keys(ctx) {
      return (await keys.ofUser(ctx).list()).filter((key) => key.kind === 'user').map(userKeyToV1);
    },
    async createKey(ctx, { name = '', expires_in_hours: hours }) {
      const expiresAt = expiryOf(hours, clock.now());
      const made = await keys.ofUser(ctx).create({ kind: 'user', name, expiresAt });
      return { ...userKeyToV1(made), plain: made.key };
    },
    removeKey: (ctx, id) => removeKeyOfKind(keys.ofUser(ctx), 'user', id),
  };
}
