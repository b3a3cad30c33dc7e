/**
 * Writes what a reconcile found into the object's status.
 *
 * - The time of a condition changes only when its status does, so that "since when" can be read from it.
 * - The status is written once a reconcile and only when it differs: an idle resync costs no write.
 * - An event is emitted only when a condition changed; events are for people, and losing one loses nothing.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '@moorage/core/clock';
import { isAppError, messageOf } from '@moorage/core/errors';
import type { Ids } from '@moorage/core/ids';
import type { Log } from '@moorage/core/log';
import type { KubeClient } from '../client/types.ts';
import type { Condition, KubeObject, Resource } from '../objects.ts';
import { resources } from '../resources.ts';

/** A condition as a plan states it, without times. */
export type StatedCondition = Pick<Condition, 'type' | 'status' | 'reason' | 'message'>;

export interface ConditionInput {
  readonly previous: readonly Condition[] | undefined;
  readonly stated: readonly StatedCondition[];
  readonly generation: number | undefined;
  readonly now: Date;
}

/** Adds times and generation; those of an unchanged status are kept. Conditions of other writers are kept as they are. */
export function computeConditions(input: ConditionInput): Condition[] {
  const previous = input.previous ?? [];
  const ours = input.stated.map((stated): Condition => {
    const before = previous.find((condition) => condition.type === stated.type);
    const lastTransitionTime = before?.status === stated.status ? before.lastTransitionTime : toKubeTime(input.now);
    return { ...stated, lastTransitionTime, ...(input.generation === undefined ? {} : { observedGeneration: input.generation }) };
  });
  const types = new Set(ours.map((condition) => condition.type));
  return [...ours, ...previous.filter((condition) => !types.has(condition.type))];
}

/** Kubernetes writes times without fractions. */
export function toKubeTime(time: Date): string {
  return time.toISOString().replace(/\.\d{3}Z$/, 'Z');
}

/** Conditions whose status or reason is not what it was. */
export function changedConditions(previous: readonly Condition[] | undefined, now: readonly Condition[]): Condition[] {
  return now.filter((condition) => {
    const before = previous?.find((each) => each.type === condition.type);
    return before?.status !== condition.status || before.reason !== condition.reason;
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The JSON merge patch (RFC 7386) that turns `from` into `to`; undefined when they are the same. */
export function mergePatchBetween(
  from: Readonly<Record<string, unknown>>,
  to: Readonly<Record<string, unknown>>,
): Record<string, unknown> | undefined {
  const patch: Record<string, unknown> = {};
  for (const name of new Set([...Object.keys(from), ...Object.keys(to)])) {
    const before = from[name];
    const after = to[name];
    if (after === undefined) {
      if (before !== undefined) patch[name] = null;
    } else if (isRecord(before) && isRecord(after)) {
      const inner = mergePatchBetween(before, after);
      if (inner !== undefined) patch[name] = inner;
    } else if (!isDeepStrictEqual(before, after)) {
      patch[name] = after;
    }
  }
  return Object.keys(patch).length === 0 ? undefined : patch;
}

export interface ReportDeps {
  readonly client: KubeClient;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Named as the source of events. */
  readonly component: string;
}

export interface StatusReport {
  readonly resource: Resource;
  readonly object: KubeObject;
  /** The whole new status. */
  readonly status: object & { readonly conditions?: readonly Condition[] };
}

/** JSON has no `undefined`; a comparison must not see one either. */
function plain(value: unknown): Record<string, unknown> {
  const parsed: unknown = JSON.parse(JSON.stringify(value ?? {}));
  return isRecord(parsed) ? parsed : {};
}

function conditionsOf(status: Record<string, unknown>): Condition[] {
  return Array.isArray(status['conditions']) ? status['conditions'] : [];
}

/** Writes the status if it differs and tells of changed conditions; false when there was nothing to write or nobody to write to. */
export async function reportStatus(deps: ReportDeps, report: StatusReport): Promise<boolean> {
  const before = plain(report.object.status);
  const after = plain(report.status);
  const patch = mergePatchBetween(before, after);
  if (patch === undefined) return false;
  const body = { metadata: { uid: report.object.metadata.uid }, status: patch };
  try {
    await deps.client.mergePatch(report.resource, report.object.metadata, body, {
      subresource: 'status',
      fieldManager: deps.component,
      signal: deps.signal,
    });
  } catch (error) {
    if (isAppError(error, 'not_found')) return false;
    throw error;
  }
  // Several conditions may change for one reason; people want to read it once.
  const changed = changedConditions(conditionsOf(before), conditionsOf(after));
  const byReason = new Map(changed.map((condition) => [condition.reason, condition]));
  for (const condition of byReason.values()) await emitEvent(deps, report.object, condition);
  return true;
}

async function emitEvent(deps: ReportDeps, about: KubeObject, condition: Condition): Promise<void> {
  const { name, namespace = 'default', uid, resourceVersion } = about.metadata;
  const time = toKubeTime(deps.clock.now());
  const event = {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: `${name}.${deps.ids.name(12)}`, namespace },
    involvedObject: { apiVersion: about.apiVersion, kind: about.kind, name, namespace, uid, resourceVersion },
    type: condition.status === 'False' && isFailure(condition) ? 'Warning' : 'Normal',
    reason: condition.reason,
    message: condition.message.slice(0, 1_000),
    source: { component: deps.component },
    reportingComponent: deps.component,
    reportingInstance: deps.component,
    firstTimestamp: time,
    lastTimestamp: time,
    count: 1,
  };
  try {
    await deps.client.create(resources.event, event, { signal: deps.signal });
  } catch (error) {
    deps.log.debug('event was not written', { reason: condition.reason, cause: messageOf(error) });
  }
}

/** Not ready yet is no failure; these reasons say "not yet". */
const notYet = new Set(['Progressing', 'Pending', 'Paused', 'Deleting', 'Unknown']);

function isFailure(condition: Condition): boolean {
  return !notYet.has(condition.reason);
}
