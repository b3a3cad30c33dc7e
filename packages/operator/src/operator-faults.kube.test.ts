/** The whole operator behind a network that does its worst, while people create, change, scale and delete deployments. */
import { systemClock } from '@moorage/core/clock';
import { createIds } from '@moorage/core/ids';
import { silentLog } from '@moorage/core/log';
import { createKubeClient, type KubeClient } from '@moorage/kube/client/client';
import { installCrds } from '@moorage/kube/crds/install-crds';
import { type UserDeployment, type UserDeploymentService, userDeploymentLabels } from '@moorage/kube/crds/user-deployment';
import type { KubeObject, Resource } from '@moorage/kube/objects';
import { resources } from '@moorage/kube/resources';
import { startTestApiServer, type TestApiServer } from '@moorage/testkit/api-server';
import { createChance, randomFaults } from '@moorage/testkit/fault-plan';
import { type FaultProxy, startFaultProxy } from '@moorage/testkit/fault-proxy';
import { seedsOf } from '@moorage/testkit/test-config';
import { waitUntil } from '@moorage/testkit/wait-until';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOperator, type Operator } from './app.ts';
import { ownedResources } from './observed.ts';
import { managedBy } from './user-deployment.names.ts';

const ids = createIds(systemClock);
const settings = {
  deploymentDomain: 'localhost',
  ingressScheme: 'http',
  ingressPort: 8080,
  ingressClassName: 'moorage',
  leaderElect: false,
  preStopSleepSeconds: 0,
  probeGraceSeconds: 1,
} as const;
const ofOurs = `${userDeploymentLabels.managedBy}=${managedBy}`;
/** Longest wait of the operator's informers and queue, and time to catch up on a machine with two busy cores. */
const convergeMs = 100_000;

/** Which services a deployment is to have, with how many copies. */
type Wish = ReadonlyMap<string, number>;

function serviceOf([name, replicas]: readonly [string, number], version: string): UserDeploymentService {
  const ports = [{ name: 'http', containerPort: 3000 }];
  return { name, image: 'node:24', replicas, ports, env: [{ name: 'VERSION', value: version }] };
}

let server: TestApiServer;
let direct: KubeClient;
beforeAll(async () => {
  server = await startTestApiServer({ scripted: true });
  direct = createKubeClient({ connection: server.connection, clock: systemClock, ids });
  await installCrds(direct, { clock: systemClock });
});
afterAll(async () => {
  direct.close();
  await server.stop();
});

interface Team {
  readonly namespace: string;
  readonly wishes: ReadonlyMap<string, Wish>;
  write(name: string, wish: Wish, version: string): Promise<void>;
  remove(name: string): Promise<void>;
  /** Names of Deployments that were made more often than they were asked for. */
  madeTwice(): string[];
  close(): void;
}

