/** The work behind the jobs: carries what the rows want to the cluster. Every step may be done twice. */
import type { Clock } from '@moorage/core/clock';
import { isAppError } from '@moorage/core/errors';
import type { Db, Tx } from '../../platform/db/database.ts';
import type { Events } from '../../platform/events/events.ts';
import { cancelJob, type JobCtx, jobDone, type JobResult, snooze } from '../../platform/jobs/job.ts';
import type { DeploymentSecrets } from '../secrets/index.ts';
import { updateApplied, updateBlock, updateStatus } from './deployment-status.store.ts';
import type { ApplyResult, DeploymentCluster, WantedDeployment } from './deployment.ports.ts';
import { announce } from './deployment-news.service.ts';
import { findDeployment, removeDeployment } from './deployment.store.ts';
import type { DeploymentRow } from './deployment.view.ts';
import { planManifest, type ReceivedSecrets } from './manifest.plan.ts';
import { type EvidenceValue, nothingObserved } from './observed.rules.ts';
import { secretTargetOf } from './secret-target.rules.ts';

export interface RolloutDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly events: Pick<Events, 'publish'>;
  readonly cluster: DeploymentCluster;
  readonly plans: { planOf(tx: Tx, orgId: string): Promise<string> };
  readonly secrets: Pick<DeploymentSecrets, 'deliver' | 'forget'>;
}

export interface RolloutService {
  rollout(ctx: JobCtx, deploymentId: string): Promise<JobResult>;
  removal(ctx: JobCtx, deploymentId: string): Promise<JobResult>;
  /** Ends the life of a row whose object is gone. */
  finishRemoval(row: { id: string; orgId: string; teamId: string; name: string }): Promise<void>;
}

/** How long until somebody looks again whether the last of a deployment is gone; usually the watch is faster. */
const removalPollMs = 2_000;

type DeliveredSecrets = Awaited<ReturnType<DeploymentSecrets['deliver']>> & { readonly kind: 'ok' };

async function recordRefusal(deps: RolloutDeps, row: DeploymentRow, evidence: EvidenceValue): Promise<void> {
  await deps.db.system('record a refused rollout', async (tx) => {
    const observed = { ...nothingObserved, message: evidence.message, evidence };
    const change = { status: 'Error', observed, lastError: evidence.message, observedGeneration: row.generation } as const;
    if (await updateStatus(tx, row.id, change, deps.clock.now())) await announce(deps, tx, row);
  });
}

const correctSecrets = 'Set the secrets that are named, or make them optional in the template.';

/** What runs goes on as it is; what was to come does not, and says why. */
async function recordBlock(deps: RolloutDeps, row: DeploymentRow, block: { reason: string; message: string }): Promise<void> {
  const evidence = { reason: block.reason, message: block.message, nextStep: correctSecrets };
  const isNews = await deps.db.system('record a blocked rollout', async (tx) => {
    const changed = await updateBlock(tx, row.id, evidence);
    if (changed) await announce(deps, tx, row);
    return changed;
  });
  if (isNews && row.appliedGeneration < row.generation) await recordRefusal(deps, row, evidence);
}

/** The first time that it is to appear, its reader is told why it does not; later the last status says more. */
async function recordDelay(deps: RolloutDeps, row: DeploymentRow, error: unknown): Promise<void> {
  if (row.appliedGeneration > 0 || !isAppError(error)) return;
  const message = 'The cluster does not take it yet; it is tried again by itself.';
  const evidence = { reason: 'ClusterUnavailable', message, event: error.message, nextStep: 'Check that the cluster answers.' };
  await deps.db.system('record a delayed rollout', async (tx) => {
    const observed = { ...nothingObserved, message, evidence };
    const change = { status: 'Pending', observed, lastError: null, observedGeneration: row.observedGeneration } as const;
    if (await updateStatus(tx, row.id, change, deps.clock.now())) await announce(deps, tx, row);
  });
}

