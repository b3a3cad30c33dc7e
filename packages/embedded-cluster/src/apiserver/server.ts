/**
 * The API server of the embedded cluster: a Kubernetes API in this process, over real HTTPS.
 *
 * What it is: the objects in memory with a file behind them (`store`), the rules of the API on top (`objects`, `apply`,
 * `patch`, `schema`), the kinds as data (`kinds`) or from custom resource definitions (`crd`), and the wire (`http`). Code in the same
 * process uses {@link ClusterApi} and skips the wire, not the rules.
 *
 * What it guarantees: a write is durable before it is answered; a revision orders all writes; an update that carries an old
 * resource version is refused; a watch misses nothing between the revision it starts from and its end; stock kubectl and
 * client libraries cannot tell it from a small real cluster for the kinds that are served.
 *
 * Why not a real one: no npm package ships a kube-apiserver with etcd, it would cost hundreds of megabytes, and tests want a
 * cluster a file in milliseconds. Why HTTPS with a token: processes run without isolation behind it, so no web page and no
 * other user of the machine may reach it by knowing the port.
 *
 * What breaks it: it has one administrator and no authorization; admission plug-ins are those few that kinds name
 * themselves; objects of one kind should stay below some ten thousand, as lists are not indexed; after a restart, watches
 * begin anew with a list.
 */
import { createServer, type Server } from 'node:https';
import type { Duplex } from 'node:stream';
import type { Clock } from '@moorage/core/clock';
import { AppError } from '@moorage/core/errors';
import type { Ids } from '@moorage/core/ids';
import type { Service, ServiceStatus } from '@moorage/core/lifecycle';
import type { Log } from '@moorage/core/log';
import type { ClusterApi } from '../api.ts';
import type { UsageSource } from '../usage.ts';
import { followDefinitions } from './crd/definitions.ts';
import { kubeconfigText, provideCredentials, type ServerCredentials } from './http/credentials.ts';
import { createGuard, isLoopbackName } from './http/guard.ts';
import { createOpenApi } from './http/openapi.ts';
import { createRouter, type PodSubresourceHandler } from './http/router.ts';
import { metricsKinds } from './kinds/metrics.ts';
import { createKindRegistry, type KindRegistry } from './kinds/registry.ts';
import { createAddressPool } from './objects/addresses.ts';
import { createClusterApi } from './objects/cluster-api.ts';
import { createObjects, type Objects } from './objects/objects.ts';
import { openDurableLog } from './store/durable.ts';
import { createStore, type Store } from './store/store.ts';

export type { PodSubresourceHandler, PodSubresourceTarget } from './http/router.ts';

export interface ApiServerOptions {
  /** Where objects, certificate and token are kept; in memory only when absent. */
  readonly dataDir?: string | undefined;
  /** A loopback address or name; 127.0.0.1 by default. */
  readonly host?: string;
  /** 0, the default, takes any free port. */
  readonly port?: number;
  readonly log: Log;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Serves log, exec, attach and port-forward; without it they are refused. */
  readonly pods?: PodSubresourceHandler | undefined;
  /** Serves `metrics.k8s.io`; without it that group does not exist. */
  readonly usage?: UsageSource | undefined;
  /** Range of service addresses, inside 127.0.0.0/8; 127.96.0.0/12 by default. */
  readonly serviceCidr?: string;
}

export interface ApiServer extends Service {
  /** The cluster for code in this process; usable from creation, before and without listening. */
  readonly api: ClusterApi;
  /** `https://127.0.0.1:<port>`; throws before `start` has resolved. */
  url(): string;
  credentials(): { readonly ca: string; readonly token: string };
  /** A complete kubeconfig as text. */
  kubeconfig(): string;
}

const initialNamespaces = ['default', 'kube-system', 'kube-public', 'kube-node-lease'];
const defaultServiceCidr = '127.96.0.0/12';
/** Longer than Go clients keep idle connections (90 s), so that they never write into one that we just closed. */
const idleMs = 120_000;