/** People who work past the faults; counts what is made for them. */
async function makeTeam(): Promise<Team> {
  const namespace = `team-${ids.name()}`;
  await direct.create<KubeObject>(resources.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  const wishes = new Map<string, Wish>();
  const asked = new Map<string, number>();
  const made = new Map<string, Set<string>>();
  const close = server.api.watch(
    resources.deployment,
    ({ object }) => {
      const { name, uid = '' } = object.metadata;
      if (object.metadata.namespace === namespace) made.set(name, (made.get(name) ?? new Set()).add(uid));
    },
    { namespace },
  );
  return {
    namespace,
    wishes,
    close,
    async write(name, wish, version) {
      const services = [...wish].map((each) => serviceOf(each, version));
      const ingresses = [{ id: 'i1', name: 'main', service: 'web', port: 3000 }];
      const metadata = { name, namespace };
      const object = { apiVersion: 'moorage.dev/v1alpha1', kind: 'UserDeployment', metadata, spec: { services, ingresses } };
      await direct.apply<KubeObject>(resources.userDeployment, object, { fieldManager: 'tester', force: true });
      for (const service of wish.keys()) {
        const workload = `${name}-${service}`;
        if (wishes.get(name)?.has(service) !== true) asked.set(workload, (asked.get(workload) ?? 0) + 1);
      }
      wishes.set(name, wish);
    },
    async remove(name) {
      wishes.delete(name);
      await direct.remove(resources.userDeployment, { namespace, name });
    },
    madeTwice: () => [...made].filter(([name, uids]) => uids.size > (asked.get(name) ?? 0)).map(([name]) => name),
  };
}

interface Behind {
  readonly proxy: FaultProxy;
  readonly operator: Operator;
  stop(): Promise<void>;
}

async function startBehindFaults(): Promise<Behind> {
  const proxy = await startFaultProxy(server.connection);
  const connection = { ...server.connection, server: proxy.url };
  const client = createKubeClient({ connection, clock: systemClock, ids, timeoutMs: 1_500 });
  const operator = createOperator({ client, log: silentLog, clock: systemClock, ids, config: settings });
  await operator.start();
  return {
    proxy,
    operator,
    async stop() {
      await operator.stop();
      client.close();
      await proxy.stop();
    },
  };
}

const most = 30;
const leastRounds = 60;
const leastFaults = 100;

function faultsOf({ injected }: FaultProxy): number {
  return Object.values(injected).reduce((sum, count) => sum + count, 0);
}

/** What must be there for the wishes, and nothing beside it. */
function expectedNames(wishes: ReadonlyMap<string, Wish>): string[] {
  const of = ([name, wish]: readonly [string, Wish]): string[] => [
    `Ingress/${name}-main`,
    `NetworkPolicy/${name}-isolation`,
    `ServiceAccount/${name}`,
    ...[...wish.keys()].flatMap((service) => [`Deployment/${name}-${service}`, `Service/${name}-${service}`]),
    ...[...wish].flatMap(([service, replicas]) => (replicas > 1 ? [`PodDisruptionBudget/${name}-${service}`] : [])),
  ];
  return [...wishes].flatMap(of).toSorted();
}

async function present(namespace: string, of: readonly Resource[]): Promise<string[]> {
  const lists = await Promise.all(of.map((resource) => direct.list(resource, { namespace, labelSelector: ofOurs })));
  return lists.flatMap(({ items }) => items.map(({ kind, metadata }) => `${kind}/${metadata.name}`)).toSorted();
}

/** What is not yet as wished; empty when all is. */
async function differences({ namespace, wishes }: Team): Promise<string[]> {
  const expected = new Set(expectedNames(wishes));
  const found = new Set(await present(namespace, ownedResources));
  const roots = await direct.list<UserDeployment>(resources.userDeployment, { namespace });
  const late = roots.items.filter(
    ({ metadata, status }) => status?.phase !== 'Ready' || status.observedGeneration !== metadata.generation,
  );
  const stray = roots.items.filter(({ metadata }) => !wishes.has(metadata.name));
  const pods = await direct.list(resources.pod, { namespace, labelSelector: ofOurs });
  const copies = [...wishes].flatMap(([name, wish]) => [...wish].map(([service, replicas]) => ({ name, service, replicas })));
  const wrong = copies.filter(({ name, service, replicas }) => {
    const own = pods.items.filter(
      ({ metadata: { labels = {} } }) =>
        labels[userDeploymentLabels.instance] === name && labels[userDeploymentLabels.component] === service,
    );
    return own.length !== replicas;
  });
  return [
    ...[...expected].filter((name) => !found.has(name)).map((name) => `missing ${name}`),
    ...[...found].filter((name) => !expected.has(name)).map((name) => `left ${name}`),
    ...late.map(({ metadata, status }) => `${metadata.name} is ${JSON.stringify(status)}`),
    ...stray.map(({ metadata }) => `${metadata.name} is still there`),
    ...wrong.map(({ name, service, replicas }) => `${name}-${service} has not ${replicas} copies`),
  ];
}

async function settled(team: Team): Promise<void> {
  let last: string[] = [];
  await waitUntil(async () => (last = await differences(team)).length === 0, {
    describe: () => last.join('\n'),
    timeoutMs: convergeMs,
    intervalMs: 200,
  });
}

/** One step of somebody: a new deployment, another version, more or fewer copies or services, or the end of one. */
async function step(team: Team, chance: () => number, round: number): Promise<void> {
  const names = [...team.wishes.keys()];
  const name = names[Math.floor(chance() * names.length)];
  const what = chance();
  const copies = 1 + Math.floor(chance() * 3);
  const wish = name === undefined ? undefined : team.wishes.get(name);
  if (name === undefined || wish === undefined || (what < 0.35 && names.length < most)) {
    const more: [string, number][] = chance() < 0.5 ? [] : [['api', copies]];
    await team.write(`app-${round}`, new Map([['web', copies], ...more]), '1');
  } else if (what < 0.55) await team.write(name, wish, String(round));
  else if (what < 0.75) await team.write(name, new Map([...wish, ['web', copies]]), '1');
  else if (what < 0.9) await team.write(name, new Map([...wish].filter(([service]) => service === 'web')), '1');
  else await team.remove(name);
}

async function survive(seed: number): Promise<void> {
  const team = await makeTeam();
  const { proxy, stop } = await startBehindFaults();
  const chance = createChance(seed);
  try {
    for (let round = 0; round < 8; round += 1) await team.write(`first-${round}`, new Map([['web', 1]]), '1');
    proxy.decide(randomFaults(chance, 0.25));
    proxy.cut();
    for (let round = 0; round < leastRounds || faultsOf(proxy) < leastFaults; round += 1) {
      await step(team, chance, round);
      const what = chance();
      if (what < 0.05) proxy.cut();
      else if (what < 0.08) proxy.freeze(true);
      await systemClock.sleep(Math.floor(chance() * 120));
      proxy.freeze(false);
    }
    expect(team.wishes.size).toBeGreaterThanOrEqual(20);
    proxy.decide(() => undefined);
    // What fell silent is noticed as dead only after minutes; here the network resets it.
    proxy.cut();
    await settled(team);
    expect(team.madeTwice()).toEqual([]);
    proxy.decide(randomFaults(chance, 0.25));
    for (const name of [...team.wishes.keys()]) await team.remove(name);
    await systemClock.sleep(300);
    proxy.decide(() => undefined);
    proxy.cut();
    await settled(team);
    const left = [...ownedResources, resources.pod, resources.replicaSet, resources.userDeployment];
    await waitUntil(async () => (await present(team.namespace, left)).length === 0, { describe: 'nothing to be left' });
  } finally {
    team.close();
    await stop();
  }
}

describe('the operator behind a network that does its worst', () => {
  it.each(seedsOf(2))('makes exactly what is wished, nothing twice, and leaves nothing behind (seed %i)', survive, 330_000);
});
