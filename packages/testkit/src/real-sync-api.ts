/**
 * The in-process view of a cluster, for a cluster in other processes.
 *
 * Tests of the embedded cluster write to it synchronously. So that they run unchanged on stock components, each call is made
 * by a worker thread while this one waits. Only watches tell what they see when this thread is at rest.
 */
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { systemClock } from '@moorage/core/clock';
import { AppError } from '@moorage/core/errors';
import type { ClusterApi } from '@moorage/embedded-cluster/api';
import { createRealApi, type RealConnection } from './real-api.ts';

type Resource = Parameters<ClusterApi['get']>[0];
type ApiObject = ReturnType<ClusterApi['create']>;

/** The worker, which takes a while to start and serves one test after the other. */
export interface SyncCaller {
  readonly call: (method: string, path: string, body?: unknown) => { readonly status: number; readonly answer: unknown };
  stop(): Promise<void>;
}

export interface SyncApi extends ClusterApi {
  /** Ends its watches. */
  close(): void;
}

const answerTimeoutMs = 30_000;

function collection(resource: Resource, namespace: string | undefined): string {
  const root = resource.group === '' ? `/api/${resource.version}` : `/apis/${resource.group}/${resource.version}`;
  return `${root}${namespace === undefined ? '' : `/namespaces/${namespace}`}/${resource.plural}`;
}

const itemAt = (resource: Resource, key: { readonly namespace?: string; readonly name: string }): string =>
  `${collection(resource, key.namespace)}/${key.name}`;

function isObject(answer: unknown): answer is ApiObject {
  return typeof answer === 'object' && answer !== null && 'metadata' in answer;
}

/** Starts the worker; it holds connections until it is stopped. */
export function createSyncCaller({ server, ca, token }: RealConnection): SyncCaller {
  const { port1, port2 } = new MessageChannel();
  const signal = new Int32Array(new SharedArrayBuffer(4));
  const workerData = { server, ca, token: token.reveal(), port: port2, signal };
  const worker = new Worker(new URL('real-sync-worker.ts', import.meta.url), { workerData, transferList: [port2] });
  worker.unref();
  port1.unref();
  let last = 0;
  /** The answer to this call: one that was given up may still be answered, and must not be taken for that of the next. */
  function answerTo(id: number): unknown {
    for (;;) {
      const received: unknown = receiveMessageOnPort(port1)?.message;
      if (received === undefined) return undefined;
      if (typeof received === 'object' && received !== null && 'id' in received && received.id === id) return received;
    }
  }
  function call(method: string, path: string, body?: unknown): ReturnType<SyncCaller['call']> {
    last += 1;
    port1.postMessage({ id: last, method, path, body });
    const endsAt = systemClock.monotonicMs() + answerTimeoutMs;
    let answered = Atomics.load(signal, 0);
    while (answered !== last && systemClock.monotonicMs() < endsAt) {
      Atomics.wait(signal, 0, answered, Math.max(0, endsAt - systemClock.monotonicMs()));
      answered = Atomics.load(signal, 0);
    }
    const received = answerTo(last);
    if (typeof received !== 'object' || received === null || !('status' in received) || !('answer' in received))
      throw new AppError('unavailable', `no answer to ${method} ${path}: ${JSON.stringify(received)}`);
    return { status: Number(received.status), answer: received.answer };
  }
  return { call, stop: async () => void (await worker.terminate()) };
}

/** Makes calls through the worker, and watches of its own. */
export function createSyncApi(connection: RealConnection, { call }: SyncCaller): SyncApi {
  const watcher = createRealApi(connection);
  function write(method: string, path: string, body: unknown): ApiObject {
    const { status, answer } = call(method, path, body);
    if (status < 300 && isObject(answer)) return answer;
    const code = status === 404 ? 'not_found' : status === 409 ? 'conflict' : 'invalid_request';
    throw new AppError(code, `${method} ${path}: ${status} ${JSON.stringify(answer)}`);
  }
  const below = (subresource: string | undefined): string => (subresource === undefined ? '' : `/${subresource}`);
  return {
    get(resource, key) {
      const { status, answer } = call('GET', itemAt(resource, key));
      return status === 200 && isObject(answer) ? answer : undefined;
    },
    list(resource, options = {}) {
      const { labelSelector, fieldSelector } = options;
      const query = new URLSearchParams({
        ...(labelSelector === undefined ? {} : { labelSelector }),
        ...(fieldSelector === undefined ? {} : { fieldSelector }),
      });
      const { answer } = call('GET', `${collection(resource, options.namespace)}?${query.toString()}`);
      const items: unknown = typeof answer === 'object' && answer !== null && 'items' in answer ? answer.items : [];
      return Array.isArray(items) ? items.filter(isObject) : [];
    },
    create: (resource, object) => write('POST', collection(resource, object.metadata.namespace), object),
    update: (resource, object, options) =>
      write('PUT', `${itemAt(resource, object.metadata)}${below(options?.subresource)}`, object),
    mergePatch: (resource, key, patch, options) =>
      write('PATCH', `${itemAt(resource, key)}${below(options?.subresource)}`, patch),
    remove(resource, key, options = {}) {
      const { uid, gracePeriodSeconds, propagation } = options;
      call('DELETE', itemAt(resource, key), {
        ...(uid === undefined ? {} : { preconditions: { uid } }),
        ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
        ...(propagation === undefined ? {} : { propagationPolicy: propagation }),
      });
    },
    watch: (resource, onEvent, options = {}) =>
      watcher.watch(collection(resource, options.namespace), (type, object) => onEvent({ type, object })),
    close: () => watcher.close(),
  };
}
