/** The ways in which a canary changes, each within the transaction that locked the deployment's row. */
import type { Tx } from '../../platform/db/database.ts';
import type { RequestCtx } from '../../platform/http/context.ts';
import type { Canary } from './canary.rules.ts';
import { endPromotion, updateCanary, updateCanaryNote } from './canary.store.ts';
import { canaryWatch, deploymentRollout } from './deployment-job.contract.ts';
import { announce } from './deployment-news.service.ts';
import type { DeploymentRow } from './deployment.view.ts';
import type { EvidenceValue } from './observed.rules.ts';
import type { ChangeDeps } from './release-record.service.ts';
import { updateReleaseLive, updateReleaseState } from './release.store.ts';

/** The row, with the canary that it has. */
export interface WithCanary {
  readonly row: DeploymentRow;
  readonly canary: Canary;
}

async function audit(
  deps: ChangeDeps,
  tx: Tx,
  ctx: RequestCtx,
  { row, event, data }: { row: DeploymentRow; event: string; data: Readonly<Record<string, unknown>> },
): Promise<void> {
  const target = { type: 'deployment', id: row.id, name: row.name };
  await deps.audit.append(tx, ctx, { orgId: row.orgId, event, target, data });
}

/** The cluster is to do something else with it, and somebody sees to it that it does. */
async function carryOut(deps: ChangeDeps, tx: Tx, row: DeploymentRow): Promise<void> {
  await deps.jobs.enqueue(tx, deploymentRollout, { deploymentId: row.id });
  await deps.jobs.enqueue(tx, canaryWatch, { deploymentId: row.id });
  await announce(deps, tx, row);
}

/** By hand or by a step. */
export async function weighCanary(
  deps: ChangeDeps,
  tx: Tx,
  ctx: RequestCtx,
  { row, canary, from }: WithCanary & { readonly from: number },
): Promise<void> {
  await updateCanary(tx, row.id, canary, deps.clock.now());
  const { release, service, weight, steps } = canary;
  const data = { release, service, weight, from, stepsLeft: steps.length, automatic: ctx.actor.kind === 'system' };
  await audit(deps, tx, ctx, { row, event: 'canary.weighed', data });
  await carryOut(deps, tx, row);
}

/** It is ready, and its first step is due in time. */
export async function noteReady(deps: ChangeDeps, tx: Tx, { row, canary }: WithCanary): Promise<void> {
  await updateCanaryNote(tx, row.id, canary, deps.clock.now());
  await announce(deps, tx, row);
}

export interface Abortion {
  readonly message: string;
  readonly evidence?: EvidenceValue | undefined;
  readonly reason?: string | undefined;
}

/** Everything goes on as before it; why it ended stays with its release, and with the deployment until that changes. */
export async function abortCanary(
  deps: ChangeDeps,
  tx: Tx,
  ctx: RequestCtx,
  { row, canary, message, evidence, reason }: WithCanary & Abortion,
): Promise<void> {
  const at = deps.clock.now();
  const ended: Canary = {
    ...canary,
    phase: 'aborted',
    weight: 0,
    steps: [],
    nextStepAt: null,
    message,
    evidence: evidence ?? null,
  };
  await updateCanary(tx, row.id, ended, at);
  const number = canary.release;
  const kept = evidence === undefined ? {} : { evidence };
  await updateReleaseState(tx, { deploymentId: row.id, number, when: ['canary'], to: 'aborted', message, ...kept, at });
  const automatic = ctx.actor.kind === 'system';
  const data = {
    release: number,
    service: canary.service,
    weight: canary.weight,
    automatic,
    message,
    ...(reason === undefined ? {} : { reason }),
    ...(evidence === undefined ? {} : { evidence: evidence.reason }),
  };
  await audit(deps, tx, ctx, { row, event: 'canary.aborted', data });
  await carryOut(deps, tx, row);
}

/** Of a row as it was read by whoever follows its status. */
type SettledRow = Pick<DeploymentRow, 'id' | 'orgId' | 'teamId' | 'name'>;

/** A release became ready; where it promoted a canary, that one has done its work. True when this call made it so. */
export async function settleRelease(
  deps: Pick<ChangeDeps, 'clock' | 'jobs' | 'events'>,
  tx: Tx,
  row: SettledRow,
  release: number,
): Promise<boolean> {
  const at = deps.clock.now();
  const isLive = await updateReleaseLive(tx, row.id, release, at);
  if (await endPromotion(tx, row.id, release, at)) await deps.jobs.enqueue(tx, deploymentRollout, { deploymentId: row.id });
  return isLive;
}
