import { AppError } from '@moorage/core/errors';
import { findCanaryObstacle } from '@moorage/kube/crds/canary-support';
import type { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import { abortCanary, weighCanary } from './canary-change.service.ts';
import {
  type Canary,
  differenceOf,
  isUnderWay,
  refusePromotion,
  refuseStart,
  refuseWithoutCanary,
  wishOfPromotion,
} from './canary.rules.ts';
import type { canaryEnd, canaryStart, canaryWeight } from './canary.schemas.contract.ts';
import { nextReleaseNumber, updateCanary, updateCanaryNote } from './canary.store.ts';
import { applyChange, refuse } from './deployment-change.service.ts';
import { canaryWatch } from './deployment-job.contract.ts';
import type { DeploymentCluster } from './deployment.ports.ts';
import { refuseChange } from './deployment.rules.ts';
import {
  claimFor,
  type DeploymentServiceDeps,
  getFor,
  invalidDeployment,
  orgsOf,
  requireCluster,
  viewFor,
} from './deployment.service.ts';
import { findDeployment } from './deployment.store.ts';
import type { DeploymentRow, DeploymentView } from './deployment.view.ts';
import { recordRelease } from './release-record.service.ts';
import { findLiveRelease, findRelease, updateReleaseState } from './release.store.ts';
import { decideWish, placeWish, type Wish } from './wish.rules.ts';

export interface CanaryDeps extends DeploymentServiceDeps {
  readonly cluster: Pick<DeploymentCluster, 'readRouting'>;
}

export type CanaryStartInput = z.output<typeof canaryStart>;

export interface CanaryService {
  start(ctx: RequestCtx, input: CanaryStartInput): Promise<DeploymentView>;
  weigh(ctx: RequestCtx, input: z.output<typeof canaryWeight>): Promise<DeploymentView>;
  promote(ctx: RequestCtx, input: z.output<typeof canaryEnd>): Promise<DeploymentView>;
  abort(ctx: RequestCtx, input: z.output<typeof canaryEnd>): Promise<DeploymentView>;
}

function refuseUnfit(row: DeploymentRow): void {
  refuse(refuseChange({ ...row, paused: row.wish.paused }));
}

/** Asked of the cluster before anything is written, for no port is called within a transaction. */
async function requireSupport(deps: CanaryDeps, row: DeploymentRow, service: string): Promise<void> {
  const placed = placeWish(row.wish);
  const services = placed.kind === 'ok' ? placed.placed.services : [];
  const wanted = services.find((one) => one.name === service);
  if (wanted === undefined) {
    const known = services.map((one) => one.name).join(', ');
    throw invalidDeployment([{ path: 'service', message: `there is no such service; there is ${known}` }]);
  }
  if (services.some((one) => one.name === `${service}-canary`)) {
    throw invalidDeployment([{ path: 'service', message: `there is a service ${service}-canary, whose name the canary needs` }]);
  }
  const routing = await deps.cluster.readRouting({ namespace: row.namespace, name: row.name }, service);
  const obstacle = findCanaryObstacle({
    service,
    isInternal: row.visibility === 'internal',
    hasVolumes: (wanted.volumes ?? []).length > 0,
    ...routing,
  });
  if (obstacle === undefined) return;
  const { reason, message, nextStep } = obstacle;
  throw new AppError('conflict', message, { details: { reason, nextStep } });
}

interface Version {
  readonly wish: Wish;
  readonly image: string;
  readonly env: Canary['env'];
}

function versionOf(present: Wish, { service, image, envVars }: CanaryStartInput): Version {
  const change = {
    ...(image === undefined ? {} : { images: { [service]: image } }),
    ...(envVars === undefined ? {} : { envVars }),
  };
  const decision = decideWish(present, change);
  if (decision.kind === 'invalid') throw invalidDeployment(decision.issues);
  const { wish, parameters } = decision;
  const secret = [...Object.keys(parameters.set), ...parameters.unset];
  if (secret.length > 0) {
    const message = 'is secret: a canary has the secrets of the service that it is of; send the mask';
    throw invalidDeployment(secret.map((name) => ({ path: `envVars.${name}`, message })));
  }
  const difference = differenceOf(present, wish, service);
  if (difference.kind === 'too-much') throw invalidDeployment([{ path: 'envVars', message: difference.message }]);
  if (difference.kind === 'none') {
    throw invalidDeployment([{ path: 'image', message: 'the canary would be what runs already' }]);
  }
  const placed = placeWish(wish);
  const ofService = placed.kind === 'ok' ? placed.placed.services.find((one) => one.name === service) : undefined;
  return { wish, image: ofService?.image ?? image ?? '', env: difference.env };
}

async function getRow(tx: Tx, id: string): Promise<DeploymentRow> {
  const row = await findDeployment(tx, id);
  if (row === undefined) throw new AppError('internal', 'Something went wrong on our side.', { internal: `${id} vanished` });
  return row;
}

async function begin(deps: CanaryDeps, tx: Tx, ctx: RequestCtx, input: CanaryStartInput): Promise<DeploymentRow> {
  const present = await claimFor(tx, ctx, 'deployment:update', input.name);
  refuseUnfit(present);
  const live = await findLiveRelease(tx, present.id);
  refuse(refuseStart({ paused: present.wish.paused, release: present.release, liveRelease: live?.number }));
  const { wish, image, env } = versionOf(present.wish, input);
  const at = deps.clock.now();
  const { service, weight, steps, reason } = input;
  const canary: Canary = {
    release: await nextReleaseNumber(tx, present.id),
    service,
    image,
    env,
    weight,
    phase: 'starting',
    generation: present.generation + 1,
    steps,
    nextStepAt: null,
    readyBy: new Date(at.getTime() + present.wish.readyDeadlineSeconds * 1000).toISOString(),
    promotedBy: null,
    message: null,
    evidence: null,
  };
  await updateCanary(tx, present.id, canary, at);
  const row = await getRow(tx, present.id);
  const release = { row: { ...row, wish, release: canary.release }, kind: 'canary', reason, from: present.release } as const;
  await recordRelease(deps, tx, ctx, release);
  await updateReleaseState(tx, { deploymentId: row.id, number: canary.release, when: ['rolling-out'], to: 'canary', at });
  await deps.jobs.enqueue(tx, canaryWatch, { deploymentId: row.id });
  await deps.audit.append(tx, ctx, {
    orgId: row.orgId,
    event: 'canary.started',
    target: { type: 'deployment', id: row.id, name: row.name },
    data: { release: canary.release, service, image, weight, steps, ...(reason === undefined ? {} : { reason }) },
  });
  return row;
}

async function start(deps: CanaryDeps, ctx: RequestCtx, input: CanaryStartInput): Promise<DeploymentView> {
  const seen = await getFor(deps, ctx, 'deployment:update', input.name);
  requireCluster(deps);
  refuseUnfit(seen);
  await requireSupport(deps, seen, input.service);
  return viewFor(deps, ctx, await deps.db.tenant(orgsOf(ctx, input.name), (tx) => begin(deps, tx, ctx, input)));
}

type Change = (tx: Tx, row: DeploymentRow, canary: Canary) => Promise<void>;

/** For a caller, on a canary that is under way. */
async function changeCanary(deps: CanaryDeps, ctx: RequestCtx, name: string, change: Change): Promise<DeploymentView> {
  const row = await deps.db.tenant(orgsOf(ctx, name), async (tx) => {
    const present = await claimFor(tx, ctx, 'deployment:update', name);
    requireCluster(deps);
    refuse(refuseChange({ deletingSince: present.deletingSince, paused: false, canary: null }));
    refuse(refuseWithoutCanary(present.canary));
    if (isUnderWay(present.canary)) await change(tx, present, present.canary);
    return await getRow(tx, present.id);
  });
  return viewFor(deps, ctx, row);
}

/** An ordinary release by which the service itself becomes what the canary is; the canary serves until that one is ready. */
async function promote(deps: CanaryDeps, ctx: RequestCtx, input: z.output<typeof canaryEnd>): Promise<DeploymentView> {
  return await changeCanary(deps, ctx, input.name, async (tx, present, canary) => {
    refuse(refusePromotion(canary));
    const release = await findRelease(tx, present.id, canary.release);
    const row = await applyChange(deps, tx, ctx, {
      present,
      wish: wishOfPromotion(present.wish, release?.wish ?? present.wish, canary),
      kind: 'promote',
      from: canary.release,
      reason: input.reason,
      event: 'canary.promoted',
      data: { canary: canary.release, service: canary.service, image: canary.image, weight: canary.weight },
    });
    const at = deps.clock.now();
    await updateReleaseState(tx, { deploymentId: row.id, number: canary.release, when: ['canary'], to: 'promoted', at });
    const promoting: Canary = { ...canary, phase: 'promoting', steps: [], nextStepAt: null, promotedBy: row.release };
    await updateCanaryNote(tx, row.id, promoting, at);
  });
}

export function createCanaryService(deps: CanaryDeps): CanaryService {
  return {
    start: (ctx, input) => start(deps, ctx, input),
    weigh: (ctx, { name, weight }) =>
      changeCanary(deps, ctx, name, async (tx, row, canary) => {
        if (canary.weight === weight && canary.steps.length === 0) return;
        const weighed: Canary = { ...canary, weight, steps: [], nextStepAt: null };
        await weighCanary(deps, tx, ctx, { row, canary: weighed, from: canary.weight });
      }),
    promote: (ctx, input) => promote(deps, ctx, input),
    abort: (ctx, { name, reason }) =>
      changeCanary(deps, ctx, name, (tx, row, canary) =>
        abortCanary(deps, tx, ctx, { row, canary, message: reason ?? 'It was ended by hand.', reason }),
      ),
  };
}
