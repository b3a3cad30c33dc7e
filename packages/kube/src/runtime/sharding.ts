/**
 * Several replicas share the work: each is responsible for some of the shards into which namespaces are hashed.
 *
 * Who is there is told by one Lease a replica; who is responsible by one Lease a shard. From the living replicas everyone computes
 * the same assignment, takes the shards that are his and free, and hands over those that are another's.
 *
 * What it guarantees:
 * - At most one replica is responsible for a shard at any time; the leases of shards alone decide that (lease-hold.ts), while the
 *   assignment may be wrong for a moment without harm. All writes go through {@link Sharding.fence}, which asks at each of them.
 * - Every shard finds a replica: within a few seconds of a graceful end, within a lease's duration of a crash.
 * - A hand-over is graceful: the replica begins nothing new for the shard, waits for what runs (but not beyond its lease), and
 *   only then lets go. What it knows of a shard is not handed over; the next one looks at everything in it again.
 *
 * What breaks it: replicas with different numbers of shards (then two hashes compete; change the name together with the number), or
 * a lease shorter than the API server's latency.
 */
import type { Clock } from '@moorage/core/clock';
import { isAppError, messageOf } from '@moorage/core/errors';
import type { Service, ServiceStatus } from '@moorage/core/lifecycle';
import type { Log } from '@moorage/core/log';
import type { CallOptions, KubeClient } from '../client/types.ts';
import { resources } from '../resources.ts';
import { fencedClient } from './fenced-client.ts';
import { createLeaseHold, createLeaseSightings, type Lease, type LeaseHold } from './lease-hold.ts';
import { assignShards, shardOf } from './shard-assignment.ts';

export interface ShardingDeps {
  readonly client: KubeClient;
  readonly clock: Clock;
  readonly log: Log;
}

export interface ShardingOptions {
  /** Where the leases are. */
  readonly namespace: string;
  /** Begins the names of all leases. */
  readonly name: string;
  /** Different for every replica, and a DNS label. */
  readonly identity: string;
  /** The same in every replica (default 16). */
  readonly shards?: number;
  /** Default 15 s. */
  readonly leaseSeconds?: number;
}

export interface ShardListener {
  /** From now on this replica works on the shard. */
  gained(shard: number): void;
  /** It no longer does; the promise resolves when what runs for it has ended, which a hand-over waits for. */
  lost(shard: number): Promise<void>;
}

export interface Sharding extends Service {
  shardOf(namespace: string): number;
  /** True when this replica may begin work on the namespace. */
  owns(namespace: string): boolean;
  /** The shards that this replica works on. */
  held(): number[];
  /** Tells of every shard gained and lost from now on, and of those held already. */
  subscribe(listener: ShardListener): () => void;
  /**
   * The same client, but writes throw `precondition_failed` unless this replica is responsible for the namespace. Cluster-wide
   * objects belong to the shard of the empty name.
   */
  fence(client: KubeClient): KubeClient;
}

export const shardingLabel = 'moorage.dev/sharding';

interface Shard {
  readonly hold: LeaseHold;
  /** What listeners were told. */
  isOurs: boolean;
  /** While it is let go. */
  handingOver: Promise<void> | undefined;
}

interface State {
  readonly deps: ShardingDeps;
  readonly options: ShardingOptions;
  readonly log: Log;
  readonly leaseMs: number;
  readonly retryMs: number;
  readonly shards: readonly Shard[];
  readonly member: LeaseHold;
  readonly listeners: Set<ShardListener>;
}

function callOf(state: State, signal?: AbortSignal): CallOptions {
  return { timeoutMs: state.retryMs * 2, priority: 'lease', ...(signal === undefined ? {} : { signal }) };
}

function memberName(options: ShardingOptions): string {
  return `${options.name}-member-${options.identity}`;
}

function shardName(options: ShardingOptions, shard: number): string {
  return `${options.name}-shard-${shard}`;
}

