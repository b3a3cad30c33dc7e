/**
 * A crowd of deployments: made through whatever happens to the API server meanwhile, followed until all are ready, and counted.
 *
 * Each owns one object of every kind that an ordinary web application has, so that every count is the size of the crowd.
 */
import { messageOf } from '@moorage/core/errors';
import type { RealApi } from './real-api.ts';
import { waitUntil } from './wait-until.ts';

const groupPath = '/apis/moorage.dev/v1alpha1';
const perNamespace = 50;
const writers = 8;
const ours = 'labelSelector=app.kubernetes.io%2Fmanaged-by%3Dmoorage';

export interface Crowd {
  /** Resolves when so many have been ready, whatever they are now. */
  untilReady(count: number, timeoutMs: number): Promise<void>;
  /** How many calls it took to make them all. */
  readonly made: Promise<number>;
  stop(): void;
}

const namespaceOf = (index: number): string => `crowd-${Math.floor(index / perNamespace)}`;

function aDeployment(index: number): object {
  const files = { '/app/server.js': `// ${index}\n${"require('node:http').createServer().listen(3000);\n".repeat(20)}` };
  const service = {
    name: 'web',
    image: 'registry.example.com/team/application:1.4.2',
    ports: [{ name: 'http', containerPort: 3000 }],
    env: ['LOG_LEVEL', 'NODE_ENV', 'REGION', 'FEATURES'].map((name) => ({ name, value: `value of ${name}` })),
    resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { cpu: '500m', memory: '256Mi' } },
    files,
  };
  return {
    apiVersion: 'moorage.dev/v1alpha1',
    kind: 'UserDeployment',
    metadata: { name: `app-${index}`, namespace: namespaceOf(index) },
    spec: {
      displayName: `Application ${index}`,
      services: [service],
      ingresses: [{ id: 'main', name: 'main', service: 'web', port: 3000 }],
    },
  };
}

/** Creates what may be there already, until the server says one or the other. */
async function create(api: RealApi, path: string, object: object): Promise<number> {
  let calls = 0;
  let last = '';
  await waitUntil(
    async () => {
      calls += 1;
      const status = await api.call('POST', path, object).then(
        (answered) => ((last = JSON.stringify(answered.answer)), answered.status),
        (error: unknown) => ((last = messageOf(error)), 0),
      );
      return status === 201 || status === 409;
    },
    { describe: () => `${path} to take an object; it said ${last}`, timeoutMs: 120_000, intervalMs: 200 },
  );
  return calls;
}

