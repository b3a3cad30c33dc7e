/**
 * Several target clusters at once, added and removed while everything runs.
 *
 * Each cluster has a client and services of its own (informers, controllers, whatever `build` makes of its client), and one unit of
 * work that starts, watches over and stops them. Nothing is shared between clusters but the process.
 *
 * What it guarantees:
 * - One cluster does not disturb another: one that cannot be reached, refuses us or breaks while it starts is tried again by itself,
 *   with a growing delay, while the others go on. `set` and `remove` never wait for a server that does not answer.
 * - Of one name only one generation works at a time: a changed connection stops the old services, and all that runs in them, before
 *   the new ones start.
 * - `status` says of each cluster what it does and, where it fails, why.
 *
 * What breaks it: a `build` that keeps something of one cluster for another.
 */
import { backoffMs, type Backoff } from '@moorage/core/backoff';
import type { Clock } from '@moorage/core/clock';
import { AppError, messageOf } from '@moorage/core/errors';
import type { Ids } from '@moorage/core/ids';
import type { Service, ServiceStatus } from '@moorage/core/lifecycle';
import type { Log } from '@moorage/core/log';
import { createKubeClient, type KubeClientDeps } from '../client/client.ts';
import type { Connection } from '../client/connection.ts';
import type { ClientStats, KubeClient } from '../client/types.ts';

export interface ClustersDeps {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
}

/** What the services of one cluster are made of. */
export interface ClusterContext {
  readonly name: string;
  readonly client: KubeClient;
  readonly log: Log;
}

export interface ClustersOptions {
  /** Makes the services of a cluster in the order in which they start; nothing may be called before they do. */
  readonly build: (context: ClusterContext) => readonly Service[];
  readonly client?: Pick<KubeClientDeps, 'rate' | 'timeoutMs' | 'userAgent'>;
}

export interface ClusterStatus {
  /** `waiting`: the start failed and will be tried again. */
  readonly state: 'starting' | 'running' | 'waiting' | 'stopping';
  readonly server: string;
  /** Why it waits, or what its services complain about. */
  readonly message?: string;
  readonly services: Readonly<Record<string, ServiceStatus>>;
  readonly calls: ClientStats;
}

export interface Clusters extends Service {
  /** Adds the cluster, or replaces its connection; resolves when the work for it has begun, reachable or not. */
  set(name: string, connection: Connection): Promise<void>;
  /** Stops all work for the cluster; false when there was none. */
  remove(name: string): Promise<boolean>;
  names(): string[];
  /** The client of a cluster, for calls beside its services. */
  client(name: string): KubeClient | undefined;
  statusOf(name: string): ClusterStatus | undefined;
}

const startBackoff: Backoff = { firstMs: 500, maxMs: 30_000 };

interface Cluster {
  readonly client: KubeClient;
  status(): ClusterStatus;
  stop(): Promise<void>;
}

interface Unit {
  readonly context: ClusterContext;
  readonly connection: Connection;
  readonly aborter: AbortController;
  services: readonly Service[];
  state: ClusterStatus['state'];
  message: string | undefined;
}

async function stopServices(unit: Unit): Promise<void> {
  for (const service of unit.services.toReversed()) {
    await service
      .stop()
      .catch((error: unknown) => unit.context.log.error('service failed to stop', { service: service.name, error }));
  }
}

/** Starts the services one after another. A service whose start takes long can be stopped meanwhile, as every service can. */
async function startServices(unit: Unit, options: ClustersOptions): Promise<void> {
  unit.services = options.build(unit.context);
  for (const service of unit.services) {
    if (unit.aborter.signal.aborted) return;
    await service.start();
  }
}

