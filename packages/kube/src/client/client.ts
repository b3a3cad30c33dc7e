/**
 * A thin client for the Kubernetes API.
 *
 * What it guarantees:
 * - Objects go and come as plain JSON: no field is renamed, dropped or invented on the way.
 * - Every failure is an {@link AppError} of the closed set: `not_found` (but `get` gives undefined and `remove` false), `conflict`
 *   for a stale version, `already_exists` for a name that is taken, `invalid_request` with one issue a field,
 *   `limit_exceeded` for a quota, `rate_limited` and `unavailable` with the server's `Retry-After`.
 * - Every call has a deadline and obeys an abort signal; no call hangs.
 * - Calls go out at a bounded rate, leases and what people wait for first, and pause when the server says `Retry-After` (call-limit.ts).
 * - Reads are repeated after passing failures, up to four times. Writes never are: only the caller knows whether twice is harmless.
 *
 * Why our own: the usual library costs 90 MB and half a second at start, its typed models lose fields of custom resource
 * definitions, and its informers stop at the first error. We use it for one thing only, the credential plugins that a
 * user's kubeconfig may name (see kubeconfig.ts), and load it only then.
 *
 * What breaks it: an API server that answers with something other than JSON where JSON was asked for (then `upstream_failed`).
 */
import type { Clock } from '@moorage/core/clock';
import { isAppError } from '@moorage/core/errors';
import type { Ids } from '@moorage/core/ids';
import type { Rate } from '@moorage/core/token-bucket';
import type { KubeObject, ObjectKey, Resource } from '../objects.ts';
import { apiVersionOf } from '../objects.ts';
import { resources } from '../resources.ts';
import { createCallLimit } from './call-limit.ts';
import { type Calls, contentTypes, createCalls } from './calls.ts';
import { type Connection, createTokenSource } from './connection.ts';
import { openAttach, openExec } from './exec.ts';
import { collectionPath, objectPath, type Query, withQuery } from './paths.ts';
import { openPortForward } from './port-forward.ts';
import { createTransport } from './transport.ts';
import type {
  ApplyOptions,
  CallOptions,
  KubeClient,
  ListOptions,
  ObjectList,
  PodLogOptions,
  RemoveOptions,
  WatchOptions,
  WriteOptions,
} from './types.ts';
import { eventsOf } from './watch.ts';

export type { KubeClient } from './types.ts';

export interface KubeClientDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Sent as user agent, so that the server's audit log names us. */
  readonly userAgent?: string;
  /** How many calls may go out (default 300 a second, 600 at once). */
  readonly rate?: Rate;
  /** Deadline of a call that names none (default 30 s). */
  readonly timeoutMs?: number;
  /** More of an answer is not read (default 256 MiB). */
  readonly maxAnswerBytes?: number;
}

const defaultTimeoutMs = 30_000;
/** Well above what a controller needs and below what makes an API server shed load. */
const defaultRate: Rate = { perSecond: 300, burst: 600 };
const pageSize = 500;
const watchSeconds = 300;

/** Servers that cannot send metadata alone send the whole; what is too much is dropped when it arrives. */
const metadataForms = {
  list: 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json',
  watch: 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json',
} as const;

function writeQuery(options: WriteOptions & { readonly force?: boolean }): Query {
  return { fieldManager: options.fieldManager, dryRun: options.dryRun === true ? 'All' : undefined, force: options.force };
}

interface Page<T> {
  readonly items?: T[];
  readonly metadata?: { readonly resourceVersion?: string; readonly continue?: string };
}

/** The object without anything that is not metadata; a server that sent no more than that leaves nothing to drop. */
function metadataOf<T extends KubeObject>(resource: Resource, object: T): T {
  const bare = { ...object, apiVersion: apiVersionOf(resource), kind: resource.kind };
  for (const field of Object.keys(object)) {
    if (field !== 'apiVersion' && field !== 'kind' && field !== 'metadata') Reflect.deleteProperty(bare, field);
  }
  return bare;
}

async function listAll<T extends KubeObject>(calls: Calls, resource: Resource, options: ListOptions<T>): Promise<ObjectList<T>> {
  const { namespace, labelSelector, fieldSelector, metadataOnly = false, ...rest } = options;
  const items: T[] = [];
  const { take = (object: T) => void items.push(object), ...call } = rest;
  const identity = { apiVersion: apiVersionOf(resource), kind: resource.kind };
  const accept = metadataOnly ? metadataForms.list : undefined;
  let token: string | undefined;
  for (;;) {
    const path = withQuery(collectionPath(resource, namespace), {
      labelSelector,
      fieldSelector,
      limit: pageSize,
      continue: token,
    });
    const page = await calls.send<Page<T>>({ method: 'GET', path, accept, ...call });
    // Items of a list come without the type that every object has elsewhere.
    for (const item of page.items ?? []) take(metadataOnly ? metadataOf(resource, item) : { ...identity, ...item });
    token = page.metadata?.continue;
    if (token === undefined || token === '') return { items, resourceVersion: page.metadata?.resourceVersion ?? '' };
  }
}