function seed(kinds: KindRegistry, objects: Objects): void {
  const namespace = kinds.get({ group: '', version: 'v1', plural: 'namespaces' });
  for (const name of initialNamespaces) {
    if (objects.find(namespace, { name }) === undefined)
      objects.create(namespace, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  }
}

interface Core {
  readonly store: Store;
  readonly kinds: KindRegistry;
  readonly objects: Objects;
  readonly api: ClusterApi;
  close(): void;
}

function createCore(options: ApiServerOptions): Core {
  const { dataDir, log, clock, ids } = options;
  const store = createStore(dataDir === undefined ? undefined : openDurableLog(dataDir));
  const kinds = createKindRegistry(options.usage === undefined ? [] : metricsKinds);
  const objects = createObjects({ store, clock, ids, addresses: createAddressPool(options.serviceCidr ?? defaultServiceCidr) });
  const unfollow = followDefinitions({ store, kinds, objects, log });
  seed(kinds, objects);
  return {
    store,
    kinds,
    objects,
    api: createClusterApi({ kinds, objects, store, log }),
    close() {
      unfollow();
      store.close();
    },
  };
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) =>
      reject(new AppError('unavailable', `The embedded cluster cannot listen on ${host}:${port}.`, { cause: error })),
    );
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

/** The open connections. One that was upgraded is the server's no longer, but closing the server would wait for it for ever. */
function trackConnections(server: Server): ReadonlySet<Duplex> {
  const open = new Set<Duplex>();
  server.on('connection', (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  return open;
}

/** Ends what is under way: watches have been told by signal, whatever is still connected in the next turn is cut. */
function close({ server, connections }: Running): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
    setImmediate(() => {
      for (const socket of connections) socket.destroy();
    });
  });
}

interface Running {
  readonly server: Server;
  readonly connections: ReadonlySet<Duplex>;
  readonly stopping: AbortController;
  readonly port: number;
  readonly credentials: ServerCredentials;
}

async function run(core: Core, options: ApiServerOptions, host: string): Promise<Running> {
  const { clock, ids, log, pods, usage } = options;
  const credentials = provideCredentials(options.dataDir, clock, ids);
  const stopping = new AbortController();
  const openApi = createOpenApi(core.kinds);
  const router = createRouter({
    ...core,
    clock,
    log,
    pods,
    usage,
    openApi,
    guard: createGuard(credentials.token),
    stopping: stopping.signal,
  });
  const server = createServer(
    { key: credentials.key, cert: credentials.cert, requestTimeout: 60_000, keepAliveTimeout: idleMs },
    (request, response) => router.handleRequest(request, response),
  );
  server.on('upgrade', (request, socket, head) => router.handleUpgrade(request, socket, head));
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  const connections = trackConnections(server);
  const port = await listen(server, host, options.port ?? 0);
  return { server, connections, stopping, port, credentials };
}

/** Makes the API server; objects can be read and written at once, HTTP is served from `start` to `stop`. */
export function createApiServer(options: ApiServerOptions): ApiServer {
  const host = options.host ?? '127.0.0.1';
  if (!isLoopbackName(host)) {
    throw new AppError('invalid_request', `The embedded cluster listens on a loopback address only, not on ${host}.`, {
      details: { nextStep: 'Use 127.0.0.1; processes in the embedded cluster run without isolation.' },
    });
  }
  const core = createCore(options);
  let state: ServiceStatus['state'] = 'stopped';
  let running: Running | undefined;
  let isClosed = false;
  const current = (): Running => {
    if (running === undefined) throw new AppError('unavailable', 'The embedded cluster is not listening.');
    return running;
  };
  const url = (): string => `https://${host.includes(':') ? `[${host}]` : host}:${current().port}`;
  return {
    name: 'embedded-cluster-api',
    api: core.api,
    url,
    credentials: () => ({ ca: current().credentials.ca, token: current().credentials.token }),
    kubeconfig: () => kubeconfigText(url(), current().credentials),
    status: () => (running === undefined ? { state } : { state, url: url(), revision: core.store.revision() }),
    async start() {
      if (isClosed) throw new AppError('unavailable', 'The embedded cluster was stopped; make a new one.');
      state = 'starting';
      running = await run(core, options, host);
      state = 'running';
      options.log.info('embedded cluster serves', { url: url() });
    },
    async stop() {
      const ending = running;
      running = undefined;
      state = 'stopping';
      ending?.stopping.abort();
      if (ending !== undefined) await close(ending);
      if (!isClosed) core.close();
      isClosed = true;
      state = 'stopped';
    },
  };
}
