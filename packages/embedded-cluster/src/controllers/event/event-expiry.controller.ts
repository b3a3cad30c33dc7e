/** Removes events an hour after they last happened; one sweep a minute instead of a timer for each. */
import type { ControllerDeps } from '../framework/controller-deps.ts';
import { removal } from '../framework/actions.ts';
import { kinds, readAll } from '../framework/kinds.ts';
import type { KubeEvent } from '../framework/model.ts';
import type { Controller } from '../framework/runner.ts';

const eventTtlMs = 3_600_000;
const sweepMs = 60_000;

/** When the event last happened, in milliseconds. */
export function lastSeen(event: KubeEvent): number {
  const at = event.lastTimestamp ?? event.firstTimestamp ?? event.metadata.creationTimestamp;
  return Date.parse(at ?? '') || 0;
}

/** True when nobody needs the event any more. */
export function isExpired(event: KubeEvent, now: Date): boolean {
  return now.getTime() - lastSeen(event) > eventTtlMs;
}

export function createEventExpiryController(deps: ControllerDeps): Controller {
  return {
    name: 'event-expiry',
    watches: [],
    keys: () => ['sweep'],
    reconcile() {
      const now = deps.clock.now();
      const expired = readAll(deps.api, kinds.event).filter((event) => isExpired(event, now));
      deps.execute(expired.map((event) => removal(kinds.event, event)));
      return sweepMs;
    },
  };
}
