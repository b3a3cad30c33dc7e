/** An event before and after it was recorded, and what a watcher asks for. */

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
