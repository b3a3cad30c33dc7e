/** The server's tables of states, as the SDK brings them. */
import { stateActions } from '@moorage/sdk/states';
import type { DeploymentStatus } from '@moorage/sdk/types';

/** Whether an action makes sense for a deployment of this status, by the server's own table. */
export function fits(status: DeploymentStatus, action: string): boolean {
  const actions: readonly string[] = stateActions.deployment[status];
  return actions.includes(action);
}
