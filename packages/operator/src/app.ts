/**
 * The operator as one service: informers, leader election, controllers.
 *
 * It talks to Kubernetes only. Informers run in every process, so that a new leader acts at once; controllers run only in the
 * process that leads, and what they write is fenced: after leadership is lost nothing more goes out.
 */
import type { Clock } from '@moorage/core/clock';
import type { Ids } from '@moorage/core/ids';
import type { Service, ServiceStatus } from '@moorage/core/lifecycle';
import type { Log } from '@moorage/core/log';
import type { KubeClient } from '@moorage/kube/client/types';
import type { Controller, ControllerStats } from '@moorage/kube/runtime/controller';
import type { InformerMetrics } from '@moorage/kube/runtime/informer';
import { createLeaderElection, type LeaderElection } from '@moorage/kube/runtime/leader-election';
import { createInformers } from './informers.ts';
import type { OperatorSettings } from './settings.ts';
import { createUserDeploymentController } from './user-deployment.controller.ts';

export interface OperatorConfig extends OperatorSettings {
  readonly leaderElect: boolean;
  /** Namespace of the Lease (default `default`). */
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
  readonly isLeader: boolean;
  readonly controllers: Readonly<Record<string, ControllerStats>>;
  readonly informers: Readonly<Record<string, InformerMetrics>>;
}

export interface Operator extends Service {
  metrics(): OperatorMetrics;
  /** Informers have synced and, when this process leads, controllers work. */
  isReady(): boolean;
}

interface Leadership {
  readonly client: KubeClient;
  readonly election: LeaderElection | undefined;
}

function createLeadership(deps: OperatorDeps, onChange: (isLeader: boolean) => void): Leadership {
  if (!deps.config.leaderElect) return { client: deps.client, election: undefined };
  const election = createLeaderElection(deps, {
    namespace: deps.config.leaderNamespace ?? 'default',
    name: 'moorage-operator',
    identity: `operator-${deps.ids.uuid()}`,
    onChange,
  });
  return { client: election.fence(deps.client), election };
}

/** Wires the operator; the custom resource definitions must be installed when it starts. */
export function createOperator(deps: OperatorDeps): Operator {
  const log = deps.log.child({ subsystem: 'operator' });
  const informers = createInformers({ ...deps, log }, deps.config);
  const engines = [informers.secretsEngine, informers.certificatesEngine, informers.routesEngine];
  let switching: Promise<void> = Promise.resolve();
  const { client, election } = createLeadership({ ...deps, log }, (isLeader) => {
    switching = switching
      .then(() => (isLeader ? controller.start() : controller.stop()))
      .catch((error: unknown) => log.error('controllers could not be switched', { isLeader, error }));
  });
  const controller: Controller = createUserDeploymentController({ ...deps, log, client, informers, settings: deps.config });
  let state: ServiceStatus['state'] = 'stopped';
  const isSynced = (): boolean => informers.all.every((informer) => informer.hasSynced());

  async function stop(): Promise<void> {
    if (state === 'stopped') return;
    state = 'stopping';
    if (election === undefined) await controller.stop();
    else await election.stop();
    await switching;
    await controller.stop();
    await Promise.all([...informers.all, ...engines].map((each) => each.stop()));
    state = 'stopped';
  }

  return {
    name: 'operator',
    stop,
    isReady: () => state === 'running' && isSynced(),
    metrics: () => ({
      isLeader: election?.isLeader() ?? state === 'running',
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
        ...(late === undefined
          ? {}
          : { message: `Waiting for ${late.resource.plural}${message === undefined ? '' : `: ${message}`}.` }),
      };
    },
    async start() {
      state = 'starting';
      await Promise.all([...informers.all, ...engines].map((each) => each.start()));
      // Stopped while it waited for the first lists.
      if (state !== 'starting') return;
      if (election === undefined) await controller.start();
      else await election.start();
      state = 'running';
    },
  };
}
