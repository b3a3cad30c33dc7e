/** Making, changing and revoking keys, of users and of organizations. Checking them is `key-check.service.ts`. */
import type { Clock } from '@moorage/core/clock';
import { AppError } from '@moorage/core/errors';
import type { Ids } from '@moorage/core/ids';
import { checkOf, type KeyVerifier } from '../../platform/crypto/key-verifier.ts';
import type { Db, Tx } from '../../platform/db/database.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import { isIpRange } from '../../platform/http/ip-list.ts';
import { userIdOf } from '../../platform/http/user-id.ts';
import type { Audit, AuditEntry } from '../audit/index.ts';
import { actorsChannel } from '../identity/index.ts';
import { isExpired } from './api-key.rules.ts';
import {
  claimApiKey,
  insertApiKey,
  type KeyOwner,
  listApiKeys,
  removeApiKey,
  updateApiKey,
  updateApiKeySecret,
} from './api-key.store.ts';
import { type ApiKeyRow, type ApiKeyView, apiKeyToView } from './api-key.view.ts';
import { formatKey, type KeyKind, prefixOf } from './presented-key.rules.ts';

export interface ApiKeyServiceDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly audit: Audit;
  readonly verifier: KeyVerifier;
  /** Power over the platform takes several factors, so whoever has it has proved himself by them. */
  readonly adminsNeedMfa?: boolean;
  /** Forgets in this process what is known of a user or machine; the notification does it in the others. */
  readonly forgetActor: (subject: string) => void;
}

export interface NewKey {
  readonly kind: KeyKind;
  readonly name: string;
  readonly scopes?: readonly string[] | undefined;
  /** Of a machine. */
  readonly role?: string | undefined;
  readonly teamId?: string | undefined;
  readonly allowedIps?: readonly string[] | undefined;
  readonly ratePerSecond?: number | null | undefined;
  readonly expiresAt?: string | undefined;
}

export interface KeyChange {
  readonly name?: string | undefined;
  readonly allowedIps?: readonly string[] | undefined;
  readonly ratePerSecond?: number | null | undefined;
}

export type KeyWithSecret = ApiKeyView & { key: string; keyId: string | null };

/** The keys of one owner; whoever hands one out has authorized the caller for it. */
export interface OwnedKeys {
  list(): Promise<ApiKeyView[]>;
  /** The only time that the key itself is seen. */
  create(input: NewKey): Promise<KeyWithSecret>;
  update(id: string, change: KeyChange): Promise<ApiKeyView>;
  rotate(id: string, overlapSeconds: number): Promise<KeyWithSecret>;
  remove(id: string): Promise<void>;
}

export interface ApiKeyService {
  ofUser(ctx: RequestCtx): OwnedKeys;
  ofOrg(ctx: RequestCtx, orgId: string): OwnedKeys;
}

interface Scope {
  readonly deps: ApiKeyServiceDeps;
  readonly ctx: RequestCtx;
  readonly owner: KeyOwner;
}

const teamRoles: readonly string[] = ['team_admin', 'developer', 'viewer'];

function invalid(path: string, message: string): AppError {
  return new AppError('invalid_request', 'The key cannot be made like this.', { details: { issues: [{ path, message }] } });
}

function notFound(): AppError {
  return new AppError('not_found', 'There is no such API key.');
}

function checkIps(ranges: readonly string[] | undefined): void {
  const wrong = ranges?.findIndex((range) => !isIpRange(range)) ?? -1;
  if (wrong >= 0) throw invalid(`allowedIps[${wrong}]`, 'must be an address or a network such as 10.0.0.0/8');
}

function checkNew(input: NewKey, now: Date): Date | null {
  checkIps(input.allowedIps);
  const expiresAt = input.expiresAt === undefined ? null : new Date(input.expiresAt);
  if (isExpired(expiresAt, now)) throw invalid('expiresAt', 'must be in the future');
  if (input.kind !== 'machine') return expiresAt;
  const isTeamRole = teamRoles.includes(input.role ?? '');
  if (isTeamRole && input.teamId === undefined) throw invalid('teamId', 'is needed with a role in a team');
  if (!isTeamRole && input.teamId !== undefined) throw invalid('teamId', 'goes with a role in a team only');
  return expiresAt;
}

/** Whom caches know the key by: its user, or the key itself where it is a machine of its own. */
function subjectOf(row: Pick<ApiKeyRow, 'id' | 'user_id'>): string {
  return row.user_id ?? row.id;
}

async function append({ deps, ctx, owner }: Scope, tx: Tx, entry: Omit<AuditEntry, 'orgId'>): Promise<void> {
  await deps.audit.append(tx, ctx, 'orgId' in owner ? { ...entry, orgId: owner.orgId } : entry);
}

/** Within a transaction: everybody forgets what they know of the key when it commits. */
async function announce({ deps }: Scope, tx: Tx, row: ApiKeyRow): Promise<void> {
  await deps.db.notify(tx, actorsChannel, subjectOf(row));
}

