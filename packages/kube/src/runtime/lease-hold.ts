/**
 * Holding one Lease: the part that leader election and sharding share.
 *
 * A process takes a lease over only after it has itself seen it unchanged for its whole duration; a holder stops believing after two
 * thirds of that, counted from *before* its last successful renewal was sent. So two never believe at a time, whatever their clocks
 * read, as long as they run at about the same speed. All writes name the version that was seen, the giving back included: one that
 * arrives late meets a newer version and changes nothing.
 */
import type { Clock } from '@moorage/core/clock';
import type { CallOptions, KubeClient } from '../client/types.ts';
import type { KubeObject } from '../objects.ts';
import { resources } from '../resources.ts';

interface LeaseSpec {
  readonly holderIdentity?: string;
  readonly leaseDurationSeconds?: number;
  readonly acquireTime?: string;
  readonly renewTime?: string;
  readonly leaseTransitions?: number;
}
export type Lease = KubeObject<LeaseSpec>;

export interface LeaseHoldOptions {
  readonly namespace: string;
  readonly name: string;
  /** Different for every process. */
  readonly identity: string;
  readonly leaseMs: number;
  readonly labels?: Record<string, string>;
}

export interface LeaseHold {
  /** How long we may still act as the holder; 0 or less when we are not. */
  remainingMs(): number;
  /** Takes or renews the lease that was just read (undefined: there is none), if it is free or ours. Throws `conflict` when too late. */
  take(present: Lease | undefined, call: CallOptions): Promise<void>;
  /** Ends our belief at once and gives the lease back. */
  release(call: CallOptions): Promise<void>;
}

/** Lease times carry microseconds. */
function microTime(time: Date): string {
  return time.toISOString().replace('Z', '000Z');
}

export interface LeaseSightings {
  /** True when the lease is held and was not let run out before our eyes. To be called with what was just read. */
  isAlive(lease: Lease): boolean;
}

/** Remembers since when each lease has been seen unchanged. */
export function createLeaseSightings(clock: Clock, defaultMs: number): LeaseSightings {
  const seen = new Map<string, { readonly version: string; readonly atMs: number }>();
  return {
    isAlive(lease) {
      const { name, resourceVersion = '' } = lease.metadata;
      const nowMs = clock.monotonicMs();
      let sighting = seen.get(name);
      if (sighting?.version !== resourceVersion) {
        sighting = { version: resourceVersion, atMs: nowMs };
        seen.set(name, sighting);
      }
      if ((lease.spec?.holderIdentity ?? '') === '') return false;
      return nowMs - sighting.atMs < (lease.spec?.leaseDurationSeconds ?? defaultMs / 1_000) * 1_000;
    },
  };
}

/** Makes the hold; nothing is read or written before `take`. */
export function createLeaseHold(
  deps: { readonly client: KubeClient; readonly clock: Clock },
  options: LeaseHoldOptions,
): LeaseHold {
  const { client, clock } = deps;
  const { identity, leaseMs } = options;
  const key = { namespace: options.namespace, name: options.name };
  const sightings = createLeaseSightings(clock, leaseMs);
  let heldUntilMs = Number.NEGATIVE_INFINITY;
  let held: Lease | undefined;

  function wanted(lease: Lease | undefined): Lease {
    const now = microTime(clock.now());
    const isOurs = lease?.spec?.holderIdentity === identity;
    const spec = {
      holderIdentity: identity,
      leaseDurationSeconds: Math.ceil(leaseMs / 1_000),
      acquireTime: isOurs ? (lease.spec?.acquireTime ?? now) : now,
      renewTime: now,
      leaseTransitions: (lease?.spec?.leaseTransitions ?? 0) + (isOurs || lease === undefined ? 0 : 1),
    };
    const version = lease?.metadata.resourceVersion;
    const metadata = {
      ...key,
      ...(options.labels === undefined ? {} : { labels: options.labels }),
      ...(version === undefined ? {} : { resourceVersion: version }),
    };
    return { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata, spec };
  }

  return {
    remainingMs: () => heldUntilMs - clock.monotonicMs(),
    async take(present, call) {
      const isAlive = present !== undefined && sightings.isAlive(present);
      if (isAlive && present.spec?.holderIdentity !== identity) {
        heldUntilMs = Number.NEGATIVE_INFINITY;
        return;
      }
      const sentMs = clock.monotonicMs();
      held = await (present === undefined
        ? client.create(resources.lease, wanted(undefined), call)
        : client.replace(resources.lease, wanted(present), call));
      // Two thirds of the lease: the rest is the margin to whoever waits for its end.
      heldUntilMs = sentMs + (leaseMs * 2) / 3;
    },
    async release(call) {
      const wasHeld = heldUntilMs > clock.monotonicMs();
      heldUntilMs = Number.NEGATIVE_INFINITY;
      const resourceVersion = held?.metadata.resourceVersion;
      if (!wasHeld || resourceVersion === undefined) return;
      await client.mergePatch(resources.lease, key, { metadata: { resourceVersion }, spec: { holderIdentity: '' } }, call);
    },
  };
}