async function getOrUndefined<T>(get: () => Promise<T>): Promise<T | undefined> {
  try {
    return await get();
  } catch (error) {
    if (isAppError(error, 'not_found')) return undefined;
    throw error;
  }
}

function removeBody(options: RemoveOptions): object {
  const preconditions = {
    ...(options.uid === undefined ? {} : { uid: options.uid }),
    ...(options.resourceVersion === undefined ? {} : { resourceVersion: options.resourceVersion }),
  };
  return {
    apiVersion: 'v1',
    kind: 'DeleteOptions',
    ...(Object.keys(preconditions).length === 0 ? {} : { preconditions }),
    ...(options.propagation === undefined ? {} : { propagationPolicy: options.propagation }),
    ...(options.gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds: options.gracePeriodSeconds }),
  };
}

async function removeObject(calls: Calls, resource: Resource, key: ObjectKey, options: RemoveOptions = {}): Promise<boolean> {
  const removal = { method: 'DELETE', path: objectPath(resource, key), body: removeBody(options), ...callOptions(options) };
  return (await getOrUndefined(() => calls.send(removal))) !== undefined;
}

function callOptions(options: CallOptions): CallOptions {
  return {
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
    ...(options.priority === undefined ? {} : { priority: options.priority }),
  };
}

async function* watchEvents<T extends KubeObject>(calls: Calls, resource: Resource, options: WatchOptions) {
  const { metadataOnly = false, sendInitialEvents = false } = options;
  const path = withQuery(collectionPath(resource, options.namespace), {
    watch: true,
    allowWatchBookmarks: true,
    resourceVersion: options.resourceVersion,
    ...(sendInitialEvents ? { sendInitialEvents, resourceVersionMatch: 'NotOlderThan' } : {}),
    labelSelector: options.labelSelector,
    fieldSelector: options.fieldSelector,
    timeoutSeconds: options.timeoutSeconds ?? watchSeconds,
  });
  const stream = await calls.open(path, options.signal, metadataOnly ? metadataForms.watch : undefined);
  for await (const event of eventsOf<T>(stream, `watch of ${resource.plural}`)) {
    yield metadataOnly ? { type: event.type, object: metadataOf(resource, event.object) } : event;
  }
}

function logPath(pod: ObjectKey, options: PodLogOptions): string {
  return withQuery(objectPath(resources.pod, pod, 'log'), {
    container: options.container,
    follow: options.follow,
    previous: options.previous,
    timestamps: options.timestamps,
    tailLines: options.tailLines,
    limitBytes: options.limitBytes,
    sinceTime: options.sinceTime?.toISOString(),
  });
}

/** Makes the client of one API server; it connects with the first call. */
export function createKubeClient(deps: KubeClientDeps): KubeClient {
  const tokens = createTokenSource(deps.connection, deps.clock);
  const transport = createTransport({ ...deps, tokens, userAgent: deps.userAgent ?? 'moorage' });
  const limit = createCallLimit(deps.clock, deps.rate ?? defaultRate);
  const timeoutMs = deps.timeoutMs ?? defaultTimeoutMs;
  const calls = createCalls({ transport, limit, clock: deps.clock, seed: deps.ids.uuid(), timeoutMs });
  const patch = <T>(
    resource: Resource,
    key: ObjectKey,
    write: WriteOptions & { body: unknown; contentType: string; force?: boolean },
  ): Promise<T> =>
    calls.send<T>({
      method: 'PATCH',
      path: withQuery(objectPath(resource, key, write.subresource), writeQuery(write)),
      body: write.body,
      contentType: write.contentType,
      ...callOptions(write),
    });
  return {
    get: (resource, key, options = {}) =>
      getOrUndefined(() => calls.send({ method: 'GET', path: objectPath(resource, key), ...options })),
    list: (resource, options = {}) => listAll(calls, resource, options),
    create: (resource, object, options = {}) => {
      const path = withQuery(collectionPath(resource, object.metadata.namespace), writeQuery(options));
      return calls.send({ method: 'POST', path, body: object, ...callOptions(options) });
    },
    replace: (resource, object, options = {}) => {
      const path = withQuery(objectPath(resource, object.metadata, options.subresource), writeQuery(options));
      return calls.send({ method: 'PUT', path, body: object, ...callOptions(options) });
    },
    apply: (resource, object, options: ApplyOptions) =>
      patch(resource, object.metadata, { ...options, body: object, contentType: contentTypes.apply }),
    mergePatch: (resource, key, body, options = {}) =>
      patch(resource, key, { ...options, body, contentType: contentTypes.merge }),
    jsonPatch: (resource, key, { operations, ...options }) =>
      patch(resource, key, { ...options, body: operations, contentType: contentTypes.jsonPatch }),
    remove: (resource, key, options) => removeObject(calls, resource, key, options),
    watch: (resource, options) => watchEvents(calls, resource, options),
    request: (request) => calls.send(request),
    podLogs: (pod, options = {}) => calls.open(logPath(pod, options), options.signal),
    exec: (pod, options) => openExec(transport, pod, options),
    attach: (pod, options = {}) => openAttach(transport, pod, options),
    portForward: (pod, options) => openPortForward(transport, pod, options),
    stats: () => calls.stats(),
    close: () => transport.close(),
  };
}
