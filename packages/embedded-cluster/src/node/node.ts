/**
 * The node: it runs pods as processes of this machine.
 *
 * What it is. The embedded cluster has one node, named `embedded`. It binds every pod that it can take to itself and does for it
 * what a kubelet does: volumes, environment, init containers, probes, restarts, termination messages, graceful stop, status. A
 * container that names a command runs as a child process; one that names none is represented by a labelled placeholder,
 * because images are never unpacked.
 *
 * What it guarantees. A process runs only for a pod that the API holds: after a crash of the platform what was left running is
 * killed before anything starts, and while the platform is being killed its processes die with it (the kernel's death signal
 * where `setpriv` exists, the preload in every Node program, and the clean-up at the next start for the rest). A pod is marked
 * unready before it is stopped. A pod's object goes only after its processes have gone. Status is written only when it differs.
 *
 * Why so. Decisions are pure functions over records (`pod.plan.ts`, `pod-status.plan.ts`, `*.rules.ts`); what acts on them is
 * one worker a pod and one actor a container, each doing one thing at a time. There is one timer for all probes, one for all
 * memory checks, and none for an idle pod.
 *
 * What breaks it. There is no isolation: processes see the machine's files and network as the user who started Moorage, which is
 * why the cluster refuses to start on an address that others can reach. A program that ignores `POD_IP` and binds a wildcard
 * address by itself (Node programs do not, thanks to the preload) takes its port on all addresses. Memory limits are checked
 * every few seconds, so a fast allocation may overshoot; CPU limits are not enforced.
 */
import { copyFile, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CancelTimer, type Clock } from '@moorage/core/clock';
import { messageOf } from '@moorage/core/errors';
import type { Ids } from '@moorage/core/ids';
import type { Service, ServiceStatus } from '@moorage/core/lifecycle';
import type { Log } from '@moorage/core/log';
import { keyOf } from '@moorage/kube/objects';
import { resources } from '@moorage/kube/resources';
import type { ClusterApi, WatchEvent } from '../api.ts';
import type { PodStreams } from '../pod-streams.ts';
import type { UsageSource } from '../usage.ts';
import { createAddressPool, createSharedAddress, type AddressPool } from './address-pool.ts';
import { formatRange, type AddressRange } from './loopback-slice.rules.ts';
import { preloadPath } from './container-setup.ts';
import type { ServiceAddress } from './env.rules.ts';
import { createMemoryWatch } from './memory-watch.ts';
import { createUsageSampler } from './usage-sampler.ts';
import { baseEnvironment } from './node.config.ts';
import { persistentVolume, type NodeDeps, type RecordEvent } from './node-deps.ts';
import { nodeName, readCapacity, registerNode, renewLease } from './node-registration.ts';
import { createNodeStreams } from './node-streams.ts';
import { namespaceOf, podOf, type Pod } from './pod-spec.ts';
import { readPortFloor } from './port-floor.ts';
import { createPodWorker, type PodWorker } from './pod-worker.ts';
import { createProbeRunner } from './probe-runner.ts';
import { createLauncher } from './process.ts';
import { killLeftovers } from './process-table.ts';
import { backoffSettings } from './restart.rules.ts';
import { createScheduler, type Scheduler } from './scheduler.ts';

export interface NodeOptions {
  readonly api: ClusterApi;
  readonly log: Log;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly dataDir: string;
  readonly recordEvent: RecordEvent;
  readonly services: (namespace: string) => readonly ServiceAddress[];
  /** Addresses for pods; without it all share 127.0.0.1. */
  readonly podRange: AddressRange | undefined;
  /** Directories of programs that pods may use, such as those of PostgreSQL. */
  readonly binDirs?: readonly string[];
  /** Shortens crash-loop delays in tests; 1 is what a kubelet does. */
  readonly backoffScale?: number;
  /** How often the use of pods is measured. */
  readonly measureMs?: number;
  /** How long a pod keeps serving after it was marked unready. */
  readonly drainMs?: number;
  /** True while a proxy has requests under way to this pod address. */
  readonly isBusy?: (ip: string) => boolean;
  /** See `port-floor.ts`; what this process may bind by default. */
  readonly portFloor?: number;
}

export type EmbeddedNode = Service & { readonly streams: PodStreams; readonly usage: UsageSource };

const leaseMs = 20_000;
const shutDownGraceMs = 2500;

/** Pods whose directories are on disk but whose objects are gone were deleted while the platform was down. */
async function removeStrayDirectories(nodeDir: string, alive: ReadonlySet<string>): Promise<void> {
  const podsDir = join(nodeDir, 'pods');
  for (const uid of await readdir(podsDir).catch(() => [])) {
    if (!alive.has(uid)) await rm(join(podsDir, uid), { recursive: true, force: true });
  }
}

async function prepareNodeDir(nodeDir: string): Promise<void> {
  await mkdir(join(nodeDir, 'pods'), { recursive: true, mode: 0o711 });
  await copyFile(fileURLToPath(new URL('./preload.mjs', import.meta.url)), preloadPath(nodeDir));
}

