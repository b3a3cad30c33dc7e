/**
 * What a delete does: nothing goes while a finalizer holds it; a pod on a node gets its grace period and goes when the node
 * deletes it with grace 0; a namespace goes when its contents are gone.
 */
import type { KubeObject } from '@moorage/kube/objects';
import { clone, equal, isObject, numberAt, stringAt, stringsAt } from '../json.ts';
import type { Kind } from '../kinds/kind.ts';
import { conflict } from '../refusal.ts';
import { timestamp } from './metadata.ts';

export interface RemovalRequest {
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly gracePeriodSeconds?: number;
  readonly propagation?: 'Background' | 'Foreground' | 'Orphan';
  readonly dryRun?: boolean;
}

export type RemovalPlan =
  | { readonly kind: 'keep' }
  | { readonly kind: 'mark'; readonly object: KubeObject }
  | { readonly kind: 'remove'; readonly object: KubeObject };

const podBucket = '/pods';
const namespaceBucket = '/namespaces';
const defaultGraceSeconds = 30;

function checkPreconditions(kind: Kind, object: KubeObject, request: RemovalRequest): void {
  const { name, uid = '', resourceVersion = '' } = object.metadata;
  const wrong = (what: string, wanted: string, actual: string): never => {
    throw conflict(
      kind.resource,
      name,
      `Precondition failed: ${what} in precondition: ${wanted}, ${what} in object meta: ${actual}`,
    );
  };
  if (request.uid !== undefined && request.uid !== uid) wrong('UID', request.uid, uid);
  if (request.resourceVersion !== undefined && request.resourceVersion !== resourceVersion)
    wrong('ResourceVersion', request.resourceVersion, resourceVersion);
}

function finalizersFor(object: KubeObject, propagation: RemovalRequest['propagation']): string[] {
  const others = (object.metadata.finalizers ?? []).filter((item) => item !== 'orphan' && item !== 'foregroundDeletion');
  if (propagation === undefined) return object.metadata.finalizers ?? [];
  if (propagation === 'Background') return others;
  return [...others, propagation === 'Orphan' ? 'orphan' : 'foregroundDeletion'];
}

/** Seconds that the object is granted; 0 for all but running pods. */
function graceFor(kind: Kind, object: KubeObject, wished: number | undefined): number {
  const isOver = ['Succeeded', 'Failed'].includes(stringAt(object, 'status', 'phase') ?? '');
  if (kind.bucket !== podBucket || stringAt(object, 'spec', 'nodeName') === undefined || isOver) return 0;
  const asked = Math.max(0, wished ?? numberAt(object, 'spec', 'terminationGracePeriodSeconds') ?? defaultGraceSeconds);
  const granted = object.metadata.deletionGracePeriodSeconds;
  return granted === undefined ? asked : Math.min(asked, granted);
}

/** True when an object that is being deleted has nothing left to wait for. */
export function isReleased(kind: Kind, object: KubeObject): boolean {
  const { metadata } = object;
  if (metadata.deletionTimestamp === undefined || (metadata.finalizers ?? []).length > 0) return false;
  if (kind.bucket === namespaceBucket) return stringsAt(object, 'spec', 'finalizers').length === 0;
  return (metadata.deletionGracePeriodSeconds ?? 0) === 0;
}

export function planRemoval(kind: Kind, present: KubeObject, request: RemovalRequest, now: Date): RemovalPlan {
  checkPreconditions(kind, present, request);
  const object = clone(present);
  const grace = graceFor(kind, present, request.gracePeriodSeconds);
  const finalizers = finalizersFor(present, request.propagation);
  if (finalizers.length > 0) object.metadata.finalizers = finalizers;
  else delete object.metadata.finalizers;
  const isShorter = grace < (present.metadata.deletionGracePeriodSeconds ?? 0);
  if (present.metadata.deletionTimestamp === undefined || isShorter) {
    object.metadata.deletionTimestamp = timestamp(new Date(now.getTime() + grace * 1_000));
    object.metadata.deletionGracePeriodSeconds = grace;
    if (present.metadata.generation !== undefined) object.metadata.generation = present.metadata.generation + 1;
  }
  if (kind.bucket === namespaceBucket)
    object.status = { ...(isObject(object.status) ? object.status : {}), phase: 'Terminating' };
  if (isReleased(kind, object)) return { kind: 'remove', object };
  return equal(object, present) ? { kind: 'keep' } : { kind: 'mark', object };
}