/** Tells listeners what changed since they were told last; gives what ends when they have let go of a lost shard. */
function tell(state: State, index: number, shard: Shard): Promise<void> {
  const isOurs = shard.hold.remainingMs() > 0 && shard.handingOver === undefined;
  if (shard.isOurs === isOurs) return Promise.resolve();
  shard.isOurs = isOurs;
  state.log.info(isOurs ? 'shard gained' : 'shard lost', { shard: index });
  const told = [...state.listeners].map(async (listener) => (isOurs ? listener.gained(index) : listener.lost(index)));
  return Promise.all(told).then(
    () => undefined,
    (error: unknown) => state.log.error('listener of shards failed', { shard: index, error }),
  );
}

/** Begins nothing new, waits for what runs as long as we may, lets go. */
function handOver(state: State, index: number, shard: Shard): Promise<void> {
  const letGo = async (): Promise<void> => {
    const waited = new AbortController();
    await Promise.race([tell(state, index, shard), state.deps.clock.sleep(Math.max(0, shard.hold.remainingMs()), waited.signal)]);
    waited.abort();
    await shard.hold.release(callOf(state)).catch((error: unknown) => {
      state.log.warn('shard was not handed over and will run out', { shard: index, reason: messageOf(error) });
    });
    shard.handingOver = undefined;
  };
  // Set before anybody is told, so that nothing new begins.
  const ending = Promise.withResolvers<void>();
  shard.handingOver = ending.promise;
  void letGo().then(ending.resolve, ending.reject);
  return ending.promise;
}

async function takeLease(state: State, hold: LeaseHold, lease: Lease | undefined, signal: AbortSignal): Promise<void> {
  try {
    await hold.take(lease, callOf(state, signal));
  } catch (error) {
    const isRace = isAppError(error, 'conflict') || isAppError(error, 'already_exists');
    if (!isRace && !signal.aborted) state.log.warn('lease could not be renewed', { reason: messageOf(error) });
  }
}

/** Leases of replicas that vanished are nobody's; whoever sees them run out removes them. */
async function forget(state: State, lease: Lease, signal: AbortSignal): Promise<void> {
  const { resourceVersion, uid } = lease.metadata;
  if (resourceVersion === undefined || uid === undefined) return;
  const key = { namespace: state.options.namespace, name: lease.metadata.name };
  await state.deps.client.remove(resources.lease, key, { resourceVersion, uid, ...callOf(state, signal) }).catch(() => {
    // It lives after all, another replica was faster, or the next round will do it.
  });
}

/** One look at all leases, and what follows from it. */
async function round(state: State, sightings: ReturnType<typeof createLeaseSightings>, signal: AbortSignal): Promise<void> {
  const { options, deps } = state;
  const scope = { namespace: options.namespace, labelSelector: `${shardingLabel}=${options.name}` };
  const { items } = await deps.client.list<Lease>(resources.lease, { ...scope, ...callOf(state, signal) });
  const leases = new Map(items.map((lease) => [lease.metadata.name, lease]));
  const prefix = `${options.name}-member-`;
  const replicas = items.filter((lease) => lease.metadata.name.startsWith(prefix));
  const living = replicas.filter((lease) => sightings.isAlive(lease));
  const dead = replicas.filter((lease) => !living.includes(lease));
  const members = new Set([options.identity, ...living.map((lease) => lease.metadata.name.slice(prefix.length))]);
  const assigned = assignShards(state.shards.length, [...members].toSorted());
  const takes = state.shards.map((shard, index) => {
    if (shard.handingOver !== undefined) return Promise.resolve();
    const isWanted = assigned.get(index) === options.identity;
    if (!isWanted && shard.hold.remainingMs() > 0) void handOver(state, index, shard);
    return isWanted ? takeLease(state, shard.hold, leases.get(shardName(options, index)), signal) : Promise.resolve();
  });
  const ours = memberName(options);
  const forgets = dead.filter((lease) => lease.metadata.name !== ours).map((lease) => forget(state, lease, signal));
  await Promise.all([takeLease(state, state.member, leases.get(ours), signal), ...takes, ...forgets]);
}

