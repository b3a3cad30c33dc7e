/**
 * Every write to the cluster passes here, whether it came over HTTP or from a controller in this process.
 *
 * A write is one synchronous step: read the stored object, make the new one, check it, count its generation, note who owns
 * which field, put it into the store. Nothing can come between, so optimistic concurrency needs no locks. An update that
 * changes nothing writes nothing, which keeps controllers from chasing their own tails.
 */
import type { Clock } from '@moorage/core/clock';
import type { Ids } from '@moorage/core/ids';
import type { KubeObject, ObjectKey } from '@moorage/kube/objects';
import { apiVersionOf } from '@moorage/kube/objects';
import { trackUpdate, type Writer } from '../apply/managed-fields.ts';
import { clone, equal, isKubeObject, isObject } from '../json.ts';
import type { Kind } from '../kinds/kind.ts';
import { generatedName } from '../names.ts';
import { alreadyExists, conflict, invalid, notFound, refuse, required } from '../refusal.ts';
import type { Store } from '../store/store.ts';
import type { AddressPool } from './addresses.ts';
import { carryServerFields, clearServerFields, timestamp } from './metadata.ts';
import { planRemoval, isReleased, type RemovalRequest } from './removal.ts';
import { lenient, shape, type FieldValidation } from './shape.ts';
import { checkQuota } from './quota.ts';

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

export interface Objects {
  get(kind: Kind, key: ObjectKey): KubeObject;
  find(kind: Kind, key: ObjectKey): KubeObject | undefined;
  /** Served form of a stored object; a copy that the caller may change. */
  served(kind: Kind, stored: KubeObject): KubeObject;
  create(kind: Kind, input: KubeObject, request?: WriteRequest): KubeObject;
  /** `change` gets a copy of the present object and returns the wished one. */
  update(kind: Kind, key: ObjectKey, change: (current: KubeObject) => KubeObject, request?: WriteRequest): KubeObject;
  remove(kind: Kind, key: ObjectKey, request?: RemovalRequest): Removed;
}

export interface ObjectsDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly addresses: AddressPool;
}

const defaultManager = 'embedded-cluster';
const namespaceBucket = '/namespaces';
const serviceBucket = '/services';

function withoutStatusAndMetadata({ metadata: _metadata, status: _status, ...rest }: KubeObject): Record<string, unknown> {
  return rest;
}

/** Whether the desired state changed: everything but metadata and, where it is separate, status. */
function isDesiredStateChanged(kind: Kind, previous: KubeObject, next: KubeObject): boolean {
  if (!kind.hasStatus && kind.isCustom) return !equal({ ...previous, metadata: {} }, { ...next, metadata: {} });
  return !equal(withoutStatusAndMetadata(previous), withoutStatusAndMetadata(next));
}

const countsGenerations = (kind: Kind): boolean => kind.isCustom || kind.schema.properties?.['spec'] !== undefined;

/** Keeps of the wished object only what the addressed part of the resource may change. */
function restrict(kind: Kind, previous: KubeObject, wished: KubeObject, subresource: string | undefined): KubeObject {
  if (subresource === 'status') {
    const metadata =
      wished.metadata.managedFields === undefined
        ? previous.metadata
        : { ...previous.metadata, managedFields: wished.metadata.managedFields };
    return { ...previous, metadata: clone(metadata), status: wished.status };
  }
  if (subresource === 'finalize') return { ...previous, metadata: clone(previous.metadata), spec: wished.spec };
  const next = { ...wished };
  if (kind.hasStatus) {
    if (previous.status === undefined) delete next.status;
    else next.status = previous.status;
  }
  if (kind.bucket === namespaceBucket && isObject(previous.spec))
    next.spec = { ...(isObject(next.spec) ? next.spec : {}), finalizers: previous.spec['finalizers'] };
  return next;
}

