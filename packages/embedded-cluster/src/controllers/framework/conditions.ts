/** Conditions of the built-in workload kinds. */
import type { WorkloadCondition } from './model.ts';

export type Conditions = readonly WorkloadCondition[];

export function findCondition(conditions: Conditions | undefined, type: string): WorkloadCondition | undefined {
  return conditions?.find((condition) => condition.type === type);
}

export function withoutCondition(conditions: Conditions, type: string): Conditions {
  return conditions.filter((condition) => condition.type !== type);
}

type Statement = Pick<WorkloadCondition, 'type' | 'status'> & { readonly reason: string; readonly message: string };

/** Sets a condition in place; the transition time moves only when the status does, and an equal statement changes nothing. */
export function withCondition(conditions: Conditions, statement: Statement, now: Date): Conditions {
  const current = findCondition(conditions, statement.type);
  if (current?.status === statement.status && current.reason === statement.reason && current.message === statement.message) {
    return conditions;
  }
  const at = timestamp(now);
  const lastTransitionTime = current?.status === statement.status ? current.lastTransitionTime : at;
  const next = { ...statement, lastTransitionTime };
  return current === undefined ? [...conditions, next] : conditions.map((each) => (each === current ? next : each));
}

/** A time as the API writes it: whole seconds in UTC. */
export function timestamp(now: Date): string {
  return `${now.toISOString().slice(0, 19)}Z`;
}
