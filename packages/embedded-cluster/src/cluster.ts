/**
 * The embedded cluster as one service: API, controllers, node and network in one process, state in one directory.
 *
 * What it is. Everything that Moorage needs of Kubernetes on a machine that has none: `npm start` and the tests run on it. Clients
 * reach the API over HTTPS with the printed kubeconfig; applications are reached through the ingress.
 *
 * What it guarantees. Parts start in the order in which they need one another and stop in reverse; a part that fails to start
 * stops those before it. Objects and volumes survive a restart and a kill; the port of the API stays the same, so that a
 * kubeconfig stays valid. It refuses to start on anything but loopback, because the processes it runs are not isolated.
 *
 * What breaks it. Two clusters on one directory (the caller holds the lock), and another program on the API's old port: then a
 * new port is taken and told in the log.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import type { Clock } from '@moorage/core/clock';
import { AppError } from '@moorage/core/errors';
import type { Ids } from '@moorage/core/ids';
import type { Service, ServiceStatus } from '@moorage/core/lifecycle';
import type { Log } from '@moorage/core/log';
import { resources } from '@moorage/kube/resources';
import type { ClusterApi } from './api.ts';
import type { UsageSource } from './usage.ts';
import { createApiServer, type ApiServer } from './apiserver/server.ts';
import { createControllers } from './controllers/controllers.ts';
import { createEventRecorder } from './controllers/event-recorder.ts';
import { isService } from './network/backends.rules.ts';
import { isLoopbackAddress } from './network/host.rules.ts';
import { claimSlice, type ClaimedSlice } from './node/loopback-slice.ts';
import { formatRange } from './node/loopback-slice.rules.ts';
import { createTraffic, type Traffic } from './network/traffic.ts';
import { createNetwork, type Network } from './network/network.ts';
import { hostsPath } from './node/container-setup.ts';
import type { ServiceAddress } from './node/env.rules.ts';
import { readPortFloor } from './node/port-floor.ts';
import { createNode, type EmbeddedNode } from './node/node.ts';
import { nodeName } from './node/node-registration.ts';
import { createPodSubresourceHandler } from './streaming/pod-subresources.ts';

export interface EmbeddedClusterOptions {
  readonly dataDir: string;
  readonly log: Log;
  readonly clock: Clock;
  readonly ids: Ids;
  /** 0, the default, keeps the port of the last start, or takes a free one. */
  readonly apiPort?: number;
  /** A loopback address; 127.0.0.1 by default. */
  readonly ingressHost?: string;
  /** 0 takes a free one. Without it 8081, or another when that is busy. */
  readonly ingressPort?: number;
  /** Domains below which applications are served, besides `localhost`. */
  readonly ingressDomains: readonly string[];
  /** Directories of programs for pods, searched after that of Node. */
  readonly binDirs?: readonly string[];
  /** False leaves out node and network: objects and controllers only. */
  readonly processes?: boolean;
  /** Shortens crash-loop delays in tests. */
  readonly backoffScale?: number;
  /** How often the use of pods is measured (default 5 s); autoscalers look at it at every third time. */
  readonly measureMs?: number;
}

export interface EmbeddedCluster extends Service {
  /** `https://127.0.0.1:<port>`; like all below, available once started. */
  apiUrl(): string;
  credentials(): { readonly ca: string; readonly token: string };
  kubeconfig(): string;
  /** Where applications are reached; refused when `processes` is false. */
  ingressAddress(): { readonly host: string; readonly port: number };
  readonly api: ClusterApi;
}

interface Parts {
  readonly apiServer: ApiServer;
  readonly node: EmbeddedNode | undefined;
  readonly network: Network | undefined;
  readonly slice: ClaimedSlice | undefined;
  /** All that have started, in order. */
  readonly started: Service[];
}

const defaultIngressPort = 8081;

function isPortFree(host: string, port: number): Promise<boolean> {
  return new Promise((done) => {
    const server = createServer();
    server.once('error', () => done(false));
    server.listen(port, host, () => server.close(() => done(true)));
  });
}

/** The API port of the last start when it is free, else 0. */
async function rememberedPort(path: string, log: Log): Promise<number> {
  const port = Number(await readFile(path, 'utf8').catch(() => '0'));
  if (!Number.isInteger(port) || port <= 0 || port > 65_535) return 0;
  if (await isPortFree('127.0.0.1', port)) return port;
  log.warn('the port of the Kubernetes API is in use, another is taken; print the kubeconfig again', { port });
  return 0;
}

function serviceAddresses(api: ClusterApi, namespace: string): ServiceAddress[] {
  return api
    .list(resources.service, { namespace })
    .filter(isService)
    .flatMap(({ metadata, spec }) => {
      const ip = spec.clusterIP;
      return ip === undefined || ip === '' || ip === 'None' ? [] : [{ name: metadata.name, ip, ports: spec.ports ?? [] }];
    });
}