export function createNode(options: NodeOptions): EmbeddedNode {
  const { api, log, clock } = options;
  const nodeDir = join(options.dataDir, 'node');
  const workers = new Map<string, PodWorker>();
  const probes = createProbeRunner(clock);
  let running: { deps: NodeDeps; addresses: AddressPool; scheduler: Scheduler } | undefined;
  let state: ServiceStatus['state'] = 'stopped';
  let stops: (() => void)[] = [];
  let heartbeat: CancelTimer = () => {};

  async function createDeps(): Promise<NodeDeps> {
    return {
      api,
      log,
      clock,
      ids: options.ids,
      launcher: await createLauncher(),
      probes,
      recordEvent: options.recordEvent,
      nodeDir,
      nodeName,
      hostIp: '127.0.0.1',
      capacity: readCapacity(),
      baseEnv: baseEnvironment(options.binDirs ?? []),
      backoff: backoffSettings(options.backoffScale),
      drainMs: options.drainMs ?? 200,
      isBusy: options.isBusy ?? (() => false),
      portFloor: options.portFloor ?? readPortFloor(),
      services: options.services,
    };
  }

  function adopt(pod: Pod): void {
    const uid = pod.metadata.uid ?? '';
    const existing = workers.get(uid);
    if (existing !== undefined) return existing.update(pod);
    if (running === undefined) return;
    const { deps, addresses } = running;
    const ip = addresses.claim(pod.status?.podIP);
    const onGone = (): void => {
      workers.delete(uid);
      addresses.release(ip);
    };
    const worker = createPodWorker({ pod, ip, onGone }, deps);
    workers.set(uid, worker);
    worker.update(pod);
  }

  function onPod(event: WatchEvent): void {
    if (running === undefined) return;
    const pod = podOf(event.object);
    if (event.type === 'DELETED') {
      running.scheduler.forget(pod);
      void workers.get(pod.metadata.uid ?? '')?.abandon();
    } else if (pod.spec.nodeName === nodeName) adopt(pod);
    else if (pod.spec.nodeName === undefined || pod.spec.nodeName === '') considerUnbound(pod, running.scheduler);
  }

  function considerUnbound(pod: Pod, scheduler: Scheduler): void {
    if (pod.metadata.deletionTimestamp === undefined) return scheduler.consider(pod);
    scheduler.forget(pod);
    api.remove(resources.pod, { namespace: namespaceOf(pod), name: pod.metadata.name }, { gracePeriodSeconds: 0 });
  }

  function onConfig(kind: 'configmap' | 'secret', { object }: WatchEvent): void {
    for (const worker of workers.values()) {
      if (namespaceOf(worker.pod()) === object.metadata.namespace) worker.configChanged(`${kind}/${object.metadata.name}`);
    }
  }

  /** A handler that throws must not take the API's watch down with it. */
  function guarded(handle: (event: WatchEvent) => void): (event: WatchEvent) => void {
    return (event) => {
      try {
        handle(event);
      } catch (error) {
        log.error('node could not handle a change', { object: keyOf(event.object), kind: event.object.kind, error });
      }
    };
  }

  function beat(): void {
    try {
      renewLease(api, clock);
    } catch (error) {
      log.warn('node lease not renewed', { reason: messageOf(error) });
    }
    heartbeat = clock.after(leaseMs, beat);
  }

  function follow(): void {
    stops = [
      api.watch(resources.pod, guarded(onPod)),
      api.watch(
        resources.configMap,
        guarded((event) => onConfig('configmap', event)),
      ),
      api.watch(
        resources.secret,
        guarded((event) => onConfig('secret', event)),
      ),
      api.watch(
        resources.persistentVolumeClaim,
        guarded(() => running?.scheduler.retry()),
      ),
      api.watch(
        persistentVolume,
        guarded(() => running?.scheduler.retry()),
      ),
    ];
  }

  const memory = createMemoryWatch(() => [...workers.values()], clock);
  const usage = createUsageSampler(() => [...workers.values()], clock, options.measureMs);
  const findWorker = (target: { namespace: string; pod: string }): PodWorker | undefined =>
    [...workers.values()].find(
      (worker) => worker.pod().metadata.name === target.pod && namespaceOf(worker.pod()) === target.namespace,
    );
  let streams: PodStreams | undefined;
  const liveStreams = (): PodStreams => {
    if (streams === undefined) throw new Error('the node has not started');
    return streams;
  };

  return {
    name: 'embedded node',
    usage,
    streams: {
      logs: (target, request, signal) => liveStreams().logs(target, request, signal),
      exec: (target, request) => liveStreams().exec(target, request),
      attach: (target, request) => liveStreams().attach(target, request),
      connect: (target, port) => liveStreams().connect(target, port),
    },
    async start() {
      state = 'starting';
      await prepareNodeDir(nodeDir);
      const killed = await killLeftovers(nodeDir);
      if (killed > 0) log.warn('processes of an earlier run were ended', { processes: killed });
      const deps = await createDeps();
      const addresses = options.podRange === undefined ? createSharedAddress() : createAddressPool(options.podRange);
      running = { deps, addresses, scheduler: createScheduler(deps) };
      streams = createNodeStreams(findWorker, deps);
      registerNode(
        api,
        { hostIp: deps.hostIp, podCidr: options.podRange === undefined ? '127.0.0.1/32' : formatRange(options.podRange) },
        clock,
      );
      beat();
      const pods = api.list(resources.pod).map(podOf);
      await removeStrayDirectories(nodeDir, new Set(pods.map((pod) => pod.metadata.uid ?? '')));
      for (const pod of pods) if (pod.spec.nodeName === nodeName) adopt(pod);
      follow();
      memory.start();
      usage.start();
      state = 'running';
    },
    async stop() {
      state = 'stopping';
      for (const stop of stops) stop();
      stops = [];
      heartbeat();
      memory.stop();
      usage.stop();
      probes.stop();
      await Promise.all([...workers.values()].map((worker) => worker.shutDown(shutDownGraceMs)));
      workers.clear();
      running = undefined;
      streams = undefined;
      state = 'stopped';
    },
    status: () => ({ state, pods: workers.size }),
  };
}
