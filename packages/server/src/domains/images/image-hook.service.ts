/**
 * Hooks by which registries and pipelines tell of new images.
 *
 * A delivery proves itself by a signature over its time and its body: HMAC-SHA256 with a secret of 256 random bits that is shown
 * once. Who verifies a signature needs the secret itself, so the vault seals it. A
 * hook for a registry that cannot sign takes the secret in a header instead; such a delivery can be repeated by whoever saw it, and
 * all that does is to ask the registry once more. What is wrong with a delivery, its sender is not told: an unknown hook, a wrong secret
 * and a late signature are one answer.
 */
import { createHmac } from 'node:crypto';
import type { Clock } from '@moorage/core/clock';
import { AppError } from '@moorage/core/errors';
import type { Ids } from '@moorage/core/ids';
import { Secret } from '@moorage/core/secret';
import { orgOfTeam } from '../../platform/authz/actor.ts';
import { sameDigest, sha256 } from '../../platform/crypto/digest.ts';
import type { Db, Tx } from '../../platform/db/database.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import { userIdOf } from '../../platform/http/user-id.ts';
import type { JobQueue } from '../../platform/jobs/jobs.ts';
import type { Audit } from '../audit/index.ts';
import { type DeploymentImages, normalizedRepository } from '../deployments/index.ts';
import type { Vault } from '../vault/index.ts';
import type { HookCreate, HookDelivery, HookView } from './image-hook.contract.ts';
import { concerns, isInTime, pushesOf } from './image-hook.rules.ts';
import {
  claimHook,
  countDeliveries,
  findHook,
  type HookRow,
  insertDelivery,
  insertHook,
  listHooks,
  removeDeliveries,
  removeHook,
  updateHookSecret,
} from './image-hook.store.ts';
import { bringForward } from './image.service.ts';

export interface ImageHookDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly audit: Audit;
  readonly jobs: JobQueue;
  readonly deployments: DeploymentImages;
  /** Where secrets are kept. */
  readonly vault: Vault;
  /** Under which senders reach us. */
  readonly baseUrl: string;
  /** Whether registries are asked at all. */
  readonly enabled: boolean;
}

/** What proves a delivery, as it came. */
export interface Proof {
  readonly timestamp: string;
  readonly signature: string;
  readonly token: string;
  readonly body: string;
}

type WithSecret = HookView & { readonly secret: string };

export interface ImageHookService {
  list(ctx: RequestCtx, teamId: string | undefined): Promise<HookView[]>;
  create(ctx: RequestCtx, input: HookCreate): Promise<WithSecret>;
  rotate(ctx: RequestCtx, id: string): Promise<WithSecret>;
  remove(ctx: RequestCtx, id: string): Promise<void>;
  deliver(ctx: RequestCtx, id: string, delivery: HookDelivery, proof: Proof): Promise<{ matched: number }>;
}

const minuteMs = 60_000;
const mostAMinute = 30;
/** Longer than a signature holds. */
const keptMs = 15 * minuteMs;

function hookToView(deps: ImageHookDeps, row: HookRow): HookView {
  const { id, name, teamId, repository, auth } = row;
  return {
    id,
    name,
    teamId,
    repository,
    auth,
    url: `${deps.baseUrl}/api/hooks/images/${id}`,
    createdAt: row.createdAt.toISOString(),
    rotatedAt: row.rotatedAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  };
}

function hookMissing(): AppError {
  return new AppError('not_found', 'This hook does not exist or you may not see it.');
}

/** Where the secret of a hook is kept. */
function placeOf({ id, orgId }: Pick<HookRow, 'id' | 'orgId'>) {
  return { orgId, table: 'image_hooks', row: id, column: 'sealed_secret' };
}

function teamOf(ctx: RequestCtx, wanted: string | undefined): { orgId: string; teamId: string } {
  const teamId = wanted ?? ctx.actor.currentTeamId ?? '';
  const orgId = orgOfTeam(ctx.actor, teamId);
  if (orgId === undefined) throw new AppError('not_found', 'This team does not exist or you may not see it.');
  return { orgId, teamId };
}

/** `ghcr.io/acme/shop` as the references of it are normalized. */
function repositoryOf(text: string): string {
  const repository = normalizedRepository(text);
  if (repository !== undefined) return repository;
  throw new AppError('invalid_request', 'The hook is not valid.', {
    details: { issues: [{ path: 'repository', message: 'is not a repository such as ghcr.io/acme/shop, without a tag' }] },
  });
}

async function claimFor(tx: Tx, ctx: RequestCtx, action: string, id: string): Promise<HookRow> {
  const row = await claimHook(tx, id);
  if (row === undefined) throw hookMissing();
  ctx.authorize(action, { type: 'hook', orgId: row.orgId, teamId: row.teamId });
  return row;
}

async function append(
  deps: ImageHookDeps,
  tx: Tx,
  ctx: RequestCtx,
  { event, row }: { readonly event: string; readonly row: HookRow },
): Promise<void> {
  const { id, orgId, name, repository, auth } = row;
  await deps.audit.append(tx, ctx, { orgId, event, target: { type: 'hook', id, name }, data: { repository, auth } });
}

