/** Performs a plan and reports: the two steps of a reconcile that write. */
import type { Ctx } from '@moorage/core/ctx';
import type { Ids } from '@moorage/core/ids';
import type { Outcome } from '@moorage/core/outcome';
import type { KubeClient } from '@moorage/kube/client/types';
import { resources } from '@moorage/kube/resources';
import { describeAction, execute } from '@moorage/kube/runtime/execute';
import { reportStatus } from '@moorage/kube/runtime/report';
import type { Observed } from './observed.ts';
import { fieldManager } from './user-deployment.names.ts';
import type { Plan } from './user-deployment.plan.ts';
import { explainError, reportFailure } from './user-deployment.report.ts';

export interface ExecuteDeps {
  readonly client: KubeClient;
  readonly ids: Ids;
}

async function writeStatus(deps: ExecuteDeps, ctx: Ctx, observed: Observed, status: Plan['status']): Promise<void> {
  const { client, ids } = deps;
  const report = { resource: resources.userDeployment, object: observed.root, status };
  await reportStatus({ client, ids, clock: ctx.clock, log: ctx.log, signal: ctx.signal, component: fieldManager }, report);
}

/** Acts, then says what is; a failure that only the user can help is said and tried again later, any other is thrown. */
export async function executePlan(deps: ExecuteDeps, ctx: Ctx, observed: Observed, plan: Plan): Promise<Outcome> {
  // The finalizer's removal ends the object: its last status goes first.
  const isLast = observed.root.metadata.deletionTimestamp !== undefined && plan.actions.some((action) => action.kind === 'patch');
  if (isLast) await writeStatus(deps, ctx, observed, plan.status);
  const result = await execute({ client: deps.client, fieldManager, signal: ctx.signal }, plan.actions);
  if (result.kind === 'executed') {
    if (plan.actions.length > 0) ctx.log.info('deployment changed', { actions: plan.actions.map(describeAction) });
    if (!isLast) await writeStatus(deps, ctx, observed, plan.status);
    return plan.outcome;
  }
  const evidence = explainError(result.error);
  if (evidence === undefined) throw result.error;
  ctx.log.warn('deployment action refused', {
    action: describeAction(result.action),
    reason: evidence.reason,
    cause: result.error.message,
  });
  const { status, outcome } = reportFailure(observed, plan, { action: result.action, evidence });
  await writeStatus(deps, ctx, observed, status);
  return outcome;
}
