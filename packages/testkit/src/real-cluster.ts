/**
 * A real Kubernetes control plane for tests: stock etcd, kube-apiserver, kube-controller-manager, kube-scheduler, and kwok, which
 * plays nodes and kubelets.
 *
 * Each cluster is its own, on loopback and free ports, with data, keys and a token of its own; a test that breaks it breaks nobody
 * else's. Pods are scheduled and reported ready, and no container runs. Components can be killed and started again with the
 * same arguments and data at any time.
 */
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { systemClock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';
import { Secret } from '@moorage/core/secret';
import { kubeconfigText, provideCredentials } from '@moorage/embedded-cluster/apiserver/http/credentials';
import { freePort } from './free-port.ts';
import { createRealApi, type RealApi, type RealConnection } from './real-api.ts';
import { type ComponentName, type Components, readComponents } from './real-components.ts';
import { controllerFlags, etcdFlags, kwokFlags, schedulerFlags, serverFlags } from './real-flags.ts';
import { createProcessGroup, endStaleRuns, type ProcessGroup } from './real-processes.ts';
import { provideVolumes } from './real-volumes.ts';
import { compactEtcd } from './real-etcd.ts';
import { waitUntil } from './wait-until.ts';

export interface RealClusterOptions {
  /** Without: objects are only stored. Default true. */
  readonly controllers?: boolean;
  /** How many nodes kwok plays. Default 1. */
  readonly nodes?: number;
  /** Where objects and keys are kept, so that a second cluster can go on with them; default: gone with the cluster. */
  readonly dataDir?: string;
  readonly port?: number;
  /** The address of the kubelet that answers for logs; default kwok's own. */
  readonly kubeletPort?: number;
}

export interface RealCluster {
  readonly connection: RealConnection;
  readonly port: number;
  readonly kubeconfig: string;
  readonly etcdUrl: string;
  /** Calls as the administrator. */
  readonly api: RealApi;
  /** Ends a component at once, as a crash does. */
  kill(component: ComponentName): Promise<void>;
  /** Starts what was killed, in this order, and waits until the API answers. */
  restart(...components: readonly ComponentName[]): Promise<void>;
  /** Makes etcd forget every revision before the present one. */
  compact(): Promise<void>;
  /** Adds nodes that kwok plays, and resolves when pods can be scheduled on all there are. */
  addNodes(names: readonly string[]): Promise<void>;
  stop(): Promise<void>;
}

const startTimeoutMs = 120_000;
/** A start makes much garbage and lasts seconds: with fewer collections it costs a fifth less. */
const launcher = ['env', 'GOGC=400'] as const;

function provideServiceAccountKey(dir: string): void {
  const file = path.join(dir, 'service-accounts.key');
  if (existsSync(file)) return;
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  writeFileSync(file, privateKey.export({ type: 'pkcs1', format: 'pem' }), { mode: 0o600 });
}

interface Plan {
  readonly commands: Readonly<Record<ComponentName, readonly string[]>>;
  readonly connection: RealConnection;
  readonly kubeconfig: string;
  readonly port: number;
  readonly etcdUrl: string;
}

async function prepare(group: ProcessGroup, components: Components, options: RealClusterOptions): Promise<Plan> {
  const dir = options.dataDir ?? group.dir;
  mkdirSync(dir, { recursive: true });
  provideServiceAccountKey(dir);
  const credentials = provideCredentials(dir, systemClock, createIds(systemClock));
  writeFileSync(path.join(dir, 'tokens.csv'), `${credentials.token},admin,admin,system:masters\n`, { mode: 0o600 });
  const port = options.port ?? (await freePort());
  const server = `https://127.0.0.1:${port}`;
  const kubeconfig = kubeconfigText(server, credentials);
  writeFileSync(path.join(dir, 'kubeconfig'), kubeconfig, { mode: 0o600 });
  const etcd = await freePort();
  const kwok = await freePort();
  const { kubeletPort = kwok, controllers = true } = options;
  const stages = controllers ? execFileSync(components.kwok[0] ?? '', ['stages'], { encoding: 'utf8' }) : '';
  writeFileSync(path.join(dir, 'kwok.yaml'), stages);
  return {
    connection: { server, ca: credentials.ca, token: new Secret(credentials.token) },
    kubeconfig,
    port,
    etcdUrl: `http://127.0.0.1:${etcd}`,
    commands: {
      etcd: [...launcher, ...components.etcd, ...etcdFlags(dir, etcd, await freePort())],
      'kube-apiserver': [...launcher, ...components['kube-apiserver'], ...serverFlags(dir, { port, etcd, controllers })],
      'kube-controller-manager': [...launcher, ...components['kube-controller-manager'], ...controllerFlags(dir)],
      'kube-scheduler': [...launcher, ...components['kube-scheduler'], ...schedulerFlags(dir)],
      kwok: [...launcher, ...components.kwok, ...kwokFlags(dir, { port: kwok, kubeletPort })],
    },
  };
}

function createNode(api: RealApi, name: string): Promise<unknown> {
  return api.call('POST', '/api/v1/nodes', {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      annotations: { 'kwok.x-k8s.io/node': 'fake' },
      labels: { 'kubernetes.io/hostname': name, 'kubernetes.io/os': 'linux', 'kubernetes.io/arch': 'amd64' },
    },
    status: { allocatable: { cpu: '1k', memory: '1Ti', pods: '100k' }, capacity: { cpu: '1k', memory: '1Ti', pods: '100k' } },
  });
}

