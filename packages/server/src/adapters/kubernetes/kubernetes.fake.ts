/** A cluster in memory: it keeps what it is given, and the test says what becomes of it. */
import { AppError } from '@moorage/core/errors';
import type { UserDeployment, UserDeploymentStatus } from '@moorage/kube/crds/user-deployment';
import type {
  ClusterEvent,
  DeploymentCluster,
  DeploymentKey,
  DeploymentWatch,
  PodInfo,
  PodLogLine,
  PodLogQuery,
  PodUsage,
  PushedSecret,
  ServiceRouting,
  WantedDeployment,
} from '../../domains/deployments/deployment.ports.ts';
import { createFakeProcess } from './kubernetes-exec.fake.ts';
import { deploymentIdOf, toSeen, userDeploymentManifest } from './user-deployments.ts';

export interface FakeCluster extends DeploymentCluster {
  readonly watch: DeploymentWatch;
  objects(): UserDeployment[];
  /** Values of the Secrets that a deployment has, by service. */
  secretsOf(key: DeploymentKey): Record<string, Record<string, string>>;
  /** What the operator would write. `observedGeneration` is the object's own unless given. */
  report(key: DeploymentKey, status: UserDeploymentStatus): void;
  /** Takes the object away, as kubectl or a lost disk would. */
  vanish(key: DeploymentKey): void;
  /** Puts an object there that is not ours. */
  put(object: UserDeployment): void;
  /** With finalizers: removal goes on until `vanish`. */
  holdRemovals(hold: boolean): void;
  /** The next calls fail as an unreachable API server does. */
  failNext(calls: number): void;
  /** Specs with this image are refused. */
  refuseImage(image: string): void;
  addPod(key: DeploymentKey, service: string, lines?: readonly PodLogLine[]): PodInfo;
  removePod(pod: PodInfo): void;
  write(pod: PodInfo, line: PodLogLine): void;
  /** Of every service of every deployment, from now on. */
  setRouting(routing: ServiceRouting): void;
  /** What its pods use; undefined stands for a cluster that measures nothing. */
  setUsage(key: DeploymentKey, usage: PodUsage[] | undefined): void;
  addEvent(key: DeploymentKey, event: ClusterEvent): void;
  /** The kinds of External Secrets are there, from now on. */
  serveExternalSecrets(): void;
  applied(): number;
}

interface FakePod {
  readonly pod: PodInfo;
  readonly deployment: string;
  readonly lines: PodLogLine[];
  readonly wakes: Set<() => void>;
  isGone: boolean;
}

interface State {
  readonly objects: Map<string, UserDeployment>;
  readonly listeners: Set<(key: DeploymentKey) => void>;
  readonly pods: Map<string, FakePod>;
  readonly events: Map<string, readonly ClusterEvent[]>;
  readonly usage: Map<string, PodUsage[] | undefined>;
  readonly refusedImages: Set<string>;
  readonly secrets: Map<string, Record<string, Record<string, string>>>;
  routing: ServiceRouting;
  hasExternalSecrets: boolean;
  holdsRemovals: boolean;
  failures: number;
  applies: number;
  serial: number;
}

const embeddedRouting: ServiceRouting = {
  ingresses: [{ name: 'main', className: 'moorage', controller: 'moorage.dev/embedded-ingress', annotations: {} }],
  servesIngressRoutes: false,
};

function textOf(key: DeploymentKey): string {
  return `${key.namespace}/${key.name}`;
}

function changed(state: State, key: DeploymentKey): void {
  for (const listener of state.listeners) listener({ namespace: key.namespace, name: key.name });
}

function mayFail(state: State): void {
  if (state.failures === 0) return;
  state.failures -= 1;
  throw new AppError('unavailable', 'The Kubernetes API does not answer.');
}

function revealed({ values }: PushedSecret): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, value.reveal()]));
}

function applyTo(state: State, wanted: WantedDeployment): Awaited<ReturnType<DeploymentCluster['apply']>> {
  mayFail(state);
  const existing = state.objects.get(textOf(wanted));
  if (existing?.metadata.deletionTimestamp !== undefined) throw new AppError('conflict', 'It is still being deleted.');
  if (existing !== undefined && deploymentIdOf(existing) !== wanted.deploymentId) return { kind: 'taken' };
  if (wanted.spec.services.some((service) => state.refusedImages.has(service.image))) {
    return { kind: 'refused', message: 'spec.services[0].image is not allowed' };
  }
  const manifest = userDeploymentManifest(wanted);
  const isSame = JSON.stringify(existing?.spec) === JSON.stringify(manifest.spec);
  const generation = (existing?.metadata.generation ?? 0) + (isSame ? 0 : 1);
  state.serial += 1;
  const uid = existing?.metadata.uid ?? `uid-${state.serial}`;
  const metadata = { ...manifest.metadata, uid, generation, resourceVersion: String(state.serial) };
  const status = existing?.status === undefined ? {} : { status: existing.status };
  state.objects.set(textOf(wanted), { ...manifest, metadata, ...status });
  state.applies += 1;
  state.secrets.set(textOf(wanted), Object.fromEntries(wanted.secrets.map((one) => [one.service, revealed(one)])));
  changed(state, wanted);
  return { kind: 'applied' };
}

