/**
 * Events: what happened to an object, for people.
 *
 * The same thing happening again to the same object raises a count on the one event instead of adding another, so that a
 * pod that crashes all night has one line. Recording never fails its caller: an event is evidence, not state.
 */
import type { Clock } from '@moorage/core/clock';
import { messageOf } from '@moorage/core/errors';
import type { Ids } from '@moorage/core/ids';
import type { Log } from '@moorage/core/log';
import type { KubeObject, ObjectKey } from '@moorage/kube/objects';
import type { ClusterApi } from '../api.ts';
import { timestamp } from './framework/conditions.ts';
import { kinds, read } from './framework/kinds.ts';

export type EventType = 'Normal' | 'Warning';

export interface EventRecorder {
  /** Records that `reason` happened to the object. */
  record(object: KubeObject, type: EventType, reason: string, message: string): void;
  /** A recorder for one part of objects, such as `spec.containers{web}`. */
  inPart(fieldPath: string): EventRecorder;
}

export interface EventRecorderDeps {
  readonly component: string;
  readonly clock: Clock;
  readonly ids: Ids;
  /** The node on which it happened, for components that have one. */
  readonly host?: string;
  readonly log?: Log;
}

/** How many distinct events are remembered for counting; beyond it the oldest starts anew. */
const rememberedEvents = 2_000;

function involved(object: KubeObject, fieldPath: string | undefined): Record<string, string> {
  const { name, namespace, uid, resourceVersion } = object.metadata;
  const fields = { apiVersion: object.apiVersion, kind: object.kind, name, namespace, uid, resourceVersion, fieldPath };
  return Object.fromEntries(Object.entries(fields).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));
}

/** Makes the recorder of one component. */
export function createEventRecorder(api: ClusterApi, deps: EventRecorderDeps): EventRecorder {
  const known = new Map<string, ObjectKey>();
  const source = { component: deps.component, ...(deps.host === undefined ? {} : { host: deps.host }) };

  function raise(key: ObjectKey, at: string): boolean {
    const event = read(api, kinds.event, key);
    if (event === undefined) return false;
    api.mergePatch(kinds.event, key, { count: (event.count ?? 1) + 1, lastTimestamp: at });
    return true;
  }

  function add(
    object: KubeObject,
    fields: { type: EventType; reason: string; message: string; at: string },
    fieldPath?: string,
  ): ObjectKey {
    const { at, type, reason, message } = fields;
    const key = {
      namespace: object.metadata.namespace ?? 'default',
      name: `${object.metadata.name.slice(0, 230)}.${deps.ids.name(16)}`,
    };
    api.create(kinds.event, {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: key,
      involvedObject: involved(object, fieldPath),
      type,
      reason,
      message: message.slice(0, 1024),
      count: 1,
      firstTimestamp: at,
      lastTimestamp: at,
      eventTime: null,
      source,
      reportingComponent: deps.component,
      reportingInstance: deps.host ?? '',
    });
    return key;
  }

  function recorderFor(fieldPath: string | undefined): EventRecorder {
    return {
      inPart: recorderFor,
      record(object, type, reason, message) {
        const at = timestamp(deps.clock.now());
        const { uid, name, namespace } = object.metadata;
        const id = JSON.stringify([uid, name, namespace, type, reason, message, fieldPath]);
        try {
          const key = known.get(id);
          if (key !== undefined && raise(key, at)) return;
          known.set(id, add(object, { type, reason, message, at }, fieldPath));
          const oldest = known.keys().next().value;
          if (known.size > rememberedEvents && oldest !== undefined) known.delete(oldest);
        } catch (error) {
          deps.log?.debug('event not recorded', { reason, why: messageOf(error) });
        }
      },
    };
  }
  return recorderFor(undefined);
}
