import type { Clock } from '@moorage/core/clock';
import { AppError } from '@moorage/core/errors';
import type { Ids } from '@moorage/core/ids';
import { sha256 } from '../../platform/crypto/digest.ts';
import type { Db } from '../../platform/db/database.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import { userIdOf } from '../../platform/http/user-id.ts';
import type { Audit } from '../audit/index.ts';
import { apiKeyPrefixLength, formatApiKey, isExpired } from './api-key.rules.ts';
import { insertApiKey, listApiKeys, removeApiKey } from './api-key.store.ts';
import { actorsChannel } from '../sessions/index.ts';
import type { Authenticator } from './authenticator.service.ts';
import { type ApiKeyView, apiKeyToView } from './identity.view.ts';

export interface ApiKeyServiceDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly audit: Audit;
  readonly authenticator: Authenticator;
}

export interface NewApiKey {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly expiresAt?: string | undefined;
}

export interface ApiKeyService {
  list(ctx: RequestCtx): Promise<ApiKeyView[]>;
  /** The only time that the key itself is seen. */
  create(ctx: RequestCtx, input: NewApiKey): Promise<ApiKeyView & { key: string }>;
  remove(ctx: RequestCtx, id: string): Promise<void>;
}

async function create(deps: ApiKeyServiceDeps, ctx: RequestCtx, input: NewApiKey): Promise<ApiKeyView & { key: string }> {
  const userId = userIdOf(ctx);
  const now = deps.clock.now();
  const expiresAt = input.expiresAt === undefined ? null : new Date(input.expiresAt);
  if (isExpired(expiresAt, now)) {
    throw new AppError('invalid_request', 'The key would be expired already.', {
      details: { issues: [{ path: 'expiresAt', message: 'must be in the future' }] },
    });
  }
  const parts = { prefix: deps.ids.name(apiKeyPrefixLength), secret: deps.ids.token() };
  const row = {
    id: deps.ids.uuid(),
    user_id: userId,
    name: input.name,
    prefix: parts.prefix,
    secret_hash: sha256(parts.secret),
    scopes: [...new Set(input.scopes)].toSorted(),
    created_at: now,
    expires_at: expiresAt,
    last_used_at: null,
  };
  await deps.db.system('create API key', async (tx) => {
    await insertApiKey(tx, row);
    const data = { prefix: row.prefix, scopes: row.scopes, expiresAt: input.expiresAt ?? null };
    await deps.audit.append(tx, ctx, {
      event: 'api_key.created',
      target: { type: 'api_key', id: row.id, name: row.name },
      data,
    });
  });
  return { ...apiKeyToView(row), key: formatApiKey(parts) };
}

async function remove(deps: ApiKeyServiceDeps, ctx: RequestCtx, id: string): Promise<void> {
  const userId = userIdOf(ctx);
  await deps.db.system('revoke API key', async (tx) => {
    const row = await removeApiKey(tx, userId, id);
    if (row === undefined) throw new AppError('not_found', 'There is no such API key of yours.');
    await deps.audit.append(tx, ctx, { event: 'api_key.revoked', target: { type: 'api_key', id, name: row.name } });
    await deps.db.notify(tx, actorsChannel, userId);
  });
  deps.authenticator.forget(userId);
}

export function createApiKeyService(deps: ApiKeyServiceDeps): ApiKeyService {
  return {
    create: (ctx, input) => create(deps, ctx, input),
    remove: (ctx, id) => remove(deps, ctx, id),
    async list(ctx) {
      const userId = userIdOf(ctx);
      const rows = await deps.db.system('list own API keys', (tx) => listApiKeys(tx, userId));
      return rows.map(apiKeyToView);
    },
  };
}