async function loop(state: State, signal: AbortSignal): Promise<void> {
  const { clock } = state.deps;
  const sightings = createLeaseSightings(clock, state.leaseMs);
  const settle = (): void => state.shards.forEach((shard, index) => void tell(state, index, shard));
  while (!signal.aborted) {
    try {
      await round(state, sightings, signal);
    } catch (error) {
      if (!signal.aborted) state.log.warn('leases could not be read', { reason: messageOf(error) });
    }
    settle();
    const ends = state.shards.map((shard) => shard.hold.remainingMs()).filter((ms) => ms > 0);
    await clock.sleep(Math.min(state.retryMs, ...ends.map((ms) => ms + 1)), signal);
    settle();
  }
}

function createState(deps: ShardingDeps, options: ShardingOptions): State {
  const leaseMs = (options.leaseSeconds ?? 15) * 1_000;
  const holdOf = (name: string): LeaseHold =>
    createLeaseHold(deps, {
      name,
      namespace: options.namespace,
      identity: options.identity,
      leaseMs,
      labels: { [shardingLabel]: options.name },
    });
  const newShard = (_: unknown, index: number): Shard => ({
    hold: holdOf(shardName(options, index)),
    isOurs: false,
    handingOver: undefined,
  });
  return {
    deps,
    options,
    log: deps.log.child({ sharding: options.name, replica: options.identity }),
    leaseMs,
    retryMs: leaseMs / 7.5,
    shards: Array.from({ length: options.shards ?? 16 }, newShard),
    member: holdOf(memberName(options)),
    listeners: new Set(),
  };
}

/** Makes the sharding of one replica; it takes part from `start` until `stop`, which hands everything over. */
export function createSharding(deps: ShardingDeps, options: ShardingOptions): Sharding {
  const state = createState(deps, options);
  let run: { readonly aborter: AbortController; readonly ended: Promise<void> } | undefined;
  const shardFor = (namespace: string): number => shardOf(namespace, state.shards.length);
  const remainingMs = (namespace: string | undefined): number =>
    state.shards[shardFor(namespace ?? '')]?.hold.remainingMs() ?? Number.NEGATIVE_INFINITY;
  const isHeld = (shard: Shard): boolean => shard.hold.remainingMs() > 0 && shard.handingOver === undefined;
  const held = (): number[] => state.shards.flatMap((shard, index) => (isHeld(shard) ? [index] : []));

  return {
    name: `sharding ${options.name}`,
    shardOf: shardFor,
    held,
    owns(namespace) {
      const shard = state.shards[shardFor(namespace)];
      return shard !== undefined && isHeld(shard);
    },
    subscribe(listener) {
      state.listeners.add(listener);
      state.shards.forEach((shard, index) => (shard.isOurs ? listener.gained(index) : undefined));
      return () => void state.listeners.delete(listener);
    },
    fence: (client) => fencedClient(client, remainingMs),
    status: (): ServiceStatus => ({ state: run === undefined ? 'stopped' : 'running', shards: held().length }),
    async start() {
      if (run !== undefined) return;
      const aborter = new AbortController();
      run = { aborter, ended: loop(state, aborter.signal) };
    },
    async stop() {
      if (run === undefined) return;
      run.aborter.abort();
      await run.ended;
      run = undefined;
      await Promise.all(state.shards.map((shard, index) => shard.handingOver ?? handOver(state, index, shard)));
      await deps.client
        .remove(resources.lease, { namespace: options.namespace, name: memberName(options) }, callOf(state))
        .catch((error: unknown) => state.log.warn('membership was not ended and will run out', { reason: messageOf(error) }));
    },
  };
}