function removeFrom(state: State, key: DeploymentKey, deploymentId: string): 'gone' | 'going' {
  mayFail(state);
  const existing = state.objects.get(textOf(key));
  if (existing === undefined || deploymentIdOf(existing) !== deploymentId) return 'gone';
  if (existing.metadata.deletionTimestamp !== undefined) return 'going';
  if (!state.holdsRemovals) {
    state.objects.delete(textOf(key));
    changed(state, key);
    return 'going';
  }
  const metadata = { ...existing.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' };
  state.objects.set(textOf(key), { ...existing, metadata });
  changed(state, key);
  return 'going';
}

async function* readLog(fake: FakePod | undefined, query: PodLogQuery): AsyncGenerator<PodLogLine> {
  if (fake === undefined || query.previous) return;
  const since = query.since?.getTime();
  const matching = fake.lines.filter((line) => since === undefined || line.at === null || Date.parse(line.at) >= since);
  let next = query.tail === undefined ? fake.lines.length - matching.length : Math.max(fake.lines.length - query.tail, 0);
  while (!query.signal.aborted) {
    for (; next < fake.lines.length; next += 1) {
      const line = fake.lines[next];
      if (line !== undefined) yield line;
    }
    if (!query.follow || fake.isGone) return;
    await new Promise<void>((resolve) => {
      fake.wakes.add(resolve);
      query.signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }
}

function wake(fake: FakePod): void {
  for (const resolve of fake.wakes) resolve();
  fake.wakes.clear();
}

function watchOf(state: State): DeploymentWatch {
  const seen = (object: UserDeployment | undefined) => (object === undefined ? undefined : toSeen(object));
  return {
    get: (key) => seen(state.objects.get(textOf(key))),
    list: () => [...state.objects.values()].map(toSeen),
    hasSynced: () => true,
    onChange(listener) {
      state.listeners.add(listener);
      return () => void state.listeners.delete(listener);
    },
  };
}

function podControls(state: State): Pick<FakeCluster, 'addPod' | 'removePod' | 'write' | 'listPods' | 'readLog'> {
  return {
    listPods: async (key, service) =>
      [...state.pods.values()]
        .filter(
          ({ pod, deployment, isGone }) =>
            !isGone && deployment === textOf(key) && (service === undefined || pod.service === service),
        )
        .map(({ pod }) => pod),
    readLog: (pod, query) => readLog(state.pods.get(pod.uid), query),
    addPod(key, service, lines = []) {
      state.serial += 1;
      const name = `${key.name}-${service}-${state.serial}`;
      const pod = { uid: name, namespace: key.namespace, name, service, container: service, state: 'ready' as const };
      state.pods.set(pod.uid, { pod, deployment: textOf(key), lines: [...lines], wakes: new Set(), isGone: false });
      return pod;
    },
    removePod(pod) {
      const fake = state.pods.get(pod.uid);
      if (fake === undefined) return;
      fake.isGone = true;
      wake(fake);
    },
    write(pod, line) {
      const fake = state.pods.get(pod.uid);
      fake?.lines.push(line);
      if (fake !== undefined) wake(fake);
    },
  };
}

export function createFakeCluster(): FakeCluster {
  const state: State = {
    objects: new Map(),
    listeners: new Set(),
    pods: new Map(),
    events: new Map(),
    usage: new Map(),
    refusedImages: new Set(),
    secrets: new Map(),
    routing: embeddedRouting,
    hasExternalSecrets: false,
    holdsRemovals: false,
    failures: 0,
    applies: 0,
    serial: 0,
  };
  const watch = watchOf(state);
  return {
    watch,
    ...podControls(state),
    apply: async (wanted) => applyTo(state, wanted),
    remove: async (key, deploymentId) => removeFrom(state, key, deploymentId),
    read: async (key) => watch.get(key),
    secretsOf: (key) => state.secrets.get(textOf(key)) ?? {},
    objects: () => [...state.objects.values()],
    readUsage: async (key) => (state.usage.has(textOf(key)) ? state.usage.get(textOf(key)) : []),
    readRouting: async () => state.routing,
    servesExternalSecrets: async () => state.hasExternalSecrets,
    serveExternalSecrets: () => void (state.hasExternalSecrets = true),
    setRouting: (routing) => void (state.routing = routing),
    setUsage: (key, usage) => void state.usage.set(textOf(key), usage),
    exec: async (_pod, command) => createFakeProcess(command),
    listEvents: async (key) => [...(state.events.get(textOf(key)) ?? [])],
    addEvent: (key, event) => void state.events.set(textOf(key), [event, ...(state.events.get(textOf(key)) ?? [])]),
    applied: () => state.applies,
    failNext: (calls) => void (state.failures = calls),
    holdRemovals: (hold) => void (state.holdsRemovals = hold),
    refuseImage: (image) => void state.refusedImages.add(image),
    report(key, status) {
      const object = state.objects.get(textOf(key));
      if (object === undefined) throw new Error(`there is no ${textOf(key)} to report about`);
      const observedGeneration = object.metadata.generation ?? 1;
      state.objects.set(textOf(key), { ...object, status: { observedGeneration, ...status } });
      changed(state, key);
    },
    vanish(key) {
      state.objects.delete(textOf(key));
      changed(state, key);
    },
    put(object) {
      const key = { namespace: object.metadata.namespace ?? '', name: object.metadata.name };
      state.objects.set(textOf(key), object);
      changed(state, key);
    },
  };
}
