/**
 * A Kubernetes API for tests: the real embedded API server on a free port, in memory, with controllers and a simulated kubelet.
 *
 * Pods run nowhere; a test decides how they fare. Everything else (validation, watches, garbage collection, roll-outs) is the real thing.
 */
import { systemClock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';
import type { Service } from '@moorage/core/lifecycle';
import { silentLog } from '@moorage/core/log';
import { Secret } from '@moorage/core/secret';
import type { ClusterApi } from '@moorage/embedded-cluster/api';
import { createApiServer } from '@moorage/embedded-cluster/apiserver/server';
import { createControllers } from '@moorage/embedded-cluster/controllers/controllers';
import { makeTempDir } from './temp-dir.ts';

type ApiObject = ReturnType<ClusterApi['create']>;
type PodStatus = Readonly<Record<string, unknown>>;

export interface TestApiServerOptions {
  /** Without: objects are only stored. Default true. */
  readonly controllers?: boolean;
  /** Keeps objects in files, so that a second server can go on with them. */
  readonly dataDir?: string;
  readonly port?: number;
}

export interface TestApiServer {
  readonly api: ClusterApi;
  readonly connection: { readonly server: string; readonly ca: string; readonly token: Secret };
  readonly port: number;
  readonly kubeconfig: string;
  /** Decides how every pod fares, present ones too; undefined leaves a pod as it is. At first all run and are ready at once. */
  setPodStatus(decide: (pod: ApiObject) => PodStatus | undefined): void;
  /** What `log` answers for every container. */
  setPodLog(text: string): void;
  stop(): Promise<void>;
}

const pods = { group: '', version: 'v1', kind: 'Pod', plural: 'pods', namespaced: true } as const;

function containerNames(pod: ApiObject): string[] {
  const { spec } = pod;
  const containers = typeof spec === 'object' && spec !== null && 'containers' in spec ? spec.containers : [];
  if (!Array.isArray(containers)) return [];
  return containers.flatMap((container: unknown) =>
    typeof container === 'object' && container !== null && 'name' in container ? [String(container.name)] : [],
  );
}

/** The status of a pod with the given readiness; `container` overrides the state of each container. */
export function podStatus(pod: ApiObject, isReady: boolean, container: PodStatus = {}): PodStatus {
  const startedAt = pod.metadata.creationTimestamp;
  const status = isReady ? 'True' : 'False';
  return {
    phase: 'Running',
    podIP: '127.0.0.1',
    startTime: startedAt,
    conditions: ['PodScheduled', 'Initialized', 'ContainersReady', 'Ready'].map((type) => ({
      type,
      status: type.endsWith('Ready') ? status : 'True',
      lastTransitionTime: startedAt,
    })),
    containerStatuses: containerNames(pod).map((name) => ({
      name,
      ready: isReady,
      started: true,
      restartCount: 0,
      image: '',
      imageID: '',
      state: { running: { startedAt } },
      lastState: {},
      ...container,
    })),
  };
}

interface Kubelet {
  setPodStatus(decide: (pod: ApiObject) => PodStatus | undefined): void;
  stop(): void;
}

function startKubelet(api: ClusterApi): Kubelet {
  const written = new Map<string, string>();
  let decide = (pod: ApiObject): PodStatus | undefined => podStatus(pod, true);
  function handle(pod: ApiObject): void {
    const { uid = '', name, namespace = 'default', deletionTimestamp } = pod.metadata;
    if (deletionTimestamp !== undefined) {
      api.remove(pods, { namespace, name }, { uid, gracePeriodSeconds: 0 });
      return;
    }
    const status = decide(pod);
    const text = JSON.stringify(status);
    if (status === undefined || written.get(uid) === text) return;
    written.set(uid, text);
    api.mergePatch(pods, { namespace, name }, { status }, { subresource: 'status', fieldManager: 'kubelet' });
  }
  const unwatch = api.watch(pods, (event) => {
    if (event.type !== 'DELETED') handle(event.object);
  });
  return {
    stop: unwatch,
    setPodStatus(next) {
      decide = next;
      for (const pod of api.list(pods)) handle(pod);
    },
  };
}

/** Starts it; `stop` ends everything and removes what it kept. */
export async function startTestApiServer(options: TestApiServerOptions = {}): Promise<TestApiServer> {
  const deps = { log: silentLog, clock: systemClock, ids: createIds(systemClock) };
  let podLog = '';
  const server = createApiServer({
    ...deps,
    dataDir: options.dataDir,
    port: options.port ?? 0,
    pods: {
      handleRequest: async (_request, response) => void response.end(podLog),
      handleUpgrade: (_request, socket) => void socket.destroy(),
    },
  });
  await server.start();
  const volumes = makeTempDir('volumes');
  const controllers: Service[] =
    options.controllers === false ? [] : [createControllers({ ...deps, api: server.api, volumesDir: volumes.path })];
  for (const each of controllers) await each.start();
  const kubelet = startKubelet(server.api);
  const { ca, token } = server.credentials();
  return {
    api: server.api,
    connection: { server: server.url(), ca, token: new Secret(token) },
    port: Number(new URL(server.url()).port),
    kubeconfig: server.kubeconfig(),
    setPodStatus: (decide) => kubelet.setPodStatus(decide),
    setPodLog: (text) => void (podLog = text),
    async stop() {
      kubelet.stop();
      for (const each of controllers.toReversed()) await each.stop();
      await server.stop();
      volumes.remove();
    },
  };
}
