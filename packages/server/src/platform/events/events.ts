import type { Clock } from '@moorage/core/clock';
import type { Service } from '@moorage/core/lifecycle';
import type { Log } from '@moorage/core/log';
import type { Database, Tx } from '../db/database.ts';
import type { BoundJob } from '../jobs/job.ts';

export interface NewEvent {
  readonly orgId: string;
  readonly teamId?: string;
  /** `deployment.status` and the like; also the event name on a stream. */
  readonly kind: string;
  /** Id of the object it is about. */
  readonly ref: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface OutboxEvent {
  /** Grows with every event; a stream's `Last-Event-ID`. */
  readonly id: string;
  readonly orgId: string;
  readonly teamId: string | undefined;
  readonly kind: string;
  readonly ref: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly at: Date;
}

export interface EventFilter {
  readonly orgIds: readonly string[];
  /** Events of other teams are left out; events of no team are always in. All teams when absent. */
  readonly teamIds?: readonly string[];
  readonly kinds?: readonly string[];
  readonly ref?: string;
  /** Resume after this id; without it, from now on. `gone` when the events after it were swept already. */
  readonly afterId?: string;
}

export interface Events extends Service {
  /** Records an event with the caller's transaction. */
  publish(tx: Tx, event: NewEvent): Promise<void>;
  /** Calls `handler` for each matching event, in order, one at a time; resolves with the way to stop. */
  subscribe(filter: EventFilter, handler: (event: OutboxEvent) => void | Promise<void>): Promise<() => void>;
  /** Its own jobs: the sweep of old events. */
  readonly jobs: readonly BoundJob[];
}

export interface EventsDeps {
  readonly db: Database;
  readonly log: Log;
  readonly clock: Clock;
}

export declare function createEvents(deps: EventsDeps): Events;