/** Makes the cluster; nothing runs before `start`, and after `stop` it may be started again. */
export function createEmbeddedCluster(options: EmbeddedClusterOptions): EmbeddedCluster {
  const dataDir = resolve(options.dataDir);
  const { log, clock, ids } = options;
  const portFile = join(dataDir, 'api-port');
  let state: ServiceStatus['state'] = 'stopped';
  let parts: Parts | undefined;

  function current(): Parts {
    if (parts === undefined) throw new AppError('unavailable', 'The embedded cluster has not started.');
    return parts;
  }

  function buildNode(api: ClusterApi, slice: ClaimedSlice, traffic: Traffic): EmbeddedNode {
    const recorders = {
      kubelet: createEventRecorder(api, { component: 'kubelet', clock, ids, host: nodeName, log }),
      'default-scheduler': createEventRecorder(api, { component: 'default-scheduler', clock, ids, log }),
    };
    return createNode({
      api,
      log: log.child({ component: 'node' }),
      clock,
      ids,
      dataDir,
      recordEvent(pod, { component, type, reason, message, container }) {
        const recorder = recorders[component];
        const part = container === undefined ? recorder : recorder.inPart(`spec.containers{${container}}`);
        part.record(pod, type, reason, message);
      },
      services: (namespace) => serviceAddresses(api, namespace),
      isBusy: (ip) => traffic.isBusy(ip),
      podRange: slice.hasAddresses ? slice.pods : undefined,
      binDirs: options.binDirs ?? [],
      ...(options.backoffScale === undefined ? {} : { backoffScale: options.backoffScale }),
      ...(options.measureMs === undefined ? {} : { measureMs: options.measureMs }),
    });
  }

  async function assemble(): Promise<Parts> {
    const port = options.apiPort === undefined || options.apiPort === 0 ? await rememberedPort(portFile, log) : options.apiPort;
    const hasNode = options.processes !== false;
    const streams: { target: EmbeddedNode | undefined } = { target: undefined };
    const pods = createPodSubresourceHandler({
      log,
      clock,
      streams: {
        logs: (...args) => nodeOf(streams).logs(...args),
        exec: (...args) => nodeOf(streams).exec(...args),
        attach: (...args) => nodeOf(streams).attach(...args),
        connect: (...args) => nodeOf(streams).connect(...args),
      },
    });
    const usage: UsageSource = {
      pods: () => streams.target?.usage.pods() ?? [],
      nodes: () => streams.target?.usage.nodes() ?? [],
    };
    const slice = hasNode ? await claimSlice(dataDir) : undefined;
    const range = slice === undefined ? {} : { serviceCidr: formatRange(slice.services) };
    const apiServer = createApiServer({
      dataDir: join(dataDir, 'api'),
      port,
      log,
      clock,
      ids,
      ...range,
      ...(hasNode ? { pods, usage } : {}),
    });
    const traffic = createTraffic();
    const node = slice === undefined ? undefined : buildNode(apiServer.api, slice, traffic);
    streams.target = node;
    const network = slice === undefined ? undefined : buildNetwork(apiServer.api, slice, traffic);
    return { apiServer, node, network, slice, started: [] };
  }

  function buildNetwork(api: ClusterApi, slice: ClaimedSlice, traffic: Traffic): Network {
    return createNetwork({
      api,
      log: log.child({ component: 'network' }),
      clock,
      hostsFile: hostsPath(join(dataDir, 'node')),
      host: options.ingressHost ?? '127.0.0.1',
      port: options.ingressPort ?? defaultIngressPort,
      mayMove: options.ingressPort === undefined,
      domains: options.ingressDomains,
      portFloor: readPortFloor(),
      serviceRange: slice.hasAddresses ? slice.services : undefined,
      traffic,
    });
  }

  async function startAll(building: Parts): Promise<void> {
    const begin = async (service: Service | undefined): Promise<void> => {
      if (service === undefined) return;
      // Counted as started before it is, so that what a failing start left behind is stopped too.
      building.started.push(service);
      await service.start();
    };
    const { apiServer, node, network } = building;
    const usage = node === undefined ? {} : { usage: node.usage };
    await begin(apiServer);
    await writeFile(portFile, new URL(apiServer.url()).port);
    const { ca } = apiServer.credentials();
    await begin(
      createControllers({
        api: apiServer.api,
        log,
        clock,
        ids,
        volumesDir: join(dataDir, 'volumes'),
        rootCertificate: ca,
        ...usage,
        ...(options.measureMs === undefined ? {} : { autoscaleMs: 3 * options.measureMs }),
      }),
    );
    await begin(network?.names);
    await begin(node);
    await begin(network);
  }

  async function stopAll(stopping: Parts): Promise<void> {
    for (const service of stopping.started.toReversed()) {
      await service
        .stop()
        .catch((error: unknown) => log.error('part of the embedded cluster did not stop', { part: service.name, error }));
    }
    await stopping.slice?.release();
  }

  return {
    name: 'embedded cluster',
    apiUrl: () => current().apiServer.url(),
    credentials: () => current().apiServer.credentials(),
    kubeconfig: () => current().apiServer.kubeconfig(),
    ingressAddress() {
      const { network } = current();
      if (network === undefined) throw new AppError('unavailable', 'This embedded cluster runs no processes and has no ingress.');
      return network.address();
    },
    get api() {
      return current().apiServer.api;
    },
    status() {
      const details = (parts?.started ?? []).map((service): [string, ServiceStatus] => [service.name, service.status()]);
      return { state, isolation: 'none', parts: Object.fromEntries(details) };
    },
    async start() {
      const host = options.ingressHost ?? '127.0.0.1';
      if (!isLoopbackAddress(host)) {
        throw new AppError(
          'invalid_request',
          `The embedded cluster refuses to start on ${host}: its processes run without isolation.`,
          {
            details: { nextStep: 'Bind it to 127.0.0.1, or use a real cluster.' },
          },
        );
      }
      state = 'starting';
      await mkdir(dataDir, { recursive: true });
      const building = await assemble();
      try {
        await startAll(building);
      } catch (error) {
        state = 'failed';
        await stopAll(building);
        throw error;
      }
      parts = building;
      state = 'running';
    },
    async stop() {
      const stopping = parts;
      if (stopping === undefined) return;
      state = 'stopping';
      parts = undefined;
      await stopAll(stopping);
      state = 'stopped';
    },
  };
}

function nodeOf(holder: { readonly target: EmbeddedNode | undefined }): EmbeddedNode['streams'] {
  if (holder.target === undefined) throw new AppError('unavailable', 'This embedded cluster runs no processes.');
  return holder.target.streams;
}