async function rowOf({ deps, ctx, owner }: Scope, input: NewKey, secret: string): Promise<ApiKeyRow> {
  const now = deps.clock.now();
  const isScoped = input.kind === 'personal' || input.kind === 'machine';
  return {
    id: deps.ids.uuid(),
    kind: input.kind,
    user_id: 'userId' in owner ? owner.userId : null,
    org_id: 'orgId' in owner ? owner.orgId : null,
    role: 'orgId' in owner ? (input.role ?? 'org_admin') : null,
    team_id: input.teamId ?? null,
    name: input.name,
    prefix: prefixOf(input.kind, (length) => deps.ids.name(length)),
    scopes: isScoped ? [...new Set(input.scopes)].toSorted() : null,
    allowed_ips: [...(input.allowedIps ?? [])],
    rate_per_second: input.ratePerSecond ?? null,
    created_by: ctx.actor.userId ?? null,
    created_at: now,
    expires_at: checkNew(input, now),
    last_used_at: null,
    last_used_ip: null,
    secret_check: checkOf(secret),
    secret_hash: await deps.verifier.hash(secret),
    previous_check: null,
    previous_hash: null,
    previous_until: null,
    rotated_at: null,
    several_factors: deps.adminsNeedMfa === true && ctx.actor.platformRole !== undefined,
  };
}

function withSecret(row: ApiKeyRow, kind: KeyKind, secret: string): KeyWithSecret {
  const key = formatKey(kind, { prefix: row.prefix, secret });
  return { ...apiKeyToView(row), key, keyId: kind === 'pair' ? row.prefix : null };
}

async function create(scope: Scope, input: NewKey): Promise<KeyWithSecret> {
  const { deps } = scope;
  checkNew(input, deps.clock.now());
  const secret = deps.ids.token();
  const row = await rowOf(scope, input, secret);
  await deps.db.system('create API key', async (tx) => {
    await insertApiKey(tx, row);
    await append(scope, tx, {
      event: 'api_key.created',
      target: { type: 'api_key', id: row.id, name: row.name },
      data: {
        kind: row.kind,
        prefix: row.prefix,
        scopes: row.scopes,
        role: row.role,
        teamId: row.team_id,
        allowedIps: row.allowed_ips,
        expiresAt: input.expiresAt ?? null,
      },
    });
  });
  return withSecret(row, input.kind, secret);
}

async function update(scope: Scope, id: string, change: KeyChange): Promise<ApiKeyView> {
  const { deps, owner } = scope;
  checkIps(change.allowedIps);
  const columns = {
    ...(change.name === undefined ? {} : { name: change.name }),
    ...(change.allowedIps === undefined ? {} : { allowed_ips: [...change.allowedIps] }),
    ...(change.ratePerSecond === undefined ? {} : { rate_per_second: change.ratePerSecond }),
  };
  const row = await deps.db.system('change API key', async (tx) => {
    const changed = await updateApiKey(tx, owner, id, columns);
    if (changed === undefined) throw notFound();
    await append(scope, tx, {
      event: 'api_key.updated',
      target: { type: 'api_key', id, name: changed.name },
      data: { ...change },
    });
    await announce(scope, tx, changed);
    return changed;
  });
  deps.forgetActor(subjectOf(row));
  return apiKeyToView(row);
}

function kindOf(row: ApiKeyRow): KeyKind {
  return row.kind === 'machine' || row.kind === 'user' || row.kind === 'pair' ? row.kind : 'personal';
}

async function rotate(scope: Scope, id: string, overlapSeconds: number): Promise<KeyWithSecret> {
  const { deps, owner } = scope;
  const secret = deps.ids.token();
  // Hashed before the transaction, which so holds its lock for no longer than its statements take.
  const fresh = { secret_check: checkOf(secret), secret_hash: await deps.verifier.hash(secret) };
  const row = await deps.db.system('rotate API key', async (tx) => {
    const before = await claimApiKey(tx, owner, id);
    if (before === undefined) throw notFound();
    const now = deps.clock.now();
    const lives = overlapSeconds > 0;
    const columns = {
      ...fresh,
      previous_check: lives ? before.secret_check : null,
      previous_hash: lives ? before.secret_hash : null,
      previous_until: lives ? new Date(now.getTime() + overlapSeconds * 1000) : null,
      rotated_at: now,
    };
    await updateApiKeySecret(tx, id, columns);
    const target = { type: 'api_key', id, name: before.name };
    await append(scope, tx, { event: 'api_key.rotated', target, data: { overlapSeconds } });
    await announce(scope, tx, before);
    return { ...before, ...columns };
  });
  deps.forgetActor(subjectOf(row));
  return withSecret(row, kindOf(row), secret);
}

async function remove(scope: Scope, id: string): Promise<void> {
  const { deps, owner } = scope;
  const row = await deps.db.system('revoke API key', async (tx) => {
    const removed = await removeApiKey(tx, owner, id);
    if (removed === undefined) throw notFound();
    await append(scope, tx, { event: 'api_key.revoked', target: { type: 'api_key', id, name: removed.name } });
    await announce(scope, tx, removed);
    return removed;
  });
  deps.forgetActor(subjectOf(row));
}

function ownedKeys(scope: Scope): OwnedKeys {
  const { deps, owner } = scope;
  return {
    create: (input) => create(scope, input),
    update: (id, change) => update(scope, id, change),
    rotate: (id, overlapSeconds) => rotate(scope, id, overlapSeconds),
    remove: (id) => remove(scope, id),
    async list() {
      const rows = await deps.db.system('list API keys', (tx) => listApiKeys(tx, owner));
      return rows.map(apiKeyToView);
    },
  };
}

export function createApiKeyService(deps: ApiKeyServiceDeps): ApiKeyService {
  return {
    ofUser: (ctx) => ownedKeys({ deps, ctx, owner: { userId: userIdOf(ctx) } }),
    ofOrg(ctx, orgId) {
      ctx.authorize('org:keys', { type: 'org', orgId });
      return ownedKeys({ deps, ctx, owner: { orgId } });
    },
  };
}