function isUnchanged(previous: KubeObject, next: KubeObject): boolean {
  const strip = (object: KubeObject): KubeObject => ({ ...object, metadata: { ...object.metadata, managedFields: [] } });
  const owners = (object: KubeObject): unknown => (object.metadata.managedFields ?? []).map(({ time: _time, ...entry }) => entry);
  return equal(strip(previous), strip(next)) && equal(owners(previous), owners(next));
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

  function served(kind: Kind, stored: KubeObject): KubeObject {
    const object = clone(stored);
    object.apiVersion = apiVersionOf(kind.resource);
    kind.convert?.toServed(object);
    return object;
  }

  function toStored(kind: Kind, object: KubeObject): KubeObject {
    const stored = clone(object);
    stored.apiVersion = kind.storedApiVersion;
    kind.convert?.toStored(stored);
    return stored;
  }

  function find(kind: Kind, key: ObjectKey): KubeObject | undefined {
    const stored = store.get(kind.bucket, key);
    return stored === undefined ? undefined : served(kind, stored);
  }

  function get(kind: Kind, key: ObjectKey): KubeObject {
    const object = find(kind, key);
    if (object === undefined) throw notFound(kind.resource, key.name);
    return object;
  }

  function checkType(kind: Kind, object: KubeObject): void {
    const expected = apiVersionOf(kind.resource);
    if (object.kind === kind.resource.kind && object.apiVersion === expected) return;
    throw refuse(
      'BadRequest',
      `the object provided is ${object.apiVersion} ${object.kind}, this path takes ${expected} ${kind.resource.kind}`,
    );
  }

  function checkNamespace(kind: Kind, object: KubeObject): void {
    const { namespace, name } = object.metadata;
    if (!kind.resource.namespaced) {
      delete object.metadata.namespace;
      return;
    }
    if (namespace === undefined || namespace === '') throw invalid(kind.resource, name, [required('metadata.namespace')]);
    const scope = store.get(namespaceBucket, { name: namespace });
    if (scope === undefined) throw notFound({ group: '', plural: 'namespaces', kind: 'Namespace' }, namespace);
    if (scope.metadata.deletionTimestamp === undefined) return;
    const what = `${kind.resource.plural} "${name}" is forbidden`;
    throw refuse('Forbidden', `${what}: unable to create new content in namespace ${namespace} because it is being terminated`, {
      name,
      kind: kind.resource.plural,
      causes: [
        { reason: 'NamespaceTerminating', message: `namespace ${namespace} is being terminated`, field: 'metadata.namespace' },
      ],
    });
  }

  function nameNew(kind: Kind, object: KubeObject): void {
    const { metadata } = object;
    const prefix = metadata.generateName ?? '';
    if ((metadata.name ?? '') === '' && prefix !== '') {
      do metadata.name = generatedName(prefix, ids.name(5));
      while (store.get(kind.bucket, metadata) !== undefined);
    }
    if ((metadata.name ?? '') === '')
      throw invalid(kind.resource, '', [required('metadata.name', 'name or generateName is required')]);
  }

  function create(kind: Kind, input: KubeObject, request: WriteRequest = {}): KubeObject {
    checkType(kind, input);
    const object = clone(input);
    const { metadata } = object;
    if ((metadata.resourceVersion ?? '') !== '')
      throw refuse('BadRequest', 'resourceVersion should not be set on objects to be created');
    clearServerFields(metadata);
    checkNamespace(kind, object);
    nameNew(kind, object);
    if (store.get(kind.bucket, metadata) !== undefined) throw alreadyExists(kind.resource, metadata.name);
    // A node registers itself with its status, as a kubelet does; everything else begins without one.
    if (kind.hasStatus && kind.bucket !== '/nodes') delete object.status;
    metadata.uid = ids.uuid();
    metadata.creationTimestamp = timestamp(clock.now());
    if (countsGenerations(kind)) metadata.generation = 1;
    shape(kind, object, preparation(undefined), request.fields ?? lenient);
    checkQuota(store, kind, object);
    const tracked =
      request.managedFields ??
      trackUpdate({ schema: kind.schema, previous: undefined, next: object, writer: writer(kind, request) });
    if (tracked.length > 0) metadata.managedFields = tracked;
    const stored = toStored(kind, object);
    return request.dryRun === true ? object : served(kind, store.put(kind.bucket, stored));
  }

  function checkPreconditions(kind: Kind, previous: KubeObject, wished: KubeObject): void {
    const { name } = previous.metadata;
    const { resourceVersion = '', uid = '' } = wished.metadata;
    if (uid !== '' && uid !== previous.metadata.uid) {
      throw conflict(
        kind.resource,
        name,
        `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${previous.metadata.uid ?? ''}`,
      );
    }
    if (resourceVersion !== '' && resourceVersion !== previous.metadata.resourceVersion) {
      throw conflict(
        kind.resource,
        name,
        'the object has been modified; please apply your changes to the latest version and try again',
      );
    }
  }

  function finish(kind: Kind, previous: KubeObject, next: KubeObject, request: WriteRequest): KubeObject {
    if (request.dryRun === true) return next;
    const stored = toStored(kind, next);
    if (!isReleased(kind, next)) return served(kind, store.put(kind.bucket, stored));
    return served(kind, store.remove(kind.bucket, previous.metadata, stored) ?? stored);
  }

  function update(
    kind: Kind,
    key: ObjectKey,
    change: (current: KubeObject) => KubeObject,
    request: WriteRequest = {},
  ): KubeObject {
    const previous = get(kind, key);
    const wished = change(clone(previous));
    if (!isKubeObject(wished)) throw refuse('BadRequest', 'the object has no apiVersion, kind or metadata');
    checkType(kind, wished);
    checkPreconditions(kind, previous, wished);
    const given = wished.metadata.managedFields;
    const next = clone(restrict(kind, previous, wished, request.subresource));
    carryServerFields(next.metadata, previous.metadata);
    shape(kind, next, preparation(previous), request.fields ?? lenient);
    if (countsGenerations(kind) && isDesiredStateChanged(kind, previous, next))
      next.metadata.generation = (previous.metadata.generation ?? 0) + 1;
    const tracking = { ...next, metadata: { ...next.metadata, ...(given === undefined ? {} : { managedFields: given }) } };
    const tracked =
      request.managedFields ?? trackUpdate({ schema: kind.schema, previous, next: tracking, writer: writer(kind, request) });
    if (tracked.length > 0) next.metadata.managedFields = tracked;
    else delete next.metadata.managedFields;
    return isUnchanged(previous, next) && !isReleased(kind, next) ? previous : finish(kind, previous, next, request);
  }

  function remove(kind: Kind, key: ObjectKey, request: RemovalRequest = {}): Removed {
    const previous = get(kind, key);
    const plan = planRemoval(kind, previous, request, clock.now());
    if (plan.kind === 'keep') return { object: previous, isGone: false };
    const isGone = plan.kind === 'remove';
    if (request.dryRun === true) return { object: plan.object, isGone };
    const stored = toStored(kind, plan.object);
    if (!isGone) return { object: served(kind, store.put(kind.bucket, stored)), isGone };
    return { object: served(kind, store.remove(kind.bucket, key, stored) ?? stored), isGone };
  }

  return { get, find, served, create, update, remove };
}
