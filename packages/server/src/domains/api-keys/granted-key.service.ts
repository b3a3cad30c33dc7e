/** Keys that a user lets a program have without making them himself, and keys that are given back by whoever has them. */
import type { Clock } from '@moorage/core/clock';
import type { Ids } from '@moorage/core/ids';
import { checkOf, type KeyVerifier } from '../../platform/crypto/key-verifier.ts';
import type { Db, Tx } from '../../platform/db/database.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import type { Audit } from '../audit/index.ts';
import { actorsChannel, type KeysPort } from '../identity/index.ts';
import { apiKeyScopes } from './api-key.contract.ts';
import { findApiKeyByPrefix, insertApiKey, removeApiKey } from './api-key.store.ts';
import type { ApiKeyRow } from './api-key.view.ts';
import { formatKey, parseKey, prefixOf } from './presented-key.rules.ts';

export interface GrantedKeysDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly audit: Audit;
  readonly verifier: KeyVerifier;
  readonly check: KeysPort['check'];
  readonly forgetActor: (subject: string) => void;
}

/** Drawn and hashed ahead, so that no transaction waits for the hash. */
export interface DrawnSecret {
  readonly secret: string;
  readonly verifier: string;
}

export interface GrantedKeyOrder {
  readonly user: { readonly id: string; readonly email: string };
  readonly name: string;
  readonly scopes: readonly string[];
  readonly expiresAt: Date;
  readonly drawn: DrawnSecret;
  /** Whoever allowed it had proved himself by several factors. */
  readonly severalFactors: boolean;
}

export interface GrantedKey {
  readonly id: string;
  readonly name: string;
  readonly key: string;
  readonly scopes: string[];
  readonly expiresAt: string;
}

/** Who a user is, for the audit trail. */
export type OwnerOf = (tx: Tx, userId: string) => Promise<GrantedKeyOrder['user'] | undefined>;

export interface GrantedKeys {
  /** Every scope that a key may have. */
  readonly scopes: readonly string[];
  draw(): Promise<DrawnSecret>;
  issue(tx: Tx, ctx: RequestCtx, order: GrantedKeyOrder): Promise<GrantedKey>;
  /** Ends a key that is shown; nothing happens where it is none. */
  revokeShown(ctx: RequestCtx, key: string, ownerOf: OwnerOf): Promise<void>;
}

type Deps = GrantedKeysDeps;

async function issue(deps: Deps, tx: Tx, ctx: RequestCtx, order: GrantedKeyOrder): Promise<GrantedKey> {
  const { user, name, expiresAt, drawn } = order;
  const row: ApiKeyRow = {
    id: deps.ids.uuid(),
    kind: 'personal',
    user_id: user.id,
    org_id: null,
    role: null,
    team_id: null,
    name,
    prefix: prefixOf('personal', (length) => deps.ids.name(length)),
    scopes: [...order.scopes],
    allowed_ips: [],
    rate_per_second: null,
    created_by: user.id,
    created_at: deps.clock.now(),
    expires_at: expiresAt,
    last_used_at: null,
    last_used_ip: null,
    secret_check: checkOf(drawn.secret),
    secret_hash: drawn.verifier,
    previous_check: null,
    previous_hash: null,
    previous_until: null,
    rotated_at: null,
    several_factors: order.severalFactors,
  };
  await insertApiKey(tx, row);
  await deps.audit.append(tx, ctx, {
    event: 'api_key.created',
    target: { type: 'api_key', id: row.id, name },
    data: { kind: row.kind, prefix: row.prefix, scopes: row.scopes, expiresAt: expiresAt.toISOString(), by: 'device' },
    actor: user,
  });
  const key = formatKey('personal', { prefix: row.prefix, secret: drawn.secret });
  return { id: row.id, name, key, scopes: [...order.scopes], expiresAt: expiresAt.toISOString() };
}

async function revokeShown(deps: Deps, ctx: RequestCtx, text: string, ownerOf: OwnerOf): Promise<void> {
  const parts = parseKey(text);
  const checked = parts === undefined ? undefined : await deps.check(parts);
  if (parts === undefined || checked === undefined) return;
  const subject = await deps.db.system('give an API key back', async (tx) => {
    const row = await findApiKeyByPrefix(tx, parts.prefix);
    if (row === undefined) return undefined;
    const owner = row.user_id === null ? { orgId: row.org_id ?? '' } : { userId: row.user_id };
    // Of two who give it back at once the second finds it gone.
    if ((await removeApiKey(tx, owner, row.id)) === undefined) return undefined;
    const user = row.user_id === null ? undefined : await ownerOf(tx, row.user_id);
    await deps.audit.append(tx, ctx, {
      ...('orgId' in owner ? owner : {}),
      event: 'api_key.revoked',
      target: { type: 'api_key', id: row.id, name: row.name },
      data: { by: 'the key itself' },
      ...(user === undefined ? {} : { actor: user }),
    });
    const holder = row.user_id ?? row.id;
    await deps.db.notify(tx, actorsChannel, holder);
    return holder;
  });
  if (subject !== undefined) deps.forgetActor(subject);
}

export function createGrantedKeys(deps: Deps): GrantedKeys {
  return {
    scopes: apiKeyScopes,
    async draw() {
      const secret = deps.ids.token();
      return { secret, verifier: await deps.verifier.hash(secret) };
    },
    issue: (tx, ctx, order) => issue(deps, tx, ctx, order),
    revokeShown: (ctx, key, ownerOf) => revokeShown(deps, ctx, key, ownerOf),
  };
}
