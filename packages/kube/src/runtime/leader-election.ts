/**
 * One active controller process among several, by a Lease.
 *
 * What it guarantees: at most one process believes that it leads, as long as clocks run at about the same speed (their readings do not
 * matter). Each process takes over only after it has itself seen the lease unchanged for its whole duration; a leader stops
 * believing earlier than that, counted from *before* its last successful renewal was sent. Everything it writes goes through
 * {@link LeaderElection.fence}, which asks for that belief at each write: a process that was suspended and wakes up with an
 * old belief finds its time run out and writes nothing.
 *
 * What it does not: a write already on its way when leadership ends may still arrive. Deterministic names, uid preconditions and
 * server-side apply make such a late write harmless.
 *
 * What breaks it: a lease shorter than the API server's latency (then leadership flutters).
 */
import type { Clock } from '@moorage/core/clock';
import { AppError, isAppError, messageOf } from '@moorage/core/errors';
import type { Service, ServiceStatus } from '@moorage/core/lifecycle';
import type { Log } from '@moorage/core/log';
import type { KubeClient } from '../client/types.ts';
import type { KubeObject } from '../objects.ts';
import { resources } from '../resources.ts';

interface LeaseSpec {
  readonly holderIdentity?: string;
  readonly leaseDurationSeconds?: number;
  readonly acquireTime?: string;
  readonly renewTime?: string;
  readonly leaseTransitions?: number;
}
type Lease = KubeObject<LeaseSpec>;

export interface LeaderElectionDeps {
  readonly client: KubeClient;
  readonly clock: Clock;
  readonly log: Log;
}

export interface LeaderElectionOptions {
  readonly namespace: string;
  readonly name: string;
  /** Different for every process. */
  readonly identity: string;
  /** Default 15 s. */
  readonly leaseSeconds?: number;
  /** Called when this process begins and ends to lead. */
  readonly onChange?: (isLeader: boolean) => void;
}

export interface LeaderElection extends Service {
  isLeader(): boolean;
  /** The same client, but every write throws `precondition_failed` unless this process leads. */
  fence(client: KubeClient): KubeClient;
}

/** The client whose writes ask first. */
export function fencedClient(client: KubeClient, mayWrite: () => boolean): KubeClient {
  const check = (): void => {
    if (!mayWrite())
      throw new AppError('precondition_failed', 'Another process leads now.', { internal: 'write refused: leadership is lost' });
  };
  return {
    ...client,
    create: async (resource, object, options) => (check(), client.create(resource, object, options)),
    replace: async (resource, object, options) => (check(), client.replace(resource, object, options)),
    apply: async (resource, object, options) => (check(), client.apply(resource, object, options)),
    mergePatch: async (resource, key, patch, options) => (check(), client.mergePatch(resource, key, patch, options)),
    jsonPatch: async (resource, key, patch) => (check(), client.jsonPatch(resource, key, patch)),
    remove: async (resource, key, options) => (check(), client.remove(resource, key, options)),
    async request(request) {
      if (request.method !== 'GET') check();
      return client.request(request);
    },
  };
}

/** Lease times carry microseconds. */
function microTime(time: Date): string {
  return time.toISOString().replace('Z', '000Z');
}

/** Makes the election; it takes part from `start` until `stop`, which hands the lease back. */
export function createLeaderElection(deps: LeaderElectionDeps, options: LeaderElectionOptions): LeaderElection {
  const { clock, client } = deps;
  const log = deps.log.child({ lease: options.name });
  const leaseMs = (options.leaseSeconds ?? 15) * 1_000;
  const retryMs = leaseMs / 7.5;
  const key = { namespace: options.namespace, name: options.name };
  let leadsUntilMs = Number.NEGATIVE_INFINITY;
  let believed = false;
  let seen: { readonly version: string; readonly atMs: number } | undefined;
  let run: { readonly aborter: AbortController; readonly ended: Promise<void> } | undefined;

  const isLeader = (): boolean => clock.monotonicMs() < leadsUntilMs;

  function settle(): void {
    if (believed === isLeader()) return;
    believed = !believed;
    log.info(believed ? 'became leader' : 'is no longer leader', { identity: options.identity });
    options.onChange?.(believed);
  }

  /** True when the lease is free: nobody holds it, we do, or its holder let its whole time pass before our eyes. */
  function isFree(lease: Lease, nowMs: number): boolean {
    const holder = lease.spec?.holderIdentity ?? '';
    if (holder === '' || holder === options.identity) return true;
    const version = lease.metadata.resourceVersion ?? '';
    if (seen?.version !== version) seen = { version, atMs: nowMs };
    return nowMs - seen.atMs >= (lease.spec?.leaseDurationSeconds ?? leaseMs / 1_000) * 1_000;
  }

  function wanted(lease: Lease | undefined): Lease {
    const now = microTime(clock.now());
    const isOurs = lease?.spec?.holderIdentity === options.identity;
    const spec = {
      holderIdentity: options.identity,
      leaseDurationSeconds: Math.ceil(leaseMs / 1_000),
      acquireTime: isOurs ? (lease.spec?.acquireTime ?? now) : now,
      renewTime: now,
      leaseTransitions: (lease?.spec?.leaseTransitions ?? 0) + (isOurs || lease === undefined ? 0 : 1),
    };
    const version = lease?.metadata.resourceVersion;
    const metadata = { ...key, ...(version === undefined ? {} : { resourceVersion: version }) };
    return { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata, spec };
  }

  async function acquireOrRenew(signal: AbortSignal): Promise<void> {
    const sentMs = clock.monotonicMs();
    const call = { signal, timeoutMs: retryMs * 2, priority: 'lease' as const };
    const lease = await client.get<Lease>(resources.lease, key, call);
    if (lease !== undefined && !isFree(lease, sentMs)) {
      leadsUntilMs = Number.NEGATIVE_INFINITY;
      return;
    }
    await (lease === undefined
      ? client.create(resources.lease, wanted(lease), call)
      : client.replace(resources.lease, wanted(lease), call));
    // Two thirds of the lease: the rest is the margin to whoever waits for its end.
    leadsUntilMs = sentMs + (leaseMs * 2) / 3;
  }

  async function loop(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await acquireOrRenew(signal);
      } catch (error) {
        if (!isAppError(error, 'conflict') && !isAppError(error, 'already_exists') && !signal.aborted) {
          log.warn('lease could not be renewed', { reason: messageOf(error) });
        }
      }
      settle();
      const untilEnd = isLeader() ? leadsUntilMs - clock.monotonicMs() + 1 : retryMs;
      await clock.sleep(Math.min(retryMs, untilEnd), signal);
      settle();
    }
  }

  async function release(): Promise<void> {
    if (!isLeader()) return;
    leadsUntilMs = Number.NEGATIVE_INFINITY;
    settle();
    await client
      .mergePatch(resources.lease, key, { spec: { holderIdentity: '' } }, { timeoutMs: retryMs, priority: 'lease' })
      .catch((error: unknown) => {
        log.warn('lease was not handed back and will run out', { reason: messageOf(error) });
      });
  }

  return {
    name: `leader election ${options.name}`,
    isLeader,
    fence: (fenced) => fencedClient(fenced, isLeader),
    status: (): ServiceStatus => ({ state: run === undefined ? 'stopped' : 'running', isLeader: isLeader() }),
    async start() {
      if (run !== undefined) return;
      const aborter = new AbortController();
      run = { aborter, ended: loop(aborter.signal) };
    },
    async stop() {
      run?.aborter.abort();
      await run?.ended;
      run = undefined;
      await release();
    },
  };
}