/** As many as are wished, of nodes that kwok plays. */
export function nodeNames(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `kwok-${index}`);
}

async function isThere(api: RealApi, where: string): Promise<boolean> {
  return (await api.call('GET', where).catch(() => undefined))?.status === 200;
}

/** Starts one; resolves when its API serves, its nodes are ready and pods can be made. */
export async function startRealCluster(options: RealClusterOptions = {}): Promise<RealCluster> {
  endStaleRuns();
  const group = createProcessGroup('cluster');
  const { controllers = true, nodes = 1 } = options;
  const plan = await prepare(group, readComponents(), options);
  const api = createRealApi(plan.connection);
  const running: ComponentName[] = [
    'etcd',
    'kube-apiserver',
    ...(controllers ? (['kube-controller-manager', 'kube-scheduler'] as const) : []),
    ...(controllers && nodes > 0 ? (['kwok'] as const) : []),
  ];
  const until = (what: string, condition: () => Promise<boolean>): Promise<unknown> =>
    waitUntil(
      async () => {
        const ending = running.map((name) => group.ending(name)).find((text) => text !== undefined);
        if (ending !== undefined) throw new Error(ending);
        return condition();
      },
      { describe: what, timeoutMs: startTimeoutMs, intervalMs: 50 },
    );
  const untilServing = (): Promise<unknown> => until('the API to serve', () => isThere(api, '/readyz'));
  const addNodes = async (names: readonly string[]): Promise<void> => {
    for (const name of names) await createNode(api, name);
    await until('nodes to be ready', () => nodesAreReady(api));
  };
  try {
    for (const name of running.slice(0, 2)) group.start(name, plan.commands[name]);
    await until('the API', async () => (await isThere(api, '/readyz')) && isThere(api, '/api/v1/namespaces/default'));
    for (const name of running.slice(2)) group.start(name, plan.commands[name]);
    if (controllers) {
      await provideVolumes(api);
      await until('the default service account', () => isThere(api, '/api/v1/namespaces/default/serviceaccounts/default'));
      await addNodes(nodeNames(nodes));
    }
  } catch (error) {
    api.close();
    await group.stop();
    throw error;
  }
  return {
    connection: plan.connection,
    port: plan.port,
    kubeconfig: plan.kubeconfig,
    etcdUrl: plan.etcdUrl,
    api,
    kill: (component) => group.end(component, 'SIGKILL'),
    async restart(...components) {
      for (const component of components) group.start(component, plan.commands[component]);
      await untilServing();
    },
    compact: () => compactEtcd(plan.etcdUrl),
    addNodes,
    async stop() {
      api.close();
      await group.stop();
    },
  };
}

/** True when pods can be scheduled on all of them: new nodes are tainted until they are ready. */
async function nodesAreReady(api: RealApi): Promise<boolean> {
  const { answer } = await api.call('GET', '/api/v1/nodes');
  const items: unknown = typeof answer === 'object' && answer !== null && 'items' in answer ? answer.items : [];
  return Array.isArray(items) && items.every((node) => node?.spec?.taints === undefined);
}
