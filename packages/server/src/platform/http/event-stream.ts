/** Server-sent events, as a handler sees them. */

export interface EventStream {
  /** Answers 200 and sends the head; done by the first `send`. Until then a throw still becomes an ordinary error answer. */
  open(): void;
  /** Sends one event; `data` is written as JSON. After the client left it does nothing. */
  send(event: string, data: unknown, id?: string): void;
  /** Resolves when the client has taken what was sent: await it in loops, so that a slow reader costs no memory. */
  drained(): Promise<void>;
  /** Aborts when the client left or the server drains. */
  readonly signal: AbortSignal;
  /** `Last-Event-ID` of a client that reconnects (the header, or the query parameter `lastEventId`). */
  readonly lastEventId: string | undefined;
}
