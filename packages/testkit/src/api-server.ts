/**
 * A Kubernetes API for tests: the real embedded API server on a free port, in memory, with controllers and a simulated kubelet.
 *
 * Pods run nowhere; a test decides how they fare. Everything else (validation, watches, garbage collection, roll-outs) is the real
 * thing. `npm run test:real` runs the same tests on stock Kubernetes components instead.
 */
import { systemClock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';
import type { Service } from '@moorage/core/lifecycle';
import { silentLog } from '@moorage/core/log';
import { Secret } from '@moorage/core/secret';
import type { ClusterApi } from '@moorage/embedded-cluster/api';
import { createApiServer } from '@moorage/embedded-cluster/apiserver/server';
import { createControllers } from '@moorage/embedded-cluster/controllers/controllers';
import { type ApiObject, podStatus, type PodStatus } from './pod-status.ts';
import { makeTempDir } from './temp-dir.ts';
import type { TestApiServer, TestApiServerOptions } from './test-api.ts';
import { readTestConfig } from './test-config.ts';

/** Here, because loading the stock server starts what looks for its programs. */
const stockOutages = [
  'API server killed',
  'etcd killed',
  'both killed',
  'etcd compacted',
  'etcd compacted and API server killed',
] as const;

export { podStatus } from './pod-status.ts';
export type { TestApiServer, TestApiServerOptions } from './test-api.ts';

/** More than the embedded API server remembers of one kind. */
const rememberedChanges = 1_200;
const configMaps = { group: '', version: 'v1', kind: 'ConfigMap', plural: 'configmaps', namespaced: true } as const;
const pods = { group: '', version: 'v1', kind: 'Pod', plural: 'pods', namespaced: true } as const;

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

/** The names of {@link TestApiServer.outages}, for tables of tests that are made before a server runs. */
export function outageNames(): readonly string[] {
  return readTestConfig().kubernetes === 'stock' ? stockOutages : ['changes forgotten'];
}

/** Starts it; `stop` ends everything and removes what it kept. */
export async function startTestApiServer(options: TestApiServerOptions = {}): Promise<TestApiServer> {
  if (readTestConfig().kubernetes === 'stock') return (await import('./real-api-server.ts')).startRealApiServer(options);
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
  const forget = async (): Promise<void> => {
    const busy = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'busy', namespace: 'kube-system' } };
    if (server.api.get(configMaps, busy.metadata) === undefined) server.api.create(configMaps, busy);
    for (let round = 0; round < rememberedChanges; round += 1) {
      const data = { round: String(round), at: String(systemClock.monotonicMs()) };
      server.api.update(configMaps, { ...busy, data });
    }
  };
  return {
    api: server.api,
    connection: { server: server.url(), ca, token: new Secret(token) },
    port: Number(new URL(server.url()).port),
    kubeconfig: server.kubeconfig(),
    setPodStatus: (decide) => kubelet.setPodStatus(decide),
    setPodLog: (text) => void (podLog = text),
    forget,
    outages: { 'changes forgotten': forget },
    async stop() {
      kubelet.stop();
      for (const each of controllers.toReversed()) await each.stop();
      await server.stop();
      volumes.remove();
    },
  };
}