/** Starts until it works or is no longer wanted. */
async function bringUp(deps: ClustersDeps, options: ClustersOptions, unit: Unit): Promise<void> {
  const { signal } = unit.aborter;
  for (let attempt = 1; !signal.aborted; attempt += 1) {
    unit.state = 'starting';
    try {
      await startServices(unit, options);
      unit.state = 'running';
      unit.message = undefined;
      return;
    } catch (error) {
      await stopServices(unit);
      if (signal.aborted) return;
      unit.state = 'waiting';
      unit.message = messageOf(error);
      const delayMs = backoffMs(attempt, unit.context.name, startBackoff);
      unit.context.log.warn('cluster did not start, trying again', { error, delayMs });
      await deps.clock.sleep(delayMs, signal);
    }
  }
}

/** What the first service with something to say says. */
function complaintOf(unit: Unit): string | undefined {
  return unit.message ?? unit.services.map((service) => service.status().message).find((message) => message !== undefined);
}

function startCluster(deps: ClustersDeps, options: ClustersOptions, wanted: { name: string; connection: Connection }): Cluster {
  const { name, connection } = wanted;
  const client = createKubeClient({ ...options.client, connection, clock: deps.clock, ids: deps.ids });
  const context = { name, client, log: deps.log.child({ cluster: name }) };
  const unit: Unit = { context, connection, aborter: new AbortController(), services: [], state: 'starting', message: undefined };
  const up = bringUp(deps, options, unit);
  return {
    client,
    status() {
      const message = complaintOf(unit);
      return {
        state: unit.state,
        server: connection.server,
        ...(message === undefined ? {} : { message }),
        services: Object.fromEntries(unit.services.map((service) => [service.name, service.status()])),
        calls: client.stats(),
      };
    },
    async stop() {
      unit.state = 'stopping';
      unit.aborter.abort();
      // Twice: a start that is under way ends by being stopped, and what it started in between is stopped after it.
      await stopServices(unit);
      await up;
      await stopServices(unit);
      client.close();
    },
  };
}

/** Makes the set, empty; clusters that are set before `start` begin with it. */
export function createClusters(deps: ClustersDeps, options: ClustersOptions): Clusters {
  const wanted = new Map<string, Connection>();
  const running = new Map<string, Cluster>();
  /** The changes of one name follow one another. */
  const turns = new Map<string, Promise<void>>();
  let isStarted = false;

  /** Brings one name to what is wanted by then. */
  async function follow(name: string, isChanged: boolean): Promise<void> {
    const present = running.get(name);
    const connection = isStarted ? wanted.get(name) : undefined;
    if (present !== undefined && (isChanged || connection === undefined)) {
      await present.stop();
      running.delete(name);
    }
    if (connection !== undefined && !running.has(name)) running.set(name, startCluster(deps, options, { name, connection }));
  }

  function inTurn(name: string, isChanged: boolean): Promise<void> {
    const before = turns.get(name) ?? Promise.resolve();
    const turn = before
      .then(() => follow(name, isChanged))
      .finally(() => (turns.get(name) === turn ? turns.delete(name) : undefined));
    turns.set(name, turn);
    return turn;
  }

  const statuses = (): Record<string, ClusterStatus> =>
    Object.fromEntries([...running].map(([name, cluster]) => [name, cluster.status()]));

  return {
    name: 'clusters',
    names: () => [...wanted.keys()],
    client: (name) => running.get(name)?.client,
    statusOf: (name) => running.get(name)?.status(),
    async set(name, connection) {
      if (!URL.canParse(connection.server))
        throw new AppError('invalid_request', `Cluster "${name}" has no valid server address.`);
      wanted.set(name, connection);
      await inTurn(name, true);
    },
    async remove(name) {
      const wasThere = wanted.delete(name);
      await inTurn(name, true);
      return wasThere;
    },
    status: (): ServiceStatus => ({ state: isStarted ? 'running' : 'stopped', clusters: statuses() }),
    async start() {
      isStarted = true;
      await Promise.all([...wanted.keys()].map((name) => inTurn(name, false)));
    },
    async stop() {
      isStarted = false;
      await Promise.all([...running.keys()].map((name) => inTurn(name, false)));
    },
  };
}