async function create(deps: ImageHookDeps, ctx: RequestCtx, input: HookCreate): Promise<WithSecret> {
  const { orgId, teamId } = teamOf(ctx, input.teamId);
  ctx.authorize('hook:create', { type: 'team', orgId, teamId });
  const repository = input.repository === undefined ? null : repositoryOf(input.repository);
  const secret = `mhk_${deps.ids.token()}`;
  const { name, auth } = input;
  const createdBy = userIdOf(ctx);
  await deps.vault.prepare(orgId);
  return await deps.db.tenant([orgId], async (tx) => {
    const place = { id: deps.ids.uuid(), orgId, teamId, createdBy, createdAt: deps.clock.now() };
    const row = await insertHook(tx, {
      ...place,
      name,
      auth,
      repository,
      secret: await deps.vault.seal(tx, placeOf(place), new Secret(secret)),
    });
    await append(deps, tx, ctx, { event: 'hook.created', row });
    return { ...hookToView(deps, row), secret };
  });
}

async function rotate(deps: ImageHookDeps, ctx: RequestCtx, id: string): Promise<WithSecret> {
  const secret = `mhk_${deps.ids.token()}`;
  const own = Object.keys(ctx.actor.orgRoles);
  const found = await deps.db.tenant(own, (tx) => findHook(tx, id));
  if (found === undefined) throw hookMissing();
  await deps.vault.prepare(found.orgId);
  return await deps.db.tenant(own, async (tx) => {
    await claimFor(tx, ctx, 'hook:rotate', id);
    const sealed = await deps.vault.seal(tx, placeOf(found), new Secret(secret));
    const row = await updateHookSecret(tx, id, sealed, deps.clock.now());
    await append(deps, tx, ctx, { event: 'hook.rotated', row });
    return { ...hookToView(deps, row), secret };
  });
}

/** Takes the same time whatever is wrong, for a hook that does not exist too. */
async function isProved(deps: ImageHookDeps, hook: HookRow | undefined, proof: Proof, now: Date): Promise<boolean> {
  const secret = hook === undefined ? 'no such hook' : await deps.vault.open(placeOf(hook), hook.secret);
  const expected = createHmac('sha256', secret).update(`${proof.timestamp}.${proof.body}`).digest('hex');
  const isSigned = sameDigest(sha256(`sha256=${expected}`), sha256(proof.signature.toLowerCase()));
  const isToken = sameDigest(sha256(secret.toString()), sha256(proof.token));
  if (hook === undefined) return false;
  return hook.auth === 'token' ? isToken : isSigned && isInTime(proof.timestamp, now);
}

async function deliver(deps: ImageHookDeps, id: string, delivery: HookDelivery, proof: Proof): Promise<{ matched: number }> {
  const at = deps.clock.now();
  const found = await deps.db.system('find a hook', (tx) => findHook(tx, id));
  if (!(await isProved(deps, found, proof, at)) || found === undefined) {
    throw new AppError('unauthenticated', 'This hook does not exist, or the delivery does not prove itself.', {
      details: { nextStep: 'Sign `<timestamp>.<body>` with the secret of the hook, and send it within five minutes.' },
    });
  }
  return await deps.db.tenant([found.orgId], async (tx) => {
    const hook = await claimHook(tx, id);
    if (hook === undefined) throw hookMissing();
    if ((await countDeliveries(tx, id, new Date(at.getTime() - minuteMs))) >= mostAMinute) {
      throw new AppError('rate_limited', 'This hook is used too often.', { retryAfterSeconds: 60 });
    }
    await removeDeliveries(tx, id, new Date(at.getTime() - keptMs));
    const signature = hook.auth === 'token' ? deps.ids.uuid() : proof.signature.toLowerCase();
    if (!(await insertDelivery(tx, { orgId: hook.orgId, hookId: id, signature, at }))) {
      throw new AppError('conflict', 'This delivery was taken already.', { details: { nextStep: 'Sign it again.' } });
    }
    const pushes = pushesOf(delivery);
    const followed = await deps.deployments.list(tx, { teamId: hook.teamId });
    const concerned = followed.filter((image) => pushes.some((push) => concerns(push, image, hook.repository)));
    return { matched: deps.enabled ? await bringForward(deps, tx, concerned) : 0 };
  });
}

export function createImageHookService(deps: ImageHookDeps): ImageHookService {
  return {
    async list(ctx, wanted) {
      const { orgId, teamId } = teamOf(ctx, wanted);
      ctx.authorize('hook:read', { type: 'team', orgId, teamId });
      const rows = await deps.db.tenant([orgId], (tx) => listHooks(tx, teamId));
      return rows.map((row) => hookToView(deps, row));
    },
    create: (ctx, input) => create(deps, ctx, input),
    rotate: (ctx, id) => rotate(deps, ctx, id),
    async remove(ctx, id) {
      await deps.db.tenant(Object.keys(ctx.actor.orgRoles), async (tx) => {
        const row = await claimFor(tx, ctx, 'hook:delete', id);
        await removeHook(tx, id);
        await append(deps, tx, ctx, { event: 'hook.deleted', row });
      });
    },
    deliver: (_ctx, id, delivery, proof) => deliver(deps, id, delivery, proof),
  };
}
