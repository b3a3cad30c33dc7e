/**
 * One active controller process among several, by a Lease.
 *
 * What it guarantees: at most one process believes that it leads, as long as clocks run at about the same speed (their readings do not
 * matter); lease-hold.ts says why. Everything it writes goes through
 * {@link LeaderElection.fence}, which asks for that belief at each write: a process that was suspended and wakes up with an
 * old belief finds its time run out and writes nothing.
 *
 * What it does not: a write already on its way when leadership ends may still arrive. Deterministic names, uid preconditions and
 * server-side apply make such a late write harmless.
 *
 * What breaks it: a lease shorter than the API server's latency (then leadership flutters).
 */
import type { Clock } from '@moorage/core/clock';
import { isAppError, messageOf } from '@moorage/core/errors';
import type { Service, ServiceStatus } from '@moorage/core/lifecycle';
import type { Log } from '@moorage/core/log';
import type { KubeClient } from '../client/types.ts';
import { resources } from '../resources.ts';
import { fencedClient } from './fenced-client.ts';
import { createLeaseHold, type Lease } from './lease-hold.ts';

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

/** Makes the election; it takes part from `start` until `stop`, which hands the lease back. */
export function createLeaderElection(deps: LeaderElectionDeps, options: LeaderElectionOptions): LeaderElection {
  const { clock, client } = deps;
  const log = deps.log.child({ lease: options.name });
  const leaseMs = (options.leaseSeconds ?? 15) * 1_000;
  const retryMs = leaseMs / 7.5;
  const key = { namespace: options.namespace, name: options.name };
  const hold = createLeaseHold({ client, clock }, { ...key, identity: options.identity, leaseMs });
  let believed = false;
  let run: { readonly aborter: AbortController; readonly ended: Promise<void> } | undefined;

  const isLeader = (): boolean => hold.remainingMs() > 0;

  function settle(): void {
    if (believed === isLeader()) return;
    believed = !believed;
    log.info(believed ? 'became leader' : 'is no longer leader', { identity: options.identity });
    options.onChange?.(believed);
  }

  async function acquireOrRenew(signal: AbortSignal): Promise<void> {
    const call = { signal, timeoutMs: retryMs * 2, priority: 'lease' as const };
    await hold.take(await client.get<Lease>(resources.lease, key, call), call);
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
      const untilEnd = isLeader() ? hold.remainingMs() + 1 : retryMs;
      await clock.sleep(Math.min(retryMs, untilEnd), signal);
      settle();
    }
  }

  async function release(): Promise<void> {
    if (!isLeader()) return;
    const released = hold.release({ timeoutMs: retryMs, priority: 'lease' });
    settle();
    await released.catch((error: unknown) => {
      log.warn('lease was not handed back and will run out', { reason: messageOf(error) });
    });
  }

  return {
    name: `leader election ${options.name}`,
    isLeader,
    fence: (fenced) => fencedClient(fenced, () => hold.remainingMs()),
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
