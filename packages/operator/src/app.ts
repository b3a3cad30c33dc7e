/**
 * The operator as one service: informers, the right to write, controllers.
 *
 * It talks to Kubernetes only. Informers run in every process, so that whoever takes over acts at once. Of several processes either
 * one leads and the others wait, or all share the namespaces among them by shards; both are told by Leases, and what controllers
 * write is fenced: after the right to it is lost nothing more goes out.
 */
import type { Clock } from '@moorage/core/clock';
import type { Ids } from '@moorage/core/ids';
import type { Service, ServiceStatus } from '@moorage/core/lifecycle';
import type { Log } from '@moorage/core/log';
import type { ClientStats, KubeClient } from '@moorage/kube/client/types';
import type { Controller, ControllerStats } from '@moorage/kube/runtime/controller';
import type { InformerMetrics } from '@moorage/kube/runtime/informer';
import { createLeaderElection, type LeaderElection } from '@moorage/kube/runtime/leader-election';
import { rememberingClient } from '@moorage/kube/runtime/own-writes';
import { createSharding, type Sharding } from '@moorage/kube/runtime/sharding';
import { createInformers } from './informers.ts';
import type { OperatorSettings } from './settings.ts';
import { createUserDeploymentController } from './user-deployment.controller.ts';

export interface OperatorConfig extends OperatorSettings {
  readonly leaderElect: boolean;
  /** Into how many shards processes split the namespaces; takes the place of a leader. The same in all of them. */
  readonly shards?: number;
  /** How many deployments are worked on at a time (default 8). */
  readonly workers?: number;
  /** How long a process that vanished keeps its right to write (default 15). */
  readonly leaseSeconds?: number;
  /** Namespace of the Leases (default `default`). */
  readonly leaderNamespace?: string;
  /** Label selector of namespaces to serve; all when absent. */
  readonly namespaceSelector?: string;
}

export interface OperatorDeps {
  readonly client: KubeClient;
  readonly log: Log;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly config: OperatorConfig;
}

export interface OperatorMetrics {
  /** True when this process may write, if only for some shards. */
  readonly isLeader: boolean;
  /** How many shards are this process's; undefined when namespaces are not split. */
  readonly shards: number | undefined;
  readonly clients: Readonly<Record<string, ClientStats>>;
  readonly controllers: Readonly<Record<string, ControllerStats>>;
  readonly informers: Readonly<Record<string, InformerMetrics>>;
}

export interface Operator extends Service {
  metrics(): OperatorMetrics;
  /** Looks at every deployment again, after all that is more urgent. */
  resync(): void;
  /** Informers have synced and, when this process leads, controllers work. */
  isReady(): boolean;
}

/** How this process comes to write: as the leader, for its shards, or always. */
interface WriteRights {
  readonly client: KubeClient;
  readonly election?: LeaderElection;
  readonly sharding?: Sharding;
}

function createWriteRights(deps: OperatorDeps, onLeading: (isLeader: boolean) => void): WriteRights {
  const { leaderElect, leaderNamespace = 'default', leaseSeconds = 15, shards } = deps.config;
  const lease = { namespace: leaderNamespace, leaseSeconds, identity: `operator-${deps.ids.uuid()}` };
  if (shards !== undefined) {
    // Of another number of shards are other leases: two ways to split must not compete for the same.
    const sharding = createSharding(deps, { ...lease, name: `moorage-operator-${shards}`, shards });
    return { client: sharding.fence(deps.client), sharding };
  }
  if (!leaderElect) return { client: deps.client };
  const election = createLeaderElection(deps, { ...lease, name: 'moorage-operator', onChange: onLeading });
  return { client: election.fence(deps.client), election };
}

/** Wires the operator; the custom resource definitions must be installed when it starts. */
export function createOperator(deps: OperatorDeps): Operator {
  const log = deps.log.child({ subsystem: 'operator' });
  const informers = createInformers({ ...deps, log }, deps.config);
  const engines = [informers.secretsEngine, informers.certificatesEngine, informers.routesEngine];
  let switching: Promise<void> = Promise.resolve();
  const { client, election, sharding } = createWriteRights({ ...deps, log }, (isLeader) => {
    switching = switching
      .then(() => (isLeader ? controller.start() : controller.stop()))
      .catch((error: unknown) => log.error('controllers could not be switched', { isLeader, error }));
  });
  const { userDeployments, deployments, autoscalers, others } = informers;
  const controller: Controller = createUserDeploymentController({
    ...deps,
    log,
    client: rememberingClient(client, [userDeployments, deployments, autoscalers, ...others]),
    informers,
    settings: deps.config,
    sharding,
    workers: deps.config.workers,
  });
  let state: ServiceStatus['state'] = 'stopped';
  const isSynced = (): boolean => informers.all.every((informer) => informer.hasSynced());

  async function stop(): Promise<void> {
    if (state === 'stopped') return;
    state = 'stopping';
    // Whoever hands over waits for what the controller does.
    await (election ?? sharding)?.stop();
    await switching;
    await controller.stop();
    await Promise.all([...informers.all, ...engines].map((each) => each.stop()));
    state = 'stopped';
  }

  return {
    name: 'operator',
    stop,
    isReady: () => state === 'running' && isSynced(),
    resync: () => controller.resync(),
    metrics: () => ({
      isLeader: election?.isLeader() ?? (sharding === undefined ? state === 'running' : sharding.held().length > 0),
      shards: sharding?.held().length,
      clients: { target: deps.client.stats() },
      controllers: { 'user-deployment': controller.stats() },
      informers: Object.fromEntries(informers.all.map((informer) => [informer.resource.plural, informer.metrics()])),
    }),
    status() {
      const late = informers.all.find((informer) => !informer.hasSynced());
      const message = late?.status().message;
      return {
        state,
        controllers: controller.status().state,
        isLeader: election?.isLeader() ?? true,
        ...(sharding === undefined ? {} : { shards: sharding.held().length }),
        ...(late === undefined
          ? {}
          : { message: `Waiting for ${late.resource.plural}${message === undefined ? '' : `: ${message}`}.` }),
      };
    },
    async start() {
      state = 'starting';
      const enginesStarted = Promise.all(engines.map((each) => each.start()));
      // One after the other: the first lists are when most memory is taken, and all kinds at once would take it all at once.
      for (const informer of informers.all) {
        if (state !== 'starting') break;
        await informer.start();
      }
      await enginesStarted;
      // Stopped while it waited for the first lists.
      if (state !== 'starting') return;
      await (election ?? sharding)?.start();
      if (election === undefined) await controller.start();
      state = 'running';
    },
  };
}
