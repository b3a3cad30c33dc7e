/** One subscriber: takes what it is offered while it keeps up, and reads the table for itself while it does not. */
import type { Log } from '@moorage/core/log';
import type { EventFilter, OutboxEvent } from './event.ts';
import type { Outbox } from './outbox.ts';

export interface WatcherDeps {
  readonly filter: EventFilter;
  readonly handler: (event: OutboxEvent) => void | Promise<void>;
  readonly outbox: Outbox;
  readonly log: Log;
  /** The last id that it has seen. */
  readonly from: string;
}

export interface Watcher {
  /** An event that just came. */
  offer(event: OutboxEvent): void;
  /** Reads from the table what it has not seen. */
  catchUp(): void;
  stop(): void;
}

/** What a watcher may have waiting before it is sent to the table instead. */
const maxWaiting = 1_000;

/** Whether an event is of interest; an event of no team concerns every team. */
export function matches(filter: EventFilter, event: OutboxEvent): boolean {
  return (
    filter.orgIds.includes(event.orgId) &&
    (filter.teamIds === undefined || event.teamId === undefined || filter.teamIds.includes(event.teamId)) &&
    (filter.kinds === undefined || filter.kinds.includes(event.kind)) &&
    (filter.ref === undefined || filter.ref === event.ref)
  );
}

export function createWatcher({ filter, handler, outbox, log, from }: WatcherDeps): Watcher {
  let seen = BigInt(from);
  let waiting: OutboxEvent[] = [];
  let isBehind = false;
  let isStopped = false;
  let working: Promise<void> | undefined;

  async function handOver(event: OutboxEvent): Promise<void> {
    if (isStopped || BigInt(event.id) <= seen) return;
    seen = BigInt(event.id);
    if (matches(filter, event)) await handler(event);
  }

  async function readTable(): Promise<void> {
    isBehind = false;
    for (let batch = await outbox.after(String(seen)); batch.length > 0 && !isStopped; batch = await outbox.after(String(seen))) {
      for (const event of batch) await handOver(event);
    }
  }

  async function work(): Promise<void> {
    while (!isStopped && (isBehind || waiting.length > 0)) {
      if (isBehind) await readTable();
      const batch = waiting;
      waiting = [];
      for (const event of batch) await handOver(event);
    }
  }

  function go(): void {
    working ??= work()
      .catch((error: unknown) => {
        isStopped = true;
        log.error('an event handler failed; it gets no more', { error });
      })
      .finally(() => {
        working = undefined;
        if (!isStopped && (isBehind || waiting.length > 0)) go();
      });
  }

  return {
    offer(event) {
      if (waiting.length >= maxWaiting) {
        waiting = [];
        isBehind = true;
      }
      // While it is behind the table has everything that is offered; taking it here too would be out of order.
      if (!isBehind) waiting.push(event);
      go();
    },
    catchUp() {
      isBehind = true;
      go();
    },
    stop() {
      isStopped = true;
      waiting = [];
    },
  };
}
