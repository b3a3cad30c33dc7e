/**
 * Every write to the cluster passes here, whether it came over HTTP or from a controller in this process.
 *
 * A write is one synchronous step: read the stored object, make the new one, check it, count its generation, note who owns
 * which field, put it into the store. Nothing can come between, so optimistic concurrency needs no locks. An update that
 * changes nothing writes nothing, which keeps controllers from chasing their own tails.
 *
 * Objects are shared with the store and must not be changed by callers; versions of one object share the parts that did not
 * change. When each layer made a copy of its own, copying was the largest part of the cost of a write.
 */
import type { Clock } from '@moorage/core/clock';
import type { Ids } from '@moorage/core/ids';
import type { KubeObject, ObjectKey } from '@moorage/kube/objects';
import { apiVersionOf } from '@moorage/kube/objects';
import { trackUpdate, type Writer } from '../apply/managed-fields.ts';
import { clone, equal, isKubeObject, isObject } from '../json.ts';
import type { Kind } from '../kinds/kind.ts';
import { notFound, refuse } from '../refusal.ts';
import type { Store } from '../store/store.ts';
import type { AddressPool } from './addresses.ts';
import { checkNamespace, checkPreconditions, checkType, nameNew, namespaceBucket } from './admission.ts';
import { carryServerFields, clearServerFields, timestamp } from './metadata.ts';
import { checkQuota } from './quota.ts';
import { isReleased, planRemoval, type RemovalRequest } from './removal.ts';
import {
  applyRules,
  checkMetadataTypes,
  checkStatusRules,
  lenient,
  shape,
  statusSchemaOf,
  type FieldValidation,
} from './shape.ts';

export interface WriteRequest {
  readonly subresource?: string;
  readonly manager?: string;
  readonly dryRun?: boolean;
  readonly fields?: FieldValidation;
  /** Set by server-side apply, which computes ownership itself. */
  readonly managedFields?: KubeObject['metadata']['managedFields'];
}

export interface Removed {
  readonly object: KubeObject;
  /** False when finalizers or a grace period keep it for now. */
  readonly isGone: boolean;
}

export type Change = (current: KubeObject) => KubeObject;

/** What is returned is shared with the store: clone before changing it. */
export interface Objects {
  get(kind: Kind, key: ObjectKey): KubeObject;
  find(kind: Kind, key: ObjectKey): KubeObject | undefined;
  /** A stored object as the kind serves it. */
  view(kind: Kind, stored: KubeObject): KubeObject;
  create(kind: Kind, input: KubeObject, request?: WriteRequest): KubeObject;
  /** `change` gets a copy of the present object and returns the wished one, which is taken over. */
  update(kind: Kind, key: ObjectKey, change: Change, request?: WriteRequest): KubeObject;
  remove(kind: Kind, key: ObjectKey, request?: RemovalRequest): Removed;
}

export interface ObjectsDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly addresses: AddressPool;
}

const defaultManager = 'embedded-cluster';
const serviceBucket = '/services';
const nodeBucket = '/nodes';

const isStoredAsServed = (kind: Kind): boolean =>
  kind.convert === undefined && kind.storedApiVersion === apiVersionOf(kind.resource);

function view(kind: Kind, stored: KubeObject): KubeObject {
  if (kind.convert === undefined && stored.apiVersion === apiVersionOf(kind.resource)) return stored;
  const object = clone(stored);
  object.apiVersion = apiVersionOf(kind.resource);
  kind.convert?.toServed(object);
  return object;
}

function toStored(kind: Kind, object: KubeObject): KubeObject {
  if (isStoredAsServed(kind)) return object;
  const stored = clone(object);
  stored.apiVersion = kind.storedApiVersion;
  kind.convert?.toStored(stored);
  return stored;
}

/** Whether the desired state changed: everything but metadata and, where it is separate, status. */
function isDesiredStateChanged(kind: Kind, previous: KubeObject, next: KubeObject): boolean {
  const ignored = kind.isCustom && !kind.hasStatus ? ['metadata'] : ['metadata', 'status'];
  const fields = new Set([...Object.keys(previous), ...Object.keys(next)]);
  return [...fields].some((field) => !ignored.includes(field) && !equal(previous[field], next[field]));
}

const countsGenerations = (kind: Kind): boolean => kind.isCustom || kind.schema.properties?.['spec'] !== undefined;

function isUnchanged(previous: KubeObject, next: KubeObject): boolean {
  const owners = (object: KubeObject): unknown => (object.metadata.managedFields ?? []).map(({ time: _time, ...entry }) => entry);
  const strip = (object: KubeObject): KubeObject => ({ ...object, metadata: { ...object.metadata, managedFields: [] } });
  return equal(strip(previous), strip(next)) && equal(owners(previous), owners(next));
}

/** Only the finalize subresource may touch what holds a namespace. */
function keepNamespaceFinalizers(previous: KubeObject, next: KubeObject): void {
  const finalizers = isObject(previous.spec) ? previous.spec['finalizers'] : undefined;
  next.spec = { ...(isObject(next.spec) ? next.spec : {}), finalizers };
}

