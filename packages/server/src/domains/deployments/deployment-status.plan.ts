/** What to do about a deployment, given its row and what the cluster has of it. */
import { secretNotPushed } from '@moorage/kube/crds/user-deployment';
import type { SeenDeployment } from './deployment.ports.ts';
import { type Observed, parseObserved, parseStatus, type Status } from './observed.rules.ts';

/** What the plan reads of the row. */
export interface StatusFacts {
  readonly id: string;
  readonly generation: number;
  readonly appliedGeneration: number;
  readonly observedGeneration: number;
  readonly isDeleting: boolean;
  readonly status: Status;
  readonly observed: Observed;
  readonly lastError: string | null;
  readonly release: number;
  /** The release was not ready yet, in time or ever. */
  readonly isReleaseOpen: boolean;
}

export interface PlannedStatus {
  readonly status: Status;
  readonly observed: Observed;
  readonly lastError: string | null;
  readonly observedGeneration: number;
}

export type StatusAction =
  | { readonly kind: 'write-status'; readonly next: PlannedStatus }
  /** The release became ready. */
  | { readonly kind: 'release-live'; readonly release: number }
  /** The object is missing or older than what was applied, or somebody deleted a Secret of it: apply it again. */
  | { readonly kind: 'roll-out' }
  /** The object is gone, as was wanted: the row may go too. */
  | { readonly kind: 'finish-removal' };

const lost: Pick<Observed, 'message'> = { message: 'The cluster lost this deployment; it is being made again.' };

function statusFrom(row: StatusFacts, seen: SeenDeployment): PlannedStatus {
  const reported = seen.object.status;
  const status = parseStatus(reported?.phase);
  return {
    status: status === 'Deleting' ? 'Provisioning' : status,
    observed: parseObserved(reported),
    lastError: status === 'Error' ? (reported?.lastError ?? reported?.message ?? null) : null,
    observedGeneration: seen.isCurrent ? (seen.generation ?? row.observedGeneration) : row.observedGeneration,
  };
}

function isSame(row: StatusFacts, next: PlannedStatus): boolean {
  return (
    row.status === next.status &&
    row.lastError === next.lastError &&
    row.observedGeneration === next.observedGeneration &&
    JSON.stringify(row.observed) === JSON.stringify(next.observed)
  );
}

function planLost(row: StatusFacts): StatusAction[] {
  // Never applied yet: the job of its creation is still to come.
  if (row.appliedGeneration === 0) return [];
  const next: PlannedStatus = {
    status: 'Pending',
    observed: { ingresses: [], services: [], conditions: [], ...lost },
    lastError: null,
    observedGeneration: row.observedGeneration,
  };
  return isSame(row, next) ? [{ kind: 'roll-out' }] : [{ kind: 'write-status', next }, { kind: 'roll-out' }];
}

/** Its operator misses a Secret that is ours to push. */
function lacksSecret({ object }: SeenDeployment): boolean {
  return object.status?.conditions?.some((each) => each.status === 'False' && each.reason === secretNotPushed) === true;
}

/** `seen` is undefined where the cluster has no such object, or one that is not ours. */
export function planStatus(row: StatusFacts, seen: SeenDeployment | undefined): StatusAction[] {
  if (row.isDeleting) return seen === undefined ? [{ kind: 'finish-removal' }] : [];
  if (seen === undefined) return planLost(row);
  // Somebody deletes it in the cluster. It is made again when it is gone; until then what it says is not worth much.
  if (seen.isDeleting) return [];
  const actions: StatusAction[] = [];
  const next = statusFrom(row, seen);
  if (!isSame(row, next) && next.observedGeneration >= row.observedGeneration) actions.push({ kind: 'write-status', next });
  if (row.isReleaseOpen && seen.isCurrent && seen.release === row.release && next.status === 'Ready') {
    actions.push({ kind: 'release-live', release: row.release });
  }
  const isOutdated = (seen.generation ?? 0) < row.appliedGeneration;
  if (isOutdated || (row.appliedGeneration > 0 && lacksSecret(seen))) actions.push({ kind: 'roll-out' });
  return actions;
}