async function applyOrExplain(deps: RolloutDeps, row: DeploymentRow, wanted: WantedDeployment): Promise<ApplyResult> {
  try {
    return await deps.cluster.apply(wanted);
  } catch (error) {
    await recordDelay(deps, row, error);
    throw error;
  }
}

/** From the store where the cluster can read it, else pushed beside the object. */
async function receivedOf({ cluster }: RolloutDeps, { services, external }: DeliveredSecrets): Promise<ReceivedSecrets> {
  if (external !== undefined && (await cluster.servesExternalSecrets())) return { kind: 'stored', external };
  return { kind: 'pushed', values: Object.fromEntries(services.map(({ service, values }) => [service, values])) };
}

async function rollout(deps: RolloutDeps, ctx: JobCtx, deploymentId: string): Promise<JobResult> {
  const found = await deps.db.system('roll out a deployment', async (tx) => {
    const row = await findDeployment(tx, deploymentId);
    return row === undefined ? undefined : { row, orgPlan: await deps.plans.planOf(tx, row.orgId) };
  });
  if (found === undefined || found.row.deletingSince !== null) return cancelJob('the deployment is not wanted any more');
  const { row } = found;
  const delivery = await deps.secrets.deliver(secretTargetOf(row));
  if (delivery.kind === 'blocked') {
    await recordBlock(deps, row, delivery);
    return cancelJob('its secrets are not as they must be');
  }
  const plan = planManifest(row, found.orgPlan, await receivedOf(deps, delivery));
  if (plan.kind === 'invalid') {
    const message = plan.issues.map((issue) => `${issue.path} ${issue.message}`).join('; ');
    await recordRefusal(deps, row, { reason: 'InvalidSpec', message, nextStep: 'Correct the configuration.' });
    return cancelJob('the deployment is not valid');
  }
  const result = await applyOrExplain(deps, row, plan.wanted);
  if (result.kind === 'taken') {
    const message = `The cluster has a UserDeployment ${row.namespace}/${row.name} that is not ours.`;
    await recordRefusal(deps, row, {
      reason: 'NameClash',
      message,
      nextStep: 'Delete that object, or deploy under another name.',
    });
    return cancelJob('the name is taken in the cluster');
  }
  if (result.kind === 'refused') {
    await recordRefusal(deps, row, { reason: 'Refused', message: result.message, nextStep: 'Correct the configuration.' });
    return cancelJob('the cluster refused it');
  }
  const verdict = await deps.db.system('record a rollout', (tx) => updateApplied(tx, row.id, row.generation));
  // Deleted while it was being applied: take back what was just made, for the removal may have been faster.
  if (verdict === 'unwanted') await deps.cluster.remove(row, row.id);
  ctx.log.info('deployment applied', { deployment: row.name, generation: row.generation, verdict });
  return jobDone();
}

async function finishRemoval(deps: RolloutDeps, row: { id: string; orgId: string; teamId: string; name: string }): Promise<void> {
  await deps.db.system('finish the removal of a deployment', async (tx) => {
    if (!(await removeDeployment(tx, row.id))) return;
    await deps.secrets.forget(tx, row);
    await announce(deps, tx, row, 'deployment.removed');
  });
}

async function removal(deps: RolloutDeps, ctx: JobCtx, deploymentId: string): Promise<JobResult> {
  const row = await deps.db.system('remove a deployment', (tx) => findDeployment(tx, deploymentId));
  if (row === undefined || row.deletingSince === null) return cancelJob('there is nothing to remove');
  if ((await deps.cluster.remove(row, row.id)) === 'going') return snooze(removalPollMs);
  await finishRemoval(deps, row);
  ctx.log.info('deployment removed', { deployment: row.name });
  return jobDone();
}

export function createRolloutService(deps: RolloutDeps): RolloutService {
  return {
    rollout: (ctx, deploymentId) => rollout(deps, ctx, deploymentId),
    removal: (ctx, deploymentId) => removal(deps, ctx, deploymentId),
    finishRemoval: (row) => finishRemoval(deps, row),
  };
}