export function createObjects({ store, clock, ids, addresses }: ObjectsDeps): Objects {
  const preparation = (previous: KubeObject | undefined) => ({
    now: clock.now(),
    previous,
    allocateServiceAddress: (wished?: string) => addresses.allocate(store.list(serviceBucket), wished),
  });

  const writer = (kind: Kind, request: WriteRequest): Writer => ({
    manager: request.manager ?? defaultManager,
    apiVersion: apiVersionOf(kind.resource),
    subresource: request.subresource,
    now: timestamp(clock.now()),
  });

  function find(kind: Kind, key: ObjectKey): KubeObject | undefined {
    const stored = store.get(kind.bucket, key);
    return stored === undefined ? undefined : view(kind, stored);
  }

  function get(kind: Kind, key: ObjectKey): KubeObject {
    const object = find(kind, key);
    if (object === undefined) throw notFound(kind.resource, key.name);
    return object;
  }

  function create(kind: Kind, input: KubeObject, request: WriteRequest = {}): KubeObject {
    checkType(kind, input);
    const object = clone(input);
    const { metadata } = object;
    checkMetadataTypes(kind, object);
    if ((metadata.resourceVersion ?? '') !== '') {
      throw refuse('BadRequest', 'resourceVersion should not be set on objects to be created');
    }
    clearServerFields(metadata);
    checkNamespace(store, kind, object);
    nameNew(store, ids, kind, object);
    // A node registers itself with its status, as a kubelet does; everything else begins without one.
    if (kind.hasStatus && kind.bucket !== nodeBucket) delete object.status;
    metadata.uid = ids.uuid();
    metadata.creationTimestamp = timestamp(clock.now());
    if (countsGenerations(kind)) metadata.generation = 1;
    shape(kind, object, { schema: kind.schema, previous: undefined, fields: request.fields ?? lenient });
    applyRules(kind, object, preparation(undefined));
    checkQuota(store, kind, object);
    const tracking = { schema: kind.schema, previous: undefined, next: object, writer: writer(kind, request) };
    const tracked = request.managedFields ?? trackUpdate(tracking);
    if (tracked.length > 0) metadata.managedFields = tracked;
    return request.dryRun === true ? object : view(kind, store.put(kind.bucket, toStored(kind, object)));
  }

  /** The next version when only the status is written: everything else is shared with the version before. */
  function nextStatus(kind: Kind, previous: KubeObject, wished: KubeObject, fields: FieldValidation): KubeObject {
    const { apiVersion, kind: name, metadata } = previous;
    const part: KubeObject = { apiVersion, kind: name, metadata: { ...metadata }, status: wished.status };
    shape(kind, part, { schema: statusSchemaOf(kind), previous, fields });
    const next = { ...previous, metadata: part.metadata, status: part.status };
    checkStatusRules(kind, next, previous);
    return next;
  }

  function nextObject(kind: Kind, previous: KubeObject, wished: KubeObject, request: WriteRequest): KubeObject {
    const next = wished;
    const isFinalizing = request.subresource === 'finalize';
    if (kind.hasStatus) delete next.status;
    carryServerFields(next.metadata, previous.metadata);
    if (kind.bucket === namespaceBucket && !isFinalizing) keepNamespaceFinalizers(previous, next);
    shape(kind, next, { schema: kind.schema, previous, fields: request.fields ?? lenient });
    if (kind.hasStatus && previous.status !== undefined) next.status = previous.status;
    applyRules(kind, next, preparation(previous));
    return next;
  }

  function finish(kind: Kind, previous: KubeObject, next: KubeObject, request: WriteRequest): KubeObject {
    const mustGo = isReleased(kind, next);
    if (!mustGo && isUnchanged(previous, next)) return previous;
    if (request.dryRun === true) return next;
    const stored = toStored(kind, next);
    return view(kind, mustGo ? (store.remove(kind.bucket, previous.metadata, stored) ?? stored) : store.put(kind.bucket, stored));
  }

  function update(kind: Kind, key: ObjectKey, change: Change, request: WriteRequest = {}): KubeObject {
    const previous = get(kind, key);
    const wished = change(clone(previous));
    if (!isKubeObject(wished)) throw refuse('BadRequest', 'the object has no apiVersion, kind or metadata');
    checkType(kind, wished);
    checkMetadataTypes(kind, wished);
    checkPreconditions(kind, previous, wished);
    const given = wished.metadata.managedFields;
    const next =
      request.subresource === 'status'
        ? nextStatus(kind, previous, wished, request.fields ?? lenient)
        : nextObject(kind, previous, wished, request);
    if (countsGenerations(kind) && request.subresource !== 'status' && isDesiredStateChanged(kind, previous, next)) {
      next.metadata.generation = (previous.metadata.generation ?? 0) + 1;
    }
    const edited = given === undefined ? next : { ...next, metadata: { ...next.metadata, managedFields: given } };
    const tracking = { schema: kind.schema, previous, next: edited, writer: writer(kind, request) };
    const tracked = request.managedFields ?? trackUpdate(tracking);
    if (tracked.length > 0) next.metadata.managedFields = tracked;
    else delete next.metadata.managedFields;
    return finish(kind, previous, next, request);
  }

  function remove(kind: Kind, key: ObjectKey, request: RemovalRequest = {}): Removed {
    const previous = get(kind, key);
    const plan = planRemoval(kind, previous, request, clock.now());
    if (plan.kind === 'keep') return { object: previous, isGone: false };
    const isGone = plan.kind === 'remove';
    if (request.dryRun === true) return { object: plan.object, isGone };
    const stored = toStored(kind, plan.object);
    const last = isGone ? (store.remove(kind.bucket, key, stored) ?? stored) : store.put(kind.bucket, stored);
    return { object: view(kind, last), isGone };
  }

  return { get, find, view, create, update, remove };
}
