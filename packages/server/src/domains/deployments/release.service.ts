import { AppError } from '@moorage/core/errors';
import type { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import { decodeCursor, pageLimit, type Page, toPage } from '../../platform/db/paging.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import { changeDeployment, refuse } from './deployment-change.service.ts';
import { refuseChange } from './deployment.rules.ts';
import { type DeploymentServiceDeps, getFor, invalidDeployment, requireCluster, viewFor } from './deployment.service.ts';
import type { DeploymentView } from './deployment.view.ts';
import {
  diffDigests,
  diffWishes,
  digestOf,
  effectsOf,
  refuseRollback,
  type ServiceEffect,
  wishOfRollback,
  wishWithDigests,
} from './release.rules.ts';
import type {
  deploymentPlan,
  deploymentRollback,
  deploymentScale,
  imageDeployment,
  releaseDiff,
} from './release.schemas.contract.ts';
import { findRelease, listReleases } from './release.store.ts';
import { restorationOf } from './release-restoration.service.ts';
import { diffSecrets, withSecrets } from './release-secrets.rules.ts';
import { type ReleaseRow, releaseToView, type ReleaseView } from './release.view.ts';
import type { deploymentConfigUpdate } from './deployment.schemas.contract.ts';
import { maskedValue } from '../templates/index.ts';
import { secretTargetOf } from './secret-target.rules.ts';
import { decided } from './wish-decision.service.ts';
import { type Wish, wantedServices } from './wish.rules.ts';

export interface ReleaseListInput {
  readonly name: string;
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

export interface ReleaseDiffInput {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

export interface ReleaseService {
  list(ctx: RequestCtx, input: ReleaseListInput): Promise<Page<ReleaseView>>;
  diff(ctx: RequestCtx, input: ReleaseDiffInput): Promise<z.input<typeof releaseDiff>>;
  rollback(ctx: RequestCtx, input: z.output<typeof deploymentRollback>): Promise<DeploymentView>;
  deployImage(ctx: RequestCtx, input: z.output<typeof imageDeployment>): Promise<DeploymentView>;
  scale(ctx: RequestCtx, input: z.output<typeof deploymentScale>): Promise<DeploymentView>;
  /** What a change would do; changes nothing. */
  plan(ctx: RequestCtx, input: z.output<typeof deploymentConfigUpdate>): Promise<z.input<typeof deploymentPlan>>;
}

function releaseMissing(number: number): AppError {
  return new AppError('not_found', `The deployment has no release ${number}.`, {
    details: { nextStep: 'List its releases to see which there are.' },
  });
}

async function getRelease(tx: Tx, deploymentId: string, number: number): Promise<ReleaseRow> {
  const row = await findRelease(tx, deploymentId, number);
  if (row === undefined) throw releaseMissing(number);
  return row;
}

function beforeNumberOf(cursor: string | undefined): number | undefined {
  if (cursor === undefined) return undefined;
  const number = Number(decodeCursor(cursor, 1)[0]);
  if (Number.isInteger(number) && number > 0 && number < 2 ** 31) return number;
  throw new AppError('invalid_request', 'The cursor is not valid.', {
    details: { issues: [{ path: 'cursor', message: 'is not a cursor of this list' }] },
  });
}

async function list(deps: DeploymentServiceDeps, ctx: RequestCtx, input: ReleaseListInput): Promise<Page<ReleaseView>> {
  const row = await getFor(deps, ctx, 'deployment:read', input.name);
  const limit = input.limit ?? pageLimit.default;
  const query = { deploymentId: row.id, beforeNumber: beforeNumberOf(input.cursor), limit };
  const rows = await deps.db.tenant([row.orgId], (tx) => listReleases(tx, query));
  return toPage(
    rows,
    limit,
    (one) => [String(one.number)],
    (one) => releaseToView(one, row.release),
  );
}

async function diff(deps: DeploymentServiceDeps, ctx: RequestCtx, input: ReleaseDiffInput) {
  const row = await getFor(deps, ctx, 'deployment:read', input.name);
  const [from, to] = await deps.db.tenant([row.orgId], async (tx) => [
    await getRelease(tx, row.id, input.from),
    await getRelease(tx, row.id, input.to),
  ]);
  if (from === undefined || to === undefined) throw releaseMissing(input.from);
  return {
    from: from.number,
    to: to.number,
    changes: [
      ...diffWishes(from.wish, to.wish),
      ...diffDigests(from.digests, to.digests),
      ...diffSecrets(from.secrets, to.secrets),
    ],
    services: withSecrets(effectsOf(from.wish, to.wish), from.secrets, to.secrets),
  };
}

async function rollback(
  deps: DeploymentServiceDeps,
  ctx: RequestCtx,
  input: z.output<typeof deploymentRollback>,
): Promise<DeploymentView> {
  await deps.secrets.prepare((await getFor(deps, ctx, 'deployment:update', input.name)).orgId);
  const row = await changeDeployment(deps, ctx, input.name, async (tx, present) => {
    const target = await getRelease(tx, present.id, input.release);
    const current = await getRelease(tx, present.id, present.release);
    const { digests } = current;
    const pinnedWish = wishWithDigests(target, { wish: present.wish, digests });
    const wish = wishOfRollback(present.wish, pinnedWish, await deps.domains.verifiedHosts(tx, present.id));
    const restore = await restorationOf(tx, target, current);
    if (restore.length === 0) refuse(refuseRollback(present.wish, wish));
    return {
      wish,
      restore,
      kind: 'rollback',
      from: target.number,
      reason: input.reason,
      event: 'deployment.rolled_back',
      data: { to: target.number, from: present.release },
    };
  });
  return viewFor(deps, ctx, row);
}

/** A service that must exist, as it is wanted now. */
function serviceOf(wish: Wish, name: string) {
  const services = wantedServices(wish);
  const service = services.find((one) => one.name === name);
  if (service !== undefined) return service;
  const known = services.map((one) => one.name).join(', ');
  throw invalidDeployment([{ path: 'service', message: `there is no such service; there is ${known}` }]);
}

async function deployImage(
  deps: DeploymentServiceDeps,
  ctx: RequestCtx,
  { name, service, image, reason }: z.output<typeof imageDeployment>,
): Promise<DeploymentView> {
  const row = await changeDeployment(deps, ctx, name, (_tx, present) => {
    const { image: oldImage } = serviceOf(present.wish, service);
    const { wish, changed } = decided(present.wish, { images: { [service]: image } });
    if (changed.length === 0) return undefined;
    const data = { service, image, digest: digestOf(image), oldImage, oldDigest: digestOf(oldImage) };
    return { wish, kind: 'image', reason, event: 'deployment.image_deployed', data };
  });
  return viewFor(deps, ctx, row);
}

async function scale(
  deps: DeploymentServiceDeps,
  ctx: RequestCtx,
  { name, service, replicas, reason }: z.output<typeof deploymentScale>,
): Promise<DeploymentView> {
  const row = await changeDeployment(deps, ctx, name, (_tx, present) => {
    const { replicas: oldReplicas } = serviceOf(present.wish, service);
    const { wish } = decided(present.wish, { replicas: { [service]: replicas } });
    if (replicas === oldReplicas) return undefined;
    return { wish, kind: 'scale', reason, event: 'deployment.scaled', data: { service, replicas, oldReplicas } };
  });
  return viewFor(deps, ctx, row);
}

function rolling(name: string): { name: string; effect: ServiceEffect } {
  return { name, effect: 'rolls' };
}

async function plan(deps: DeploymentServiceDeps, ctx: RequestCtx, input: z.output<typeof deploymentConfigUpdate>) {
  const { name, reason: _why, ...change } = input;
  const present = await getFor(deps, ctx, 'deployment:update', name);
  requireCluster(deps);
  refuse(refuseChange({ ...present, paused: present.wish.paused }));
  const elsewhere =
    change.envVars === undefined
      ? []
      : await deps.db.tenant([present.orgId], (tx) => deps.secrets.keysOf(tx, secretTargetOf(present)));
  const { wish, parameters } = decided(present.wish, change, elsewhere);
  const { generation, release } = present;
  const given = Object.keys(parameters.set);
  // A new value is a change, whatever the old one was: nobody is told whether they are the same.
  const changes = diffWishes(present.wish, wish).filter(({ path }) => !given.includes(path.slice('envVars.'.length)));
  const hidden = given.map((key) => {
    return { path: `envVars.${key}`, from: Object.hasOwn(present.wish.envVars, key) ? maskedValue : null, to: maskedValue };
  });
  const rolls = given.length + parameters.unset.length > 0;
  const effects = effectsOf(present.wish, wish).map((one) => (rolls && one.effect === 'stays' ? rolling(one.name) : one));
  return { name, generation, release, changes: [...changes, ...hidden], services: effects };
}

export function createReleaseService(deps: DeploymentServiceDeps): ReleaseService {
  return {
    list: (ctx, input) => list(deps, ctx, input),
    diff: (ctx, input) => diff(deps, ctx, input),
    rollback: (ctx, input) => rollback(deps, ctx, input),
    deployImage: (ctx, input) => deployImage(deps, ctx, input),
    scale: (ctx, input) => scale(deps, ctx, input),
    plan: (ctx, input) => plan(deps, ctx, input),
  };
}
