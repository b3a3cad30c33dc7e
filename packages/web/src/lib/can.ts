import { stateActions } from '@moorage/sdk/states';
import type { DeploymentStatus } from '@moorage/sdk/types';

/** Whether an action makes sense for a deployment of this status, by the server's own table. */
export function fits(status: DeploymentStatus, action: string): boolean {
  const actions: readonly string[] = stateActions.deployment[status];
  return actions.includes(action);
}

/** Whether the caller may do something in the current team; the server is the judge, this only hides what it would refuse. */
export function can(me: { readonly permissions: readonly string[] } | undefined, action: string): boolean {
  return me?.permissions.includes(action) ?? false;
}
