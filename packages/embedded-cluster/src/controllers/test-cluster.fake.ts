/**
 * A cluster for the controllers' tests: the real API in memory, the real controllers, a clock that the test owns, and a
 * kubelet that starts and stops pods at once.
 *
 * The image says what a pod does: `broken` never gets ready, `succeed` and `fail` end, anything else runs and is ready.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFakeClock, type FakeClock } from '@moorage/core/clock';
import { AppError } from '@moorage/core/errors';
import { createIds } from '@moorage/core/ids';
import { silentLog } from '@moorage/core/log';
import type { KubeObject, ObjectKey } from '@moorage/kube/objects';
import type { ClusterApi } from '../api.ts';
import { createApiServer } from '../apiserver/server.ts';
import { createControllers } from './controllers.ts';
import { isOfKind, kinds, type Kind, read, readAll } from './framework/kinds.ts';
import type { Pod } from './framework/model.ts';
import { timestamp } from './framework/conditions.ts';

export interface TestCluster {
  readonly api: ClusterApi;
  readonly clock: FakeClock;
  readonly volumesDir: string;
  /** Lets everything that is due happen. */
  settle(): Promise<void>;
  /** Settles until the condition holds: for what involves the file system. */
  until(condition: () => boolean): Promise<void>;
  /** Moves the time in steps, letting things happen in between. */
  advance(seconds: number): Promise<void>;
  get<T extends KubeObject>(kind: Kind<T>, name: string): T;
  find<T extends KubeObject>(kind: Kind<T>, name: string): T | undefined;
  list<T extends KubeObject>(kind: Kind<T>, labelSelector?: string): T[];
  /** While held, pods are neither started nor stopped. */
  holdKubelet(held: boolean): void;
  stopControllers(): Promise<void>;
  startControllers(): Promise<void>;
  stop(): Promise<void>;
}

export const namespace = 'shop';

function statusFor(pod: Pod, now: Date, ip: string): object {
  const wanted = pod.spec.containers[0]?.['image'];
  const image = typeof wanted === 'string' ? wanted : '';
  const at = timestamp(now);
  const ended = image.startsWith('succeed') ? 'Succeeded' : image.startsWith('fail') ? 'Failed' : undefined;
  const ready = ended === undefined && !image.startsWith('broken');
  const terminated = { exitCode: ended === 'Failed' ? 1 : 0, finishedAt: at };
  return {
    phase: ended ?? 'Running',
    podIP: ip,
    startTime: at,
    conditions: [{ type: 'Ready', status: ready ? 'True' : 'False', lastTransitionTime: at }],
    containerStatuses: [
      {
        name: 'web',
        image,
        imageID: '',
        ready,
        restartCount: 0,
        state: ended === undefined ? { running: { startedAt: at } } : { terminated },
      },
    ],
  };
}

function startKubelet(api: ClusterApi, clock: FakeClock): (held: boolean) => void {
  let isHeld = false;
  let lastIp = 0;
  const look = (key: ObjectKey): void => {
    const pod = read(api, kinds.pod, key);
    if (pod === undefined || isHeld) return;
    if (pod.metadata.deletionTimestamp !== undefined) api.remove(kinds.pod, key, { gracePeriodSeconds: 0 });
    else if (pod.spec.nodeName === undefined) api.update(kinds.pod, { ...pod, spec: { ...pod.spec, nodeName: 'node-1' } });
    else if (pod.status?.podIP === undefined) {
      lastIp += 1;
      api.update(kinds.pod, { ...pod, status: statusFor(pod, clock.now(), `127.1.0.${lastIp}`) }, { subresource: 'status' });
    }
  };
  const keyOfPod = ({ metadata }: KubeObject): ObjectKey => ({ namespace: metadata.namespace ?? '', name: metadata.name });
  api.watch(kinds.pod, ({ type, object }) => {
    if (type !== 'DELETED' && isOfKind(kinds.pod, object)) look(keyOfPod(object));
  });
  return (held) => {
    isHeld = held;
    for (const pod of api.list(kinds.pod)) look(keyOfPod(pod));
  };
}

/** Turns of the event loop after which nothing is under way: a chain of watch, reconcile and write takes three each. */
const settlingTurns = 150;
const mostRounds = 1_000;

/** The API, of which every `nth` write of a controller fails once: as a lost race, or as a fault. */
function failingNow(api: ClusterApi, nth: number): ClusterApi {
  let writes = 0;
  const check = (): void => {
    writes += 1;
    if (writes % nth === 0)
      throw new AppError(writes % (2 * nth) === 0 ? 'conflict' : 'unavailable', 'this write was made to fail');
  };
  return {
    ...api,
    create(...input) {
      check();
      return api.create(...input);
    },
    update(...input) {
      check();
      return api.update(...input);
    },
    mergePatch(...input) {
      check();
      return api.mergePatch(...input);
    },
    remove(...input) {
      check();
      api.remove(...input);
    },
  };
}

export interface TestClusterOptions {
  /** Every so many writes of the controllers one fails. */
  readonly failEvery?: number;
}

export async function startTestCluster(options: TestClusterOptions = {}): Promise<TestCluster> {
  const clock = createFakeClock();
  const ids = createIds(clock);
  const volumesDir = await mkdtemp(join(tmpdir(), 'moorage-volumes-'));
  const server = createApiServer({ log: silentLog, clock, ids });
  const { api } = server;
  const holdKubelet = startKubelet(api, clock);
  const controllers = createControllers({
    api: options.failEvery === undefined ? api : failingNow(api, options.failEvery),
    log: silentLog,
    clock,
    ids,
    volumesDir,
  });
  await controllers.start();
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < settlingTurns; turn++) await new Promise((resolve) => setImmediate(resolve));
  };
  api.create(kinds.node, { apiVersion: 'v1', kind: 'Node', metadata: { name: 'node-1' }, spec: {} });
  api.create(kinds.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  await settle();
  const find: TestCluster['find'] = (kind, name) => read(api, kind, kind.namespaced ? { namespace, name } : { name });
  return {
    api,
    clock,
    settle,
    volumesDir,
    holdKubelet,
    find,
    async until(condition) {
      for (let round = 0; !condition(); round++) {
        if (round === mostRounds) throw new Error('the condition never came true');
        await settle();
      }
    },
    stopControllers: () => controllers.stop(),
    startControllers: () => controllers.start(),
    async advance(seconds) {
      for (let left = seconds * 1000; left > 0; left -= 5000) {
        await clock.advance(Math.min(left, 5000));
        await settle();
      }
    },
    get(kind, name) {
      const object = find(kind, name);
      if (object === undefined) throw new Error(`${kind.kind} ${name} is not there`);
      return object;
    },
    list: (kind, labelSelector) => readAll(api, kind, { namespace, ...(labelSelector === undefined ? {} : { labelSelector }) }),
    async stop() {
      await controllers.stop();
      await server.stop();
      await rm(volumesDir, { recursive: true });
    },
  };
}
