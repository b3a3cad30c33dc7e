/** What a failed action means for the status. */
import type { AppError } from '@moorage/core/errors';
import { type Outcome, wait } from '@moorage/core/outcome';
import type { Evidence, UserDeploymentStatus } from '@moorage/kube/crds/user-deployment';
import { resources } from '@moorage/kube/resources';
import type { Action } from '@moorage/kube/runtime/execute';
import { condition, toStatus } from './checks/status.plan.ts';
import { evidenceFor } from './failure-reasons.ts';
import type { Observed } from './observed.ts';
import type { Plan } from './user-deployment.plan.ts';

/** The evidence of an error that the user can do something about; undefined for those that pass by themselves. */
export function explainError(error: AppError): Evidence | undefined {
  switch (error.code) {
    case 'already_exists':
      return evidenceFor('NameClash', error.message);
    case 'limit_exceeded':
      return evidenceFor('QuotaExceeded', error.message);
    case 'invalid_request':
    case 'forbidden':
      return evidenceFor('Refused', error.message);
    default:
      return undefined;
  }
}

const retryMs = 10_000;

/** The plan's status, corrected by the failure of one of its actions. */
export function reportFailure(
  observed: Observed,
  plan: Plan,
  failed: { readonly action: Action; readonly evidence: Evidence },
): {
  readonly status: UserDeploymentStatus;
  readonly outcome: Outcome;
} {
  const { action, evidence } = failed;
  const type = action.resource === resources.ingress ? 'IngressReady' : 'ServicesReady';
  const stated = (plan.status.conditions ?? []).filter((each) => each.type !== type && each.type !== 'Ready');
  const status = toStatus(
    observed.root,
    {
      phase: 'Error',
      message: evidence.message,
      evidence,
      services: plan.status.services ?? [],
      ingresses: plan.status.ingresses ?? [],
      conditions: [
        ...stated.map(({ type: name, status: value, reason, message }) => ({ type: name, status: value, reason, message })),
        condition(type, false, evidence.reason, evidence.message),
        condition('Ready', false, evidence.reason, evidence.message),
      ],
    },
    observed.now,
  );
  return { status, outcome: wait(retryMs, evidence.reason) };
}