async function makeAll(api: RealApi, count: number): Promise<number> {
  let calls = 0;
  for (let index = 0; index < count; index += perNamespace) {
    const metadata = { name: namespaceOf(index) };
    calls += await create(api, '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata });
  }
  let next = 0;
  const write = async (): Promise<void> => {
    while (next < count) {
      const index = next;
      next += 1;
      calls += await create(api, `${groupPath}/namespaces/${namespaceOf(index)}/userdeployments`, aDeployment(index));
    }
  };
  await Promise.all(Array.from({ length: writers }, write));
  return calls;
}

function phaseOf(object: object): unknown {
  const status: unknown = 'status' in object ? object.status : undefined;
  return typeof status === 'object' && status !== null && 'phase' in status ? status.phase : undefined;
}

/** Begins to make them, and to follow them. */
export function startCrowd(api: RealApi, count: number): Crowd {
  const ready = new Set<string>();
  const path = `${groupPath}/userdeployments`;
  const unwatch = api.watch(path, (type, object) => {
    if (type !== 'DELETED' && phaseOf(object) === 'Ready') ready.add(object.metadata.uid ?? '');
  });
  // A watch that a server took while its store was down may stay silent for as long as the server lets it live.
  const ask = async (): Promise<void> => {
    const all = await list(api, 'UserDeployment', path, false);
    for (const { uid } of all.filter(({ phase }) => phase === 'Ready')) ready.add(uid);
  };
  const made = makeAll(api, count);
  return {
    made,
    stop: unwatch,
    async untilReady(wanted, timeoutMs) {
      await Promise.race([made.then(() => new Promise<never>(() => {})), settled({ ready, ask }, wanted, timeoutMs)]);
    },
  };
}

interface Following {
  readonly ready: ReadonlySet<string>;
  /** Fails where nobody answers. */
  readonly ask: () => Promise<void>;
}

const looksPerAsk = 20;

async function settled({ ready, ask }: Following, wanted: number, timeoutMs: number): Promise<void> {
  const describe = (): string => `${wanted} deployments to be ready; ${ready.size} are`;
  let looks = 0;
  const isEnough = async (): Promise<boolean> => {
    looks += 1;
    if (ready.size < wanted && looks % looksPerAsk === 0) await ask().catch(() => undefined);
    return ready.size >= wanted;
  };
  await waitUntil(isEnough, { describe, timeoutMs, intervalMs: 50 });
}

interface Listed {
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly owners: readonly string[];
  readonly phase: unknown;
  readonly createdAtMs: number;
  readonly readyAtMs: number;
}

function readyAtMs(object: {
  readonly status?: { readonly conditions?: readonly { type: string; lastTransitionTime: string }[] };
}): number {
  return Date.parse(object.status?.conditions?.find(({ type }) => type === 'Ready')?.lastTransitionTime ?? '');
}

async function list(api: RealApi, kind: string, path: string, isOurs: boolean): Promise<Listed[]> {
  const { status, answer } = await api.call('GET', isOurs ? `${path}?${ours}` : path);
  const items: unknown = typeof answer === 'object' && answer !== null && 'items' in answer ? answer.items : undefined;
  if (status !== 200 || !Array.isArray(items)) throw new Error(`${path} could not be listed: ${status}`);
  return items.map((item) => ({
    kind,
    name: `${item.metadata.namespace}/${item.metadata.name}`,
    uid: item.metadata.uid,
    owners: (item.metadata.ownerReferences ?? []).map((owner: { readonly uid: string }) => owner.uid),
    phase: item.status?.phase,
    createdAtMs: Date.parse(item.metadata.creationTimestamp),
    readyAtMs: readyAtMs(item),
  }));
}

const owned = {
  Deployment: '/apis/apps/v1/deployments',
  ReplicaSet: '/apis/apps/v1/replicasets',
  Pod: '/api/v1/pods',
  Service: '/api/v1/services',
  ConfigMap: '/api/v1/configmaps',
  ServiceAccount: '/api/v1/serviceaccounts',
  NetworkPolicy: '/apis/networking.k8s.io/v1/networkpolicies',
  Ingress: '/apis/networking.k8s.io/v1/ingresses',
} as const;

export interface Census {
  readonly ready: number;
  /** Of every kind that a deployment owns, how many there are. */
  readonly counts: Readonly<Record<string, number>>;
  /** Objects whose owner does not exist. */
  readonly orphans: readonly string[];
  /** Seconds from the creation of each deployment to its being ready, as its status tells. */
  readonly secondsToReady: readonly number[];
}

/** Counts everything that the operator made, and what was made of that. */
export async function takeCensus(api: RealApi): Promise<Census> {
  const roots = await list(api, 'UserDeployment', `${groupPath}/userdeployments`, false);
  const kinds = await Promise.all(Object.entries(owned).map(([kind, path]) => list(api, kind, path, true)));
  const uids = new Set([...roots, ...kinds.flat()].map(({ uid }) => uid));
  const isOrphan = ({ owners }: Listed): boolean => owners.length === 0 || owners.some((uid) => !uids.has(uid));
  return {
    ready: roots.filter(({ phase }) => phase === 'Ready').length,
    counts: Object.fromEntries([
      ['UserDeployment', roots.length],
      ...Object.keys(owned).map((kind, index): [string, number] => [kind, kinds[index]?.length ?? 0]),
    ]),
    orphans: kinds
      .flat()
      .filter(isOrphan)
      .map(({ kind, name }) => `${kind} ${name}`),
    secondsToReady: roots.map((root) => (root.readyAtMs - root.createdAtMs) / 1_000),
  };
}

/** The counts of a crowd of which nothing is missing and nothing too much. */
export function exactCounts(count: number): Record<string, number> {
  return Object.fromEntries(['UserDeployment', ...Object.keys(owned)].map((kind) => [kind, count]));
}
